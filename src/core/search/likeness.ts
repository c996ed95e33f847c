// How much two documents have in common, from their stored tokens alone. Pure; called a hundred times for each suggestion.
import { ENTRY_BYTES, type Token } from './term-hash.ts';
import type { Term } from './words.ts';

/** What one term of a text is worth: `value` times its weight in the other text is what sharing it counts. */
export type Valued = { readonly term: Term; readonly value: number; readonly telling: number };

/** The tokens of a text in rising order, and what each is worth. */
export type OwnTokens = {
  readonly tokens: Float64Array;
  readonly values: Float64Array;
  readonly valued: readonly Valued[];
};

/** Sorts what a text is compared by; a term may have several tokens. */
export function ownTokens(pairs: readonly (readonly [token: Token, valued: Valued])[]): OwnTokens {
  const sorted = [...pairs].sort(([one], [other]) => one - other);
  return {
    tokens: Float64Array.from(sorted, ([token]) => token),
    values: Float64Array.from(sorted, ([, { value }]) => value),
    valued: sorted.map(([, valued]) => valued),
  };
}

export type Common = {
  /** The sum of what the shared terms are worth. */
  readonly score: number;
  /** How telling the most telling shared endpoint is, and class: 0 to 1. */
  readonly endpoint: number;
  readonly exact: number;
};

/** What a stored document has in common with a text. */
export function commonWith(own: OwnTokens, stored: Buffer): Common {
  let score = 0;
  let endpoint = 0;
  let exact = 0;
  eachShared(own, stored, (index, weight) => {
    score += (own.values[index] ?? 0) * weight;
    const one = own.valued[index];
    if (one === undefined) return;
    const kind = one.term.charCodeAt(0);
    if (kind === ENDPOINT) endpoint = Math.max(endpoint, one.telling);
    else if (kind === CLASS) exact = Math.max(exact, one.telling);
  });
  return { score, endpoint, exact };
}

const ENDPOINT = 'e'.charCodeAt(0);
const CLASS = 'c'.charCodeAt(0);

/** The terms that a stored document shares with a text, most telling first. */
export function sharedTerms(own: OwnTokens, stored: Buffer): Term[] {
  const shared: { readonly term: Term; readonly part: number }[] = [];
  eachShared(own, stored, (index, weight) => {
    const one = own.valued[index];
    if (one) shared.push({ term: one.term, part: one.value * weight });
  });
  return shared.sort((one, other) => other.part - one.part).map(({ term }) => term);
}

/** Both lists are in the order of the tokens, so one walk along them meets every token of both. */
function eachShared({ tokens }: OwnTokens, stored: Buffer, meet: (index: number, weight: number) => void): void {
  let index = 0;
  let own = tokens[0] ?? Number.POSITIVE_INFINITY;
  for (let at = 0; at < stored.length; at += ENTRY_BYTES) {
    // Read by hand: `readUIntBE` takes five times as long.
    const high = ((stored[at] ?? 0) << 8) | (stored[at + 1] ?? 0);
    const low =
      (((stored[at + 2] ?? 0) << 24) |
        ((stored[at + 3] ?? 0) << 16) |
        ((stored[at + 4] ?? 0) << 8) |
        (stored[at + 5] ?? 0)) >>>
      0;
    const token = high * 0x1_0000_0000 + low;
    while (own < token) {
      index += 1;
      own = tokens[index] ?? Number.POSITIVE_INFINITY;
    }
    if (own === token) meet(index, ((stored[at + 6] ?? 0) << 8) | (stored[at + 7] ?? 0));
  }
}
