// Finds secrets and personal data in texts by their form, so that staff sees them before others do.

export const findingKinds = {
  private_key: 'private key',
  cloud_key: 'access key',
  token: 'token',
  jwt: 'signed token (JWT)',
  cookie: 'cookie or credential header',
  url_password: 'password in a URL',
  password: 'password',
  email: 'e-mail address',
  phone: 'phone number',
  vin: 'vehicle identification number',
  iban: 'bank account (IBAN)',
  card: 'card number',
} as const;
export type FindingKind = keyof typeof findingKinds;

/** One finding: `text` is what would be made unreadable, `line` counts from 1. */
export type Finding = { readonly kind: FindingKind; readonly text: string; readonly line: number; readonly at: number };

type Rule = {
  readonly kind: FindingKind;
  readonly pattern: RegExp;
  readonly isReal?: (text: string) => boolean;
};

// Every pattern is linear: no nested repetition, every run bounded. A group named `it` is the finding, else all of it.
const rules: readonly Rule[] = [
  {
    kind: 'private_key',
    pattern:
      /-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----[\s\S]{1,8000}?-----END [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----/gu,
  },
  { kind: 'jwt', pattern: /\beyJ[\w-]{8,1000}\.eyJ[\w-]{8,2000}\.[\w-]{10,1000}/gu },
  { kind: 'cloud_key', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[\w-]{35}\b/gu },
  {
    kind: 'token',
    pattern:
      /\bgh[pousr]_\w{30,255}|\bgithub_pat_\w{30,255}|\bglpat-[\w-]{20,64}|\bxox[abprs]-[\w-]{10,255}|\bsk_(?:live|test)_\w{16,255}|\bnpm_\w{36}\b|\bSG\.[\w-]{16,64}\.[\w-]{16,64}/gu,
  },
  {
    kind: 'cookie',
    pattern:
      /^[ \t>-]{0,8}(?:cookie|set-cookie|(?:proxy-)?authorization|x-api-key)[ \t]{0,4}:[ \t]{0,4}(?<it>\S[^\r\n]{5,4000})/gimu,
    isReal: isNoPlaceholder,
  },
  {
    kind: 'url_password',
    pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{1,100}:(?<it>[^\s/@]{1,200})@/giu,
    isReal: isNoPlaceholder,
  },
  {
    kind: 'password',
    pattern:
      /\b(?:password|passwd|pwd|secret|api_?key|client_secret)["']?[ \t]{0,4}[:=][ \t]{0,4}["']?(?<it>[^\s"'&,;<>]{6,200})/giu,
    isReal: isNoPlaceholder,
  },
  { kind: 'email', pattern: /\b[\w.+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}\b/giu },
  { kind: 'iban', pattern: /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/gu, isReal: isIban },
  { kind: 'card', pattern: /(?<![\d.-])\d(?:[ -]?\d){12,18}(?![\d.-])/gu, isReal: isCard },
  { kind: 'vin', pattern: /\b[A-HJ-NPR-Z0-9]{17}\b/gu, isReal: isVin },
  {
    kind: 'phone',
    pattern:
      /(?<![\w.])(?<!\d )(?:\+|00)[1-9]\d{0,2}[ ./-]{0,2}(?:\(\d{1,5}\)[ ./-]{0,2})?\d(?:[ ./-]?\d){5,12}(?![\w.])/gu,
  },
];

/** The most that is told of one text; whoever finds more has the whole text to look at. */
const MOST = 200;

/** What is found, in the order of the text; where two overlap, the first rule counts. */
export function findSecrets(text: string): Finding[] {
  const found: Finding[] = [];
  for (const { kind, pattern, isReal } of rules)
    for (const match of text.matchAll(pattern)) {
      const it = match.groups?.['it'] ?? match[0];
      const at = match.index + match[0].lastIndexOf(it);
      if (isReal && !isReal(it)) continue;
      if (found.some(other => at < other.at + other.text.length && other.at < at + it.length)) continue;
      found.push({ kind, text: it, at, line: 0 });
      if (found.length >= MOST) break;
    }
  return found
    .sort((a, b) => a.at - b.at)
    .slice(0, MOST)
    .map(one => ({ ...one, line: text.slice(0, one.at).split('\n').length }));
}

/** So that a page can name a finding without showing it: the first and last characters of longer ones. */
export const hint = (text: string): string =>
  text.length < 12 ? '…' : `${text.slice(0, 3)}…${text.slice(-2)}`.replace(/\s/gu, ' ');

/** Words that stand where a secret was taken out. */
function isNoPlaceholder(text: string): boolean {
  return !/^(?:bearer |basic )?[[({<*x….█]|^(?:bearer|basic)$|\b(?:redacted|masked|removed|example|placeholder|token of)\b/iu.test(
    text,
  );
}

/** ISO 13616: the number moved round and read in base 36 leaves 1 modulo 97. */
function isIban(text: string): boolean {
  const plain = text.replaceAll(' ', '');
  if (plain.length < 15 || plain.length > 34) return false;
  let rest = 0;
  for (const sign of plain.slice(4) + plain.slice(0, 4)) {
    const value = Number.parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** ISO/IEC 7812-1: the Luhn sum; the first digit of a bank card is 2 to 6. */
function isCard(text: string): boolean {
  const digits = [...text.replaceAll(/[ -]/gu, '')].map(Number);
  if (!/^[2-6]/.test(text) || digits.length < 13) return false;
  const sum = digits.reverse().reduce((total, digit, place) => {
    const doubled = place % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

/** ISO 3779 with the check digit of 49 CFR 565.15: elsewhere than in North America it may not fit, and is not found. */
function isVin(text: string): boolean {
  const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
  const values = 'ABCDEFGH..JKLMN.P.R..STUVWXYZ';
  const numbers = '12345678..12345.7.9..23456789';
  let sum = 0;
  for (const [place, sign] of [...text].entries()) {
    const value = /\d/.test(sign) ? Number(sign) : Number(numbers[values.indexOf(sign)]);
    if (Number.isNaN(value)) return false;
    sum += value * (weights[place] ?? 0);
  }
  const rest = sum % 11;
  return /[A-Z]/.test(text) && text[8] === (rest === 10 ? 'X' : String(rest));
}
