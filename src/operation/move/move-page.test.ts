// The page where an admin takes the program out: who may, what the passphrase must be, how it is made, taken and destroyed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { sendReport } from '../../../test/support/send-report.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import { openWorld } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { DAY, HOUR, MINUTE } from '../../core/clock.ts';
import { openWithPassphrase } from '../../core/crypto/passphrase-key.ts';
import { archiveJobs } from '../../core/move/archive-jobs.ts';
import { readFrames } from '../../core/move/frames.ts';

const at = href(routes.operator.move);
const file = href(routes.operator.moveFile);
const gone = href(routes.operator.moveDestroy);
const passphrase = 'five words of no meaning';

test('an admin makes, takes and destroys an archive; nobody else can', async () => {
  await using world = await openWorld({ limitsOff: true });
  await sendReport(world, world.visitor());
  const triager = await signInAs(world, 'triager');
  for (const answer of [
    await triager.get(at),
    await triager.get(file),
    await triager.post(at, {}),
    await triager.post(gone, {}),
  ])
    assert.equal(answer.status, 403);
  const admin = await signInAs(world, 'admin');
  const other = await signInAs(world, { name: 'Other', email: 'other@example.com', staffRole: 'admin' });
  assert.match((await admin.get(at)).body, /Make the archive/);
  assert.equal((await admin.get(file)).status, 404);
  assert.equal((await admin.post(gone, {})).status, 404);

  const short = await admin.post(at, { passphrase: 'too short', again: 'too short' });
  assert.equal(short.status, 422);
  assert.match(short.body, /at least 20 characters/);
  const differs = await admin.post(at, { passphrase, again: `${passphrase}.` });
  assert.equal(differs.status, 422);
  assert.match(differs.body, /The two differ/);
  assert.doesNotMatch(differs.body, /five words/, 'a passphrase is never shown again');

  assert.equal((await admin.post(at, { passphrase, again: passphrase })).status, 303);
  assert.match((await admin.get(at)).body, /It begins in a moment/);
  assert.match((await other.get(at)).body, /Another admin’s archive/);
  assert.equal((await other.post(at, { passphrase, again: passphrase })).status, 409, 'one at a time');
  await world.settle();
  assert.match((await admin.get(at)).body, /Download the archive/);
  assert.equal((await other.get(file)).status, 404, 'another admin’s is nobody’s');
  const { rows } = await world.database.pool.query('select state, key, done, total, file from core.program_archive');
  assert.equal(rows[0].key, null, 'the key is forgotten');
  assert.equal(rows[0].done, rows[0].total);
  const onDisk = readFileSync(path.join(world.dataDir, 'files', String(rows[0].file).slice(-2), rows[0].file));
  assert.equal(onDisk.includes('telltale program archive'), false, 'sealed once more on the disk');

  const taken = await admin.get(file);
  assert.equal(taken.status, 200);
  assert.match(String(taken.headers['content-disposition']), /attachment; filename="program-2026-11-23\.ttprog"/);
  const kinds = new Map<string, number>();
  for await (const { kind } of readFrames(openWithPassphrase(passphrase, Readable.from([taken.bytes]))))
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  assert.equal(kinds.get('end'), 1);
  assert.ok((kinds.get('table') ?? 0) > 60);

  world.clock.advance(20 * MINUTE);
  assert.match((await admin.get(at)).body, /Sign in again/);
  assert.equal((await admin.get(file)).status, 403);
  assert.equal((await admin.post(at, { passphrase, again: passphrase })).status, 403);
  assert.equal((await admin.post(gone, {})).status, 303, 'destroying needs no fresh sign-in');
  assert.equal((await world.database.pool.query('select from core.file')).rowCount, 0);

  assert.equal((await other.post(at, { passphrase, again: passphrase })).status, 403);
  const again = await signInAs(world, 'admin');
  await again.post(at, { passphrase, again: passphrase });
  await world.settle();
  world.clock.advance(DAY - HOUR);
  const destroy = archiveJobs.find(({ name }) => name === 'destroy-program-archives');
  await destroy?.run(world.kernel, {});
  assert.equal((await world.database.pool.query('select from core.program_archive')).rowCount, 1);
  world.clock.advance(HOUR);
  await destroy?.run(world.kernel, {});
  for (const left of ['core.program_archive', 'core.file'])
    assert.equal((await world.database.pool.query(`select from ${left}`)).rowCount, 0, left);
  assert.equal((await world.database.pool.query("select from core.data_key where subject like 'arc_%'")).rowCount, 0);

  const { rows: noted } = await world.database.pool.query(
    "select action from core.audit_entry where action like 'program-archive.%' or action = 'program.export' order by action",
  );
  assert.deepEqual(
    [...Map.groupBy(noted, ({ action }) => action)].map(([action, all]) => [action, all.length]),
    [
      ['program-archive.ask', 2],
      ['program-archive.destroy', 1],
      ['program-archive.take', 1],
      ['program.export', 2],
    ],
  );
});

test('an archive that cannot be made says so, keeps nothing, and can be asked for again', async () => {
  await using world = await openWorld({ limitsOff: true });
  await sendReport(world, world.visitor());
  const admin = await signInAs(world, 'admin');
  await admin.post(at, { passphrase, again: passphrase });
  // A data key that this keyring cannot unwrap.
  const { pool } = world.database;
  const { rows } = await pool.query("select id, wrapped from core.data_key where subject like 'rpt_%'");
  await pool.query("update core.data_key set wrapped = '\\x00' where id = $1", [rows[0].id]);
  await world.settle();
  const failed = await admin.get(at);
  assert.match(failed.body, /The last archive could not be made/);
  assert.equal((await admin.get(file)).status, 404);
  assert.equal((await pool.query('select from core.file')).rowCount, 0);
  await pool.query('update core.data_key set wrapped = $2 where id = $1', [rows[0].id, rows[0].wrapped]);
  assert.equal((await admin.post(at, { passphrase, again: passphrase })).status, 303);
  await world.settle();
  assert.match((await admin.get(at)).body, /Download the archive/);
});
