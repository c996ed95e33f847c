// The few pieces of ASN.1 in DER (ITU-T X.690) that time stamps are made of. Pure; strict, since what is read comes from
// others: definite lengths in the shortest form, nothing left over, no tags of several bytes.

/** A value with its tag, its content, and all of it as it stood there. */
export type DerValue = { readonly tag: number; readonly content: Buffer; readonly whole: Buffer };

export class DerFault extends Error {}

export const derTags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** A context-specific, constructed tag: `[number]`, explicit or around something constructed. */
export const contextTag = (number: number): number => 0xa0 + number;

/** Writes a value. @param parts its content, one after the other */
export function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) size.unshift(rest % 256);
  return Buffer.concat([Buffer.from([tag, ...(length < 128 ? [length] : [0x80 + size.length, ...size])]), content]);
}

export const derSequence = (...parts: readonly Buffer[]): Buffer => der(derTags.sequence, ...parts);

/** A whole number that is not negative, from its bytes, the highest first. */
export function derInteger(bytes: Buffer): Buffer {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from += 1;
  const shortest = bytes.subarray(from);
  return der(derTags.integer, (shortest[0] ?? 0) >= 0x80 ? Buffer.from([0]) : Buffer.alloc(0), shortest);
}

/** @param dotted such as `2.16.840.1.101.3.4.2.1` */
export function derOid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap(number => {
    const groups = [number % 128];
    for (let high = Math.floor(number / 128); high > 0; high = Math.floor(high / 128))
      groups.unshift(0x80 + (high % 128));
    return groups;
  });
  return der(derTags.oid, Buffer.from(bytes));
}

/** Reads one value that fills the bytes. @throws DerFault */
export function readDer(bytes: Buffer): DerValue {
  const value = valueAt(bytes, 0);
  if (value.whole.length !== bytes.length) throw new DerFault('something follows the value');
  return value;
}

/** The values within a constructed one. @throws DerFault */
export function valuesIn({ content }: DerValue): DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at < content.length; ) {
    const value = valueAt(content, at);
    values.push(value);
    at += value.whole.length;
  }
  return values;
}

/** The value itself. @throws DerFault when there is none or it has another tag */
export function expectTag(value: DerValue | undefined, tag: number): DerValue {
  if (value?.tag !== tag)
    throw new DerFault(`expected the tag ${tag.toString(16)}, found ${value?.tag.toString(16) ?? 'nothing'}`);
  return value;
}

/** @returns the dotted form @throws DerFault */
export function readOid(value: DerValue | undefined): string {
  const numbers: number[] = [];
  let number = 0;
  const { content } = expectTag(value, derTags.oid);
  if (content.length === 0 || (content.at(-1) ?? 0) >= 0x80) throw new DerFault('an identifier that does not end');
  for (const byte of content) {
    number = number * 128 + (byte % 128);
    if (number > Number.MAX_SAFE_INTEGER / 128) throw new DerFault('an identifier with too large a number');
    if (byte >= 0x80) continue;
    numbers.push(number);
    number = 0;
  }
  const [first = 0, ...rest] = numbers;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...rest].join('.');
}

function valueAt(bytes: Buffer, at: number): DerValue {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined) throw new DerFault('a value that does not end');
  if (tag % 32 === 31) throw new DerFault('a tag of several bytes');
  let length = first;
  let from = at + 2;
  if (first >= 0x80) {
    const count = first - 0x80;
    if (count < 1 || count > 4 || from + count > bytes.length) throw new DerFault('a length that cannot be');
    length = bytes.readUIntBE(from, count);
    from += count;
    if (length < 128 || (count > 1 && length < 256 ** (count - 1))) throw new DerFault('a length that is too long');
  }
  if (from + length > bytes.length) throw new DerFault('a value that does not end');
  return { tag, content: bytes.subarray(from, from + length), whole: bytes.subarray(at, from + length) };
}
