// Receipts: what they prove, to whom, and what breaks them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { aReport } from '../../test/support/a-report.ts';
import { openWorld } from '../../test/support/world.ts';
import { href, routes } from '../catalog/routes.ts';
import { signerFrom } from '../core/crypto/signing.ts';
import { canonicalSha256, type Receipt, signReceipt, verifyReceipt } from './receipt.ts';
import { verifyReceiptFile } from './verify-receipt-file.ts';

const signer = signerFrom('receipt', Buffer.alloc(32, 7));
const report = { title: 'Trips', nonce: 'ab' };
const unsigned = {
  program: 'telltale.example',
  number: 'VDP-2026-0001',
  reportSha256: canonicalSha256(report),
  submittedAt: '2026-11-23T12:00:00.000Z',
  log: { index: 12, hash: 'cd'.repeat(32) },
};

test('a receipt stands on its own, and with the very report; spacing and order of the files do not matter', () => {
  const receipt = signReceipt(unsigned, signer);
  assert.ok(verifyReceipt(JSON.stringify(receipt), [signer]).ok);
  const turned = JSON.stringify(Object.fromEntries(Object.entries(receipt).reverse()), null, 4);
  assert.ok(verifyReceipt(turned, [signer], JSON.stringify({ nonce: 'ab', title: 'Trips' }, null, 2)).ok);
  assert.ok(!verifyReceipt(JSON.stringify(receipt), [signer], JSON.stringify({ ...report, title: 'trips' })).ok);
  assert.ok(!verifyReceipt(JSON.stringify(receipt), [signer], 'not JSON').ok);
});

test('no change of any member survives, nor another key, nor a key that signs other things', () => {
  const receipt = signReceipt(unsigned, signer);
  const changed: Partial<Receipt>[] = [
    { program: 'telltale.exampie' },
    { number: 'VDP-2026-0002' },
    { reportSha256: canonicalSha256({}) },
    { submittedAt: '2026-11-23T12:00:00.001Z' },
    { log: { ...receipt.log, index: 13 } },
    { log: { ...receipt.log, hash: 'ce'.repeat(32) } },
    { signature: `${receipt.signature.startsWith('A') ? 'B' : 'A'}${receipt.signature.slice(1)}` },
    { keyId: signerFrom('receipt', Buffer.alloc(32, 8)).keyId },
  ];
  for (const change of changed)
    assert.ok(!verifyReceipt(JSON.stringify({ ...receipt, ...change }), [signer]).ok, JSON.stringify(change));
  assert.ok(!verifyReceipt(JSON.stringify({ ...receipt, extra: 1 }), [signer]).ok);
  assert.ok(!verifyReceipt(JSON.stringify(receipt), [signerFrom('audit', Buffer.alloc(32, 7))]).ok);
  assert.ok(!verifyReceipt(JSON.stringify(receipt), []).ok);
});

test('no text makes it throw, and none but ours passes', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), fc.option(fc.json(), { nil: undefined }), (text, other) => {
      assert.equal(verifyReceipt(text, [signer], other).ok, false);
    }),
    { numRuns: 300 },
  );
});

test('the receipt of a real report: in the audit log where it says, the same after keys changed, checked by page and command', async () => {
  await using world = await openWorld();
  const { id, code } = await aReport(world);
  await world.settle();
  const reporter = world.visitor();
  await reporter.post(href(routes.reports.return), { code });
  const receiptText = (await reporter.get(href(routes.reports.receipt, { id }))).body;
  const reportText = (await reporter.get(href(routes.reports.canonical, { id }))).body;
  const receipt = JSON.parse(receiptText) as Receipt;

  const entry = await world.kernel.db
    .selectFrom('core.audit_entry')
    .selectAll()
    .where('seq', '=', receipt.log.index)
    .executeTakeFirstOrThrow();
  assert.deepEqual([entry.action, entry.subject, entry.hash?.toString('hex')], ['report.submit', id, receipt.log.hash]);
  assert.equal(entry.details.reportSha256, receipt.reportSha256);

  const { ok, lines } = verifyReceiptFile(receiptText, reportText, world.kernel.keyring.verifiers());
  assert.ok(ok, lines.join('\n'));
  await world.kernel.keyring.rotateSigner('receipt');
  assert.equal((await reporter.get(href(routes.reports.receipt, { id }))).body, receiptText);
  assert.ok(verifyReceiptFile(receiptText, undefined, world.kernel.keyring.verifiers()).ok);

  const page = href(routes.reports.verifyReceipt);
  const anyone = world.visitor();
  assert.match((await anyone.post(page, { receipt: receiptText, report: reportText })).body, /to the letter/);
  const files = [
    { field: 'receiptFile', filename: 'r.json', content: receiptText },
    { field: 'reportFile', filename: 'report.json', content: reportText.replace('Trips', 'Trops') },
  ];
  assert.match((await anyone.upload(page, {}, files)).body, /not the one that was received/);
  assert.match((await anyone.post(page, { receipt: '<script>' })).body, /not a receipt/);
  assert.equal((await anyone.post(page, {})).status, 422);
});
