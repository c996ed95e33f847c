// The yardstick: BM25 over the clear text, every document scored, nothing left out. Slow, exact, and only in memory.
import { BM25, type TermCounts } from '../src/core/search/search-document.ts';
import type { Term } from '../src/core/search/words.ts';

export type ClearIndex = {
  add(index: number, counts: TermCounts): void;
  /** Documents that have all the terms, best first, the later first among equals. */
  all(terms: readonly Term[], limit: number): number[];
  /** Documents by the sum over all terms that they have. */
  any(terms: Iterable<Term>, limit: number, without: number): number[];
};

/** @param tracked the terms that will be asked for; others only count for the length of texts */
export function clearIndex(tracked: ReadonlySet<Term>): ClearIndex {
  const lists = new Map<Term, { docs: number[]; times: number[] }>();
  const lengths: number[] = [];
  let total = 0;

  const partOf = (times: number, doc: number): number => {
    const { k1, b } = BM25;
    return (times * (k1 + 1)) / (times + k1 * (1 - b + (b * (lengths[doc] ?? 0) * lengths.length) / total));
  };
  const rarityOf = (frequency: number): number => Math.log(1 + (lengths.length - frequency + 0.5) / (frequency + 0.5));
  const best = (scores: ReadonlyMap<number, number>, limit: number): number[] =>
    [...scores]
      .sort(([a, one], [b, other]) => other - one || b - a)
      .slice(0, limit)
      .map(([doc]) => doc);

  return {
    add: (index, { counts, length }) => {
      lengths[index] = length;
      total += length;
      for (const [term, times] of counts) {
        if (!tracked.has(term)) continue;
        const list = lists.get(term) ?? { docs: [], times: [] };
        lists.set(term, list);
        list.docs.push(index);
        list.times.push(times);
      }
    },
    all: (terms, limit) => {
      let scores: Map<number, number> | undefined;
      for (const term of [...terms].sort(
        (one, other) => (lists.get(one)?.docs.length ?? 0) - (lists.get(other)?.docs.length ?? 0),
      )) {
        const { docs, times } = lists.get(term) ?? { docs: [], times: [] };
        const rarity = rarityOf(docs.length);
        const next = new Map<number, number>();
        for (const [place, doc] of docs.entries()) {
          const before = scores ? scores.get(doc) : 0;
          if (before !== undefined) next.set(doc, before + rarity * partOf(times[place] ?? 0, doc));
        }
        scores = next;
      }
      return best(scores ?? new Map(), limit);
    },
    any: (terms, limit, without) => {
      const scores = new Map<number, number>();
      for (const term of terms) {
        const { docs, times } = lists.get(term) ?? { docs: [], times: [] };
        const rarity = rarityOf(docs.length);
        for (const [place, doc] of docs.entries())
          if (doc !== without) scores.set(doc, (scores.get(doc) ?? 0) + rarity * partOf(times[place] ?? 0, doc));
      }
      return best(scores, limit);
    },
  };
}
