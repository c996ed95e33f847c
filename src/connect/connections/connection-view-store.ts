// Reading an application's connections for its developers: good ones, and those that ended or expired a short while ago.
import { sql } from 'kysely';
import { after as later } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ConnectTables } from '../tables.ts';
import { type Connection, type ConnectionFilter, carsOfGrants, type Place } from './connection.ts';
import { type ConnectionState, type ConnectionView, LISTED_FOR, stateOf } from './connection-view.ts';

export type ViewFilter = ConnectionFilter & {
  readonly state?: ConnectionState | undefined;
  /** One grant alone. */
  readonly grant?: string | undefined;
};

/**
 * Newest first. Grants that a newer one took the place of are left out, and those of people who were erased.
 * @param application one that the caller was let to see
 * @param after continues behind this one
 */
export async function listConnectionViews(
  { db, clock }: Kernel,
  { id: application }: { readonly id: string },
  filter: ViewFilter,
  limit: number,
  after?: Place | undefined,
): Promise<ConnectionView[]> {
  const now = clock.now();
  const listedFrom = later(now, -LISTED_FOR);
  const isEnded = sql<boolean>`end_reason in ('owner', 'application') and revoked_at > ${listedFrom}`;
  const isExpired = sql<boolean>`revoked_at is null and expires_at <= ${now} and expires_at > ${listedFrom}`;
  const isGranted = sql<boolean>`revoked_at is null and expires_at > ${now}`;
  let query = db
    .withTables<ConnectTables>()
    .selectFrom('connect.grant')
    .select(['id', 'user_id', 'vehicles', 'scopes', 'granted_at', 'mode', 'expires_at', 'revoked_at', 'paused_at'])
    .where('application', '=', application)
    .orderBy('id', 'desc')
    .limit(limit + 1);
  const { state } = filter;
  query =
    state === undefined
      ? query.where(({ or }) => or([isGranted, isEnded, isExpired]))
      : query.where({ granted: isGranted, ended: isEnded, expired: isExpired }[state]);
  if (after !== undefined) query = query.where('id', '<=', after.grant);
  if (filter.grant !== undefined) query = query.where('id', '=', filter.grant);
  if (filter.user !== undefined) query = query.where('user_id', '=', filter.user);
  if (filter.vehicle !== undefined) query = query.where(sql<boolean>`${filter.vehicle} = any(vehicles)`);
  if (filter.mode !== undefined) query = query.where('mode', '=', filter.mode);
  return carsOfGrants(await query.execute(), filter, after)
    .map(({ grant, vehicle }) => ({
      grant: grant.id,
      user: grant.user_id ?? '',
      vehicle,
      scopes: grant.scopes,
      connectedAt: grant.granted_at,
      // The column's check lets nothing else in.
      mode: grant.mode as Connection['mode'],
      isPaused: grant.paused_at !== null,
      expiresAt: grant.expires_at,
      ...stateOf({ revokedAt: grant.revoked_at, expiresAt: grant.expires_at }, now),
    }))
    .slice(0, limit);
}
