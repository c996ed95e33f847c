// By which words an issue is found: keyed hashes of the words of its title, so that titles can stay sealed.
import type { Kernel } from '../../core/kernel.ts';

/** The keyed hashes of a text's words, each once. */
export const titleWords = (kernel: Pick<Kernel, 'vault'>, text: string): Buffer[] => titleWordHash(kernel)(text);

/** As `titleWords`, for many titles one after another: each word that they share is hashed once. */
export function titleWordHash(kernel: Pick<Kernel, 'vault'>): (text: string) => Buffer[] {
  const known = new Map<string, Buffer>();
  const hashOf = (word: string): Buffer => {
    const hash = known.get(word) ?? kernel.vault.blindIndex('reports.issue-word', word).subarray(0, WORD_BYTES);
    known.set(word, hash);
    return hash;
  };
  return text => wordsOf(text).map(hashOf);
}

/** The different words of a text in lower case, compatible forms and accents made one; at most `MOST_WORDS`. */
export function wordsOf(text: string): string[] {
  const plain = text.toWellFormed().normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return [...new Set(plain.match(/[\p{L}\p{N}]+/gu))].slice(0, MOST_WORDS);
}

/** An issue's number as somebody may type it (`ISS-2026-12`, `iss 12`); null when it is none. */
export function readIssueNumber(typed: string, now: Date): string | null {
  const found = /^iss[-\s]?(?:(\d{4})[-\s])?0*(\d{1,9})$/iu.exec(typed.trim());
  if (found?.[2] === undefined) return null;
  return `ISS-${found[1] ?? now.getUTCFullYear()}-${found[2].padStart(4, '0')}`;
}

const MOST_WORDS = 40;
/** Enough to tell words apart; a longer hash would only make the index larger. */
const WORD_BYTES = 16;
