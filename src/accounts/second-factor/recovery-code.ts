// Codes for the day when the phone is gone: ten, each good once.
import type { Random } from '../../core/crypto/random.ts';

export const RECOVERY_CODES = 10;

/** Crockford's base32: no I, L, O, U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 16;

/** A fresh code of 80 bits, such as `7K2M-X9QD-04TN-WZ3C`. */
export const newRecoveryCode = (random: Random): string =>
  inGroups([...random.bytes(LENGTH)].map(byte => ALPHABET.charAt(byte & 31)).join(''));

/** What somebody typed as the second factor. */
export type TypedCode = { readonly kind: 'totp' | 'recovery-code'; readonly code: string };

/** Tells the two kinds apart, in any case and with any spaces and dashes; undefined when it has neither form. */
export function readCode(typed: string): TypedCode | undefined {
  const text = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '');
  if (/^\d{6}$/.test(text)) return { kind: 'totp', code: text };
  const code = text.replaceAll('O', '0').replace(/[IL]/g, '1');
  return code.length === LENGTH && [...code].every(letter => ALPHABET.includes(letter))
    ? { kind: 'recovery-code', code: inGroups(code) }
    : undefined;
}

const inGroups = (code: string): string => code.replace(/(.{4})(?=.)/g, '$1-');
