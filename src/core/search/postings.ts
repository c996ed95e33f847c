// Postings as they are stored, and the one way to rank with them: scores added up by document, the best kept. Pure.

/** Two bytes of the document's number within its segment, two of weight, for each document that has the token. */
export type Entries = Buffer;

/** Documents of a segment: their numbers differ in the last 16 bits only. */
export const SEGMENT = 65_536;

/** What somebody looks for by one word: all its tokens' postings by segment; the best of a document's weights counts. */
export type Group = {
  readonly rarity: number;
  readonly lists: readonly { readonly factor: number; readonly segments: ReadonlyMap<number, readonly Entries[]> }[];
};

export type Ranked = { readonly doc: number; readonly score: number };

/** Better comes first; of equals, what came in later. */
export const isBefore = (one: Ranked, other: Ranked): boolean =>
  one.score !== other.score ? one.score > other.score : one.doc > other.doc;

export type RankOptions = {
  readonly limit: number;
  /** Only what comes after this place. */
  readonly after?: Ranked | undefined;
  /** Documents with any of these are left out. */
  readonly without?: readonly Group[];
  /** Only these documents. */
  readonly only?: ReadonlySet<number> | undefined;
};

const scores = new Float64Array(SEGMENT);
const hits = new Uint8Array(SEGMENT);
const best = new Float64Array(SEGMENT);
const touched = new Uint16Array(SEGMENT);
const EXCLUDED = 254;
const TAKEN = 255;
/** More words than this are not looked for at once. */
export const MOST_GROUPS = 64;

/** Ranks the documents that have all the groups; gives the best, and how many there are. The rarest group comes first. */
export function rankAll(groups: readonly Group[], options: RankOptions): { top: Ranked[]; total: number } {
  const [rarest] = groups;
  const top: Ranked[] = [];
  let total = 0;
  if (!rarest) return { top, total };
  for (const segment of segmentsOf([rarest])) {
    scores.fill(0);
    hits.fill(0);
    for (const { lists } of options.without ?? [])
      for (const { segments } of lists) for (const entries of segments.get(segment) ?? []) exclude(entries);
    for (const [index, group] of groups.entries()) addGroup(group, segment, index);
    for (const { segments } of rarest.lists)
      for (const entries of segments.get(segment) ?? [])
        for (let at = 0; at < entries.length; at += 4) {
          const low = ((entries[at] ?? 0) << 8) | (entries[at + 1] ?? 0);
          if (hits[low] !== groups.length) continue;
          hits[low] = TAKEN;
          const doc = segment * SEGMENT + low;
          if (options.only && !options.only.has(doc)) continue;
          total += 1;
          keepBest(top, { doc, score: scores[low] ?? 0 }, options);
        }
  }
  return { top, total };
}

/** Ranks the documents that have any of the groups. */
export function rankAny(groups: readonly Group[], options: RankOptions): Ranked[] {
  const top: Ranked[] = [];
  for (const segment of segmentsOf(groups)) {
    scores.fill(0);
    hits.fill(0);
    let met = 0;
    for (const { rarity, lists } of groups)
      for (const { factor, segments } of lists)
        for (const entries of segments.get(segment) ?? [])
          for (let at = 0; at < entries.length; at += 4) {
            const low = ((entries[at] ?? 0) << 8) | (entries[at + 1] ?? 0);
            const weight = ((entries[at + 2] ?? 0) << 8) | (entries[at + 3] ?? 0);
            if (hits[low] === 0) {
              hits[low] = 1;
              touched[met] = low;
              met += 1;
            }
            scores[low] = (scores[low] ?? 0) + rarity * factor * weight;
          }
    for (let index = 0; index < met; index++) {
      const low = touched[index] ?? 0;
      const score = scores[low] ?? 0;
      // Nearly all fall short of the best so far, and need not become a thing of their own first.
      if (top.length >= options.limit && score < (top.at(-1)?.score ?? 0)) continue;
      keepBest(top, { doc: segment * SEGMENT + low, score }, options);
    }
  }
  return top;
}

/** The heaviest entries, at most `BEST` of them, heaviest first, the later document first among equals. */
export function bestEntries(entries: Entries): Entries {
  // Weight first, then the document, in one number each: sorting numbers takes a tenth of the time.
  const order = new Uint32Array(entries.length / 4);
  for (let index = 0; index < order.length; index++)
    order[index] = ((entries.readUInt16BE(index * 4 + 2) << 16) | entries.readUInt16BE(index * 4)) >>> 0;
  order.sort();
  const count = Math.min(BEST, order.length);
  const best = Buffer.allocUnsafe(count * 4);
  for (let index = 0; index < count; index++) {
    const one = order[order.length - 1 - index] ?? 0;
    best.writeUInt16BE(one & 0xffff, index * 4);
    best.writeUInt16BE(one >>> 16, index * 4 + 2);
  }
  return best;
}

/** How many of a frequent token's entries are kept apart: six pages. */
export const BEST = 128;

/** A token in this many documents of a segment is frequent: its best are kept apart. */
export const FREQUENT = 2048;

/** The weight below which a list of best entries says nothing; 0 when it is the whole list. */
export const leastOf = (bestOnes: Entries): number =>
  bestOnes.length < BEST * 4 ? 0 : bestOnes.readUInt16BE(bestOnes.length - 2);

/** Without the entry of one document. */
export function withoutDocument(entries: Entries, doc: number): Entries {
  for (let at = 0; at < entries.length; at += 4)
    if (entries.readUInt16BE(at) === doc % SEGMENT)
      return Buffer.concat([entries.subarray(0, at), entries.subarray(at + 4)]);
  return entries;
}

/** Marks what has this group as well as all before it, and adds the best of its lists to the score. */
function addGroup({ rarity, lists }: Group, segment: number, index: number): void {
  const present = lists.filter(({ segments }) => segments.has(segment));
  const isAlone = present.length === 1;
  for (const [position, { factor, segments }] of present.entries())
    for (const entries of segments.get(segment) ?? [])
      for (let at = 0; at < entries.length; at += 4) {
        const low = ((entries[at] ?? 0) << 8) | (entries[at + 1] ?? 0);
        const part = rarity * factor * (((entries[at + 2] ?? 0) << 8) | (entries[at + 3] ?? 0));
        if (hits[low] === index) {
          hits[low] = index + 1;
          scores[low] = (scores[low] ?? 0) + part;
          if (!isAlone) best[low] = part;
        } else if (position > 0 && hits[low] === index + 1 && part > (best[low] ?? 0)) {
          scores[low] = (scores[low] ?? 0) + part - (best[low] ?? 0);
          best[low] = part;
        }
      }
}

function exclude(entries: Entries): void {
  for (let at = 0; at < entries.length; at += 4) hits[((entries[at] ?? 0) << 8) | (entries[at + 1] ?? 0)] = EXCLUDED;
}

/** Newest first, so that of equals the later ones are met early. */
function segmentsOf(groups: readonly Group[]): number[] {
  const all = new Set(groups.flatMap(({ lists }) => lists.flatMap(({ segments }) => [...segments.keys()])));
  return [...all].sort((one, other) => other - one);
}

function keepBest(top: Ranked[], found: Ranked, { limit, after }: RankOptions): void {
  const last = top.at(-1);
  if (top.length >= limit && last && !isBefore(found, last)) return;
  if (after && !isBefore(after, found)) return;
  let low = 0;
  let high = top.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const there = top[middle];
    if (there && isBefore(there, found)) low = middle + 1;
    else high = middle;
  }
  top.splice(low, 0, found);
  if (top.length > limit) top.pop();
}
