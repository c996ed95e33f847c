// Runs migrations/*.sql in order, once, under a lock that several starting processes share.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import { OperatorFault } from '../operator-fault.ts';

export type Migration = { name: string; sql: string; checksum: string };

/** What a database lacks, or why it cannot be used by this version. */
export type SchemaState =
  | { kind: 'current' }
  | { kind: 'older'; missing: string[] }
  | { kind: 'newer'; unknown: string[] }
  | { kind: 'changed'; changed: string[] };

/** The schema does not fit this version; the message says which version is needed or what to do. */
export class SchemaError extends OperatorFault {
  override name = 'SchemaError';
}

const DIRECTORY = path.resolve(import.meta.dirname, '../../../migrations');
/** Any number, the same for ever: two starting processes must meet at the same lock. */
const LOCK = 727_001;

/** Reads all migrations in the order of their names. */
export async function loadMigrations(directory = DIRECTORY): Promise<Migration[]> {
  const names = (await readdir(directory)).filter(name => name.endsWith('.sql')).sort();
  return Promise.all(
    names.map(async name => {
      const sql = await readFile(path.join(directory, name), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** Compares the database with the migrations of this version. */
export async function schemaState(pool: pg.Pool | pg.ClientBase, migrations: Migration[]): Promise<SchemaState> {
  const exists = await pool.query<{ table: string | null }>(`select to_regclass('public.migration') as table`);
  const rows =
    exists.rows[0]?.table == null
      ? []
      : (await pool.query<{ name: string; checksum: string }>('select name, checksum from public.migration')).rows;
  const done = new Map(rows.map(row => [row.name, row.checksum]));
  const known = new Map(migrations.map(migration => [migration.name, migration.checksum]));
  const unknown = [...done.keys()].filter(name => !known.has(name));
  if (unknown.length > 0) return { kind: 'newer', unknown };
  const changed = [...done].filter(([name, checksum]) => known.get(name) !== checksum).map(([name]) => name);
  if (changed.length > 0) return { kind: 'changed', changed };
  const missing = migrations.map(({ name }) => name).filter(name => !done.has(name));
  return missing.length > 0 ? { kind: 'older', missing } : { kind: 'current' };
}

/**
 * Brings the schema to this version: each migration in its own transaction, nothing twice.
 * @returns the names that ran now
 * @throws SchemaError when the database belongs to a newer version, or a migration that ran was edited since
 */
export async function migrate(pool: pg.Pool, migrations: Migration[]): Promise<string[]> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(
      'create table if not exists public.migration (name text primary key, checksum text not null, at timestamptz not null default now())',
    );
    const state = await schemaState(client, migrations);
    assertUsable(state);
    const missing = new Set(state.kind === 'older' ? state.missing : []);
    for (const { name, sql, checksum } of migrations.filter(migration => missing.has(migration.name))) {
      try {
        await client.query('begin');
        await client.query(sql);
        await client.query('insert into public.migration (name, checksum) values ($1, $2)', [name, checksum]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw new SchemaError(`migration ${name} failed and was rolled back: ${(error as Error).message}`, {
          cause: error,
        });
      }
    }
    return [...missing];
  } finally {
    await client.query('select pg_advisory_unlock($1)', [LOCK]).catch(() => undefined);
    client.release();
  }
}

/** @throws SchemaError unless the schema is current or can be brought there */
export function assertUsable(state: SchemaState): void {
  if (state.kind === 'newer')
    throw new SchemaError(
      `the database was used by a newer version (it has ${state.unknown.join(', ')}): start that version, or restore a backup made before it`,
    );
  if (state.kind === 'changed')
    throw new SchemaError(
      `migrations were edited after they ran (${state.changed.join(', ')}): restore the released files`,
    );
}
