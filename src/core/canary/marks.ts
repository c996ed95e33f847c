// Canaries: strings that stand nowhere else, one for each input, and all the forms in which bytes could hold them.
import type { Random } from '../crypto/random.ts';

export type Marks = {
  /** What every mark of this scan begins with; random letters, so that no text holds it by chance. */
  readonly prefix: string;
  /** The mark of an input: always the same for the same one. */
  readonly of: (input: string) => string;
  /** The input whose mark begins at this place of a text. */
  readonly inputAt: (text: string, at: number) => string | undefined;
};

/** Marks for one scan: lower-case letters and digits, at most 20. */
export function newMarks(random: Random): Marks {
  const letters = [...random.bytes(11)].map(byte => ALPHABET[byte % ALPHABET.length]).join('');
  const prefix = `zq${letters}`;
  const numbers = new Map<string, number>();
  const inputs: string[] = [];
  return {
    prefix,
    of: input => {
      const number = numbers.get(input) ?? inputs.push(input) - 1;
      numbers.set(input, number);
      return `${prefix}${String(number).padStart(4, '0')}q`;
    },
    inputAt: (text, at) => {
      const digits = /^\d{4}/.exec(text.slice(at + prefix.length, at + prefix.length + 4))?.[0];
      return digits === undefined ? undefined : inputs[Number(digits)];
    },
  };
}

const ALPHABET = 'bcdfghjklmnpqrstvwxz';

/** A form in which bytes may hold a string, and whether the case of its letters counts. */
export type Needle = { readonly form: string; readonly text: string; readonly anyCase: boolean };

/** A string as it is, in hex, in UTF-16, and in base64 at each of the three places where its bytes may begin. */
export const needlesFor = (text: string): Needle[] => [
  { form: 'text', text: text.toLowerCase(), anyCase: true },
  { form: 'hex', text: Buffer.from(text).toString('hex'), anyCase: true },
  { form: 'utf-16', text: Buffer.from(text.toLowerCase(), 'utf16le').toString('latin1'), anyCase: true },
  ...[0, 1, 2].map(shift => ({
    form: 'base64',
    text: Buffer.from(' '.repeat(shift) + text)
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, -4),
    anyCase: false,
  })),
];
