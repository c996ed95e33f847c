// The mark in the numbers of a page: where text stands is changed by a thousandth of a point, and kerning by a thousandth
// of an em, so that the last digit is even or odd. Reads and rewrites content streams (ISO 32000-1 §7.8.2, §9.4). Pure.
import { bitsOf, CODE_BITS, markOfVotes } from './mark-code.ts';

export type PageContent = {
  /** What leaves the page's graphics state open at its end, closed in this order. */
  readonly closing: string;
  /** How many numbers can carry a bit. */
  readonly carriers: number;
};

export class ContentBroken extends Error {}

type Operator = { readonly name: string; readonly operands: readonly Token[] };
type Token = { readonly kind: 'number' | 'other' | 'open' | 'close'; readonly start: number; readonly end: number };

// One token from here: space and comments, strings, hex strings, dictionaries, arrays, names, numbers, operators.
const TOKEN =
  /(?<skip>[\0\t\n\f\r ]+|%[^\r\n]*)|(?<paren>\()|(?<dict><<|>>)|(?<hex><[^>]*>)|(?<open>\[)|(?<close>\])|(?<name>\/[^\0\t\n\f\r ()<>[\]{}/%]*)|(?<number>[+-]?(?:\d+\.?\d*|\.\d+)(?=[\0\t\n\f\r ()<>[\]{}/%]|$))|(?<word>[^\0\t\n\f\r ()<>[\]{}/%]+)/y;

/** @throws ContentBroken where it cannot be read */
function* operatorsOf(content: string): Generator<Operator> {
  let operands: Token[] = [];
  let at = 0;
  while (at < content.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(content);
    if (!match?.groups) throw new ContentBroken('its content cannot be read');
    const start = at;
    const { skip, paren, open, close, number, word } = match.groups;
    at = paren === undefined ? TOKEN.lastIndex : endOfString(content, at);
    if (skip !== undefined) continue;
    if (word === undefined) {
      const kind =
        number !== undefined ? 'number' : open !== undefined ? 'open' : close !== undefined ? 'close' : 'other';
      operands.push({ kind, start, end: at });
      continue;
    }
    if (word === 'true' || word === 'false' || word === 'null') {
      operands.push({ kind: 'other', start, end: at });
      continue;
    }
    yield { name: word, operands };
    operands = [];
    if (word === 'ID') at = endOfInlineImage(content, at);
  }
  if (operands.length > 0) throw new ContentBroken('its content breaks off');
}

/** Behind the closing parenthesis; parentheses nest, and a backslash takes the next character with it. */
function endOfString(content: string, start: number): number {
  let depth = 0;
  for (let at = start; at < content.length; at += 1) {
    const code = content.charCodeAt(at);
    if (code === 0x5c) at += 1;
    else if (code === 0x28) depth += 1;
    else if (code === 0x29) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  throw new ContentBroken('a text in it has no end');
}

/** Before the `EI` that ends an inline image. */
function endOfInlineImage(content: string, start: number): number {
  const end = /[\0\t\n\f\r ]EI(?=[\0\t\n\f\r ]|$)/g;
  end.lastIndex = start;
  const match = end.exec(content);
  if (!match) throw new ContentBroken('a picture in it has no end');
  return match.index + 1;
}

type Carrier = { readonly token: Token; readonly unit: number };

/** The numbers of an operator that can carry a bit, with how many units make one. */
function carriersOf({ name, operands }: Operator): Carrier[] {
  if (name === 'Td' || name === 'TD' || name === 'Tm')
    return operands
      .slice(-2)
      .filter(({ kind }) => kind === 'number')
      .map(token => ({ token, unit: 1000 }));
  if (name === 'TJ') return operands.filter(({ kind }) => kind === 'number').map(token => ({ token, unit: 1 }));
  return [];
}

/**
 * Whether marks can be put around and into a page's content.
 * @param content bytes as Latin-1
 * @throws ContentBroken when it ends what it did not begin, so that nothing put behind it would be drawn as meant
 */
export function examineContent(content: string): PageContent {
  let saved = 0;
  let inText = false;
  let marked = 0;
  let carriers = 0;
  for (const operator of operatorsOf(content)) {
    carriers += carriersOf(operator).length;
    switch (operator.name) {
      case 'q':
        saved += 1;
        break;
      case 'Q':
        saved -= 1;
        break;
      case 'BT':
        inText = true;
        break;
      case 'ET':
        inText = false;
        break;
      case 'BMC':
      case 'BDC':
        marked += 1;
        break;
      case 'EMC':
        marked -= 1;
        break;
    }
    if (saved < 0) throw new ContentBroken('it restores a graphics state that was never saved');
    if (marked < 0) throw new ContentBroken('it ends marked content that never began');
  }
  return { closing: `${inText ? 'ET\n' : ''}${'EMC\n'.repeat(marked)}${'Q\n'.repeat(saved)}`, carriers };
}

/** The content with the bits of this number in its own numbers. */
export function writeNumbers(content: string, mark: Uint8Array): string {
  const bits = bitsOf(mark);
  const out: string[] = [];
  let copied = 0;
  let index = 0;
  for (const operator of operatorsOf(content))
    for (const { token, unit } of carriersOf(operator)) {
      const bit = bits[index % CODE_BITS] ?? 0;
      index += 1;
      out.push(content.slice(copied, token.start), withBit(Number(content.slice(token.start, token.end)), unit, bit));
      copied = token.end;
    }
  out.push(content.slice(copied));
  return out.join('');
}

/** The nearest number whose last unit is even for 0 and odd for 1. */
function withBit(value: number, unit: number, bit: number): string {
  const exact = value * unit;
  const near = Math.round(exact);
  const whole = (near & 1) === bit ? near : near + (exact >= near ? 1 : -1);
  return unit === 1 ? String(whole) : (whole / unit).toFixed(3);
}

/**
 * Adds a vote for each bit that the numbers of this content spell.
 * @returns the number, when this page spells it alone
 */
export function readNumbers(content: string, votes: Float64Array): Buffer | undefined {
  const own = new Float64Array(CODE_BITS);
  let index = 0;
  for (const operator of operatorsOf(content))
    for (const { token, unit } of carriersOf(operator)) {
      const odd = Math.abs(Math.round(Number(content.slice(token.start, token.end)) * unit)) & 1;
      const place = index % CODE_BITS;
      index += 1;
      own[place] = (own[place] ?? 0) + (odd === 1 ? 1 : -1);
    }
  own.forEach((vote, place) => {
    votes[place] = (votes[place] ?? 0) + vote;
  });
  return markOfVotes(own);
}
