// All SQL of grants that nobody uses, and of those that end soon.
import { sql } from 'kysely';
import type { Kernel } from '../../core/kernel.ts';
import type { ConnectTables } from '../tables.ts';

export type Resting = { readonly id: string; readonly application: string; readonly owner: string };
export type Ending = { readonly id: string; readonly owner: string; readonly endsAt: Date };

/** Good grants no token of which was used since a moment, by id. @param after continues behind this one */
export const listUntouched = ({ db, clock }: Kernel, before: Date, limit: number, after: string): Promise<Resting[]> =>
  db
    .withTables<ConnectTables>()
    .selectFrom('connect.grant')
    .select(['id', 'application', 'owner'])
    .where('revoked_at', 'is', null)
    .where('paused_at', 'is', null)
    .where('expires_at', '>', clock.now())
    .where(sql<boolean>`coalesce(last_used_at, granted_at) < ${before}`)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();

/** Writes down when grants were used after all: not every use is by a token of their own. */
export async function touch(
  { db }: Kernel,
  used: readonly { readonly grant: string; readonly at: Date }[],
): Promise<void> {
  if (used.length === 0) return;
  await sql`
    update connect."grant" granted set last_used_at = greatest(granted.last_used_at, used.at)
      from unnest(${used.map(({ grant }) => grant)}::text[], ${used.map(({ at }) => at)}::timestamptz[]) as used (id, at)
     where granted.id = used.id`.execute(db);
}

/** Grants that have been paused for want of use since before a moment. */
export const listLeftUnused = ({ db }: Kernel, before: Date, limit: number): Promise<Resting[]> =>
  db
    .withTables<ConnectTables>()
    .selectFrom('connect.grant')
    .select(['id', 'application', 'owner'])
    .where('revoked_at', 'is', null)
    .where('pause_reason', '=', 'unused')
    .where('paused_at', '<=', before)
    .orderBy('paused_at')
    .limit(limit)
    .execute();

/**
 * Grants that end by themselves in a stretch of time: on their day, or because nobody used them.
 * @param rest milliseconds that an unused one stays paused
 */
export async function listEndingBetween({ db }: Kernel, from: Date, to: Date, rest: number): Promise<Ending[]> {
  const { rows } = await sql<{ id: string; owner: string; ends_at: Date }>`
    select id, owner, ends_at from (
      select id, owner, least(expires_at, case when pause_reason = 'unused'
               then paused_at + ${`${rest} milliseconds`}::interval end) as ends_at
        from connect."grant" where revoked_at is null) as ending
     where ends_at > ${from} and ends_at <= ${to}`.execute(db);
  return rows.map(({ id, owner, ends_at }) => ({ id, owner, endsAt: ends_at }));
}
