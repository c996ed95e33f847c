// The ledger of erasures: nothing is lost by a crash, nothing added or taken away unseen, and a restored database obeys it.
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { openWorld, type World } from '../../../test/support/world.ts';
import { findOrCreatePersonByEmail, findPerson } from '../../accounts/index.ts';
import { personalDataHolders } from '../../app.ts';
import { erasuresFile } from '../data-folder.ts';
import {
  appendErasure,
  applyErasure,
  applyPendingErasures,
  pendingErasures,
  readErasures,
  verifyErasures,
} from './erasure-ledger.ts';

const personIn = async ({ kernel }: World, email: string) => (await findOrCreatePersonByEmail(kernel, email, 'A')).id;

const erasureOf = (person: string, request = `rrq_${person}`, kept: readonly string[] = []) => ({
  request,
  person,
  subjects: [person],
  kept,
});

test('what the ledger says is carried out before the next start, once, and by a restored database again', async () => {
  await using world = await openWorld();
  const { kernel } = world;
  const [ada, ben, eve] = await Promise.all([
    personIn(world, 'ada@example.test'),
    personIn(world, 'ben@example.test'),
    personIn(world, 'eve@example.test'),
  ]);
  assert.deepEqual(await verifyErasures(kernel), { entries: 0, pending: 0, faults: [] });
  await appendErasure(kernel, erasureOf(ada));
  await appendErasure(kernel, erasureOf(ben));
  await appendErasure(kernel, erasureOf(ada));
  assert.deepEqual(await verifyErasures(kernel), { entries: 2, pending: 2, faults: [] });
  assert.ok(await findPerson(kernel, ada), 'nothing is gone yet');
  assert.equal(await applyPendingErasures(kernel, personalDataHolders()), 2);
  assert.equal(await findPerson(kernel, ada), undefined);
  assert.equal(await kernel.vault.existing(kernel.db, ben), undefined);
  assert.ok(await findPerson(kernel, eve));
  assert.equal(await applyPendingErasures(kernel, personalDataHolders()), 0);
  // A backup of before knows of neither.
  await world.database.pool.query('delete from core.erasure_applied where seq = 2');
  assert.deepEqual(
    (await pendingErasures(kernel)).map(({ person }) => person),
    [ben],
  );
  assert.equal(await applyPendingErasures(kernel, personalDataHolders()), 1);
  assert.deepEqual(await verifyErasures(kernel), { entries: 2, pending: 0, faults: [] });
});

test('a part under a legal hold stays, with the keys that open it, until it is released', async () => {
  await using world = await openWorld();
  const { kernel } = world;
  const ada = await personIn(world, 'ada@example.test');
  const held = await appendErasure(kernel, erasureOf(ada, 'rrq_1', ['accounts']));
  await applyErasure(kernel, held, personalDataHolders());
  assert.equal((await findPerson(kernel, ada))?.email, 'ada@example.test');
  const rest = await appendErasure(kernel, erasureOf(ada, 'rrq_1'));
  assert.equal(rest.seq, 2);
  await applyErasure(kernel, rest, personalDataHolders());
  assert.equal(await findPerson(kernel, ada), undefined);
});

test('an erasure that fails half-way leaves everything as it was, and is pending', async () => {
  await using world = await openWorld();
  const { kernel } = world;
  const ada = await personIn(world, 'ada@example.test');
  const entry = await appendErasure(kernel, erasureOf(ada));
  const failing = {
    name: 'failing',
    tables: [],
    export: async () => ({}),
    erase: () => Promise.reject(new Error('cut')),
  };
  await assert.rejects(applyErasure(kernel, entry, [failing, ...personalDataHolders()]), /cut/);
  assert.ok(await findPerson(kernel, ada));
  assert.equal((await pendingErasures(kernel)).length, 1);
  await assert.rejects(
    applyErasure(kernel, entry, personalDataHolders(), { finish: () => Promise.reject(new Error('cut')) }),
    /cut/,
  );
  assert.ok(await findPerson(kernel, ada));
  assert.equal(await applyPendingErasures(kernel, personalDataHolders()), 1);
  assert.equal(await findPerson(kernel, ada), undefined);
});

test('the only admin is named to the operator, and the start waits for another one', async () => {
  await using world = await openWorld();
  const { kernel } = world;
  await world.seed();
  const { rows } = await world.database.pool.query(`select id from accounts.person where staff_role = 'admin'`);
  assert.equal(rows.length, 1);
  await appendErasure(kernel, erasureOf(rows[0].id));
  await assert.rejects(applyPendingErasures(kernel, personalDataHolders()), /telltale create-admin/);
});

test('a line that was changed, cut off, or swapped is noticed; one that a crash left unfinished does not count', async () => {
  await using world = await openWorld();
  const { kernel } = world;
  for (const name of ['ada', 'ben', 'eve']) await appendErasure(kernel, erasureOf(`per_${name}`));
  assert.equal(await applyPendingErasures(kernel, personalDataHolders()), 3);
  const file = erasuresFile(world.dataDir);
  const whole = readFileSync(file, 'utf8');
  const lines = whole.trimEnd().split('\n');
  const refusals: readonly (readonly [string, RegExp])[] = [
    [`${lines.toSpliced(1, 1, lines[1]?.replace('per_ben', 'per_bob') ?? '').join('\n')}\n`, /line 2 The signature/],
    [`${lines.toSpliced(1, 1).join('\n')}\n`, /line 2 has the number 3 where 2 belongs/],
    [`${lines[0]}\n${lines[0]}\n`, /line 2 has the number 1/],
    [`${lines[0]}\nhello\n`, /line 2 is no entry/],
    [`${lines[0]?.replace('{', '{ ')}\n`, /line 1 is not written in canonical JSON/],
    [`${lines.slice(0, 2).join('\n')}\n`, /entry 3 is missing/],
    ['', /entry 1 is missing/],
  ];
  for (const [text, expected] of refusals) {
    writeFileSync(file, text);
    await assert.rejects(pendingErasures(kernel), expected);
    assert.ok((await verifyErasures(kernel)).faults.length > 0, String(expected));
  }
  writeFileSync(file, whole);
  appendFileSync(file, '{"format":"telltale/era');
  assert.deepEqual(await pendingErasures(kernel), []);
  await appendErasure(kernel, erasureOf('per_zoe'));
  assert.deepEqual(
    (await readErasures(kernel)).map(({ seq, person }) => [seq, person]),
    [
      [1, 'per_ada'],
      [2, 'per_ben'],
      [3, 'per_eve'],
      [4, 'per_zoe'],
    ],
  );
});

test('another ledger in the place of ours is refused', async () => {
  await using world = await openWorld();
  await using other = await openWorld();
  await appendErasure(world.kernel, erasureOf('per_ada'));
  await appendErasure(other.kernel, erasureOf('per_ben'));
  await applyPendingErasures(world.kernel, personalDataHolders());
  mkdirSync(path.dirname(erasuresFile(world.dataDir)), { recursive: true });
  writeFileSync(erasuresFile(world.dataDir), readFileSync(erasuresFile(other.dataDir)));
  await assert.rejects(pendingErasures(world.kernel), /No audit key of this installation/);
});
