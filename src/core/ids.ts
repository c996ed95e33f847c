// Prefixed ids that sort by time: `rpt_01kazyx…` says what it names wherever it appears.
import type { Clock } from './clock.ts';
import type { Random } from './crypto/random.ts';

declare const brand: unique symbol;

/** An id whose prefix says what it names; the brand keeps ids of different things apart. */
export type Id<Prefix extends string> = `${Prefix}_${string}` & { readonly [brand]: Prefix };

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * Makes an id: prefix, then 48 bits of milliseconds and 80 random bits in Crockford base32 (26 characters).
 * Ids made later sort later; the random part is not a secret and must not be used as one.
 */
export function newId<Prefix extends string>(prefix: Prefix, clock: Clock, random: Random): Id<Prefix> {
  let time = clock.now().getTime();
  let text = '';
  for (let digit = 0; digit < 10; digit++) {
    text = ALPHABET.charAt(time % 32) + text;
    time = Math.floor(time / 32);
  }
  const bytes = random.bytes(10);
  // 40 bits at a time: eight digits, and exact as a number.
  for (const at of [0, 5]) {
    const high = bytes.readUIntBE(at, 2);
    const middle = bytes.readUIntBE(at + 1, 3);
    const low = bytes.readUIntBE(at + 2, 3);
    text +=
      ALPHABET.charAt(high >>> 11) +
      ALPHABET.charAt((high >>> 6) & 31) +
      ALPHABET.charAt((high >>> 1) & 31) +
      ALPHABET.charAt((middle >>> 12) & 31) +
      ALPHABET.charAt((middle >>> 7) & 31) +
      ALPHABET.charAt((low >>> 10) & 31) +
      ALPHABET.charAt((low >>> 5) & 31) +
      ALPHABET.charAt(low & 31);
  }
  return `${prefix}_${text}` as Id<Prefix>;
}

/** Whether `text` has the shape of an id with this prefix. Says nothing about whether the thing exists. */
export const isId = <Prefix extends string>(prefix: Prefix, text: string): text is Id<Prefix> =>
  text.startsWith(`${prefix}_`) && /^[0-9a-hjkmnp-tv-z]{26}$/.test(text.slice(prefix.length + 1));

/** A version 4 UUID in lower case (RFC 9562 §5.4), for the objects whose contract demands one. */
export function newUuid(random: Random): string {
  if (random.uuid) return random.uuid();
  const bytes = random.bytes(16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return hyphenated(bytes.toString('hex'));
}

const hyphenated = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;

/** A UUID in lower case made of the first 16 of these bytes (version 8, RFC 9562 §5.8): the same bytes, the same id. */
export function uuidOf(bytes: Buffer): string {
  const own = Buffer.from(bytes.subarray(0, 16));
  own.writeUInt8((own.readUInt8(6) & 0x0f) | 0x80, 6);
  own.writeUInt8((own.readUInt8(8) & 0x3f) | 0x80, 8);
  return hyphenated(own.toString('hex'));
}

/** Whether `text` is a UUID in its 36-character form, any version. */
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
