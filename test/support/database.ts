// A real PostgreSQL for tests: one server per test run, a fresh database per world, cloned from a migrated template.
import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { type Db, openDb, openPool } from '../../src/core/database/db.ts';
import { loadMigrations, migrate } from '../../src/core/database/migrate.ts';
import { migrateJobs } from '../../src/core/work/jobs.ts';
import { startTestServer, type TestServer } from './test-server.ts';

export type TestDatabase = {
  pool: pg.Pool;
  db: Db;
  options: { host?: string; url?: string; user?: string; database: string };
  close(): Promise<void>;
};

/** The server of the whole run when `npm test` started one, else one of this process's own. */
let server: Promise<TestServer> | undefined;

/** A fresh migrated database; `close` drops it. */
export async function testDatabase(): Promise<TestDatabase> {
  server = server ?? ownOrSharedServer();
  const at = await server;
  const template = await ensureTemplate(at);
  const database = `world_${randomBytes(8).toString('hex')}`;
  await asAdmin(at, client => client.query(`create database ${database} template ${template} strategy file_copy`));
  const options = connection(at, database);
  const pool = openPool({ ...options, max: 8 }, () => undefined);
  const db = openDb(pool);
  return {
    pool,
    db,
    options,
    close: async () => {
      await db.destroy();
      await asAdmin(at, client => client.query(`drop database if exists ${database} with (force)`));
    },
  };
}

const connection = (at: TestServer, database: string) =>
  at.url === undefined
    ? { host: at.host ?? '', user: 'telltale', database }
    : { url: Object.assign(new URL(at.url), { pathname: `/${database}` }).href, database };

async function ownOrSharedServer(): Promise<TestServer> {
  const shared = process.env['TELLTALE_TEST_SERVER'];
  if (shared !== undefined)
    return {
      ...(shared.includes('://') ? { url: shared } : { host: shared }),
      stop: async () => undefined,
      kill: () => undefined,
    };
  const own = await startTestServer();
  // At the very end: a test's own clean-up still needs the server.
  process.once('exit', own.kill);
  return own;
}

/** The template's name carries a hash of the migrations, so that a changed migration makes a new one. */
async function ensureTemplate(at: TestServer): Promise<string> {
  const migrations = await loadMigrations();
  const hash = createHash('sha256')
    .update(migrations.map(({ checksum }) => checksum).join())
    .digest('hex')
    .slice(0, 16);
  const template = `template_${hash}`;
  await asAdmin(at, async client => {
    await client.query('select pg_advisory_lock(727002)');
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [template]);
    if (rowCount) return;
    const building = `${template}_building`;
    await client.query(`drop database if exists ${building}`);
    await client.query(`create database ${building}`);
    const pool = openPool({ ...connection(at, building), max: 2 }, () => undefined);
    await migrate(pool, migrations)
      .then(() => migrateJobs(pool))
      .finally(() => pool.end());
    await client.query(`alter database ${building} rename to ${template}`);
  });
  return template;
}

async function asAdmin<T>(at: TestServer, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const { url, ...socket } = { url: undefined, ...connection(at, 'postgres') };
  const client = new pg.Client(url === undefined ? socket : { connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
