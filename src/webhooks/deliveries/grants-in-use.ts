// What is being sent on the strength of which grant, so that nothing leaves any more once the grant has changed.
import type pg from 'pg';
import { watchGrants } from '../../connect/index.ts';
import type { Kernel } from '../../core/kernel.ts';

export type GrantsInUse = {
  /** Call it before the grants are looked up, and hand the result to `use`. */
  begin(): number;
  /**
   * Does something that the grant allows.
   * @param work gets a signal that is aborted when the grant changes
   * @returns undefined without having begun, when the grant changed since `began`: look it up anew
   */
  use<Result>(
    grant: string,
    began: number,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> | undefined;
};

/** How many changed grants are remembered one by one before everything older counts as changed. */
const REMEMBERED = 10_000;

/** The register of this process, one for each database. */
export function grantsInUse(kernel: Kernel): GrantsInUse {
  const known = registers.get(kernel.pool);
  if (known) return known;
  const { register, changed } = makeRegister();
  watchGrants(kernel, changed);
  registers.set(kernel.pool, register);
  return register;
}

const registers = new WeakMap<pg.Pool, GrantsInUse>();

/**
 * Every change of a grant starts a new epoch; a lookup counts only when it began in an epoch that is not older than the
 * last change. So it does not matter in which order lookups, their answers and notices arrive.
 */
export function makeRegister(): { register: GrantsInUse; changed: (grant: string | undefined) => void } {
  const changedAt = new Map<string, number>();
  const inUse = new Map<string, { readonly controller: AbortController; users: number }>();
  let epoch = 0;
  let floor = 0;
  const changed = (grant: string | undefined): void => {
    epoch += 1;
    if (grant === undefined || changedAt.size >= REMEMBERED) {
      floor = epoch;
      changedAt.clear();
    }
    if (grant !== undefined) changedAt.set(grant, epoch);
    for (const one of grant === undefined ? [...inUse.keys()] : [grant]) {
      const ended = inUse.get(one);
      // Whoever begins from here on is no longer meant.
      inUse.delete(one);
      ended?.controller.abort();
    }
  };
  const use: GrantsInUse['use'] = (grant, began, work) => {
    if (began < floor || began < (changedAt.get(grant) ?? 0)) return undefined;
    // All that is under way for a grant shares one signal: most of what a message costs here is making it.
    const shared = inUse.get(grant) ?? { controller: new AbortController(), users: 0 };
    shared.users += 1;
    inUse.set(grant, shared);
    return work(shared.controller.signal).finally(() => {
      shared.users -= 1;
      if (shared.users === 0 && inUse.get(grant) === shared) inUse.delete(grant);
    });
  };
  return { register: { begin: () => epoch, use }, changed };
}
