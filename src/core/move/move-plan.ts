// What moves, as the database itself says it: a comment on each table (migrations/0047_move.sql).
import { sql } from 'kysely';
import { hashToken } from '../crypto/tokens.ts';
import type { Db } from '../database/db.ts';
import { loadMigrations } from '../database/migrate.ts';

export type Fate = 'carried' | 'apart' | 'rebuilt' | 'left';

export type MovingTable = {
  /** As `schema.name`. */
  readonly table: string;
  /** Undefined when nobody said it: a fault that a test finds. */
  readonly fate: Fate | undefined;
  /** Why it stays, or from what it is rebuilt; for carried tables the condition in SQL, or nothing. */
  readonly why: string;
  /** Those that are not computed by the database. */
  readonly columns: readonly string[];
  readonly sealed: readonly string[];
  readonly key: readonly string[];
};

/** Every table of the product's schemas, in order. */
export async function readMovePlan(db: Db): Promise<MovingTable[]> {
  const { rows } = await sql<Omit<MovingTable, 'fate' | 'why'> & { comment: string | null }>`
    select n.nspname || '.' || c.relname as "table", obj_description(c.oid, 'pg_class') as comment,
           array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = '') as columns,
           coalesce(array_agg(a.attname::text order by a.attnum)
             filter (where col_description(c.oid, a.attnum) like 'sealed%'), '{}') as sealed,
           coalesce((select array_agg(k.attname::text order by array_position(i.indkey::int2[], k.attnum))
                       from pg_index i join pg_attribute k on k.attrelid = c.oid and k.attnum = any(i.indkey::int2[])
                      where i.indrelid = c.oid and i.indisprimary), '{}') as key
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
      and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public', 'graphile_worker')
    group by n.nspname, c.relname, c.oid order by 1`.execute(db);
  return rows.map(({ comment, ...row }) => {
    const found = /^moves, (?:(carried)(?: where (.*))?|(apart|rebuilt|left): (.*))$/.exec(comment ?? '');
    return { ...row, fate: (found?.[1] ?? found?.[3]) as Fate | undefined, why: found?.[2] ?? found?.[4] ?? '' };
  });
}

/** The schema as a number that people compare, and a hash that programs compare. */
export async function schemaMark(): Promise<{ readonly version: string; readonly sha256: string }> {
  const migrations = await loadMigrations();
  const lines = migrations.map(({ name, checksum }) => `${name} ${checksum}`).join('\n');
  return { version: migrations.at(-1)?.name.slice(0, 4) ?? '0000', sha256: hashToken(lines).toString('hex') };
}
