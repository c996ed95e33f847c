// The SQL of a move: rows out of one database and into another, without knowing what they are.
import { sql } from 'kysely';
import type { Db } from '../database/db.ts';
import type { MovingTable } from './move-plan.ts';

const named = ({ table }: { table: string }) => sql.table(table);

/** The rows that go along. The condition is our own SQL, from a migration. */
const rowsOf = ({ table, columns, why }: MovingTable) => {
  const all = sql`select ${sql.join(columns.map(column => sql.ref(column)))} from ${sql.table(table)}`;
  return why === '' ? all : sql`${all} where ${sql.raw(why)}`;
};

/** How many rows of a carried table go along. */
export async function countMoving(db: Db, table: MovingTable): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from (${rowsOf(table)}) as t`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Rows as JSON texts, and the ids of the keys that sealed something in them. */
export type RowBatch = { readonly rows: readonly string[]; readonly keys: readonly Buffer[] };

const AT_ONCE = 200;

/** The rows of a carried table in the order of their primary key. @param db a transaction */
export async function* readMoving(db: Db, table: MovingTable): AsyncGenerator<RowBatch, void, undefined> {
  const { sealed, key } = table;
  // Where in a sealed value its key's id stands: behind version and suite (envelope.ts).
  const keys = sealed.map(column => sql`substring(t.${sql.ref(column)} from 3 for 16)`);
  await sql`
    declare moving no scroll cursor for
    select row_to_json(t)::text as row, ${keys.length === 0 ? sql`'{}'::bytea[]` : sql`array[${sql.join(keys)}]`} as keys
    from (${rowsOf(table)}) as t
    ${key.length === 0 ? sql`` : sql`order by ${sql.join(key.map(column => sql`t.${sql.ref(column)}`))}`}`.execute(db);
  for (;;) {
    const { rows } = await sql<{ row: string; keys: (Buffer | null)[] }>`fetch ${sql.lit(AT_ONCE)} from moving`.execute(
      db,
    );
    if (rows.length > 0)
      yield { rows: rows.map(({ row }) => row), keys: rows.flatMap(({ keys }) => keys.filter(id => id !== null)) };
    if (rows.length < AT_ONCE) break;
  }
  await sql`close moving`.execute(db);
}

/** The files whose rows go along. */
export async function listMovingFiles(db: Db, files: MovingTable): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from (${rowsOf(files)}) as t order by id`.execute(db);
  return rows.map(({ id }) => id);
}

/** A counter of numbers that people see. */
export type Sequence = { readonly schema: string; readonly name: string; readonly last: number };

/** The counters beside carried tables that have counted. */
export async function listSequences(db: Db, schemas: readonly string[]): Promise<Sequence[]> {
  const { rows } = await sql<Sequence>`
    select schemaname as schema, sequencename as name, last_value as last from pg_sequences
     where schemaname = any(${schemas}) and last_value is not null
       and not exists (select from pg_depend d
                        where d.objid = (quote_ident(schemaname) || '.' || quote_ident(sequencename))::regclass
                          and d.deptype in ('a', 'i'))
     order by 1, 2`.execute(db);
  return rows;
}

/** Goes on counting where the other installation stood. */
export async function setSequence(db: Db, { schema, name, last }: Sequence): Promise<void> {
  const sequence = sql.id(schema, name);
  await sql`create sequence if not exists ${sequence} as integer`.execute(db);
  await sql`select setval(${`"${schema}"."${name}"`}::regclass, ${last})`.execute(db);
}

/** Holds what a move does not touch, or what takes care of itself. */
const STANDING = new Set([
  'core.installation',
  'core.rate_bucket',
  'core.program_import',
  'core.data_key',
  'core.file',
]);

/** Takes out what a first start has made, but for the key and the file of one subject. @param tables all of them */
export async function emptyTables(db: Db, tables: readonly MovingTable[], subject: string): Promise<void> {
  const emptied = tables.filter(({ table }) => !STANDING.has(table));
  for (const { table } of emptied) await sql`alter table ${sql.table(table)} disable trigger user`.execute(db);
  await sql`truncate ${sql.join(emptied.map(({ table }) => sql.table(table)))}`.execute(db);
  for (const { table } of emptied) await sql`alter table ${sql.table(table)} enable trigger user`.execute(db);
  for (const table of ['core.data_key', 'core.file'])
    await sql`delete from ${sql.table(table)} where subject <> ${subject}`.execute(db);
  await sql`delete from graphile_worker._private_jobs`.execute(db);
}

/** The tables that hold anything. */
export async function listFilled(db: Db, tables: readonly MovingTable[]): Promise<string[]> {
  const each = tables.map(table => sql`select ${table.table} as "table" where exists (select from ${named(table)})`);
  const { rows } = await sql<{ table: string }>`${sql.join(each, sql` union all `)}`.execute(db);
  return rows.map(({ table }) => table);
}

/** Inserts rows of JSON: every type of PostgreSQL reads the text that it wrote. Gives how many. */
export async function insertMoving(db: Db, table: MovingTable, rows: string): Promise<number> {
  const columns = sql.join(table.columns.map(column => sql.ref(column)));
  const { numAffectedRows } = await sql`
    insert into ${named(table)} (${columns})
    select ${columns} from json_populate_recordset(null::${named(table)}, ${rows}::json)`.execute(db);
  return Number(numAffectedRows ?? 0);
}

/**
 * Takes the tables' triggers and references away, so that rows may come in any order and nothing happens because of
 * them. @returns puts them back; PostgreSQL then checks every reference
 */
export async function liftRules(db: Db, tables: readonly { readonly table: string }[]): Promise<() => Promise<void>> {
  const names = tables.map(({ table }) => table);
  const { rows } = await sql<{ table: string; name: string; definition: string }>`
    select n.nspname || '.' || c.relname as "table", conname as name, pg_get_constraintdef(k.oid) as definition
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where contype = 'f' and n.nspname || '.' || c.relname = any(${names})`.execute(db);
  for (const { table, name } of rows)
    await sql`alter table ${sql.table(table)} drop constraint ${sql.id(name)}`.execute(db);
  const { rows: watched } = await sql<{ table: string }>`
    select distinct n.nspname || '.' || c.relname as "table"
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where not t.tgisinternal and n.nspname || '.' || c.relname = any(${names})`.execute(db);
  for (const table of watched) await sql`alter table ${named(table)} disable trigger user`.execute(db);
  return async () => {
    for (const { table, name, definition } of rows)
      await sql`alter table ${sql.table(table)} add constraint ${sql.id(name)} ${sql.raw(definition)}`.execute(db);
    for (const table of watched) await sql`alter table ${named(table)} enable trigger user`.execute(db);
  };
}
