// A cache of what tokens are good for, that can never outlive the end of a grant. Pure: knows no database and no clock.
import { recentlyUsed } from '../core/recently-used.ts';

/** Something known of a token. */
export type Known<Value> = {
  readonly grant: string;
  readonly value: Value;
  /** Milliseconds since 1970; not used from then on. */
  readonly until: number;
};

export type TokenCache<Value> = {
  /** What is known, or undefined. */
  get(key: string, now: number): Value | undefined;
  /** Call it before a lookup is sent, and hand the result to `offer`. */
  begin(): number;
  /** Keeps what a lookup found, unless the grant ended since the lookup began: its answer may be from before. */
  offer(key: string, known: Known<Value>, began: number): void;
  /** Whether no change of the grant was told since a lookup began: what that found is then as it was. */
  isUnchanged(grant: string, began: number): boolean;
  /** Drops one entry: a lookup did not find it. */
  drop(key: string): void;
  /** From now on nothing of this grant is known that a lookup begun before now has found or will find. */
  forgetGrant(grant: string): void;
  /** The same for all grants. */
  forgetAll(): void;
};

/** How many ended grants are remembered one by one before everything older is dropped at once. */
const ENDED_MAX = 10_000;

/**
 * Every end of a grant starts a new epoch. An entry counts only when its lookup began in an epoch that is not older than
 * the last end of its grant; so it does not matter in which order lookups, their answers and notices arrive.
 * @param max entries kept; the least recently used go first
 */
export function tokenCache<Value>(max = 50_000): TokenCache<Value> {
  const entries = recentlyUsed<Known<Value> & { readonly began: number }>(max);
  const endedAt = new Map<string, number>();
  let epoch = 0;
  let floor = 0;

  const forgetAll = (): void => {
    epoch += 1;
    floor = epoch;
    endedAt.clear();
    entries.clear();
  };
  const counts = (grant: string, began: number): boolean => began >= floor && began >= (endedAt.get(grant) ?? 0);

  return {
    get: (key, now) => {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      if (entry.until > now && counts(entry.grant, entry.began)) return entry.value;
      entries.delete(key);
      return undefined;
    },
    begin: () => epoch,
    offer: (key, known, began) => {
      if (counts(known.grant, began)) entries.set(key, { ...known, began });
    },
    isUnchanged: counts,
    drop: key => entries.delete(key),
    forgetGrant: grant => {
      if (endedAt.size >= ENDED_MAX) forgetAll();
      epoch += 1;
      endedAt.set(grant, epoch);
    },
    forgetAll,
  };
}
