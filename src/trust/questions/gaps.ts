// Questions without an answer, put together by what they ask. Pure.
import { wordsOf } from './find-answer.ts';

/** Of one file; the rest is not told. */
const MOST_OF_ONE = 500;
const LONGEST = 500;

/** @returns each question once, as it was first asked, by the words that it is about */
export function gapsOf(asked: readonly string[]): ReadonlyMap<string, string> {
  const gaps = new Map<string, string>();
  for (const text of asked) {
    const question = text.replace(/\s+/gu, ' ').trim().slice(0, LONGEST);
    const key = [...wordsOf(question)].toSorted().join(' ');
    if (key !== '' && !gaps.has(key) && gaps.size < MOST_OF_ONE) gaps.set(key, question);
  }
  return gaps;
}
