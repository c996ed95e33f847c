// Web Key Directory: under which name a mail program looks for the key of an address (draft-koch-openpgp-webkey-service).
import { hash } from 'node:crypto';

const ALPHABET = 'ybndrfg8ejkmcpqxot1uwisza345h769';

/** Z-Base-32 of bytes whose bits are a multiple of five (RFC 6189 §5.1.6). */
function zbase32(bytes: Buffer): string {
  let value = 0;
  let bits = 0;
  let text = '';
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET.charAt((value >> bits) & 31);
    }
    value &= (1 << bits) - 1;
  }
  return text;
}

/** The 32 characters for the local part of an address: Z-Base-32 of SHA-1 of it in lower case. */
export const wkdName = (localPart: string): string =>
  zbase32(
    hash(
      'sha1',
      localPart.replace(/[A-Z]/gu, letter => letter.toLowerCase()),
      'buffer',
    ),
  );
