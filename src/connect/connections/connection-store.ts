// Reading grants as connections: one for each car of an active grant, as an application's own programs see them.
import { sql } from 'kysely';
import type { ApplicationItself } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ConnectTables } from '../tables.ts';
import { type Connection, type ConnectionFilter, carsOfGrants, type Place } from './connection.ts';

/**
 * The application's own connections, newest first.
 * @param after continues behind this one
 */
export async function listConnections(
  kernel: Kernel,
  { id: application }: Pick<ApplicationItself, 'id'>,
  filter: ConnectionFilter,
  limit: number,
  after?: Place | undefined,
): Promise<Connection[]> {
  let query = activeGrants(kernel, application)
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (after !== undefined) query = query.where('id', '<=', after.grant);
  if (filter.user !== undefined) query = query.where('user_id', '=', filter.user);
  if (filter.vehicle !== undefined) query = query.where(sql<boolean>`${filter.vehicle} = any(vehicles)`);
  if (filter.mode !== undefined) query = query.where('mode', '=', filter.mode);
  return carsOfGrants(await query.execute(), filter, after)
    .map(({ grant, vehicle }) => ({
      grant: grant.id,
      owner: grant.owner,
      user: grant.user_id ?? '',
      vehicle,
      scopes: grant.scopes,
      connectedAt: grant.granted_at,
      // The column's check lets nothing else in.
      mode: grant.mode as Connection['mode'],
      isPaused: grant.paused_at !== null,
    }))
    .slice(0, limit);
}

/** How many connections of the application fit. */
export async function countConnections(
  kernel: Kernel,
  { id: application }: Pick<ApplicationItself, 'id'>,
  filter: ConnectionFilter,
): Promise<number> {
  let query = kernel.db
    .withTables<ConnectTables>()
    .selectFrom('connect.grant')
    .select(
      filter.vehicle === undefined
        ? sql<number>`coalesce(sum(cardinality(vehicles)), 0)::int`.as('count')
        : sql<number>`count(*)::int`.as('count'),
    )
    .where('application', '=', application)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', kernel.clock.now());
  if (filter.user !== undefined) query = query.where('user_id', '=', filter.user);
  if (filter.vehicle !== undefined) query = query.where(sql<boolean>`${filter.vehicle} = any(vehicles)`);
  if (filter.mode !== undefined) query = query.where('mode', '=', filter.mode);
  return (await query.executeTakeFirstOrThrow()).count;
}

const activeGrants = ({ db, clock }: Kernel, application: string) =>
  db
    .withTables<ConnectTables>()
    .selectFrom('connect.grant')
    .select(['id', 'owner', 'user_id', 'vehicles', 'scopes', 'granted_at', 'mode', 'paused_at'])
    .where('application', '=', application)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', clock.now());
