// The SQL of backups: tables out and in by COPY, on one connection, whatever they hold.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { Db } from '../database/db.ts';
import type { CoreTables } from '../tables.ts';
import type { Sequence } from './backup-shape.ts';

/** The fact (core.installation) that a restore is on its way here. */
export const RESTORE = 'restore';

export type CopiedTable = { readonly table: string; readonly columns: readonly string[] };

/** Kysely over one connection, for statements that belong to its transaction. The caller ends it. */
export const dbOver = (client: pg.ClientBase): Db =>
  new Kysely<CoreTables>({
    dialect: new PostgresDialect({
      pool: {
        options: {},
        connect: async () => ({ query: client.query.bind(client), release: () => undefined }) as never,
        end: async () => undefined,
      },
    }),
  });

/** Begins what a backup reads: one moment of the database, whatever others write meanwhile. */
export async function beginSnapshot(client: pg.ClientBase): Promise<void> {
  await client.query('begin isolation level repeatable read read only');
  await steadyOrder(client);
}

/** Rows come in the order in which they lie, so that the same rows give the same bytes. */
export const steadyOrder = (client: pg.ClientBase): Promise<unknown> =>
  client.query('set local synchronize_seqscans = off');

/**
 * Every table that outlives a crash, with the columns that are not computed. Schema versions are left out: the schema is
 * made by its migrations.
 */
export async function listTables(client: pg.ClientBase): Promise<CopiedTable[]> {
  const { rows } = await client.query<{ table: string; columns: string[] }>(`
    select n.nspname || '.' || c.relname as "table",
           array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = '') as columns
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and c.relpersistence = 'p' and a.attnum > 0 and not a.attisdropped
       and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
       and (n.nspname, c.relname) not in (('public', 'migration'), ('graphile_worker', 'migrations'))
     group by n.nspname, c.relname order by 1`);
  return rows;
}

/** Bytes that the tables take on the disk: how long a backup will be, roughly. */
export async function estimateBytes(client: pg.ClientBase, tables: readonly CopiedTable[]): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>(
    `select coalesce(sum(pg_relation_size(name::regclass)), 0) + (select coalesce(sum(size), 0) from core.file) as bytes
       from unnest($1::text[]) as name`,
    [tables.map(({ table }) => quoted(table))],
  );
  return Number(rows[0]?.bytes ?? 0);
}

/** A table's rows in PostgreSQL's binary form. `rows` counts them once all have come. */
export function copyOut(
  client: pg.ClientBase,
  { table, columns }: CopiedTable,
): { readonly content: AsyncIterable<Buffer>; readonly rows: () => number } {
  // The mark of a restore belongs to the copy, not to what was copied.
  const rows = table === 'core.installation' ? `${quoted(table)} where name <> '${RESTORE}'` : quoted(table);
  const stream = client.query(copyTo(`copy (select ${list(columns)} from ${rows}) to stdout (format binary)`));
  return { content: stream, rows: () => stream.rowCount };
}

/** Takes such rows in. @returns how many there were */
export async function copyIn(
  client: pg.ClientBase,
  { table, columns }: CopiedTable,
  content: AsyncIterable<Buffer>,
): Promise<number> {
  const stream = client.query(copyFrom(`copy ${quoted(table)} (${list(columns)}) from stdin (format binary)`));
  await pipeline(Readable.from(content), stream);
  return stream.rowCount;
}

/** The migrations that made this schema. */
export async function listMigrations(client: pg.ClientBase): Promise<{ name: string; checksum: string }[]> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from public.migration order by name',
  );
  return rows;
}

/** Where the counters stand that have counted. */
export async function listSequences(client: pg.ClientBase): Promise<Sequence[]> {
  const { rows } = await client.query<Sequence>(
    `select schemaname as schema, sequencename as name, last_value as last from pg_sequences
      where last_value is not null and schemaname !~ '^pg_' order by 1, 2`,
  );
  return rows.map(row => ({ ...row, last: Number(row.last) }));
}

/** Goes on counting from there. */
export async function setSequences(client: pg.ClientBase, sequences: readonly Sequence[]): Promise<void> {
  for (const { schema, name, last } of sequences) {
    const sequence = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
    await client.query(`create sequence if not exists ${sequence} as integer`);
    await client.query('select setval($1::regclass, $2)', [sequence, last]);
  }
}

/** Files that have a row, in order, in groups. */
export async function* listFiles(client: pg.ClientBase): AsyncGenerator<readonly string[], void, undefined> {
  for (let last = ''; ; ) {
    const { rows } = await client.query<{ id: string }>(
      'select id from core.file where id > $1 order by id limit 500',
      [last],
    );
    const ids = rows.map(({ id }) => id);
    const newest = ids.at(-1);
    if (newest === undefined) return;
    yield ids;
    last = newest;
  }
}

/** The last linked entry of the audit log, and the last erasure that was carried out. */
export async function findHeads(
  client: pg.ClientBase,
): Promise<{ readonly audit: { readonly seq: number; readonly hash: string }; readonly erasures: number }> {
  const { rows } = await client.query<{ seq: string | null; hash: string | null; erasures: number }>(`
    select (select max(seq) from core.audit_entry) as seq,
           (select encode(hash, 'hex') from core.audit_entry where seq = (select max(seq) from core.audit_entry)) as hash,
           (select coalesce(max(seq), 0) from core.erasure_applied) as erasures`);
  const { seq, hash, erasures = 0 } = rows[0] ?? {};
  return { audit: { seq: Number(seq ?? 0), hash: hash ?? '0'.repeat(64) }, erasures };
}

/** Empties every table; references and triggers must be lifted. */
export const emptyTables = (client: pg.ClientBase, tables: readonly CopiedTable[]): Promise<unknown> =>
  client.query(`truncate ${tables.map(({ table }) => quoted(table)).join(', ')}`);

const quoted = (table: string): string => table.split('.').map(pg.escapeIdentifier).join('.');
const list = (columns: readonly string[]): string => columns.map(pg.escapeIdentifier).join(', ');
