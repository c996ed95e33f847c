// Opens the ground floor in order: data folder, keyring, database, schema, services; closes it in reverse.
import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';
import { openAudit } from './audit.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Config, Secrets } from './config.ts';
import { type Keyring, openKeyring } from './crypto/keyring.ts';
import { type Random, systemRandom } from './crypto/random.ts';
import { keyedHash } from './crypto/tokens.ts';
import { openVault } from './crypto/vault.ts';
import { openDb, openPool } from './db.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';
import { emit } from './events.ts';
import { type FetchOptions, openFetch } from './fetch.ts';
import { openFiles } from './files.ts';
import { openRateLimiter } from './http/rate-limit.ts';
import { enqueue, migrateJobs } from './jobs.ts';
import { type Kernel, makeKernel } from './kernel.ts';
import { type Log, openLog } from './log.ts';
import { compose } from './mail.ts';
import { assertUsable, loadMigrations, migrate, schemaState } from './migrate.ts';

export type OpenKernel = {
  readonly kernel: Kernel;
  readonly pool: pg.Pool;
  /** Called after each commit; set by whoever runs the workers. */
  onCommit: () => void;
  close(): Promise<void>;
};

/** The outside world as the kernel sees it; tests hand in their own. */
export type Surroundings = {
  readonly clock?: Clock;
  readonly random?: Random;
  readonly log?: Log;
  readonly fetch?: FetchOptions;
  /** Bring the schema up to date first. Only the command line's `doctor` does not. */
  readonly migrate?: boolean;
  readonly maxConnections?: number;
};

/** The data folder cannot be used; the message says why. */
export class DataFolderError extends Error {
  override name = 'DataFolderError';
}

/** The database cannot be reached; the message says why, without the URL's password. */
export class DatabaseError extends Error {
  override name = 'DatabaseError';
}

/** @throws DataFolderError, KeyringError, DatabaseError, SchemaError, EmbeddedPostgresError: each with a message for the operator */
export async function openKernel(
  config: Config,
  secrets: Secrets,
  surroundings: Surroundings = {},
): Promise<OpenKernel> {
  const { clock = systemClock, random = systemRandom, log = openLog(config.logLevel) } = surroundings;
  await openDataFolder(config.dataDir);
  const closers: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const keyring = await openKeyring(path.join(config.dataDir, 'keys'), { clock, random, createIfMissing: true });
    const embedded = config.database === 'embedded' ? await startEmbeddedPostgres(config.dataDir) : undefined;
    if (embedded) closers.push(() => embedded.stop());
    const pool = openDatabase(secrets, embedded, log, surroundings.maxConnections);
    closers.push(() => pool.end());
    await prepareSchema(pool, surroundings.migrate ?? true);
    const opened = await assemble({
      config,
      clock,
      random,
      log,
      keyring,
      pool,
      fetchOptions: surroundings.fetch ?? {},
    });
    closers.push(opened.close);
    return Object.assign(opened.open, { close });
  } catch (error) {
    await close();
    throw error;
  }
}

async function openDataFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o755 });
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why =
      code === 'EROFS'
        ? 'it lies on a read-only file system'
        : code === 'EACCES' || code === 'EPERM'
          ? 'this user may not write there'
          : code === 'ENOTDIR' || code === 'EEXIST'
            ? 'a file of that name is in the way'
            : String(code);
    throw new DataFolderError(
      `cannot use the data folder ${dataDir}: ${why}. Set DATA_DIR to a folder that this user can write to.`,
      { cause: error },
    );
  }
}

function openDatabase(secrets: Secrets, embedded: EmbeddedPostgres | undefined, log: Log, max?: number): pg.Pool {
  const limit = max === undefined ? {} : { max };
  const onIdleError = (error: Error): void =>
    log.warn({ err: error }, 'a database connection broke; a new one will be opened');
  if (embedded)
    return openPool({ host: embedded.socketDir, user: 'telltale', database: 'postgres', ...limit }, onIdleError);
  const url = secrets.databaseUrl?.reveal();
  if (url === undefined) throw new DatabaseError('there is no DATABASE_URL');
  return openPool({ url, ...limit }, onIdleError);
}

async function prepareSchema(pool: pg.Pool, mayMigrate: boolean): Promise<void> {
  let version: number;
  try {
    version = Number(
      (await pool.query<{ server_version_num: string }>('show server_version_num')).rows[0]?.server_version_num,
    );
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    const why =
      code === 'ECONNREFUSED'
        ? 'nothing answers there'
        : code === 'ENOTFOUND'
          ? 'its host name is unknown'
          : code === '28P01' || code === '28000'
            ? 'it refuses this user or password'
            : code === '3D000'
              ? 'there is no database of that name'
              : message;
    throw new DatabaseError(`cannot reach the database: ${why}. Check DATABASE_URL and that PostgreSQL is running.`, {
      cause: error,
    });
  }
  if (version < 150_000)
    throw new DatabaseError(
      `the database is PostgreSQL ${Math.floor(version / 10_000)}; version 15 or later is needed`,
    );
  const migrations = await loadMigrations();
  const state = await schemaState(pool, migrations);
  assertUsable(state);
  if (!mayMigrate || state.kind === 'current') return;
  await migrate(pool, migrations);
  await migrateJobs(pool);
}

type Assembly = {
  config: Config;
  clock: Clock;
  random: Random;
  log: Log;
  keyring: Keyring;
  pool: pg.Pool;
  fetchOptions: FetchOptions;
};

async function assemble({ config, clock, random, log, keyring, pool, fetchOptions }: Assembly) {
  const db = openDb(pool);
  const vault = openVault({ db, keyring, clock, random });
  await vault.selfTest(db);
  const audit = openAudit({
    db,
    clock,
    random,
    keyring,
    log,
    checkpointsFile: path.join(config.dataDir, 'audit', 'checkpoints.jsonl'),
  });
  const files = openFiles({ directory: path.join(config.dataDir, 'files'), clock, random, vault });
  const outgoing = openFetch(fetchOptions);
  const rateKey = keyring.secretKey('rate-limit');
  const open: { kernel: Kernel; pool: pg.Pool; onCommit: () => void } = {
    pool,
    onCommit: () => undefined,
    kernel: makeKernel({
      config,
      log,
      clock,
      random,
      db,
      keyring,
      vault,
      audit,
      files,
      emit,
      enqueue,
      compose,
      fetch: outgoing.fetch,
      rateLimiter: openRateLimiter(db, clock, text => keyedHash(rateKey, text)),
      onCommit: () => {
        audit.nudge();
        open.onCommit();
      },
    }),
  };
  const close = async (): Promise<void> => {
    await audit.close();
    await outgoing.close();
  };
  return { open, close };
}
