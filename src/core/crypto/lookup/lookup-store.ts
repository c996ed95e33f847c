// All SQL of lookup keys: which version of each is in use, and the columns of any table that hold hashes under them.
import { sql } from 'kysely';
import type { Db } from '../../database/db.ts';
import type { LookupCount, LookupPhase, LookupState } from './lookup-state.ts';

/** A table whose rows are found by a keyed hash; `odd` and `even` are the columns for versions of either kind. */
export type LookupTable = { readonly table: string; readonly id: string; readonly odd: string; readonly even: string };

/** A column to be filled, and the one that it follows. */
export type LookupMove = LookupTable & { readonly from: string; readonly to: string };

/** The version in use; the first one of a purpose that was never rotated. */
export async function findLookupState(db: Db, purpose: string): Promise<LookupState> {
  const row = await db
    .selectFrom('core.lookup_key')
    .select(['version', 'phase', 'since'])
    .where('purpose', '=', purpose)
    .executeTakeFirst();
  return row
    ? { purpose, ...row, phase: row.phase as LookupPhase }
    : { purpose, version: 1, phase: 'steady', since: never };
}

const never = new Date(0);

/** Begins the next version unless one is on its way. @returns its number, or undefined */
export async function beginVersion(db: Db, purpose: string, now: Date): Promise<number | undefined> {
  const { rows } = await sql<{ version: number }>`
    insert into core.lookup_key as k (purpose, version, phase, since) values (${purpose}, 2, 'filling', ${now})
    on conflict (purpose) do update set version = k.version + 1, phase = 'filling', since = ${now}
      where k.phase = 'steady'
    returning version`.execute(db);
  return rows[0]?.version;
}

/** Goes on to a phase, unless another process has. */
export async function enterPhase(db: Db, state: LookupState, to: LookupPhase, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('core.lookup_key')
    .set({ phase: to, since: now })
    .where('purpose', '=', state.purpose)
    .where('version', '=', state.version)
    .where('phase', '=', state.phase)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function countHashes(
  db: Db,
  { table, from, to }: LookupMove,
): Promise<LookupCount & { readonly all: number }> {
  const { rows } = await sql<{ all: number; missing: number; left: number }>`
    select count(*)::int as "all",
           count(*) filter (where ${sql.ref(from)} is not null and ${sql.ref(to)} is null)::int as missing,
           count(*) filter (where ${sql.ref(from)} is not null)::int as "left"
      from ${sql.table(table)} where ${sql.ref(from)} is not null or ${sql.ref(to)} is not null`.execute(db);
  return rows[0] ?? { all: 0, missing: 0, left: 0 };
}

/** The next rows that have no hash under the new version, in order of their id. */
export async function listUnfilled(
  db: Db,
  { table, id, from, to }: LookupMove,
  after: string,
  limit: number,
): Promise<{ readonly id: string; readonly was: Buffer }[]> {
  const { rows } = await sql<{ id: string; was: Buffer }>`
    select ${sql.ref(id)} as id, ${sql.ref(from)} as was from ${sql.table(table)}
     where ${sql.ref(id)} > ${after} and ${sql.ref(from)} is not null and ${sql.ref(to)} is null
     order by ${sql.ref(id)} limit ${limit}`.execute(db);
  return rows;
}

/** Fills in hashes, only where the row is as it was read: a value that has changed meanwhile brought its own. */
export async function fillHashes(
  db: Db,
  { table, id, from, to }: LookupMove,
  changes: readonly { readonly id: string; readonly was: Buffer; readonly hash: Buffer }[],
): Promise<void> {
  await sql`
    update ${sql.table(table)} as t set ${sql.ref(to)} = change.hash
      from unnest(
             ${changes.map(change => change.id)}::text[],
             ${changes.map(({ was }) => was)}::bytea[],
             ${changes.map(({ hash }) => hash)}::bytea[]
           ) as change (id, was, hash)
     where ${sql.ref(`t.${id}`)} = change.id and ${sql.ref(`t.${from}`)} = change.was and ${sql.ref(`t.${to}`)} is null`.execute(
    db,
  );
}

/** Removes hashes under the old version from the next rows. @returns the last row's id; undefined when none is left */
export async function clearHashes(
  db: Db,
  { table, id, from, to }: LookupMove,
  after: string,
  limit: number,
): Promise<string | undefined> {
  const { rows } = await sql<{ last: string | null }>`
    with batch as (
      select ${sql.ref(id)} as id from ${sql.table(table)}
       where ${sql.ref(id)} > ${after} and ${sql.ref(from)} is not null and ${sql.ref(to)} is not null
       order by ${sql.ref(id)} limit ${limit}
    ), cleared as (
      update ${sql.table(table)} as t set ${sql.ref(from)} = null from batch where ${sql.ref(`t.${id}`)} = batch.id
    )
    select max(id) as last from batch`.execute(db);
  return rows[0]?.last ?? undefined;
}
