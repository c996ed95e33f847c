// Looks through the OpenPGP armor of a signed security.txt file: what was signed, and what stands outside it.

/** A line of a file and its number, counted from 1. */
export type Line = { text: string; number: number };

/** `issues` are faults of the armor, by line; `lines` is what a reader may believe. */
export type SignedBody = { signed: boolean; lines: Line[]; issues: ArmorIssue[] };
export type ArmorIssue = {
  code: 'signed_format_issue' | 'pgp_data_error' | 'data_after_sig';
  line: number | null;
  message: string;
};

const beginMessage = '-----BEGIN PGP SIGNED MESSAGE-----';
const beginSignature = '-----BEGIN PGP SIGNATURE-----';
const endSignature = '-----END PGP SIGNATURE-----';

/** Splits a file into its signed part and the rest; the form alone is looked at. Source: RFC 9580 §7. */
export function readSignedBody(texts: readonly string[]): SignedBody {
  const issues: ArmorIssue[] = [];
  const lines = texts.map((text, place) => ({ text, number: place + 1 }));
  const begin = texts.findIndex(text => text.trimEnd() === beginMessage);
  const misplaced = `A signed file begins with “${beginMessage}”.`;
  if (begin < 0) {
    const stray = texts.findIndex(text => text.startsWith('-----'));
    if (stray < 0) return { signed: false, lines, issues };
    issues.push({ code: 'signed_format_issue', line: stray + 1, message: misplaced });
    return { signed: false, lines: lines.slice(0, stray), issues };
  }
  if (begin > 0) issues.push({ code: 'signed_format_issue', line: 1, message: misplaced });
  const headersEnd = texts.findIndex((text, place) => place > begin && text.trim() === '');
  const signature = texts.findIndex((text, place) => place > begin && text.trimEnd() === beginSignature);
  const end = texts.findIndex((text, place) => place > signature && text.trimEnd() === endSignature);
  if (headersEnd < 0 || signature < headersEnd || end < 0) {
    issues.push({ code: 'pgp_data_error', line: null, message: 'The signature is incomplete.' });
  }
  const after = end < 0 ? -1 : texts.findIndex((text, place) => place > end && text.trim() !== '');
  if (after >= 0)
    issues.push({ code: 'data_after_sig', line: after + 1, message: 'Nothing may follow the signature.' });
  const body = lines.slice(Math.max(headersEnd, begin) + 1, signature < 0 ? undefined : signature);
  // RFC 9580 §7.2: lines that begin with a dash were escaped.
  return { signed: true, lines: body.map(line => ({ ...line, text: line.text.replace(/^- /u, '') })), issues };
}
