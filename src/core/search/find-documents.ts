// Finds documents by their words, best first, with a plan of its own for rare, middling and frequent words.
import type { Kernel } from '../kernel.ts';
import {
  countTokens,
  docsOf,
  keysOf,
  type Postings,
  readBest,
  readDocuments,
  readGenerations,
  readPostings,
} from './posting-store.ts';
import { FREQUENT, type Group, isBefore, leastOf, MOST_GROUPS, type Ranked, rankAll, rankAny } from './postings.ts';
import { EVERY, rarityOf, saidTerm } from './search-document.ts';
import { type TermHash, type Token, termHash, weightIn } from './term-hash.ts';
import type { Term } from './words.ts';

export type FindInput = {
  readonly source: string;
  /** All of these; of alternatives one suffices. */
  readonly terms: readonly (Term | readonly Term[])[];
  /** None of these. */
  readonly without?: readonly Term[];
  readonly limit: number;
  /** As `next` of the page before. */
  readonly after?: string | null;
  /** Nothing but these keys, when they are few. */
  readonly only?: readonly string[] | undefined;
  /** Which of these keys fit, when it is cheaper to ask afterwards. */
  readonly accept?: ((keys: readonly string[]) => Promise<ReadonlySet<string>>) | undefined;
};

export type Found = {
  readonly keys: readonly string[];
  readonly next: string | null;
  /** How many there are, when it is known without counting further; of those that `accept` has not seen nobody knows. */
  readonly total: number | null;
  /** No document has all the words: these have some of them. */
  readonly isLoose: boolean;
};

/** What is read by its postings up to this number is looked up document by document instead. */
const RARE = 256;
/** How many documents are shown to `accept` before a page ends short. */
const MOST_ASKED = 2000;
const ASKED_AT_ONCE = 100;
/** What was said later about a text counts this much. */
const SAID = 0.25;

/** @throws nothing that depends on what is looked for: words that nobody wrote find nothing */
export async function findDocuments(kernel: Kernel, input: FindInput): Promise<Found> {
  const { source, terms, without = [], limit } = input;
  const nothing: Found = { keys: [], next: null, total: 0, isLoose: false };
  const generations = await readGenerations(kernel, source);
  const wanted = distinct(terms).slice(0, MOST_GROUPS);
  if (generations.length === 0 || (wanted.length === 0 && without.length === 0)) return nothing;
  const hashes = generations.map(generation => termHash(kernel, source, generation));
  const words = (wanted.length === 0 ? [[EVERY]] : wanted).map(term => wordOf(hashes, term));
  const unwanted = without.slice(0, MOST_GROUPS).map(term => wordOf(hashes, [term]));
  const every = wordOf(hashes, [EVERY]);
  const counts = await countTokens(
    kernel,
    [...words, ...unwanted, every].flatMap(({ tokens }) => tokens.map(([token]) => token)),
  );
  const frequencyOf = ({ tokens }: Word): number => tokens.reduce((sum, [token]) => sum + (counts.get(token) ?? 0), 0);
  const documents = frequencyOf(every);
  const after = readPlace(input.after);
  const rank = { limit: input.accept ? MOST_ASKED : limit + 1, after };
  const ordered = words
    .map(word => ({ ...word, frequency: frequencyOf(word), rarity: rarityOf(frequencyOf(word), documents) }))
    .sort((one, other) => one.frequency - other.frequency);
  const only = input.only && (await docsOf(kernel, source, input.only));

  const [rarest] = ordered;
  let ranked: { top: Ranked[]; total: number | null } | undefined;
  let isLoose = false;
  if (rarest && rarest.frequency > 0) {
    if (rarest.frequency <= RARE) ranked = await rankRare(kernel, ordered, unwanted, { ...rank, only });
    else if (ordered.length === 1 && unwanted.length === 0 && !only && rarest.frequency >= FREQUENT)
      ranked = await rankFrequent(kernel, rarest, rank);
    ranked ??= rankAll(groupsOf(ordered, await readPostings(kernel, tokensOf([...ordered, ...unwanted]))), {
      ...rank,
      only,
      without: [],
      ...(unwanted.length > 0 && {
        without: groupsOf(withRarity(unwanted), await readPostings(kernel, tokensOf(unwanted))),
      }),
    });
  }
  if (!ranked?.top.length && !after && ordered.length > 1 && unwanted.length === 0 && !only && !input.accept) {
    isLoose = true;
    const some = ordered.filter(({ frequency }) => frequency > 0);
    const top = rankAny(groupsOf(some, await readPostings(kernel, tokensOf(some))), { limit });
    ranked = { top, total: null };
  }
  if (!ranked) return nothing;
  const page = await pageOf(kernel, ranked.top, input);
  return { ...page, total: input.accept ? null : ranked.total, isLoose, ...(isLoose && { next: null }) };
}

type Word = { readonly tokens: readonly (readonly [token: Token, factor: number])[] };
type RankedWord = Word & { readonly frequency: number; readonly rarity: number };

/** A word's tokens under all keys in use: as it stands in a text, and as it was said about one later. */
function wordOf(hashes: readonly TermHash[], alternatives: readonly Term[]): Word {
  return {
    tokens: hashes.flatMap(hash =>
      alternatives.flatMap(term => [
        [hash(term), 1] as const,
        ...(term.startsWith('w') ? [[hash(saidTerm(term)), SAID] as const] : []),
      ]),
    ),
  };
}

/** Each once, as lists of alternatives. */
const distinct = (terms: FindInput['terms']): (readonly Term[])[] => [
  ...new Map(terms.map(term => [String(term), typeof term === 'string' ? [term] : term])).values(),
];

const tokensOf = (words: readonly Word[]): Token[] => words.flatMap(({ tokens }) => tokens.map(([token]) => token));

const withRarity = (words: readonly Word[]): RankedWord[] => words.map(word => ({ ...word, frequency: 0, rarity: 0 }));

const groupsOf = (words: readonly RankedWord[], postings: Postings): Group[] =>
  words.map(({ tokens, rarity }) => ({
    rarity,
    lists: tokens.map(([token, factor]) => ({ factor, segments: postings.get(token) ?? new Map() })),
  }));

type Options = {
  readonly limit: number;
  readonly after?: Ranked | undefined;
  readonly only?: ReadonlySet<number> | undefined;
};

/** A rare word names a few documents; what else they hold is read from the documents themselves. */
async function rankRare(
  kernel: Kernel,
  words: readonly RankedWord[],
  unwanted: readonly Word[],
  { limit, after, only }: Options,
): Promise<{ top: Ranked[]; total: number }> {
  const [rarest] = words;
  if (!rarest) return { top: [], total: 0 };
  const { top: candidates } = rankAll(groupsOf([rarest], await readPostings(kernel, tokensOf([rarest]))), {
    limit: RARE * 2,
    only,
  });
  const documents = await readDocuments(
    kernel,
    candidates.map(({ doc }) => doc),
  );
  const partOf = (tokens: Buffer, word: Word): number =>
    Math.max(...word.tokens.map(([token, factor]) => factor * weightIn(tokens, token)));
  const all = documents.flatMap(({ doc, tokens }): Ranked[] => {
    if (unwanted.some(word => partOf(tokens, word) > 0)) return [];
    let score = 0;
    for (const word of words) {
      const part = partOf(tokens, word);
      if (part === 0) return [];
      score += word.rarity * part;
    }
    return [{ doc, score }];
  });
  const sorted = all
    .sort((one, other) => (isBefore(one, other) ? -1 : 1))
    .filter(found => !after || isBefore(after, found));
  return { top: sorted.slice(0, limit), total: all.length };
}

/** A frequent word alone: the best of each segment suffice for the first pages. */
async function rankFrequent(
  kernel: Kernel,
  word: RankedWord,
  options: Options,
): Promise<{ top: Ranked[]; total: number } | undefined> {
  const postings = await readBest(kernel, tokensOf([word]));
  const least = Math.max(
    ...word.tokens.flatMap(([token, factor]) =>
      [...(postings.get(token)?.values() ?? [])].flat().map(entries => factor * leastOf(entries)),
    ),
  );
  const { top } = rankAll(groupsOf([word], postings), options);
  // What weighs less may be missing here: then all postings are read.
  const last = top[Math.min(top.length, options.limit) - 1];
  return top.length >= options.limit && last && last.score > word.rarity * least
    ? { top, total: word.frequency }
    : undefined;
}

/** The keys of a page, in order, and where the next begins. */
async function pageOf(
  kernel: Kernel,
  top: readonly Ranked[],
  { limit, accept }: FindInput,
): Promise<{ keys: string[]; next: string | null }> {
  if (!accept) {
    const shown = top.slice(0, limit);
    const keys = await keysOf(
      kernel,
      shown.map(({ doc }) => doc),
    );
    const last = top.length > limit ? shown.at(-1) : undefined;
    return { keys: shown.flatMap(({ doc }) => keys.get(doc) ?? []), next: last ? writePlace(last) : null };
  }
  const fitting: { place: Ranked; key: string }[] = [];
  for (let at = 0; at < top.length; at += ASKED_AT_ONCE) {
    const asked = top.slice(at, at + ASKED_AT_ONCE);
    const keys = await keysOf(
      kernel,
      asked.map(({ doc }) => doc),
    );
    const accepted = await accept([...keys.values()]);
    for (const place of asked) {
      const key = keys.get(place.doc);
      if (key === undefined || !accepted.has(key)) continue;
      const last = fitting.at(-1);
      if (fitting.length === limit && last)
        return { keys: fitting.map(({ key }) => key), next: writePlace(last.place) };
      fitting.push({ place, key });
    }
  }
  // Whoever wants to look further goes on where asking ended.
  const end = top.length >= MOST_ASKED ? top.at(-1) : undefined;
  return { keys: fitting.map(({ key }) => key), next: end ? writePlace(end) : null };
}

const writePlace = ({ score, doc }: Ranked): string => Buffer.from(JSON.stringify([score, doc])).toString('base64url');

/** Undefined for the first page, and for what is no place. */
function readPlace(text: string | null | undefined): Ranked | undefined {
  if (text === null || text === undefined) return undefined;
  try {
    const place: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(place)) return undefined;
    const [score, doc] = place as unknown[];
    return typeof score === 'number' && typeof doc === 'number' ? { score, doc } : undefined;
  } catch {
    return undefined;
  }
}
