// Postings of many new documents at once: what the table keeps of each token, without a row for each word of each. Pure.
import { type Entries, SEGMENT } from './postings.ts';
import { ENTRY_BYTES, TOKEN_BYTES, type Token, tokenBytes } from './term-hash.ts';

export type GatheredPosting = {
  readonly token: Buffer;
  readonly segment: number;
  readonly count: number;
  readonly entries: Entries;
};

/**
 * Gathers documents by segment and, within each, in order of the tokens.
 * @param documents with the tokens that they are stored with, in order of their numbers
 */
export function gatherPostings(
  documents: readonly { readonly doc: number; readonly tokens: Buffer }[],
): GatheredPosting[] {
  const bySegment = new Map<number, (typeof documents)[number][]>();
  for (const document of documents) {
    const segment = Math.floor(document.doc / SEGMENT);
    const here = bySegment.get(segment);
    if (here) here.push(document);
    else bySegment.set(segment, [document]);
  }
  return [...bySegment].flatMap(([segment, here]) => gatherSegment(segment, here));
}

function gatherSegment(
  segment: number,
  documents: readonly { readonly doc: number; readonly tokens: Buffer }[],
): GatheredPosting[] {
  const total = documents.reduce((sum, { tokens }) => sum + tokens.length / ENTRY_BYTES, 0);
  // Twice over the tokens: first how many documents each has, then each entry to its place.
  const slots = new Map<Token, number>();
  const slotOf = new Uint32Array(total);
  const counts: number[] = [];
  let index = 0;
  for (const { tokens } of documents)
    for (let at = 0; at < tokens.length; at += ENTRY_BYTES) {
      const token = tokens.readUIntBE(at, TOKEN_BYTES);
      let slot = slots.get(token);
      if (slot === undefined) {
        slot = counts.length;
        slots.set(token, slot);
        counts.push(0);
      }
      counts[slot] = (counts[slot] ?? 0) + 1;
      slotOf[index++] = slot;
    }
  const places = new Uint32Array(counts.length);
  for (let slot = 1; slot < counts.length; slot++) places[slot] = (places[slot - 1] ?? 0) + (counts[slot - 1] ?? 0) * 4;
  const all = Buffer.allocUnsafe(total * 4);
  index = 0;
  for (const { doc, tokens } of documents)
    for (let at = 0; at < tokens.length; at += ENTRY_BYTES) {
      const slot = slotOf[index++] ?? 0;
      const place = places[slot] ?? 0;
      all.writeUInt16BE(doc % SEGMENT, place);
      tokens.copy(all, place + 2, at + TOKEN_BYTES, at + ENTRY_BYTES);
      places[slot] = place + 4;
    }
  // By now each place is where its token's entries end.
  return [...slots]
    .sort(([one], [other]) => one - other)
    .map(([token, slot]) => {
      const count = counts[slot] ?? 0;
      const end = places[slot] ?? 0;
      return { token: tokenBytes(token), segment, count, entries: all.subarray(end - count * 4, end) };
    });
}
