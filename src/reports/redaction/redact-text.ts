// Takes passages out of a text, wherever they stand, and says how many there were. Pure.
import type { FindingKind } from '../evidence/find-secrets.ts';

/** What stands where something was taken out: always as long, so that it tells nothing of the length. */
export const MARK = '█████';

/** Why a passage is taken out: what a program took it for, or that somebody typed it. */
export type RedactionKind = FindingKind | 'typed' | 'all' | 'file';

export type Passage = { readonly text: string; readonly kind: RedactionKind };

export type Taken = Passage & { readonly count: number };

/** Shortest passage that may be typed: a shorter one would tear holes into words everywhere. */
export const shortestPassage = 3;

/**
 * The text without the passages, the longest first, and how often each stood there; those that did not are left out.
 * A passage is found in whichever line ends and Unicode normal form it was stored.
 */
export function takeOut(
  text: string,
  passages: readonly Passage[],
): { readonly text: string; readonly taken: Taken[] } {
  const taken: Taken[] = [];
  let left = text;
  for (const passage of passages.toSorted((one, other) => other.text.length - one.text.length)) {
    let count = 0;
    for (const form of formsOf(passage.text)) {
      const pieces = left.split(form);
      count += pieces.length - 1;
      left = pieces.join(MARK);
    }
    if (count > 0) taken.push({ ...passage, count });
  }
  return { text: left, taken };
}

/** The same for bytes that may be no text at all. */
export function takeOutOfBytes(
  bytes: Buffer,
  passages: readonly Passage[],
): { readonly bytes: Buffer; readonly taken: Taken[] } {
  // Latin 1 maps bytes to characters one to one, so what is no UTF-8 stays as it is.
  const asBytes = (text: string): string => Buffer.from(text).toString('latin1');
  const taken: Taken[] = [];
  let left = bytes.toString('latin1');
  for (const passage of passages.toSorted((one, other) => other.text.length - one.text.length)) {
    let count = 0;
    for (const form of formsOf(passage.text)) {
      const pieces = left.split(asBytes(form));
      count += pieces.length - 1;
      left = pieces.join(asBytes(MARK));
    }
    if (count > 0) taken.push({ ...passage, count });
  }
  return { bytes: Buffer.from(left, 'latin1'), taken };
}

/** How a passage may be stored; none for what holds nothing but the mark, or nothing. */
function formsOf(text: string): string[] {
  const plain = text.replaceAll('\r\n', '\n').replaceAll(MARK, '');
  if (plain.trim() === '') return [];
  const lines = [text, text.replaceAll('\r\n', '\n'), text.replaceAll('\r\n', '\n').replaceAll('\n', '\r\n')];
  return [...new Set(lines.flatMap(each => [each, each.normalize('NFC'), each.normalize('NFD')]))];
}

/** How long a passage is, in characters as people count them. */
export const charactersOf = (text: string): number => [...text].length;
