// Finds documents that say the same: candidates by the words that tell most, then each judged by all its tokens and its wording.
import type { Kernel } from '../kernel.ts';
import { type Common, commonWith, ownTokens, sharedTerms } from './likeness.ts';
import { sharedWording } from './min-hash.ts';
import { countTokensOf, readDocuments, readGenerations, readPostings } from './posting-store.ts';
import { type Group, rankAny } from './postings.ts';
import { EVERY, FULL, rarityOf, type SearchDocument } from './search-document.ts';
import { hashDocument, type TermHash, type Token, termHash } from './term-hash.ts';
import type { Term } from './words.ts';

export type Similar = {
  readonly key: string;
  /** 0 to 1 and a little more: how much of what tells something about the text is in this one too. */
  readonly likeness: number;
  /** 0 to 1: how much wording they share. */
  readonly wording: number;
  /** The terms of both, most telling first. */
  readonly shared: readonly Term[];
};

/** Postings are read up to this many, whatever the number of documents: what tells most comes first. */
const MOST_POSTINGS = 20_000;
const MOST_TERMS = 48;
/** So many candidates are judged by all they have. */
const CANDIDATES = 60;

/** What beside words makes two texts alike, in parts of the likeness of a text with itself. */
export type Bonus = { readonly wording: number; readonly endpoint: number; readonly exact: number };
// Wording counts little: templates and scanners share whole sentences that say nothing of the flaw.
const USUAL: Bonus = { wording: 0.1, endpoint: 0.12, exact: 0.06 };

/**
 * The documents most like a text, best first, the text's own key left out.
 * @param document the text, whether it is indexed yet or not
 */
export async function similarDocuments(
  kernel: Kernel,
  source: string,
  {
    key,
    document,
    limit,
    bonus = USUAL,
  }: { readonly key: string; readonly document: SearchDocument; readonly limit: number; readonly bonus?: Bonus },
): Promise<Similar[]> {
  const terms = [...document.weights].filter(([term]) => term !== EVERY && !term.startsWith('m'));
  const { hashes, counts } = await countTerms(kernel, source, [EVERY, ...terms.map(([term]) => term)]);
  const [newest] = hashes.slice(-1);
  if (!newest) return [];
  const tokensOf = (term: Term): Token[] => hashes.map(hash => hash(term));
  const frequencyOf = (term: Term): number => tokensOf(term).reduce((sum, token) => sum + (counts.get(token) ?? 0), 0);
  const documents = frequencyOf(EVERY);
  const valued = terms
    .map(([term, weight]) => {
      const frequency = frequencyOf(term);
      const rarity = rarityOf(frequency, documents);
      // An address or a class that half of all texts have tells less than one that nobody else has.
      return { term, frequency, weight, value: (rarity * weight) / FULL, telling: rarity / rarityOf(1, documents) };
    })
    .sort((one, other) => other.value * other.weight - one.value * one.weight);

  const asked: typeof valued = [];
  let postings = 0;
  for (const one of valued) {
    if (asked.length === MOST_TERMS || one.frequency === 0 || postings + one.frequency > MOST_POSTINGS) continue;
    postings += one.frequency;
    asked.push(one);
  }
  const found = await readPostings(
    kernel,
    asked.flatMap(({ term }) => tokensOf(term)),
  );
  const groups: Group[] = asked.map(({ term, value }) => ({
    rarity: value,
    lists: tokensOf(term).map(token => ({ factor: 1, segments: found.get(token) ?? new Map() })),
  }));
  const candidates = await readDocuments(
    kernel,
    rankAny(groups, { limit: CANDIDATES }).map(({ doc }) => doc),
  );
  const own = ownTokens(valued.flatMap(one => tokensOf(one.term).map(token => [token, one] as const)));
  const itself = valued.reduce((sum, { value, weight }) => sum + value * weight, 0);
  const { signature } = hashDocument(newest, document);
  return candidates
    .filter(candidate => candidate.key !== key)
    .map(candidate => {
      const wording = sharedWording(signature, candidate.signature);
      return { candidate, wording, likeness: likenessOf(commonWith(own, candidate.tokens), itself, wording, bonus) };
    })
    .sort((one, other) => other.likeness - one.likeness)
    .slice(0, limit)
    .map(({ candidate, ...found }) => ({
      key: candidate.key,
      ...found,
      shared: sharedTerms(own, candidate.tokens),
    }));
}

const likenessOf = ({ score, endpoint, exact }: Common, itself: number, wording: number, bonus: Bonus): number =>
  score / itself + bonus.wording * wording + bonus.endpoint * endpoint + bonus.exact * exact;

/** How many documents have each term, by its tokens under every key of the source; no hashes before there are any. */
async function countTerms(
  kernel: Kernel,
  source: string,
  terms: readonly Term[],
): Promise<{ readonly hashes: readonly TermHash[]; readonly counts: ReadonlyMap<Token, number> }> {
  // The keys hardly ever change, so those of last time are taken and the same statement says whether they still hold.
  const known = latest.get(kernel.pool) ?? new Map<string, readonly number[]>();
  latest.set(kernel.pool, known);
  let generations = known.get(source) ?? (await readGenerations(kernel, source));
  for (;;) {
    const hashes = generations.map(generation => termHash(kernel, source, generation));
    const tokens = terms.flatMap(term => hashes.map(hash => hash(term)));
    const counted = await countTokensOf(kernel, source, tokens);
    known.set(source, counted.generations);
    if (counted.generations.join() === generations.join()) return { hashes, counts: counted.counts };
    generations = counted.generations;
  }
}

const latest = new WeakMap<Kernel['pool'], Map<string, readonly number[]>>();
