import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import pg from 'pg';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import { systemClock } from '../clock.ts';
import type { Db } from '../database/db.ts';
import { openKeyring } from './keyring.ts';
import { systemRandom } from './random.ts';
import { KeyExhausted, USE_BLOCK, USE_LIMIT } from './use-counter.ts';
import { DATA_KEY_GONE, openVault, SealBroken, type Vault, type VaultScope } from './vault.ts';

const place = { table: 'reports.report', column: 'title', row: 'rpt_1' };

/** A database, its keyring, and as many processes on it as a test wants. */
async function aDatabase(t: TestContext) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-vault-'));
  t.after(() => fs.rmSync(directory, { recursive: true, force: true }));
  const database: TestDatabase = await testDatabase();
  t.after(() => database.close());
  const { db, options } = database;
  let now = new Date('2026-11-23T10:00:00Z');
  const clock = { now: () => now };
  const process = async (name = 'keys') => {
    const keyring = await openKeyring(path.join(directory, name), {
      clock: systemClock,
      random: systemRandom,
      createIfMissing: true,
    });
    const vault = openVault({ db, keyring, clock, random: systemRandom });
    t.after(() => vault.close());
    return { keyring, vault };
  };
  const pass = (minutes: number) => {
    now = new Date(now.getTime() + minutes * 60_000);
  };
  return { db, options, process, pass, scope: { db, afterCommit: (work: () => void) => work() } };
}

/** As the kernel does it: what was asked for after the commit runs only if there is one. */
async function inTransaction<T>(db: Db, work: (scope: VaultScope) => Promise<T>): Promise<T> {
  const later: (() => void)[] = [];
  const result = await db.transaction().execute(db => work({ db, afterCommit: then => void later.push(then) }));
  for (const then of later) then();
  return result;
}

const usesOf = async (db: Db, subject: string) =>
  (await db.selectFrom('core.data_key').select('uses').where('subject', '=', subject).executeTakeFirstOrThrow()).uses;

const broken = (vault: Vault, scope: VaultScope, subject: string, sealed: Buffer) =>
  assert.rejects(async () => (await vault.subject(scope, subject)).open(place, sealed), SealBroken);

test('what one process seals another opens, and only for its subject and place', async t => {
  const { scope, db, process } = await aDatabase(t);
  const [{ vault: one }, { vault: two }] = [await process(), await process()];
  const sealed = (await one.subject(scope, 'rpt_1')).seal(place, 'Grüße 🚗');
  assert.equal((await two.existing(db, 'rpt_1'))?.open(place, sealed), 'Grüße 🚗');
  await broken(two, scope, 'rpt_2', sealed);
  const vault = await two.subject(scope, 'rpt_1');
  assert.throws(() => vault.open({ ...place, row: 'rpt_9' }, sealed), SealBroken);
});

test('any well-formed text and any bytes come back; a lone surrogate is refused', async t => {
  const { scope, process } = await aDatabase(t);
  const vault = await (await process()).vault.subject(scope, 'rpt_1');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.uint8Array(), (text, bytes) => {
      assert.equal(vault.open(place, vault.seal(place, text)), text);
      assert.deepEqual(vault.openBytes(place, vault.sealBytes(place, Buffer.from(bytes))), Buffer.from(bytes));
    }),
  );
  assert.throws(() => vault.seal(place, 'half a \ud83d'), TypeError);
});

test('purposes have keys of their own', async t => {
  const { scope, db, process } = await aDatabase(t);
  const { vault } = await process();
  const sealed = (await vault.subject(scope, 'rpt_1', 'files')).seal(place, 'text');
  await broken(vault, scope, 'rpt_1', sealed);
  assert.equal((await vault.existing(db, 'rpt_1', 'files'))?.open(place, sealed), 'text');
});

test('looking never makes a key', async t => {
  const { db, process } = await aDatabase(t);
  const { vault } = await process();
  assert.equal(await vault.existing(db, 'rpt_1'), undefined);
  assert.equal((await vault.subjects(db, ['rpt_1', 'rpt_2'])).size, 0);
  assert.equal((await vault.subjects(db, [])).size, 0);
  assert.deepEqual(await vault.census(db), []);
});

test('many keys come in one statement, and from the cache in none', async t => {
  const { db, scope, process } = await aDatabase(t);
  const { vault } = await process();
  const ids = Array.from({ length: 50 }, (_, n) => `rpt_${n}`);
  const sealed = new Map<string, Buffer>();
  for (const id of ids) sealed.set(id, (await vault.subject(scope, id)).seal(place, id));

  const statements: string[] = [];
  const counting = db.withPlugin({
    transformQuery: ({ node }) => {
      statements.push(node.kind);
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  const { vault: cold } = await process();
  for (let round = 0; round < 2; round++) {
    const vaults = await cold.subjects(counting, [...ids, ...ids, 'rpt_none']);
    assert.equal(vaults.size, 50);
    for (const id of ids) assert.equal(vaults.get(id)?.open(place, sealed.get(id) ?? assert.fail()), id);
  }
  assert.deepEqual(statements, ['SelectQueryNode', 'SelectQueryNode'], 'the second is for rpt_none, which has no key');
});

test("of processes that make a subject's key at the same moment exactly one wins", async t => {
  const { db, process } = await aDatabase(t);
  const vaults = (await Promise.all([process(), process(), process(), process()])).map(({ vault }) => vault);
  const sealed = await Promise.all(
    vaults.map(vault =>
      inTransaction(db, async scope => {
        const sealed = (await vault.subject(scope, 'rpt_1')).seal(place, 'text');
        await sql`select pg_sleep(0.01)`.execute(scope.db);
        return sealed;
      }),
    ),
  );
  for (const vault of vaults) {
    assert.deepEqual(
      (await vault.census(db)).map(({ keys }) => keys),
      [1],
    );
    const reader = await vault.existing(db, 'rpt_1');
    for (const each of sealed) assert.equal(reader?.open(place, each), 'text');
  }
});

test('a key whose transaction rolled back is gone, so nothing is sealed with it later', async t => {
  const { db, scope, process } = await aDatabase(t);
  const { vault } = await process();
  const failed = inTransaction(db, async inside => {
    (await vault.subject(inside, 'rpt_1')).seal(place, 'text');
    assert.ok(await vault.existing(inside.db, 'rpt_1'), 'visible inside, but not to be cached');
    await vault.subject(inside, 'rpt_1');
    throw new Error('no');
  });
  await assert.rejects(failed, /no/);
  assert.equal(await vault.existing(db, 'rpt_1'), undefined);
  const sealed = (await vault.subject(scope, 'rpt_1')).seal(place, 'kept');
  assert.equal((await (await process()).vault.existing(db, 'rpt_1'))?.open(place, sealed), 'kept');
});

test('a key that was committed comes from the cache for five minutes', async t => {
  const { db, process, pass } = await aDatabase(t);
  const { vault } = await process();
  await inTransaction(db, scope => vault.subject(scope, 'rpt_1'));
  await db.deleteFrom('core.data_key').execute();
  pass(4);
  assert.ok(await vault.existing(db, 'rpt_1'));
  pass(2);
  assert.equal(await vault.existing(db, 'rpt_1'), undefined);
});

test('among very many subjects the first still has its key at hand, opens what it opened before, and is shredded', async t => {
  const { scope, process } = await aDatabase(t);
  const { vault } = await process();
  const first = await vault.subject(scope, 'per_first');
  const sealed = first.seal(place, 'still here');
  assert.equal(first.open(place, sealed), 'still here');
  // More than those that also keep the keys of what they opened.
  for (let index = 0; index < 5100; index += 1) (await vault.fresh(`per_${index}`)).keep();
  assert.equal(await vault.existing(scope.db, 'per_first'), first);
  assert.equal(first.open(place, sealed), 'still here');
  assert.throws(() => first.open({ ...place, row: 'rpt_2' }, sealed), SealBroken);
  await vault.shred(scope.db, 'per_first');
  assert.equal(await vault.existing(scope.db, 'per_first'), undefined);
});

test('shredding: nothing opens any more, in any process that hears of it', async t => {
  const { db, scope, options, process } = await aDatabase(t);
  const [{ vault: one }, { vault: two }] = [await process(), await process()];
  const sealed = (await one.subject(scope, 'rpt_1')).seal(place, 'text');
  await one.subject(scope, 'rpt_1', 'files');
  await one.subject(scope, 'rpt_12');
  await two.existing(db, 'rpt_1');

  const { url, ...socket } = { url: undefined, ...options };
  const listener = new pg.Client(url === undefined ? socket : { connectionString: url });
  await listener.connect();
  await listener.query(`listen ${DATA_KEY_GONE}`);
  const heard = new Promise<void>(resolve => {
    listener.on('notification', ({ payload }) => {
      two.forget(payload);
      resolve();
    });
  });
  await one.shred(db, 'rpt_1');
  await heard;
  await listener.end();

  for (const vault of [one, two]) {
    assert.equal(await vault.existing(db, 'rpt_1'), undefined);
    assert.equal(await vault.existing(db, 'rpt_1', 'files'), undefined);
    assert.ok(await vault.existing(db, 'rpt_12'), 'another subject keeps its key');
  }
  for (const vault of [one, two]) await broken(vault, scope, 'rpt_1', sealed);
});

test('a read that began before a shredding does not bring the key back', async t => {
  const { db, scope, process } = await aDatabase(t);
  await (await process()).vault.subject(scope, 'rpt_1');
  const { vault } = await process();
  const reading = vault.existing(db, 'rpt_1');
  vault.forget('rpt_1');
  await reading;
  await db.deleteFrom('core.data_key').execute();
  assert.equal(await vault.existing(db, 'rpt_1'), undefined);
});

test('uses are counted in blocks, and a key at its limit seals no more but still opens', async t => {
  const { db, scope, process } = await aDatabase(t);
  const { vault } = await process();
  const subject = await vault.subject(scope, 'rpt_1');
  const sealed = subject.seal(place, 'text');
  assert.equal(await usesOf(db, 'rpt_1'), USE_BLOCK);
  for (let n = 0; n < USE_BLOCK; n++) subject.seal(place, 'text');
  await vault.close();
  assert.equal(await usesOf(db, 'rpt_1'), 2 * USE_BLOCK);

  await db.updateTable('core.data_key').set({ uses: USE_LIMIT }).execute();
  const { vault: later } = await process();
  const exhausted = await later.subject(scope, 'rpt_1');
  assert.throws(() => exhausted.seal(place, 'text'), KeyExhausted);
  assert.throws(() => exhausted.sealStream(place, (async function* () {})()), KeyExhausted);
  assert.equal(exhausted.open(place, sealed), 'text');
  await later.close();
  assert.equal(await usesOf(db, 'rpt_1'), USE_LIMIT, 'reading counts nothing');
});

test('rotation wraps every key anew, opens everything as before, and can be cut short anywhere', async t => {
  const { db, scope, process } = await aDatabase(t);
  const { vault, keyring } = await process();
  const sealed = new Map<string, Buffer>();
  for (let n = 0; n < 450; n++) {
    const id = `rpt_${n}`;
    sealed.set(id, (await vault.subject(scope, id)).seal(place, id));
  }
  const old = keyring.provider.describe().activeEpoch;
  const { vault: commandLine, keyring: itsKeyring } = await process();
  const fresh = await itsKeyring.provider.rotate();

  const seen: number[] = [];
  const killed = commandLine.rewrapAll(db, ({ remaining }) => {
    seen.push(remaining);
    if (seen.length === 2) throw new Error('killed');
  });
  await assert.rejects(killed, /killed/);
  assert.deepEqual(seen, [250, 50]);
  assert.deepEqual(await commandLine.rewrapAll(db), { rewrapped: 50, remaining: 0 });
  assert.deepEqual(await commandLine.rewrapAll(db), { rewrapped: 0, remaining: 0 });
  assert.deepEqual(
    (await vault.census(db)).map(({ epoch, keys }) => ({ epoch, keys })),
    [{ epoch: fresh.id, keys: 450 }],
  );

  await itsKeyring.provider.disable(old);
  vault.forget();
  for (const reader of [vault, commandLine]) {
    const vaults = await reader.subjects(db, [...sealed.keys()]);
    for (const [id, value] of sealed) assert.equal(vaults.get(id)?.open(place, value), id);
  }
  await vault.selfTest(db);
});

test('two rotations at once do no harm, and a key shredded meanwhile stays shredded', async t => {
  const { db, scope, process } = await aDatabase(t);
  const [one, two] = [await process(), await process()];
  for (let n = 0; n < 250; n++) await one.vault.subject(scope, `rpt_${n}`);
  await one.keyring.provider.rotate();
  const [first, second] = await Promise.all([
    one.vault.rewrapAll(db),
    two.vault.rewrapAll(db, () => undefined),
    one.vault.shred(db, 'rpt_7'),
  ]);
  assert.ok(first.rewrapped + second.rewrapped <= 250);
  assert.deepEqual(
    (await one.vault.census(db)).map(({ keys }) => keys),
    [249],
  );
  assert.equal(
    (
      await two.vault.subjects(
        db,
        Array.from({ length: 250 }, (_, n) => `rpt_${n}`),
      )
    ).size,
    249,
  );
});

test('the wrong keyring is noticed, and so is a disabled epoch that is still needed', async t => {
  const { db, scope, process } = await aDatabase(t);
  const { vault, keyring } = await process();
  await vault.selfTest(db);
  await vault.subject(scope, 'rpt_1');
  await vault.subject(scope, 'rpt_2');
  await vault.selfTest(db);

  const { vault: stranger } = await process('other-keys');
  await assert.rejects(stranger.selfTest(db), {
    name: 'KeyringError',
    fault: 'mismatch',
    message: /^The keyring [0-9a-f]{32} does not match this database: it cannot unwrap the 2 data keys/,
  });

  const old = keyring.provider.describe().activeEpoch;
  await keyring.provider.rotate();
  await keyring.provider.disable(old);
  await assert.rejects(vault.selfTest(db), {
    fault: 'mismatch',
    message: `2 data keys are still wrapped by the disabled key epoch ${old}.`,
  });
  assert.deepEqual(await vault.rewrapAll(db), { rewrapped: 0, remaining: 2 });
});

test('a row of core.data_key given to another subject opens nothing', async t => {
  const { db, scope, process } = await aDatabase(t);
  await (await process()).vault.subject(scope, 'rpt_1');
  await db.updateTable('core.data_key').set({ subject: 'rpt_2' }).execute();
  await assert.rejects((await process()).vault.existing(db, 'rpt_2'), { fault: 'not_ours' });
});

test('a blind index finds equals within its purpose only', async t => {
  const { process } = await aDatabase(t);
  const { vault } = await process();
  const { vault: again } = await process();
  const { vault: stranger } = await process('other-keys');
  assert.deepEqual(vault.blindIndex('email', 'vera@example.com'), again.blindIndex('email', 'vera@example.com'));
  assert.notDeepEqual(vault.blindIndex('email', 'a'), vault.blindIndex('email', 'b'));
  assert.notDeepEqual(vault.blindIndex('email', 'a'), vault.blindIndex('vin', 'a'));
  assert.notDeepEqual(vault.blindIndex('email', 'a'), stranger.blindIndex('email', 'a'));
});
