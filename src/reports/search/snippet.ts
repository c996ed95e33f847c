// The place in a report where the words that were looked for stand closest together. Pure.
import { type Piece, readPieces, type Term } from '../../core/search/words.ts';

/** A bit of text, and whether it is one of the words. */
export type Snip = { readonly text: string; readonly isHit: boolean };

const WIDTH = 220;
/** Texts are read up to here; what stands further down is found, but not shown. */
const LONGEST = 20_000;

/** The whole text with its hits. */
export const markHits = (text: string, wanted: ReadonlySet<Term>): Snip[] =>
  marked(text, hitsIn(text, wanted), 0, text.length);

/** The best place in these texts; undefined when none of the words is in them. */
export function bestSnippet(texts: readonly string[], wanted: ReadonlySet<Term>): Snip[] | undefined {
  let best: { text: string; hits: Piece[]; from: number; value: number } | undefined;
  for (const whole of texts) {
    const text = whole.slice(0, LONGEST);
    const hits = hitsIn(text, wanted);
    for (const [index, { start }] of hits.entries()) {
      const within = hits.slice(index, index + 40).filter(({ end }) => end <= start + WIDTH);
      const value = new Set(within.map(hit => termOf(hit, wanted))).size * 10 + within.length;
      if (!best || value > best.value) best = { text, hits, from: start, value };
    }
  }
  if (!best) return undefined;
  const { text, hits, from } = best;
  const begin = startOfWord(text, Math.max(0, from - 50));
  const end = endOfWord(text, Math.min(text.length, begin + WIDTH));
  return [
    ...(begin > 0 ? [{ text: '… ', isHit: false }] : []),
    ...marked(text, hits, begin, end),
    ...(end < text.length ? [{ text: ' …', isHit: false }] : []),
  ];
}

/** The beginning of a text, where no word is to be shown. */
export function opening(text: string): Snip[] {
  const end = endOfWord(text, Math.min(text.length, WIDTH));
  return [
    { text: plain(text.slice(0, end)), isHit: false },
    ...(end < text.length ? [{ text: ' …', isHit: false }] : []),
  ];
}

const termOf = ({ terms }: Piece, wanted: ReadonlySet<Term>): Term => terms.find(term => wanted.has(term)) ?? '';

const hitsIn = (text: string, wanted: ReadonlySet<Term>): Piece[] =>
  wanted.size === 0 ? [] : [...readPieces(text)].filter(({ terms }) => terms.some(term => wanted.has(term)));

function marked(text: string, hits: readonly Piece[], begin: number, end: number): Snip[] {
  const snips: Snip[] = [];
  let at = begin;
  for (const hit of hits) {
    if (hit.start < at || hit.end > end) continue;
    if (hit.start > at) snips.push({ text: plain(text.slice(at, hit.start)), isHit: false });
    snips.push({ text: plain(text.slice(hit.start, hit.end)), isHit: true });
    at = hit.end;
  }
  if (at < end) snips.push({ text: plain(text.slice(at, end)), isHit: false });
  return snips;
}

/** In one line, without the marks of Markdown that would only be noise here. */
const plain = (text: string): string => text.replace(/[*`]+|\s+/g, mark => (/\s/.test(mark) ? ' ' : ''));

function startOfWord(text: string, at: number): number {
  if (at === 0) return 0;
  const space = text.slice(at, at + 40).search(/\s/);
  return space < 0 ? at : at + space + 1;
}

function endOfWord(text: string, at: number): number {
  if (at >= text.length) return text.length;
  const space = text.lastIndexOf(' ', at);
  return space > at - 40 ? space : at;
}
