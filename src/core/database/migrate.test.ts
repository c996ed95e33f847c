import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import type pg from 'pg';
import { testDatabase } from '../../../test/support/database.ts';
import { prepareSchema } from './connect-database.ts';
import { openPool } from './db.ts';
import { loadMigrations, type Migration, migrate, SchemaError, schemaState } from './migrate.ts';

const migration = (name: string, sql: string): Migration => ({
  name,
  sql,
  checksum: createHash('sha256').update(sql).digest('hex'),
});
const first = migration('0001_first.sql', 'create table first (id int); insert into first values (1)');
const second = migration('0002_second.sql', 'create table second (id bigint)');

/** An empty database, and as many processes starting on it as a test wants, each with its own pool. */
async function emptyDatabase(t: TestContext): Promise<(max?: number) => pg.Pool> {
  const { options, pool, close } = await testDatabase();
  const database = `empty_${randomBytes(6).toString('hex')}`;
  await pool.query(`create database ${database} template template0`);
  const pools: pg.Pool[] = [];
  t.after(async () => {
    await Promise.all(pools.map(each => each.end()));
    await pool.query(`drop database ${database} with (force)`);
    await close();
  });
  return (max = 4) => {
    const url =
      options.url === undefined ? {} : { url: Object.assign(new URL(options.url), { pathname: `/${database}` }).href };
    const own = openPool({ ...options, ...url, database, max }, () => undefined);
    pools.push(own);
    return own;
  };
}

const tables = async (pool: pg.Pool): Promise<string[]> => {
  const { rows } = await pool.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`,
  );
  return rows.map(({ name }) => name);
};

test('each migration runs once, in order, and what ran is remembered', async t => {
  const pool = (await emptyDatabase(t))();
  assert.deepEqual(await schemaState(pool, [first, second]), {
    kind: 'older',
    missing: ['0001_first.sql', '0002_second.sql'],
  });
  assert.deepEqual(await migrate(pool, [first]), ['0001_first.sql']);
  assert.deepEqual(await migrate(pool, [first, second]), ['0002_second.sql']);
  assert.deepEqual(await migrate(pool, [first, second]), []);
  assert.deepEqual(await schemaState(pool, [first, second]), { kind: 'current' });
  assert.equal((await pool.query('select * from first')).rowCount, 1);
});

test('five processes that start at once share the work, even with one connection each', async t => {
  const open = await emptyDatabase(t);
  const slow = migration('0003_slow.sql', 'select pg_sleep(0.1); create table slow (id int)');
  const ran = await Promise.all(Array.from({ length: 5 }, () => migrate(open(1), [first, second, slow])));
  assert.deepEqual(
    ran.filter(names => names.length > 0),
    [['0001_first.sql', '0002_second.sql', '0003_slow.sql']],
  );
  assert.equal((await open().query('select * from first')).rowCount, 1);
});

test('five starts of the whole product on an empty database all find all of it, jobs included', async t => {
  const open = await emptyDatabase(t);
  await Promise.all(
    Array.from({ length: 5 }, async () => {
      const pool = open();
      await prepareSchema(pool);
      await pool.query(`select graphile_worker.add_job('anything')`);
    }),
  );
  const { rows } = await open().query<{ name: string }>('select name from public.migration order by name');
  assert.deepEqual(
    rows.map(({ name }) => name),
    (await loadMigrations()).map(({ name }) => name),
  );
});

test('a start that was cut off between the two schemas is finished by the next one', async t => {
  const pool = (await emptyDatabase(t))();
  await pool.query('create schema core');
  await assert.rejects(prepareSchema(pool), SchemaError);
  await pool.query(`drop schema core; select graphile_worker.add_job('anything')`);
  await prepareSchema(pool);
  assert.deepEqual(await schemaState(pool, await loadMigrations()), { kind: 'current' });
});

test('a migration that fails leaves nothing, names itself, and those before it stand', async t => {
  const pool = (await emptyDatabase(t))();
  const broken = migration('0002_broken.sql', 'create table half (id int); insert into nowhere values (1)');
  await assert.rejects(
    migrate(pool, [first, broken, migration('0003_after.sql', 'create table after_it (id int)')]),
    (error: unknown) =>
      error instanceof SchemaError && /0002_broken\.sql failed and was rolled back: .*nowhere/.test(error.message),
  );
  assert.deepEqual(await tables(pool), ['first', 'migration']);
  assert.deepEqual(await schemaState(pool, [first]), { kind: 'current' });
  assert.deepEqual(await migrate(pool, [first, second]), ['0002_second.sql'], 'the lock was given back');
});

test('a database of a newer version is left alone', async t => {
  const pool = (await emptyDatabase(t))();
  await migrate(pool, [first, second]);
  assert.deepEqual(await schemaState(pool, [first]), { kind: 'newer', unknown: ['0002_second.sql'] });
  await assert.rejects(
    migrate(pool, [first]),
    (error: unknown) => error instanceof SchemaError && /newer version \(it has 0002_second\.sql\)/.test(error.message),
  );
  assert.deepEqual(await migrate(pool, [first, second]), []);
});

test('a migration that was edited after it ran is refused, and nothing else runs', async t => {
  const pool = (await emptyDatabase(t))();
  await migrate(pool, [first]);
  const edited = migration(first.name, `${first.sql} -- by hand`);
  assert.deepEqual(await schemaState(pool, [edited, second]), { kind: 'changed', changed: ['0001_first.sql'] });
  await assert.rejects(migrate(pool, [edited, second]), /edited after they ran \(0001_first\.sql\)/);
  assert.deepEqual(await tables(pool), ['first', 'migration']);
});

test('the released migrations are numbered without a gap', async () => {
  const names = (await loadMigrations()).map(({ name }) => name);
  assert.ok(names.length > 3);
  assert.deepEqual(
    names.map(name => Number(name.slice(0, 4))),
    names.map((_, index) => index + 1),
  );
});
