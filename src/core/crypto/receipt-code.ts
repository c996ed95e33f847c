// The code with which a reporter comes back: easy to write down, read aloud and type again.

import type { Random } from './random.ts';

/**
 * A fresh code such as `7K2M-X9QD-…`: seven groups of four from Crockford's base32,
 * 27 random characters (135 bits) and one check character.
 */
export const newReceiptCode = (random: Random): string => {
  const values = [...random.bytes(DATA_LENGTH)].map(byte => byte & 31);
  return inGroups([...values, checkValue(values)]);
};

/**
 * What somebody typed, as the code we gave out: any case, any spaces and dashes, O for 0, I and L for 1.
 * Gives undefined when a character is wrong, missing, or changed places with another: those are typing mistakes,
 * not attempts to guess.
 */
export const parseReceiptCode = (typed: string): string | undefined => {
  const characters = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '');
  if (characters.length !== DATA_LENGTH + 1) return undefined;
  const values = [...characters.replaceAll('O', '0').replace(/[IL]/g, '1')].map(character =>
    ALPHABET.indexOf(character),
  );
  if (values.includes(-1)) return undefined;
  return checkValue(values.slice(0, DATA_LENGTH)) === values.at(-1) ? inGroups(values) : undefined;
};

// Crockford's base32, https://www.crockford.com/base32.html: no I, L, O, U.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const DATA_LENGTH = 27;

// Crockford's own check character may be one of *~$=, which nobody finds on a telephone. This one stays in the
// alphabet: the code's value as a polynomial over GF(32) at a primitive element (x^5 + x^2 + 1). Each of the 28
// places has another weight, so every single wrong character and every two that changed places are noticed.
const checkValue = (values: number[]): number => values.reduce((sum, value) => timesX(sum ^ value), 0);
const timesX = (value: number): number => (value << 1) ^ (value & 16 ? 0b100101 : 0);

const inGroups = (values: number[]): string =>
  values
    .map(value => ALPHABET.charAt(value))
    .join('')
    .replace(/(.{4})(?=.)/g, '$1-');
