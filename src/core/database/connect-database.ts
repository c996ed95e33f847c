// Reaches the database, embedded or by URL, and brings its schema up to date; every fault in words for the operator.
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Config, Secrets } from '../config.ts';
import { OperatorFault } from '../operator-fault.ts';
import { migrateJobs } from '../work/jobs.ts';
import { connectionOf, type PoolOptions } from './db.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { assertUsable, loadMigrations, migrate, schemaState } from './migrate.ts';

/** The database cannot be reached or is too old; the message says why, without the URL's password. */
export class DatabaseError extends OperatorFault {
  override name = 'DatabaseError';
}

/** How to connect, and what to stop afterwards. @throws EmbeddedPostgresError, DatabaseError */
export async function startDatabase(
  config: Config,
  secrets: Secrets,
): Promise<{ options: PoolOptions; stop: () => Promise<void> }> {
  const url = secrets.databaseUrl?.reveal();
  if (url !== undefined) return { options: { url }, stop: async () => undefined };
  const embedded = await startEmbeddedPostgres(config.dataDir);
  const options = { host: embedded.socketDir, user: 'telltale', database: 'postgres' };
  return {
    options,
    stop: async () => {
      if (!(await isUsedByOthers(options))) await embedded.stop();
    },
  };
}

/** A command beside a running server, or two servers on one folder, share the embedded database: the last one stops it. */
async function isUsedByOthers(options: PoolOptions): Promise<boolean> {
  const client = new pg.Client(connectionOf(options));
  try {
    await client.connect();
    // Our own connections were closed just now; their backends need a moment to go.
    for (let waited = 0; waited < LEAVING_MS; waited += 25) {
      const { rowCount } = await client.query(
        `select 1 from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
      );
      if (rowCount === 0) return false;
      await pause(25);
    }
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const LEAVING_MS = 1000;

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers there',
  ENOTFOUND: 'its host name is unknown',
  EAI_AGAIN: 'its host name cannot be looked up',
  ENOENT: 'there is no socket at that place',
  '28P01': 'it refuses this user or password',
  '28000': 'it refuses this user or password',
  '3D000': 'there is no database of that name',
  '57P03': 'it is just starting',
};

const OLDEST = 15;

/** @throws DatabaseError unless PostgreSQL answers and is new enough */
export async function checkDatabase(pool: pg.Pool): Promise<void> {
  const version = await askVersion(pool);
  if (version < OLDEST)
    throw new DatabaseError(`the database is PostgreSQL ${version}; version ${OLDEST} or later is needed`);
}

/** Brings the schema to this version. @throws SchemaError when the database was used by a newer one */
export async function prepareSchema(pool: pg.Pool): Promise<void> {
  const migrations = await loadMigrations();
  const state = await schemaState(pool, migrations);
  assertUsable(state);
  if (state.kind === 'current') return;
  // The jobs' schema first: whoever finds ours current, in this moment or after a start that was cut off, finds both.
  await migrateJobs(pool);
  await migrate(pool, migrations);
}

async function askVersion(pool: pg.Pool): Promise<number> {
  try {
    const { rows } = await pool.query<{ version: string }>(`select current_setting('server_version_num') as version`);
    return Math.floor(Number(rows[0]?.version) / 10_000);
  } catch (error) {
    const { code = '', message } = error as Error & { code?: string };
    throw new DatabaseError(
      `cannot reach the database: ${REASONS[code] ?? message}. Check DATABASE_URL and that PostgreSQL is running.`,
      { cause: error },
    );
  }
}
