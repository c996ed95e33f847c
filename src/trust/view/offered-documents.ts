// One list of documents: what everybody opens at once, what is asked for on the shelf, and what is sent by hand. Pure.
import type { Offered } from '../../documents/index.ts';
import type { Day, Gate, TrustDocument } from '../content/content.ts';
import { dayOf } from '../content/day.ts';
import { gateWords } from './trust-words.ts';

export type DocumentView = {
  /** Null for what is on the shelf: its id opens nothing, and is told nobody. */
  readonly id: string | null;
  readonly title: string;
  readonly about: string;
  readonly version: string;
  readonly issuedAt: Day;
  readonly validUntil: Day | null;
  /** `shelf`: asked for here, under the terms. */
  readonly gate: Gate | 'shelf';
  /** In a sentence, who reads it. */
  readonly how: string;
  /** Where everybody reads it. */
  readonly url: string | null;
  readonly isExample: boolean;
};

const order = ['public', 'shelf', 'on-request', 'nda'] as const;

/** What is on the shelf stands here once, even when the edition lists it by the same title. */
export function documentsOf(listed: readonly TrustDocument[], shelf: readonly Offered[]): DocumentView[] {
  const plain = (title: string) => title.toLowerCase().replace(/\W+/gu, ' ').trim();
  const onShelf = new Set(shelf.map(({ title }) => plain(title)));
  const shelved = shelf.map(
    ({ title, about, version, since, how }): DocumentView => ({
      id: null,
      title,
      about,
      version: String(version),
      issuedAt: dayOf(since),
      validUntil: null,
      gate: 'shelf',
      how,
      url: null,
      isExample: false,
    }),
  );
  const others = listed
    .filter(({ gate, title }) => gate === 'public' || !onShelf.has(plain(title)))
    .map((one): DocumentView => ({ ...one, how: gateWords[one.gate], url: one.url ?? null }));
  return [...others, ...shelved].toSorted((one, other) => order.indexOf(one.gate) - order.indexOf(other.gate));
}
