// Writes a security.txt file as RFC 9116 wants it.

/** What a security.txt file says. Lists keep their order, which for contacts is the order of preference. */
export type SecurityTxt = {
  /** `mailto:`, `tel:` or `https:` URIs; at least one. */
  contacts: readonly string[];
  expires: Date;
  encryption?: readonly string[];
  acknowledgments?: readonly string[];
  /** Language tags by RFC 5646. */
  preferredLanguages?: readonly string[];
  canonical?: readonly string[];
  policy?: readonly string[];
  hiring?: readonly string[];
  /** Addresses of CSAF provider metadata. */
  csaf?: readonly string[];
};

/** Where the file is served, and with which type (RFC 9116 §3). */
export const securityTxtContentType = 'text/plain; charset=utf-8';

/**
 * The text of the file. Lines end with CR LF: RFC 9116 §2.2 allows a bare LF too, but Net-Unicode (RFC 5198) and the
 * grammar of a signed file ask for CR LF, so the same bytes can be signed. Throws a RangeError for a value that would
 * break out of its line or for a list of contacts that is empty; that is a fault of the program, not of a visitor.
 */
export function writeSecurityTxt(file: SecurityTxt): string {
  if (file.contacts.length === 0) throw new RangeError('A security.txt file needs a contact.');
  const lines = [
    ...fields('Contact', file.contacts),
    ...fields('Expires', [file.expires.toISOString().replace(/\.\d{3}Z$/u, 'Z')]),
    ...fields('Encryption', file.encryption),
    ...fields('Acknowledgments', file.acknowledgments),
    ...fields('Preferred-Languages', file.preferredLanguages?.length ? [file.preferredLanguages.join(', ')] : []),
    ...fields('Canonical', file.canonical),
    ...fields('Policy', file.policy),
    ...fields('Hiring', file.hiring),
    ...fields('CSAF', file.csaf),
  ];
  return lines.map(line => `${line}\r\n`).join('');
}

function fields(name: string, values: readonly string[] = []): string[] {
  return values.map(value => {
    if (value.trim() === '' || /[\p{Cc}\u2028\u2029]/u.test(value)) {
      throw new RangeError(`The value of ${name} is empty or spans lines.`);
    }
    return `${name}: ${value}`;
  });
}
