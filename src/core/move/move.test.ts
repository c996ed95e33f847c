// A whole program from one installation into another: all of it reads the same there, and nothing half or foreign gets in.
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import fc from 'fast-check';
import { sendReport } from '../../../test/support/send-report.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { asFile } from '../../../test/support/zip-files.ts';
import { allLookups } from '../../app.ts';
import { href, routes } from '../../catalog/routes.ts';
import { verifyBundleFile } from '../../reports/bundle/verify-bundle-file.ts';
import { verifyReceipt } from '../../reports/receipt.ts';
import { verifyAudit } from '../audit.ts';
import { SETTLE_MS } from '../crypto/lookup/lookup-state.ts';
import { beginLookups, keepLookups } from '../crypto/lookup/rotate-lookups.ts';
import { systemRandom } from '../crypto/random.ts';
import { checkpointsFile } from '../data-folder.ts';
import type { Kernel } from '../kernel.ts';
import { ARCHIVE_FORMAT, ArchiveRefused } from './archive-shape.ts';
import { carriedSecrets, leftSecrets } from './carried-secrets.ts';
import { describeImport } from './describe-move.ts';
import { exportProgram, newPassphraseKey } from './export-program.ts';
import { type Frame, jsonFrame, readFrames, writeFrames } from './frames.ts';
import { importProgram } from './import-program.ts';
import { readMovePlan, schemaMark } from './move-plan.ts';
import { listFilled, readMoving } from './move-store.ts';
import { takeIn } from './take-in.ts';

const PASSPHRASE = 'correct horse battery staple';
const MARK = 'zebra9canary';

const exported = async ({ kernel }: World): Promise<Buffer> =>
  buffer(Readable.from(exportProgram(kernel, 'system:test', await newPassphraseKey(PASSPHRASE, systemRandom))));

const inPieces = (bytes: Buffer): AsyncIterable<Buffer> => Readable.from([bytes.subarray(0, 10), bytes.subarray(10)]);

/** Rows that go along, by table, without what a move itself adds. */
async function rowsOf({ kernel }: World): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const table of await readMovePlan(kernel.db)) {
    if (table.fate !== 'carried' || table.table.startsWith('core.audit')) continue;
    const rows: string[] = [];
    await kernel.db.transaction().execute(async db => {
      for await (const batch of readMoving(db, table)) rows.push(...batch.rows);
    });
    found.set(table.table, rows);
  }
  return found;
}

/** A page without what each visit makes anew. */
const still = (body: string): string =>
  body.replace(/value="[\w-]{40,}"/g, '').replace(/\?[\w-]+=[\w.-]+(?:&amp;[\w-]+=[\w.-]+)+/g, '');

/** Says where two pages part, not all of both. */
function sameText(after: string, before: string, at: string): void {
  const [a, b] = [still(after), still(before)];
  let from = 0;
  while (from < a.length && a[from] === b[from]) from += 1;
  assert.equal(a.slice(Math.max(0, from - 200), from + 200), b.slice(Math.max(0, from - 200), from + 200), at);
}

test('a program moves whole: pages, files, codes, receipts, the log; and out again the same', async () => {
  await using old = await openWorld({ limitsOff: true });
  await old.seed();
  // People go along hashed under a later key.
  await beginLookups(old.kernel, 'system:test', allLookups());
  for (let phase = 0; phase < 3; phase++) {
    old.clock.advance(SETTLE_MS);
    await keepLookups(old.kernel, allLookups());
  }
  const sender = old.visitor();
  const { id, code } = await sendReport(
    old,
    sender,
    { title: `Odometer ${MARK}`, description: `${MARK} in the text` },
    [{ field: 'evidence', filename: 'log.txt', content: `${MARK} in a file` }],
  );
  await old.settle();
  // Opening a report for the first time is noted: before the move, and not at the moment of its coming.
  old.clock.advance(60_000);
  const triagerBefore = await signInAs(old, 'triager');
  assert.equal((await triagerBefore.get(href(routes.reports.triage, { id }))).status, 200);
  const receipt = (await sender.get(href(routes.reports.receipt, { id }))).body;
  const archive = await exported(old);
  assert.equal(archive.includes(MARK), false);
  assert.equal(archive.includes('rpt_'), false, 'not even an id is readable');
  const before = await rowsOf(old);

  let told: readonly string[] = [];
  await using fresh = await openWorld({
    limitsOff: true,
    now: old.clock.now(),
    before: async kernel => {
      await refusals(kernel, archive);
      const trial = await importProgram(kernel, inPieces(archive), PASSPHRASE, { isTrial: true });
      assert.deepEqual(await filledIn(kernel), [], 'a trial leaves nothing');
      assert.equal(existsSync(checkpointsFile(kernel.config.dataDir)), false);
      const { fingerprint } = kernel.keyring;
      const summary = await importProgram(kernel, inPieces(archive), PASSPHRASE, { isTrial: false });
      assert.deepEqual(summary, trial);
      assert.equal(kernel.keyring.fingerprint, fingerprint);
      told = describeImport(summary, await readMovePlan(kernel.db));
      await assert.rejects(
        importProgram(kernel, inPieces(archive), PASSPHRASE, { isTrial: true }),
        (error: Error) => error instanceof ArchiveRefused && /in use already/.test(error.message),
      );
    },
  });
  assert.match(told.join('\n'), /Receipt codes, reply addresses/);
  assert.match(told.join('\n'), /accounts\.passkey: belongs to the old address/);
  const after = await rowsOf(fresh);
  for (const [table, rows] of before) assert.deepEqual(after.get(table), rows, table);

  await fresh.settle();
  const triagerAfter = await signInAs(fresh, 'triager');
  const [nobodyBefore, nobodyAfter] = [old.visitor(), fresh.visitor()];
  for (const at of [
    href(routes.reports.triage, { id }),
    href(routes.reports.queue),
    href(routes.reports.cannedReplies),
    href(routes.drafts.list),
  ])
    sameText((await triagerAfter.get(at)).body, (await triagerBefore.get(at)).body, at);
  for (const at of [
    href(routes.program.show),
    href(routes.program.scopeHistory),
    href(routes.advisories.published),
    href(routes.advisories.advisory, { id: 'TTA-2026-0002' }),
    href(routes.record.statistics),
    href(routes.program.key),
  ])
    sameText((await nobodyAfter.get(at)).body, (await nobodyBefore.get(at)).body, at);
  assert.match((await triagerAfter.get(href(routes.reports.triage, { id }))).body, new RegExp(`${MARK} in the text`));

  const file = (await fresh.kernel.files.list(fresh.kernel.db, id)).find(({ name }) => name === 'log.txt');
  assert.ok(file);
  assert.equal(
    (await buffer(Readable.from(fresh.kernel.files.read(fresh.kernel.db, file)))).toString(),
    `${MARK} in a file`,
  );

  const opened = await nobodyAfter.post(href(routes.reports.return), { code });
  assert.equal(opened.status, 303, 'the old receipt code opens the report');
  assert.match((await nobodyAfter.follow(opened)).body, new RegExp(MARK));

  const keys = (await nobodyAfter.get(href(routes.site.keys))).json<{ keys: { kid: string; retired?: boolean }[] }>()
    .keys;
  for (const { keyId } of old.kernel.keyring.verifiers())
    assert.equal(keys.find(({ kid }) => kid === keyId)?.retired, true);
  assert.equal(keys.filter(({ retired }) => retired === undefined).length, 2);
  const verifiers = fresh.kernel.keyring.verifiers();
  assert.equal(verifyReceipt(receipt, verifiers).ok, true, 'an old receipt');
  const bundle = await triagerAfter.post(href(routes.reports.bundle, { id }), {});
  assert.equal(bundle.status, 200);
  const checked = await verifyBundleFile(await asFile(bundle.bytes), verifiers);
  assert.equal(checked.ok, true, checked.lines.join('\n'));
  await fresh.settle();
  const verdict = await verifyAudit(fresh.kernel.db, {
    verifiers,
    checkpointsFile: checkpointsFile(fresh.dataDir),
    clock: fresh.clock,
  });
  assert.deepEqual(verdict.faults, []);
  assert.ok(verdict.checkpoints > 0);
  const { rows: noted } = await fresh.database.pool.query(
    "select action from core.audit_entry where action in ('program.export', 'program.import') order by seq",
  );
  assert.deepEqual(noted, [{ action: 'program.export' }, { action: 'program.import' }]);

  const { number } = await sendReport(fresh, fresh.visitor());
  assert.match(number, /^VDP-2026-\d{4}$/);
  assert.equal(
    (await fresh.database.pool.query('select 1 from reports.report where number = $1', [number])).rowCount,
    1,
  );

  const again = await exported(fresh);
  await using third = await openWorld({
    now: fresh.clock.now(),
    before: async kernel => {
      await importProgram(kernel, inPieces(again), PASSPHRASE, { isTrial: false });
    },
  });
  const back = await third.visitor().post(href(routes.reports.return), { code });
  assert.equal(back.status, 303, 'and in a third one');
});

async function refusals(kernel: Kernel, archive: Buffer): Promise<void> {
  const flip = (at: number): Buffer => {
    const changed = Buffer.from(archive);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    return changed;
  };
  const refused = async (bytes: Buffer, passphrase: string, message: RegExp): Promise<void> => {
    await assert.rejects(
      importProgram(kernel, inPieces(bytes), passphrase, { isTrial: false }),
      (error: Error) => error instanceof ArchiveRefused && message.test(error.message),
      String(message),
    );
    assert.deepEqual(await filledIn(kernel), [], `${message}: nothing was kept`);
  };
  await refused(archive, `${PASSPHRASE}.`, /passphrase is wrong/);
  await refused(Buffer.from('PK\u0003\u0004 something else'), PASSPHRASE, /no program archive/);
  await refused(flip(archive.length - 1), PASSPHRASE, /changed or cut off/);
  await refused(archive.subarray(0, archive.length - 1), PASSPHRASE, /changed or cut off/);
  await refused(archive.subarray(0, 80 + 82 + 65_552), PASSPHRASE, /changed or cut off/);

  // Well sealed, but not written by us.
  const plan = await readMovePlan(kernel.db);
  const forged = (...frames: readonly Frame[]): Promise<unknown> =>
    kernel.transaction(kernel => takeIn(kernel, framesOf(frames), plan, { isTrial: true }));
  const schema = await schemaMark();
  const head = {
    format: ARCHIVE_FORMAT,
    schema,
    from: 'https://x.example',
    isDemo: false,
    at: '',
    tables: [],
    files: 0,
  };
  const asHead = (changes: object) => jsonFrame('head', { ...head, ...changes });
  const table = (name: string) => jsonFrame('table', { table: name });
  for (const [frames, message] of [
    [[asHead({ schema: { ...schema, version: '0001', sha256: 'x' } })], /has schema 0001; this version has/],
    [[asHead({ schema: { ...schema, sha256: 'x' } })], /another build/],
    [[asHead({ format: 'telltale-program-9' })], /cannot read/],
    [[table('reports.report')], /no beginning/],
    [[asHead({}), table('accounts.session')], /does not move: accounts\.session/],
    [[asHead({}), table('pg_catalog.pg_class')], /does not move/],
    [[asHead({}), jsonFrame('file', { file: '../keys/keyring.json' })], /without a proper id/],
    [[asHead({}), table('reports.label')], /no end/],
  ] as const)
    await assert.rejects(
      forged(...frames),
      (error: Error) => error instanceof ArchiveRefused && message.test(error.message),
      String(message),
    );
  assert.deepEqual(await filledIn(kernel), []);
}

async function* framesOf(frames: readonly Frame[]): AsyncGenerator<Frame, void, undefined> {
  yield* frames;
}

const filledIn = async ({ db }: Kernel): Promise<string[]> => listFilled(db, await readMovePlan(db));

test('frames come out as they went in, however they are cut', async () => {
  const frame = fc
    .tuple(fc.constantFrom<Frame['kind']>('head', 'rows', 'bytes', 'end'), fc.uint8Array({ maxLength: 40 }))
    .map(([kind, bytes]) => ({ kind, body: Buffer.from(bytes) }));
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { maxLength: 6 }), fc.integer({ min: 1, max: 9 }), async (frames, length) => {
      const all = await buffer(Readable.from(writeFrames(Readable.from(frames))));
      const pieces = Array.from({ length: Math.ceil(all.length / length) }, (_, at) =>
        all.subarray(at * length, (at + 1) * length),
      );
      const read: Frame[] = [];
      for await (const one of readFrames(Readable.from(pieces))) read.push(one);
      assert.deepEqual(read, frames);
    }),
    { numRuns: 100 },
  );
});

test('every secret under which something is hashed either goes along or is said to stay', () => {
  const found = new Set<string>();
  for (const file of globSync('src/**/*.{ts,tsx}').filter(name => !/\.test\.tsx?$/.test(name))) {
    const code = readFileSync(file, 'utf8');
    for (const [, purpose = ''] of code.matchAll(/blindIndex\(\s*['`]([^'`]+)/g)) found.add(`index/main/${purpose}`);
    for (const [, name = ''] of code.matchAll(/secretKey\(\s*['`]([^'`]+)/g))
      if (!name.startsWith('index/')) found.add(name);
  }
  for (const { purpose } of allLookups()) found.add(`index/main/${purpose}`);
  const isLeft = (name: string) =>
    leftSecrets.some(left => (typeof left === 'string' ? left === name : left.test(name)));
  assert.deepEqual(
    [...found].filter(name => carriedSecrets.includes(name) === isLeft(name)),
    [],
  );
  assert.deepEqual(
    carriedSecrets.filter(name => !found.has(name)),
    [],
  );
});
