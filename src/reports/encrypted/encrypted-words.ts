// Encrypted text within a report's words: what is shown in its place, and how much of it there may be.
import { findArmoredMessage } from '../../core/openpgp/openpgp-message.ts';

/** Longest armored message in characters; files are encrypted one by one beside it. */
export const ENCRYPTED_CHARACTERS = 300_000;

/** Largest text that comes out of one, in bytes. */
export const OPENED_BYTES = 1024 * 1024;

/** The words with a note in place of an armored message, which nobody reads by eye. */
export function withoutArmor(words: string): string {
  const block = findArmoredMessage(words);
  if (block === undefined) return words;
  const kib = Math.max(1, Math.round(block.length / 1024));
  return words.replace(block, () => `_A message encrypted with OpenPGP, ${kib} KiB._`);
}
