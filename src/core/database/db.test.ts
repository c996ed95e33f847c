import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { testDatabase } from '../../../test/support/database.ts';

test('types arrive as the generated tables promise', async () => {
  const database = await testDatabase();
  try {
    const { rows } = await sql<Record<string, unknown>>`
      select 9007199254740991::int8 as int8, -1::int8 as negative, null::int8 as nothing, 7::int4 as int4, 0.5::float8 as float8,
             '2026-11-23T12:00:00.123Z'::timestamptz as at, decode('00ff', 'hex') as bytes, '{"a": [1]}'::jsonb as json, true as bool,
             array['a', 'b'] as list, count(*) as count from core.mail`.execute(database.db);
    assert.deepEqual(rows, [
      {
        int8: 9007199254740991,
        negative: -1,
        nothing: null,
        int4: 7,
        float8: 0.5,
        at: new Date('2026-11-23T12:00:00.123Z'),
        bytes: Buffer.from([0, 255]),
        json: { a: [1] },
        bool: true,
        list: ['a', 'b'],
        count: 0,
      },
    ]);
  } finally {
    await database.close();
  }
});

test('a connection that the server ends is replaced, idle or held', async () => {
  const database = await testDatabase();
  try {
    const held = await database.pool.connect();
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'telltale' and datname = current_database() and pid <> pg_backend_pid()`.execute(
      database.db,
    );
    await assert.rejects(held.query('select 1'));
    held.release(true);
    assert.deepEqual((await sql<{ one: number }>`select 1 as one`.execute(database.db)).rows, [{ one: 1 }]);
  } finally {
    await database.close();
  }
});
