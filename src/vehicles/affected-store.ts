// Whose data an application read, within a time: for staff that has to tell the affected of a breach.
import { may } from '../catalog/permissions.ts';
import type { SignalId } from '../catalog/signals.ts';
import type { Actor } from '../core/actor.ts';
import type { Kernel } from '../core/kernel.ts';
import type { VehiclesTables } from './tables.ts';

export type AffectedQuery = {
  /** An application's id; any when absent. */
  readonly application?: string;
  /** Any signal when absent. */
  readonly signals?: readonly SignalId[];
  readonly from: Date;
  /** Up to this moment, without it. */
  readonly until: Date;
};

export type Affected = { readonly owner: string; readonly reads: number; readonly first: Date; readonly last: Date };

/**
 * Owners about whose cars something was handed out, by id; nobody for whoever may not manage privacy.
 * @param after continues behind this owner
 */
export async function findAffected(
  kernel: Kernel,
  actor: Actor,
  { application, signals, from, until }: AffectedQuery,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): Promise<Affected[]> {
  const isAllowed = actor.kind === 'system' || (actor.kind === 'person' && may(actor.staffRole, 'privacy.manage'));
  if (!isAllowed) return [];
  let query = kernel.db
    .withTables<VehiclesTables>()
    .selectFrom('vehicles.read_event')
    .select(({ fn }) => ['owner', fn.countAll<number>().as('reads'), fn.min('at').as('first'), fn.max('at').as('last')])
    .where('outcome', '=', 'allowed')
    .where('at', '>=', from)
    .where('at', '<', until);
  if (application !== undefined) query = query.where('application', '=', application);
  if (signals !== undefined) query = query.where('signal', 'in', [...signals]);
  if (after !== undefined) query = query.where('owner', '>', after);
  return query.groupBy('owner').orderBy('owner').limit(limit).execute();
}
