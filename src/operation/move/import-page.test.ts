// A program brought in on the page: who may, what is refused, what is shown before the yes, and that it is all or nothing.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { before, test } from 'node:test';
import { sendReport } from '../../../test/support/send-report.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import type { Visitor } from '../../../test/support/visitor.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { verifyAudit } from '../../core/audit.ts';
import { DAY, MINUTE } from '../../core/clock.ts';
import { systemRandom } from '../../core/crypto/random.ts';
import { checkpointsFile } from '../../core/data-folder.ts';
import { exportProgram, newPassphraseKey } from '../../core/move/export-program.ts';
import { importJobs } from '../../core/move/import-jobs.ts';
import { takeConfirmedImport } from '../../core/move/take-confirmed.ts';
import { readReports } from '../../reports/report-store.ts';

const PASSPHRASE = 'five words of no meaning';
const at = href(routes.operator.bring);
const confirm = href(routes.operator.bringConfirm);
const remove = href(routes.operator.bringRemove);

let archive: Buffer;
let sent: Awaited<ReturnType<typeof sendReport>>;
before(async () => {
  await using old = await openWorld({ limitsOff: true });
  sent = await sendReport(old, old.visitor(), { title: 'Odometer of another' }, [
    { field: 'evidence', filename: 'log.txt', content: 'in a file' },
  ]);
  await signInAs(old, 'admin');
  await old.settle();
  const key = await newPassphraseKey(PASSPHRASE, systemRandom);
  archive = await buffer(Readable.from(exportProgram(old.kernel, 'system:test', key)));
});

const bring = (admin: Visitor, content: Buffer, passphrase = PASSPHRASE) =>
  admin.upload(at, { passphrase }, [{ field: 'file', filename: 'program.ttprog', content }]);

const filesOf = async ({ database }: World): Promise<number> =>
  (await database.pool.query('select from core.file')).rowCount ?? 0;

test('an admin brings a program in: looked at, confirmed, and there after the next start, log and codes included', async () => {
  await using world = await openWorld({ limitsOff: true });
  const triager = await signInAs(world, 'triager');
  for (const page of [
    await triager.get(at),
    await triager.post(confirm, { take: 'yes' }),
    await triager.post(remove, {}),
  ])
    assert.equal(page.status, 403);
  assert.equal((await bring(triager, archive)).status, 403);
  const admin = await signInAs(world, 'admin');
  assert.match((await admin.get(at)).body, /Look at the archive/);
  assert.equal((await admin.post(confirm, { take: 'yes', understood: 'on' })).status, 404, 'there is none');

  const wrong = await bring(admin, archive, 'five words of some meaning');
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /The passphrase is another/);
  const other = await bring(admin, Buffer.from('PK and so on, no archive at all'.repeat(10)));
  assert.equal(other.status, 422);
  assert.match(other.body, /no program archive/);
  assert.equal(await filesOf(world), 0, 'nothing of it is kept');

  const damaged = Buffer.from(archive);
  damaged.writeUInt8(damaged.readUInt8(archive.length - 500) ^ 1, archive.length - 500);
  assert.equal((await bring(admin, damaged)).status, 303);
  assert.equal((await bring(admin, archive)).status, 409, 'one at a time');
  await world.settle();
  assert.match((await admin.get(at)).body, /changed or cut off on its way/);

  assert.equal((await bring(admin, archive)).status, 303, 'in the place of the one that was refused');
  assert.match((await admin.get(at)).body, /It begins in a moment/);
  await world.settle();
  const preview = (await admin.get(at)).body;
  assert.match(preview, /<dt>From<\/dt><dd>http:\/\/127\.0\.0\.1:8080/);
  assert.match(preview, /<dt>Reports<\/dt><dd>1<\/dd>/);
  assert.match(preview, /2 accounts of staff/);
  assert.equal((await admin.post(confirm, { take: 'yes' })).status, 422, 'the box is not ticked');
  assert.equal((await admin.post(confirm, { take: 'yes', understood: 'on' })).status, 303);
  assert.match((await admin.get(at)).body, /Waiting for the restart/);
  assert.equal((await admin.post(remove, {})).status, 404, 'first it is taken back');
  assert.equal((await admin.post(confirm, { take: 'no' })).status, 303);
  assert.equal(await takeConfirmedImport(world.kernel), false, 'nobody confirms it now');
  assert.equal((await admin.get(at)).status, 200);
  await admin.post(confirm, { take: 'yes', understood: 'on' });
  await world.settle();

  assert.equal(await takeConfirmedImport(world.kernel), true);
  assert.equal(await takeConfirmedImport(world.kernel), false, 'once');
  world.clock.advance(MINUTE);
  assert.notEqual((await admin.get(at)).status, 200, 'the account from before is gone');
  const [report] = await readReports(world.kernel, system('test'), [sent.id]);
  assert.equal(report?.title, 'Odometer of another');
  const back = world.visitor();
  const opened = await back.post(href(routes.reports.return), { code: sent.code });
  assert.match((await back.follow(opened)).body, /Odometer of another/, 'the receipt code goes on working');
  await world.settle();
  const verdict = await verifyAudit(world.kernel.db, {
    verifiers: world.kernel.keyring.verifiers(),
    checkpointsFile: checkpointsFile(world.dataDir),
    clock: world.clock,
  });
  assert.deepEqual(verdict.faults, []);
  assert.ok(verdict.checkpoints > 0);
  assert.equal(await filesOf(world), 1, 'the evidence, and the archive no more');
  const { rows } = await world.database.pool.query("select subject from core.data_key where subject like 'imp_%'");
  assert.deepEqual(rows, [], 'its key is destroyed');
  const successor = await signInAs(world, 'admin');
  assert.match((await successor.get(at)).body, /The program is here/);
  assert.equal((await successor.post(remove, {})).status, 303);
  assert.match((await successor.get(at)).body, /This installation is in use/);
  assert.equal((await bring(successor, archive)).status, 409);
});

test('what comes in use meanwhile is kept: the import fails, says why, and everything is as it was', async () => {
  await using world = await openWorld({ limitsOff: true });
  const admin = await signInAs(world, 'admin');
  await bring(admin, archive);
  await world.settle();
  await admin.post(confirm, { take: 'yes', understood: 'on' });
  const { id } = await sendReport(world, world.visitor());
  assert.equal(await takeConfirmedImport(world.kernel), false);
  const failed = (await admin.get(at)).body;
  assert.match(failed, /It was not taken in/);
  assert.match(failed, /it holds reports/);
  assert.equal((await readReports(world.kernel, system('test'), [id])).length, 1);
  world.clock.advance(20 * MINUTE);
  assert.equal((await admin.post(confirm, { take: 'yes', understood: 'on' })).status, 403, 'a fresh sign-in is needed');
  world.clock.advance(DAY);
  await importJobs.find(({ name }) => name === 'destroy-program-imports')?.run(world.kernel, {});
  for (const left of ['core.program_import', "core.file where purpose = 'program-archive'"])
    assert.equal((await world.database.pool.query(`select from ${left}`)).rowCount, 0, left);
});
