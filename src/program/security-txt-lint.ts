// Checks a security.txt file against RFC 9116, with the codes that internet.nl's validator sectxt has made common.

import { type Line, readSignedBody } from './security-txt-armor.ts';

export type SecurityTxtCode =
  | 'location'
  | 'invalid_uri_scheme'
  | 'no_content_type'
  | 'invalid_media'
  | 'invalid_charset'
  | 'utf8'
  | 'bom_in_file'
  | 'no_line_separators'
  | 'no_contact'
  | 'no_expire'
  | 'multi_expire'
  | 'invalid_expiry'
  | 'expired'
  | 'multi_lang'
  | 'invalid_lang'
  | 'no_uri'
  | 'no_https'
  | 'prec_ws'
  | 'no_space'
  | 'empty_key'
  | 'empty_value'
  | 'invalid_line'
  | 'no_canonical_match'
  | 'no_csaf_file'
  | 'signed_format_issue'
  | 'data_after_sig'
  | 'pgp_data_error'
  | 'long_expiry'
  | 'no_encryption'
  | 'not_signed'
  | 'no_canonical'
  | 'multiple_csaf_fields'
  | 'unknown_field';

/** One finding. `line` counts from 1, `null` means the whole file. `message` is a sentence. */
export type SecurityTxtFinding = {
  code: SecurityTxtCode;
  level: 'error' | 'recommendation' | 'notification';
  line: number | null;
  message: string;
};

/** What is known beside the text. Leave out what isn't: its checks are then skipped. */
export type SecurityTxtContext = {
  now: Date;
  /** Where the file was found. */
  url?: string;
  /** The Content-Type header; `null` when it was not sent. */
  contentType?: string | null;
};

/**
 * Lists what is wrong with a file, or could be better, in the order of its lines. Bytes are checked for UTF-8 as well.
 * A signature is checked for its form, not for its validity. Sources: RFC 9116 §2 to §4, RFC 9580 §7.
 */
export function lintSecurityTxt(file: string | Uint8Array, context: SecurityTxtContext): SecurityTxtFinding[] {
  const found: SecurityTxtFinding[] = [];
  const add = (code: SecurityTxtCode, line: number | null, message: string): void => {
    found.push({ code, level: levelOf(code), line, message });
  };
  lintDelivery(context, add);
  let text: string;
  try {
    text = typeof file === 'string' ? file : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file);
  } catch {
    add('utf8', null, 'The file is not valid UTF-8.');
    return found;
  }
  if (text.startsWith('\ufeff')) {
    add('bom_in_file', 1, 'The file begins with a byte order mark.');
    text = text.slice(1);
  }
  if (text !== '' && !text.endsWith('\n')) add('no_line_separators', null, 'The last line has no line end.');
  const body = readSignedBody(text.split(/\r?\n/u));
  for (const issue of body.issues) add(issue.code, issue.line, issue.message);
  const fields = readFields(body.lines, add);
  lintFields(fields, context, body.signed, add);
  return found.sort((a, b) => (a.line ?? Number.MAX_SAFE_INTEGER) - (b.line ?? Number.MAX_SAFE_INTEGER));
}

/** Whether a file may be published: recommendations and notifications don't stand against it. */
export function isValidSecurityTxt(findings: readonly SecurityTxtFinding[]): boolean {
  return findings.every(finding => finding.level !== 'error');
}

type Add = (code: SecurityTxtCode, line: number | null, message: string) => void;
type Field = { name: string; value: string; line: number };

const recommendations = new Set<SecurityTxtCode>([
  'long_expiry',
  'no_encryption',
  'not_signed',
  'no_canonical',
  'multiple_csaf_fields',
]);

function levelOf(code: SecurityTxtCode): SecurityTxtFinding['level'] {
  if (code === 'unknown_field') return 'notification';
  return recommendations.has(code) ? 'recommendation' : 'error';
}

function lintDelivery({ url, contentType }: SecurityTxtContext, add: Add): void {
  if (url !== undefined) {
    const at = URL.parse(url);
    if (at?.protocol !== 'https:') add('invalid_uri_scheme', null, 'The file must be served over https.');
    if (!/^\/\.well-known\/security\.txt$/u.test(at?.pathname ?? '')) {
      add('location', null, 'The file must be at /.well-known/security.txt.');
    }
  }
  if (contentType === undefined) return;
  if (contentType === null) {
    add('no_content_type', null, 'The Content-Type header is missing.');
    return;
  }
  const [media = '', ...parameters] = contentType.split(';').map(part => part.trim().toLowerCase());
  if (media !== 'text/plain') add('invalid_media', null, 'The media type must be text/plain.');
  const charset = parameters.find(part => part.startsWith('charset='));
  if (charset !== undefined && charset.slice(8).replaceAll('"', '') !== 'utf-8') {
    add('invalid_charset', null, 'The charset must be utf-8.');
  }
}

function readFields(lines: readonly Line[], add: Add): Field[] {
  const fields: Field[] = [];
  for (const { text, number } of lines) {
    if (text.trim() === '' || text.startsWith('#')) continue;
    const colon = text.indexOf(':');
    if (colon < 0) {
      add('invalid_line', number, 'A line holds a field name and a value, a comment, or nothing.');
      continue;
    }
    const name = text.slice(0, colon);
    const value = text.slice(colon + 1);
    if (name.trim() === '') {
      add('empty_key', number, 'The field name is empty.');
      continue;
    }
    if (name !== name.trimEnd()) add('prec_ws', number, 'There is white space before the colon.');
    if (!/^[\x21-\x39\x3b-\x7e]+$/u.test(name.trimEnd())) {
      add('invalid_line', number, 'A field name has no spaces and only ASCII characters.');
      continue;
    }
    if (value.trim() === '') {
      add('empty_value', number, 'The value is empty.');
      continue;
    }
    if (!/^ \S/u.test(value)) add('no_space', number, 'After the colon comes exactly one space.');
    fields.push({ name: name.trimEnd().toLowerCase(), value: value.trim(), line: number });
  }
  return fields;
}

const uriFields = new Set(['contact', 'encryption', 'acknowledgments', 'canonical', 'policy', 'hiring', 'csaf']);

function lintFields(fields: readonly Field[], context: SecurityTxtContext, signed: boolean, add: Add): void {
  const named = (name: string) => fields.filter(field => field.name === name);
  for (const field of fields) {
    if (uriFields.has(field.name)) lintUri(field, add);
    else if (field.name !== 'expires' && field.name !== 'preferred-languages') {
      add('unknown_field', field.line, `“${field.name}” is not a field that readers know.`);
    }
  }
  const contacts = named('contact');
  if (contacts.length === 0) add('no_contact', null, 'There is no Contact.');
  lintExpires(named('expires'), context.now, add);
  lintLanguages(named('preferred-languages'), add);
  if (contacts.some(field => /^mailto:/iu.test(field.value)) && named('encryption').length === 0) {
    add('no_encryption', null, 'With a mail address, offer a key in an Encryption field.');
  }
  const canonical = named('canonical');
  if (!signed) add('not_signed', null, 'The file should be signed.');
  else if (canonical.length === 0) add('no_canonical', null, 'A signed file should say in Canonical where it belongs.');
  if (context.url !== undefined && canonical.length > 0 && !canonical.some(field => field.value === context.url)) {
    add('no_canonical_match', canonical[0]?.line ?? null, 'No Canonical names the address where the file was found.');
  }
  const csaf = named('csaf');
  for (const field of csaf) {
    if (/\/provider-metadata\.json$/u.test(URL.parse(field.value)?.pathname ?? '')) continue;
    add('no_csaf_file', field.line, 'CSAF must name a provider-metadata.json.');
  }
  if (csaf.length > 1) add('multiple_csaf_fields', csaf[1]?.line ?? null, 'One CSAF field is enough.');
}

function lintUri({ value, line }: Field, add: Add): void {
  if (/\s/u.test(value) || !/^[a-z][a-z0-9+.-]*:.+/iu.test(value) || !URL.canParse(value)) {
    add('no_uri', line, 'The value must be a URI, such as https://… or mailto:….');
  } else if (/^http:/iu.test(value)) add('no_https', line, 'A web address must begin with https://.');
}

// RFC 3339 §5.6; date and time ranges are left to Date.
const rfc3339 = /^(\d{4}-\d{2}-\d{2})[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/u;

function lintExpires(expires: readonly Field[], now: Date, add: Add): void {
  const [first, second] = expires;
  if (second !== undefined) add('multi_expire', second.line, 'There is more than one Expires.');
  if (first === undefined) {
    add('no_expire', null, 'There is no Expires.');
    return;
  }
  const until = readTimestamp(first.value);
  const nextYear = new Date(now);
  nextYear.setUTCFullYear(now.getUTCFullYear() + 1);
  if (until === null) {
    add('invalid_expiry', first.line, 'Expires must be a date and time like 2027-01-31T12:00:00Z.');
  } else if (until.getTime() <= now.getTime()) {
    add('expired', first.line, 'The file has expired.');
  } else if (until.getTime() > nextYear.getTime()) {
    add('long_expiry', first.line, 'Expires is more than a year ahead.');
  }
}

// Date rolls 30 February over to March, so the day is checked by itself.
function readTimestamp(text: string): Date | null {
  const day = rfc3339.exec(text)?.[1];
  const until = new Date(text.toUpperCase());
  const realDay = day !== undefined && new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) === true;
  return realDay && !Number.isNaN(until.getTime()) ? until : null;
}

function lintLanguages(languages: readonly Field[], add: Add): void {
  const [first, second] = languages;
  if (second !== undefined) add('multi_lang', second.line, 'There is more than one Preferred-Languages.');
  if (first !== undefined && !first.value.split(',').every(tag => isLanguageTag(tag.trim()))) {
    add('invalid_lang', first.line, 'Preferred-Languages holds language tags separated by commas, like en, de.');
  }
}

// Intl knows the grammar of RFC 5646 (by way of BCP 47) and throws at what doesn't follow it.
function isLanguageTag(tag: string): boolean {
  try {
    return tag !== '' && new Intl.Locale(tag).language !== '';
  } catch {
    return false;
  }
}
