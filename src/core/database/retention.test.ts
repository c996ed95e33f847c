import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openWorld } from '../../../test/support/world.ts';
import { after, DAY } from '../clock.ts';
import { readDataInventory } from './data-inventory.ts';
import { applyRetention, lastRetentionRuns, retentionJob } from './retention.ts';

/** A module's table with every kind of limit. */
const schema = `
  create schema shelf;
  create table shelf.book (id int primary key, created_at timestamptz not null, title text not null, note text, reader text, remark text);
  select core.classify('shelf.book', $$
    id         public
    created_at public
    title      public: stays for ever
    note       personal, keep 7 days: emptied
    reader     sealed, keep 7 days
    remark     personal, keep 30 days
  $$);
  create table shelf.loan (id int primary key, at timestamptz not null, reader text not null, hint text);
  select core.classify('shelf.loan', $$
    id     public
    at     public
    reader personal, keep 30 days: the row goes with it
    hint   personal, keep 7 days
  $$);
  create table shelf.plain (id int primary key, words text);
  select core.classify('shelf.plain', $$
    id    public
    words public
  $$);
`;

test('rows and values go when the comment of their column says so, and not a day before', async () => {
  await using world = await openWorld();
  const { kernel } = world;
  await kernel.pool.query(schema);
  const ages = [0, 7, 8, 30, 31];
  for (const age of ages) {
    const at = after(kernel.clock.now(), -age * DAY);
    await sql`insert into shelf.book values (${age}, ${at}, 'title', 'note', 'reader', 'remark')`.execute(kernel.db);
    await sql`insert into shelf.loan values (${age}, ${at}, 'reader', 'hint')`.execute(kernel.db);
    await sql`insert into shelf.plain values (${age}, 'words')`.execute(kernel.db);
    await sql`insert into core.event values (${`evt_${age}`}, 'x', '{}', ${at}, ${at})`.execute(kernel.db);
  }
  const touched = await applyRetention(kernel);
  const rows = async (table: string) =>
    (await sql<Record<string, unknown>>`select * from ${sql.table(table)} order by id`.execute(kernel.db)).rows;
  assert.deepEqual(
    (await rows('shelf.book')).map(({ id, title, note, reader, remark }) => [id, title, note, reader, remark]),
    [
      [0, 'title', 'note', 'reader', 'remark'],
      [7, 'title', 'note', 'reader', 'remark'],
      [8, 'title', null, null, 'remark'],
      [30, 'title', null, null, 'remark'],
      [31, 'title', null, null, null],
    ],
  );
  assert.deepEqual(
    (await rows('shelf.loan')).map(({ id, hint }) => [id, hint]),
    [
      [0, 'hint'],
      [7, 'hint'],
      [8, null],
      [30, null],
    ],
  );
  assert.equal((await rows('shelf.plain')).length, ages.length);
  assert.deepEqual((await rows('core.event')).map(({ id }) => id).sort(), ['evt_0', 'evt_30', 'evt_7', 'evt_8']);
  assert.equal(touched['shelf.book'], 4);
  assert.equal(touched['core.event'], 1);
  assert.equal(touched['shelf.plain'], undefined);
  const runs = await lastRetentionRuns(kernel.db);
  assert.deepEqual(runs.get('core.event 30'), {
    at: kernel.clock.now(),
    touched: 1,
    leftOver: 0,
    held: 0,
    oldest: after(kernel.clock.now(), -30 * DAY),
  });
  assert.ok([...runs.values()].every(({ leftOver }) => leftOver === 0));
  const again = await applyRetention(kernel);
  assert.ok(
    Object.values(again).every(count => count === 0),
    JSON.stringify(again),
  );
});

test('what is under a legal hold stays, is counted, and goes when the hold has ended', async () => {
  await using world = await openWorld();
  const { kernel } = world;
  await kernel.pool.query(schema);
  const at = after(kernel.clock.now(), -40 * DAY);
  for (const [id, reader] of ['ada', 'ben', 'eve'].entries()) {
    await sql`insert into shelf.loan values (${id}, ${at}, ${reader}, 'hint')`.execute(kernel.db);
    await sql`insert into shelf.book values (${id}, ${at}, ${reader}, 'note', null, 'remark')`.execute(kernel.db);
  }
  const held = [
    { table: 'shelf.loan', column: 'reader', values: ['ada'] },
    { table: 'shelf.loan', column: 'reader', values: ['ben', 'nobody'] },
    { table: 'shelf.book', column: 'title', values: ['eve'] },
    { table: 'shelf.book', column: 'reader', values: ['ada'] },
  ];
  const touched = await applyRetention(kernel, held);
  assert.deepEqual([touched['shelf.loan'], touched['shelf.book']], [1, 4]);
  const left = async () =>
    (
      await sql<{ word: string | null }>`select reader as word from shelf.loan
        union all select note from shelf.book order by 1`.execute(kernel.db)
    ).rows.map(({ word }) => word);
  assert.deepEqual(await left(), ['ada', 'ben', 'note', null, null]);
  const run = async (rule: string) => (await lastRetentionRuns(kernel.db)).get(rule);
  assert.deepEqual(await run('shelf.loan 30'), {
    at: kernel.clock.now(),
    touched: 1,
    leftOver: 0,
    held: 2,
    oldest: null,
  });
  world.clock.advance(DAY);
  await retentionJob(async () => []).run(kernel, {});
  assert.deepEqual(await left(), [null, null, null]);
  assert.equal((await run('shelf.loan 30'))?.held, 0);
});

test('the audit log outlives every limit, and mails do not', async () => {
  await using world = await openWorld();
  const { kernel } = world;
  await kernel.transaction(async kernel => {
    await kernel.audit.record(kernel.db, { actor: 'system:test', action: 'test.act', subject: 'x', details: {} });
    await kernel.compose(kernel, { to: 'ada@example.com', subject: 'x', text: 'y' });
  });
  assert.equal((await world.mails()).length, 1);
  world.clock.advance(29 * DAY);
  await retentionJob().run(kernel, {});
  assert.equal((await world.mails()).length, 1);
  world.clock.advance(4000 * DAY);
  await retentionJob().run(kernel, {});
  assert.deepEqual(await world.mails(), []);
  const { rows } = await sql`select 1 from core.audit_entry where action = 'test.act'`.execute(kernel.db);
  assert.equal(rows.length, 1);
  assert.ok(world.logLines.some(line => line.includes('retention applied')));
});

test('a limit without an age to count from is a mistake that shows', async () => {
  await using world = await openWorld();
  const { kernel } = world;
  await kernel.pool.query(
    `create table core.ageless (id int); select core.classify('core.ageless', 'id personal, keep 7 days')`,
  );
  await assert.rejects(applyRetention(kernel), /core\.ageless has a column that is kept for a time/);
});

test('the job runs at night', () => {
  const { name, every } = retentionJob();
  assert.deepEqual([name, every], ['apply-retention', '17 3 * * *']);
});

test('the inventory reads class, time and purpose from the comment, and admits what it cannot read', async () => {
  await using world = await openWorld();
  const { kernel } = world;
  await kernel.pool.query(schema);
  await kernel.pool.query(`
    create table shelf.odd (a text, b text not null, c text, d text);
    comment on column shelf.odd.a is 'secret: unknown class';
    comment on column shelf.odd.b is 'sealed, keep soon';
    comment on column shelf.odd.c is 'hashed, keep 12 days: a purpose: with a colon'`);
  const facts = await readDataInventory(kernel.db);
  const of = (table: string, column: string) => facts.find(fact => fact.table === table && fact.column === column);
  assert.deepEqual(of('shelf.book', 'reader'), {
    table: 'shelf.book',
    column: 'reader',
    type: 'text',
    isNullable: true,
    class: 'sealed',
    keepDays: 7,
    purpose: '',
  });
  assert.deepEqual(of('shelf.book', 'title'), {
    table: 'shelf.book',
    column: 'title',
    type: 'text',
    isNullable: false,
    class: 'public',
    keepDays: undefined,
    purpose: 'stays for ever',
  });
  assert.deepEqual(
    [of('shelf.odd', 'c')?.class, of('shelf.odd', 'c')?.keepDays, of('shelf.odd', 'c')?.purpose],
    ['hashed', 12, 'a purpose: with a colon'],
  );
  for (const column of ['a', 'b', 'd']) assert.equal(of('shelf.odd', column)?.class, undefined, column);
  await assert.rejects(kernel.pool.query(`select core.classify('shelf.odd', 'a secret')`), /cannot read "a secret"/);
  assert.ok(!facts.some(({ table }) => table.startsWith('graphile_worker.') || table.startsWith('public.')));
});
