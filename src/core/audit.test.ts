import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { testDatabase } from '../../test/support/database.ts';
import { linkBatch } from './audit/linker.ts';
import { type Audit, openAudit, verifyAudit } from './audit.ts';
import { openKeyring } from './crypto/keyring.ts';
import { systemRandom } from './crypto/random.ts';
import type { Db } from './database/db.ts';
import { openLog } from './log.ts';

/** A database with its audit log, and as many processes that write to it as a test wants. */
async function aLog(t: TestContext) {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-audit-'));
  t.after(() => fs.rmSync(directory, { recursive: true, force: true }));
  const database = await testDatabase();
  const { db } = database;
  let now = Date.parse('2026-11-23T10:00:00Z');
  const clock = { now: () => new Date(now++) };
  const keyring = await openKeyring(path.join(directory, 'keys'), {
    clock,
    random: systemRandom,
    createIfMissing: true,
  });
  const checkpointsFile = path.join(directory, 'audit', 'checkpoints.jsonl');
  const logLines: string[] = [];
  const log = openLog('info', { write: line => void logLines.push(line) });
  const verifyIn = (db: Db) => verifyAudit(db, { verifiers: keyring.verifiers(), checkpointsFile, clock });
  const audits: Audit[] = [];
  const process = () => {
    const audit = openAudit({ db, clock, random: systemRandom, keyring, log, checkpointsFile });
    audits.push(audit);
    return audit;
  };
  t.after(async () => {
    for (const audit of audits) await audit.close();
    await database.close();
  });
  return {
    db,
    keyring,
    checkpointsFile,
    logLines,
    process,
    pass: (minutes: number) => {
      now += minutes * 60_000;
    },
    verify: () => verifyIn(db),
    verifyIn,
    tamper: (statement: string) => tamperWith(db, statement),
  };
}

/** What only somebody with the database in his hands can do. */
async function tamperWith(db: Db, statement: string): Promise<void> {
  await sql`alter table core.audit_entry disable trigger user`.execute(db);
  await sql.raw(statement).execute(db);
  await sql`alter table core.audit_entry enable trigger user`.execute(db);
}

const entry = (n: number) => ({
  actor: 'per_1',
  action: 'report.moved',
  subject: `rpt_${n}`,
  details: { n, to: 'triaged' },
});

/** A log of `count` linked and signed entries. */
async function aLogOf(t: TestContext, count: number) {
  const log = await aLog(t);
  const audit = log.process();
  for (let n = 1; n <= count; n++) await audit.record(log.db, entry(n));
  await audit.settle();
  await audit.checkpoint();
  return { ...log, audit };
}

const seqs = async (db: Db) =>
  (await db.selectFrom('core.audit_entry').select(['id', 'seq']).orderBy('id').execute()).map(({ seq }) => seq);

test('entries get their places in order, and the log verifies', async t => {
  const { db, audit, verify } = await aLogOf(t, 5);
  assert.deepEqual(await seqs(db), [1, 2, 3, 4, 5]);
  const { entries, head, checkpoints, faults } = await verify();
  assert.deepEqual({ entries, seq: head.seq, checkpoints, faults }, { entries: 5, seq: 5, checkpoints: 1, faults: [] });
  const id = await audit.record(db, entry(6));
  const link = await audit.linked(id);
  assert.equal(link.seq, 6);
  assert.deepEqual((await verify()).head, link);
});

test('an empty log verifies', async t => {
  const { process, verify } = await aLog(t);
  const audit = process();
  await audit.settle();
  await audit.checkpoint();
  assert.deepEqual((await verify()).faults, []);
  assert.equal((await verify()).entries, 0);
});

test('an entry belongs to its transaction', async t => {
  const { db, audit, verify } = await aLogOf(t, 1);
  await assert.rejects(
    db.transaction().execute(async db => {
      await audit.record(db, entry(2));
      throw new Error('no');
    }),
    /no/,
  );
  await audit.settle();
  assert.equal((await verify()).entries, 1);
});

test('waiting for the place of one entry or of many', async t => {
  const { db, process } = await aLog(t);
  const audit = process();
  const ids = await Promise.all(Array.from({ length: 20 }, (_, n) => audit.record(db, entry(n))));
  const links = await Promise.all([...ids, ...ids].map(id => audit.linked(id)));
  assert.deepEqual(links.slice(0, 20), links.slice(20));
  assert.deepEqual(
    links
      .slice(0, 20)
      .map(({ seq }) => seq)
      .toSorted((a, b) => a - b),
    Array.from({ length: 20 }, (_, n) => n + 1),
  );
  assert.deepEqual(await audit.linked(ids[0] ?? ''), links[0], 'also when it has long been linked');
});

test('who waits for an entry that never was is told so when the log closes', async t => {
  const { process } = await aLog(t);
  const audit = process();
  const waiting = assert.rejects(audit.linked('aud_never'), /aud_never was not linked/);
  await audit.close();
  await waiting;
  await assert.rejects(audit.linked('aud_late'), /aud_late was not linked/);
});

test('many writers in several processes: one chain without gaps, and no writer waits for another', async t => {
  const { db, process, verify } = await aLog(t);
  const audits = [process(), process(), process()];
  const slow = db.transaction().execute(async inside => {
    await audits[0]?.record(inside, entry(0));
    // While this transaction stays open all others commit and are linked.
    const links = await Promise.all(
      Array.from({ length: 150 }, async (_, n) => {
        const audit = audits[n % 3] ?? assert.fail();
        const id = await db.transaction().execute(inner => audit.record(inner, entry(n + 1)));
        audit.nudge();
        return audit.linked(id);
      }),
    );
    assert.equal(new Set(links.map(({ seq }) => seq)).size, 150);
  });
  await slow;
  await audits[0]?.settle();
  const { entries, faults } = await verify();
  assert.deepEqual({ entries, faults }, { entries: 151, faults: [] });
});

test('linkers at the same moment: the chain never forks', async t => {
  const { db, audit, verify } = await aLogOf(t, 1);
  for (let n = 2; n <= 200; n++)
    await db
      .insertInto('core.audit_entry')
      .values(audit.row(entry(n)))
      .execute();
  await Promise.all(Array.from({ length: 6 }, () => linkBatch(db)));
  await audit.settle();
  assert.deepEqual((await verify()).faults, []);
  assert.equal((await verify()).entries, 200);
});

test('what a killed process left unlinked is linked by the next', async t => {
  const { db, process, verify } = await aLog(t);
  const audit = process();
  await audit.close();
  await audit.record(db, entry(1));
  audit.nudge();
  assert.deepEqual(await seqs(db), [null]);
  await process().settle();
  assert.deepEqual(await seqs(db), [1]);
  assert.deepEqual((await verify()).faults, []);
});

test('the database refuses to change, remove or empty the log', async t => {
  const { db } = await aLogOf(t, 2);
  const refused = /append-only/;
  await assert.rejects(db.updateTable('core.audit_entry').set({ action: 'x' }).execute(), refused);
  await assert.rejects(db.updateTable('core.audit_entry').set({ seq: 9 }).where('seq', '=', 2).execute(), refused);
  await assert.rejects(db.deleteFrom('core.audit_entry').execute(), refused);
  await assert.rejects(sql`truncate core.audit_entry`.execute(db), refused);
});

const tamperings: [string, string, RegExp, number?][] = [
  ['an action changed', `update core.audit_entry set action = 'report.closed' where seq = 3`, /was changed/],
  ['an actor changed', `update core.audit_entry set actor = 'per_2' where seq = 3`, /was changed/],
  ['a subject changed', `update core.audit_entry set subject = 'rpt_9' where seq = 3`, /was changed/],
  ['a detail changed', `update core.audit_entry set details = '{"n": 3, "to": "closed"}' where seq = 3`, /was changed/],
  ['a detail added', `update core.audit_entry set details = details || '{"x": 1}' where seq = 3`, /was changed/],
  ['an id changed', `update core.audit_entry set id = 'aud_x' where seq = 3`, /was changed/],
  [
    'a microsecond changed',
    `update core.audit_entry set at = at + interval '1 microsecond' where seq = 3`,
    /was changed/,
  ],
  ['a hash changed', `update core.audit_entry set hash = sha256('x') where seq = 3`, /was changed/],
  ['an entry removed', `delete from core.audit_entry where seq = 3`, /entry 3 is missing/, 4],
  ['several removed', `delete from core.audit_entry where seq in (2, 3)`, /entries 2 to 3 are missing/, 4],
  ['the first removed', `delete from core.audit_entry where seq = 1`, /entry 1 is missing/, 2],
  [
    'the end removed',
    `delete from core.audit_entry where seq >= 5`,
    /ends at entry 4, but a checkpoint signed entry 6/,
    6,
  ],
  ['all removed', `delete from core.audit_entry`, /ends at entry 0, but a checkpoint signed entry 6/, 6],
  [
    'the end renumbered',
    `delete from core.audit_entry where seq = 3; update core.audit_entry set seq = seq - 1 where seq > 3`,
    /was changed/,
  ],
  [
    'two exchanged',
    `update core.audit_entry set seq = -1 where seq = 3; update core.audit_entry set seq = 3 where seq = 4; update core.audit_entry set seq = 4 where seq = -1`,
    /was changed/,
  ],
  ['one before the first', `update core.audit_entry set seq = 0 where seq = 3`, /place is impossible/, 0],
];

test('verifying finds each way to tamper with the log', async t => {
  const { db, verify, verifyIn } = await aLogOf(t, 6);
  assert.deepEqual((await verify()).faults, []);
  for (const [what, statement, fault, seq = 3] of tamperings) {
    await t.test(what, async () => {
      const undone = db.transaction().execute(async db => {
        await tamperWith(db, statement);
        const { faults } = await verifyIn(db);
        assert.ok(
          faults.some(each => fault.test(each.what) && each.seq === seq),
          JSON.stringify(faults),
        );
        throw new Error('undo');
      });
      await assert.rejects(undone, /^Error: undo$/);
    });
  }
  assert.deepEqual((await verify()).faults, []);
});

/** The strongest forger: he has the database and knows how hashes are made, but not the signing key. */
test('a whole chain made anew is found by the checkpoints, in the database or only in their file', async t => {
  const { db, tamper, verify } = await aLogOf(t, 6);
  await tamper(`update core.audit_entry set seq = null, prev_hash = null, hash = null;
                delete from core.audit_entry where subject = 'rpt_2'`);
  await linkBatch(db);
  const rewritten = (await verify()).faults.map(({ what }) => what);
  assert.deepEqual(rewritten, ['the log ends at entry 5, but a checkpoint signed entry 6']);

  await sql`delete from core.audit_checkpoint`.execute(db);
  assert.deepEqual(
    (await verify()).faults.map(({ what }) => what),
    ['the checkpoint was removed from the database', 'the log ends at entry 5, but a checkpoint signed entry 6'],
  );
});

test('an entry smuggled in before the checkpoint with right hashes is found', async t => {
  const { db, audit, tamper, verify } = await aLogOf(t, 6);
  await tamper(`update core.audit_entry set seq = null, prev_hash = null, hash = null where seq = 6`);
  await tamper(`insert into core.audit_entry (id, at, actor, action, subject, details)
                values ('aud_0', now(), 'per_9', 'x', 'y', '{}')`);
  await linkBatch(db);
  const { faults, entries } = await verify();
  assert.equal(entries, 7);
  assert.deepEqual(faults, [{ seq: 6, what: 'the entry is not the one that the checkpoint signed' }]);
  await audit.settle();
});

test('forged checkpoints are found', async t => {
  const { db, audit, verify, checkpointsFile } = await aLogOf(t, 3);
  await audit.record(db, entry(4));
  await audit.settle();
  await sql`insert into core.audit_checkpoint select 4, sha256('x'), at, key_id, signature from core.audit_checkpoint`.execute(
    db,
  );
  await sql`insert into core.audit_checkpoint select 1000, hash, at, 'no-such-key', signature from core.audit_checkpoint where seq = 3`.execute(
    db,
  );
  fs.appendFileSync(checkpointsFile, 'no checkpoint\n');
  const line = fs.readFileSync(checkpointsFile, 'utf8').split('\n')[0] ?? '';
  fs.appendFileSync(checkpointsFile, `${line.replace('"seq":3', '"seq":2')}\n`);
  assert.deepEqual((await verify()).faults, [
    { seq: undefined, what: 'the checkpoint file has a line that is no checkpoint' },
    { seq: 2, what: 'the checkpoint in the file is forged' },
    { seq: 4, what: 'the checkpoint in the database is forged' },
    { seq: 1000, what: 'the checkpoint in the database is forged' },
  ]);
  await audit.record(db, entry(5));
  await audit.settle();
  await audit.checkpoint();
  assert.equal((await verify()).checkpoints, 2, 'a forged one far ahead does not stop the signing');
});

test('an entry that stays unlinked is noticed', async t => {
  const { db, audit, verify, pass } = await aLogOf(t, 1);
  await audit.close();
  const id = await audit.record(db, entry(2));
  assert.deepEqual((await verify()).faults, []);
  pass(11);
  assert.deepEqual((await verify()).faults, [{ seq: undefined, what: `the entry ${id} was never linked` }]);
});

test('checkpoints signed by an earlier key still count', async t => {
  const { db, audit, keyring, verify } = await aLogOf(t, 2);
  await keyring.rotateSigner('audit');
  await audit.record(db, entry(3));
  await audit.settle();
  await audit.checkpoint();
  assert.equal((await verify()).checkpoints, 2);
  assert.deepEqual((await verify()).faults, []);
});

test('closing signs what is left, and the checkpoint file is private', async t => {
  const { db, process, checkpointsFile, verify } = await aLog(t);
  const audit = process();
  await audit.record(db, entry(1));
  await audit.close();
  assert.equal(fs.readFileSync(checkpointsFile, 'utf8').trim().split('\n').length, 1);
  assert.equal(fs.statSync(checkpointsFile).mode & 0o777, 0o600);
  assert.deepEqual((await verify()).faults, []);
});

test('256 entries are signed without being asked', async t => {
  const { db, audit, verify } = await aLogOf(t, 0);
  await db
    .insertInto('core.audit_entry')
    .values(Array.from({ length: 300 }, (_, n) => audit.row(entry(n))))
    .execute();
  await audit.settle();
  await audit.close();
  assert.equal((await verify()).checkpoints, 1);
});

test('details of every kind of JSON survive storing and verifying', async t => {
  const { db, process, verify } = await aLog(t);
  const audit = process();
  const details = fc.dictionary(
    fc.string(),
    fc.oneof(
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.string(),
      fc.constant(null),
    ),
  );
  for (const each of fc.sample(details, 100)) {
    // PostgreSQL's jsonb has no U+0000.
    const storable = JSON.parse(JSON.stringify(each).replaceAll('\\u0000', '')) as typeof each;
    await audit.record(db, { ...entry(1), details: storable });
  }
  await audit.settle();
  assert.deepEqual((await verify()).faults, []);
});

test('what has no canonical JSON is refused before it is stored', async t => {
  const { db, audit } = await aLogOf(t, 0);
  await assert.rejects(audit.record(db, { ...entry(1), details: { n: Number.NaN } }), TypeError);
  assert.deepEqual(await seqs(db), []);
});

test('a database that fails for a moment only delays the linking', async t => {
  const { db, process, verify, logLines } = await aLog(t);
  const audit = process();
  await audit.settle();
  const id = await audit.record(db, entry(1));
  await sql`alter table core.audit_entry rename to out_of_reach`.execute(db);
  const linked = audit.linked(id);
  while (logLines.length === 0) await new Promise(resolve => setTimeout(resolve, 5));
  await sql`alter table core.out_of_reach rename to audit_entry`.execute(db);
  assert.equal((await linked).seq, 1);
  assert.match(logLines[0] ?? '', /linking the audit log failed/);
  assert.deepEqual((await verify()).faults, []);
});
