// All SQL of owners of test mode that nobody comes back for.
import { sql } from 'kysely';
import type { Kernel } from '../../core/kernel.ts';
import type { ConnectTables } from '../tables.ts';

export type IdleOwner = {
  /** A person's id. */
  readonly owner: string;
  /** Whether one of their grants has not ended yet. */
  readonly hasGrants: boolean;
};

/**
 * Owners whose permissions, all of test mode, were neither given nor used since a moment; a hundred a call.
 * @param behind the last one that is known already; empty at first
 */
export async function listIdleTestOwners(kernel: Kernel, since: Date, behind: string): Promise<IdleOwner[]> {
  const { rows } = await sql<IdleOwner>`
    select owner, bool_or(revoked_at is null) as "hasGrants" from connect."grant" granted
     where owner in (select owner from connect."grant" where mode = 'test' and owner > ${behind})
     group by owner
    having bool_and(mode = 'test')
       and max(greatest(granted_at, coalesce(last_used_at, granted_at))) < ${since}::timestamptz
     order by owner limit 100`.execute(kernel.db);
  return rows;
}

/** Removes the grants of an owner of test mode; they have ended before. */
export async function deleteTestGrants(kernel: Kernel, owner: string): Promise<void> {
  await kernel.db
    .withTables<ConnectTables>()
    .deleteFrom('connect.grant')
    .where('owner', '=', owner)
    .where('mode', '=', 'test')
    .where('revoked_at', 'is not', null)
    .execute();
}
