// A cache of what other processes may change: nothing in it outlives the notice of a change. Pure: knows no database and no clock.
import { recentlyUsed } from '../recently-used.ts';

/** Something known that holds until its subject (a grant, an owner) changes. */
export type Known<Value> = {
  readonly subject: string;
  readonly value: Value;
  /** Milliseconds since 1970; not used from then on. */
  readonly until: number;
};

export type NoticedCache<Value> = {
  /** What is known, or undefined. */
  get(key: string, now: number): Value | undefined;
  /** Call it before a lookup is sent, and hand the result to `offer`. */
  begin(): number;
  /** Keeps what a lookup found, unless its subject changed since the lookup began: its answer may be from before. */
  offer(key: string, known: Known<Value>, began: number): void;
  /** Whether no change of the subject was told since a lookup began: what that found is then as it was. */
  isUnchanged(subject: string, began: number): boolean;
  /** Drops one entry: a lookup did not find it. */
  drop(key: string): void;
  /** From now on nothing of this subject is known that a lookup begun before now has found or will find. */
  forget(subject: string): void;
  /** The same for all of them. */
  forgetAll(): void;
};

/** How many changed subjects are remembered one by one before everything older is dropped at once. */
const CHANGED_MAX = 10_000;

/**
 * Every change starts a new epoch. An entry counts only when its lookup began in an epoch that is not older than the last
 * change of its subject; so it does not matter in which order lookups, their answers and notices arrive.
 * @param max entries kept; the least recently used go first
 */
export function noticedCache<Value>(max = 50_000): NoticedCache<Value> {
  const entries = recentlyUsed<Known<Value> & { readonly began: number }>(max);
  const changedAt = new Map<string, number>();
  let epoch = 0;
  let floor = 0;

  const forgetAll = (): void => {
    epoch += 1;
    floor = epoch;
    changedAt.clear();
    entries.clear();
  };
  const counts = (subject: string, began: number): boolean => began >= floor && began >= (changedAt.get(subject) ?? 0);

  return {
    get: (key, now) => {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      if (entry.until > now && counts(entry.subject, entry.began)) return entry.value;
      entries.delete(key);
      return undefined;
    },
    begin: () => epoch,
    offer: (key, known, began) => {
      if (counts(known.subject, began)) entries.set(key, { ...known, began });
    },
    isUnchanged: counts,
    drop: key => entries.delete(key),
    forget: subject => {
      if (changedAt.size >= CHANGED_MAX) forgetAll();
      epoch += 1;
      changedAt.set(subject, epoch);
    },
    forgetAll,
  };
}
