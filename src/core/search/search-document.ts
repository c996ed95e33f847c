// What an index keeps of a text: each term with its weight in this text (BM25 without the part that is the same for all texts). Pure.
import { readPieces, type Term } from './words.ts';

/** What a source gives to be indexed. */
export type SearchText = {
  /** Texts with how many times each of their words counts: a title three times. */
  readonly parts: readonly { readonly text: string; readonly times: number }[];
  /** What was said about it later: found too, with less weight, and without a say in what looks alike. */
  readonly said: readonly string[];
  /** Terms of the source's own, such as a class or a person; found exactly. */
  readonly exact: readonly Term[];
};

/** Terms with their weights (1 to 65,535), and the words of the parts in their order. */
export type SearchDocument = { readonly weights: ReadonlyMap<Term, number>; readonly sequence: readonly Term[] };

/** In every document: how often it occurs says how many documents there are. */
export const EVERY: Term = '*';

/** A word of what was said later; the same word of the text itself is another term. */
export const saidTerm = (term: Term): Term => `m${term}`;

/** Saturation of repeated words, and how much long texts are held back (Robertson and Zaragoza 2009, section 3.3). */
export const BM25 = { k1: 1.2, b: 0.75, usualLength: 185 } as const;

/** Terms beyond this many are not indexed: nobody writes so many, only machines do. */
const MOST_TERMS = 4000;

/** A weight for the index: BM25's part of the text, as 16 bits. */
const weightOf = (times: number, length: number): number => {
  const { k1, b, usualLength } = BM25;
  const part = times / (times + k1 * (1 - b + (b * length) / usualLength));
  return Math.max(1, Math.min(FULL, Math.round(part * FULL)));
};

/** The weight that a word would reach that is repeated without end. */
export const FULL = 65_535;

/** How much a term tells that occurs in `frequency` of `documents`. */
export const rarityOf = (frequency: number, documents: number): number =>
  Math.log(1 + (Math.max(documents, frequency) - frequency + 0.5) / (frequency + 0.5));

/** What a text holds, counted. */
export type TermCounts = {
  /** How many times each word counts. */
  readonly counts: ReadonlyMap<Term, number>;
  /** Hosts, paths, endpoints. */
  readonly places: ReadonlySet<Term>;
  /** Of all words together. */
  readonly length: number;
  readonly sequence: readonly Term[];
};

/** Takes the parts of a text apart and counts. */
export function readTerms({ parts }: Pick<SearchText, 'parts'>): TermCounts {
  const counts = new Map<Term, number>();
  const places = new Set<Term>();
  const sequence: Term[] = [];
  let length = 0;
  for (const { text, times } of parts)
    for (const { terms } of readPieces(text)) {
      const [first] = terms;
      if (first?.startsWith('w')) sequence.push(first);
      for (const term of terms)
        if (term.startsWith('w')) {
          length += times;
          const before = counts.get(term);
          if (before !== undefined || counts.size < MOST_TERMS) counts.set(term, (before ?? 0) + times);
        } else if (places.size < MOST_TERMS) places.add(term);
    }
  return { counts, places, length, sequence };
}

export function toSearchDocument(text: SearchText): SearchDocument {
  const { counts, places, length, sequence } = readTerms(text);
  const weights = new Map<Term, number>();
  for (const [term, times] of counts) weights.set(term, weightOf(times, length));
  // A place is there or is not; how often it is named says nothing.
  for (const term of [...places, ...text.exact]) weights.set(term, weightOf(1, BM25.usualLength));
  for (const [term, times] of saidTimes(text.said)) weights.set(saidTerm(term), weightOf(times, BM25.usualLength));
  weights.set(EVERY, 1);
  return { weights, sequence };
}

/** Later talk does not count its length: a new message must not change the weight of what is indexed already. */
function saidTimes(said: readonly string[]): Map<Term, number> {
  const times = new Map<Term, number>();
  for (const text of said)
    for (const { terms } of readPieces(text))
      for (const term of terms)
        if (term.startsWith('w') && (times.size < MOST_TERMS || times.has(term)))
          times.set(term, (times.get(term) ?? 0) + 1);
  return times;
}
