// Finds documents that say the same: candidates by the words that tell most, then each judged by all its tokens and its wording.
import type { Kernel } from '../kernel.ts';
import { sharedWording } from './min-hash.ts';
import { countTokens, readDocuments, readGenerations, readPostings, type StoredDocument } from './posting-store.ts';
import { type Group, rankAny } from './postings.ts';
import { EVERY, FULL, rarityOf, type SearchDocument } from './search-document.ts';
import { hashDocument, readTokens, type Token, termHash } from './term-hash.ts';
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
const MOST_POSTINGS = 40_000;
const MOST_TERMS = 48;
/** So many candidates are judged by all they have. */
const CANDIDATES = 120;

/** What beside words makes two texts alike, in parts of the likeness of a text with itself. */
export type Bonus = { readonly wording: number; readonly endpoint: number; readonly exact: number };
const USUAL: Bonus = { wording: 0.35, endpoint: 0.12, exact: 0.06 };

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
  const generations = await readGenerations(kernel, source);
  const hashes = generations.map(generation => termHash(kernel, source, generation));
  const [newest] = hashes.slice(-1);
  if (!newest) return [];
  const terms = [...document.weights].filter(([term]) => term !== EVERY && !term.startsWith('m'));
  const tokensOf = (term: Term): Token[] => hashes.map(hash => hash(term));
  const counts = await countTokens(kernel, [EVERY, ...terms.map(([term]) => term)].flatMap(tokensOf));
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
  const byToken = new Map(valued.flatMap(one => tokensOf(one.term).map(token => [token, one] as const)));
  const itself = valued.reduce((sum, { value, weight }) => sum + value * weight, 0);
  const { signature } = hashDocument(newest, document);
  return candidates
    .filter(candidate => candidate.key !== key)
    .map(candidate => judge(candidate, byToken, itself, signature, bonus))
    .sort((one, other) => other.likeness - one.likeness)
    .slice(0, limit);
}

type Valued = { readonly term: Term; readonly value: number; readonly telling: number };

function judge(
  { key, tokens, signature }: StoredDocument,
  byToken: ReadonlyMap<Token, Valued>,
  itself: number,
  own: Buffer | undefined,
  bonus: Bonus,
): Similar {
  const shared: { term: Term; part: number; telling: number }[] = [];
  let score = 0;
  for (const [token, weight] of readTokens(tokens)) {
    const one = byToken.get(token);
    if (!one) continue;
    score += one.value * weight;
    shared.push({ term: one.term, part: one.value * weight, telling: one.telling });
  }
  const wording = sharedWording(own, signature);
  const tells = (kind: string): number =>
    Math.max(0, ...shared.flatMap(({ term, telling }) => (term.startsWith(kind) ? [telling] : [])));
  return {
    key,
    likeness: score / itself + bonus.wording * wording + bonus.endpoint * tells('e') + bonus.exact * tells('c'),
    wording,
    shared: shared.sort((one, other) => other.part - one.part).map(({ term }) => term),
  };
}
