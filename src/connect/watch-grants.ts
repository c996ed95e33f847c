// Tells whoever acts on a grant for longer than a moment that it has changed: in this process before the one who changed
// it hears that it is done, in others on the notice.
import type pg from 'pg';
import type { Kernel } from '../core/kernel.ts';
import { listenForGrants } from './token-store.ts';

/** @param grant undefined when notices may have been missed: any may have changed */
type OnChange = (grant: string | undefined) => void;

const watchers = new WeakMap<pg.Pool, Set<OnChange>>();

/** Calls from now on whenever a grant has ended, lost a car or permissions. */
export function watchGrants(kernel: Pick<Kernel, 'pool' | 'listen'>, onChange: OnChange): void {
  const known = watchers.get(kernel.pool) ?? new Set();
  watchers.set(kernel.pool, known.add(onChange));
  listenForGrants(kernel, onChange, () => onChange(undefined));
}

/** For whoever changes a grant, once it is committed. */
export function tellWatchers({ pool }: Pick<Kernel, 'pool'>, grant: string): void {
  for (const onChange of watchers.get(pool) ?? []) onChange(grant);
}
