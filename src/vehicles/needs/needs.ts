// What is needed of cars, at hand in this process for as long as no notice says that it has changed.
import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import { noticedCache } from '../../core/database/noticed-cache.ts';
import type { Kernel } from '../../core/kernel.ts';
import { firstEnd, type Needed, neededOf, nothingNeeded } from './needed.ts';
import { findOpenings, NEEDS_CHANGED } from './needs-store.ts';

export type Needs = {
  /** What is needed of a car now. */
  of(car: { readonly vehicle: string; readonly owner: string }): Promise<Needed>;
  /** Call it before `of`, and hand the result to `isUnchanged` once what was kept is committed. */
  begin(): number;
  /** Whether nothing that an owner allows has changed since: then what was kept is what is needed. */
  isUnchanged(owner: string, began: number): boolean;
  forget(owner: string): void;
  /** Calls when what is needed of the cars of somebody has changed who was asked about before. */
  onChange(call: (owner: string) => void): void;
};

type OfOwner = ReadonlyMap<string, Needed>;

/** One per database: the kernel itself comes anew with each transaction. */
const known = new WeakMap<pg.Pool, Needs>();

/** The needs as this process knows them, listening for changes from the first call on. */
export function needsOf(kernel: Kernel): Needs {
  const found = known.get(kernel.pool);
  if (found) return found;
  const opened = openNeeds(kernel);
  known.set(kernel.pool, opened);
  return opened;
}

/** Drops what this process knows, where it knows anything; others do on the notice. */
export const forgetNeeds = ({ pool }: Pick<Kernel, 'pool'>, owner: string): void => known.get(pool)?.forget(owner);

function openNeeds(kernel: Kernel): Needs {
  const cache = noticedCache<OfOwner>(100_000);
  const calls: ((owner: string) => void)[] = [];
  /** Of whose cars this process has kept something lately. */
  const askedAbout = new LRUCache<string, true>({ max: 100_000 });
  kernel.listen(
    NEEDS_CHANGED,
    owner => {
      cache.forget(owner);
      if (askedAbout.has(owner)) for (const call of calls) call(owner);
    },
    cache.forgetAll,
  );

  const lookUp = async (owner: string): Promise<OfOwner> => {
    const wasListening = kernel.isListening();
    const began = cache.begin();
    const openings = await findOpenings(kernel, owner);
    const value = new Map([...openings].map(([vehicle, those]) => [vehicle, neededOf(those)]));
    const until = firstEnd([...openings.values()].flat(), kernel.clock.now().getTime());
    if (wasListening && kernel.isListening()) cache.offer(owner, { subject: owner, value, until }, began);
    return value;
  };

  return {
    of: async ({ vehicle, owner }) => {
      askedAbout.set(owner, true);
      const now = kernel.clock.now().getTime();
      const ofOwner = (kernel.isListening() ? cache.get(owner, now) : undefined) ?? (await lookUp(owner));
      return ofOwner.get(vehicle) ?? nothingNeeded;
    },
    begin: cache.begin,
    isUnchanged: (owner, began) => kernel.isListening() && cache.isUnchanged(owner, began),
    forget: cache.forget,
    onChange: call => void calls.push(call),
  };
}
