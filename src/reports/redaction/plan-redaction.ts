// What staff has chosen to take out, made into a list of places with what goes from each. Pure.
import { findSecrets } from '../evidence/find-secrets.ts';
import type { Place } from './find-places.ts';
import { charactersOf, MARK, type Passage, shortestPassage, type Taken, takeOut } from './redact-text.ts';

/** What a page offers to tick in one place: each thing that was found there, once. */
export type Offer = { readonly value: string; readonly passage: Passage };

/** The findings of a place; `value` is what its checkbox sends. */
export function offersOf({ key, text }: Pick<Place, 'key' | 'text'>): Offer[] {
  const seen = new Map<string, Passage>();
  for (const { text: found, kind } of findSecrets(text)) if (!seen.has(found)) seen.set(found, { text: found, kind });
  return [...seen.values()].map((passage, index) => ({ value: `${key}#${index}`, passage }));
}

/** The value by which all of a place is chosen. */
export const wholeOf = (key: string): string => `${key}#all`;

export type Choice = {
  /** Values of offers, and of whole places. */
  readonly picked: readonly string[];
  /** A passage that goes wherever it stands; empty for none. */
  readonly passage: string;
};

/** What goes from one place. `isWhole` takes all of it: of a file, the file. */
export type PlannedPlace = { readonly place: Place; readonly passages: readonly Passage[]; readonly isWhole: boolean };

export type Plan =
  | { readonly ok: true; readonly places: readonly PlannedPlace[] }
  | { readonly ok: false; readonly field: 'pick' | 'passage'; readonly fault: string };

/**
 * Where something goes. A passage that was typed is looked for in all texts, and planned for every text file, since a
 * page shows only the beginning of one.
 */
export function planRedaction(places: readonly Place[], { picked, passage }: Choice): Plan {
  const typed = passage.replaceAll('\r\n', '\n');
  if (typed.trim() === '' && picked.length === 0)
    return { ok: false, field: 'pick', fault: 'Tick what shall be made unreadable, or type it.' };
  if (typed !== '' && (charactersOf(typed.trim()) < shortestPassage || typed.includes(MARK)))
    return {
      ok: false,
      field: 'passage',
      fault: `Type at least ${shortestPassage} characters, exactly as they stand.`,
    };
  const planned = places.flatMap((place): PlannedPlace[] => {
    const isWhole = picked.includes(wholeOf(place.key));
    const passages: Passage[] = offersOf(place)
      .filter(({ value }) => picked.includes(value))
      .map(({ passage }) => passage);
    if (
      typed.trim() !== '' &&
      (isTextFile(place) || takeOut(place.text, [{ text: typed, kind: 'typed' }]).taken.length > 0)
    )
      passages.push({ text: typed, kind: 'typed' });
    return isWhole || passages.length > 0 ? [{ place, passages, isWhole }] : [];
  });
  if (planned.length === 0)
    return typed.trim() === ''
      ? { ok: false, field: 'pick', fault: 'What was ticked is not there any more. Look again.' }
      : { ok: false, field: 'passage', fault: 'These characters stand nowhere in the report. Copy them from it.' };
  return { ok: true, places: planned };
}

const isTextFile = ({ file }: Place): boolean => file?.mediaType === 'text/plain';

/** The text of a place afterwards, and what has gone from it. */
export function redacted({ place: { text }, passages, isWhole }: PlannedPlace): {
  readonly text: string;
  readonly taken: readonly Taken[];
} {
  return isWhole ? { text: MARK, taken: [{ text, kind: 'all', count: 1 }] } : takeOut(text, passages);
}
