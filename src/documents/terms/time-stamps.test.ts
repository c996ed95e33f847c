// Acceptances stamped with the time: by an authority that is a stand-in and speaks RFC 3161, over the guarded door.
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ask, type DocumentWorld, idIn, ok, openDocuments } from '../../../test/support/document-world.ts';
import { openStandIn, type StandIn } from '../../../test/support/https-stand-in.ts';
import { timeStampAuthority, type Untrue } from '../../../test/support/time-stamp-authority.ts';
import type { Visitor } from '../../../test/support/visitor.ts';
import { href, routes } from '../../catalog/routes.ts';
import { DAY, HOUR } from '../../core/clock.ts';
import { checkTimeStamp } from '../../core/crypto/time-stamp/check-time-stamp.ts';
import type { SealedAcceptance } from './signature.ts';
import { stampMissingJob, timeStampCheck } from './stamp-acceptance.ts';

const { documents } = routes;
const authority = timeStampAuthority();
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-stamps-'));
let standIn: StandIn;
let here: DocumentWorld;
let untrue: (Untrue & { readonly apart?: number; readonly down?: true }) | undefined;

before(async () => {
  const caFile = path.join(folder, 'root.pem');
  fs.writeFileSync(caFile, authority.root);
  standIn = await openStandIn();
  standIn.answer(({ bytes }) => {
    if (untrue?.down) return { status: 503 };
    const at = new Date(here.world.clock.now().getTime() + (untrue?.apart ?? 0));
    return { headers: { 'content-type': 'application/timestamp-reply' }, body: authority.answer(bytes, at, untrue) };
  });
  here = await openDocuments({
    environment: { TIMESTAMP_URL: `${standIn.origin}/tsr`, TIMESTAMP_CA_FILE: caFile },
    fetch: standIn.fetch,
  });
});
after(async () => {
  await here.world.close();
  await standIn.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

const signatureOf = async (visitor: Visitor): Promise<string> =>
  idIn((await visitor.get(href(documents.mine))).body, 'sig');
const stampOf = async (visitor: Visitor) => visitor.get(href(documents.timeStamp, { id: await signatureOf(visitor) }));

test('an acceptance is stamped: the authority learns the seal alone, visitor and staff see and download the same', async () => {
  const ada = await here.accepted('ada@buyer.example');
  await here.world.settle();
  const id = await signatureOf(ada);
  const record = (await ada.get(href(documents.signature, { id }))).json<SealedAcceptance>();
  const [heard, ...more] = standIn.heard;
  assert.ok(heard);
  assert.equal(more.length, 0);
  assert.equal(heard.headers['content-type'], 'application/timestamp-query');
  assert.ok(heard.bytes.length < 80 && heard.bytes.includes(Buffer.from(record.seal, 'hex')));
  assert.match((await ada.get(href(documents.mine))).body, /Time stamp/);
  const kept = ok(await stampOf(ada), 200);
  const { at } = checkTimeStamp(kept.bytes, {
    digest: Buffer.from(record.seal, 'hex'),
    roots: [new X509Certificate(authority.root)],
  });
  assert.ok(Math.abs(at.getTime() - here.world.clock.now().getTime()) < 2000);
  const eve = await here.accepted('eve@other.example');
  assert.equal((await eve.get(href(documents.timeStamp, { id }))).status, 404, 'foreign');
  ok(await ask(ada, [await here.onShelf('Stamped', 1)]));
  const { request } = await here.requestOf('Stamped');
  assert.match(
    (await here.bert.get(href(documents.request, { id: request }))).body,
    new RegExp(href(documents.acceptance, { id })),
  );
  const page = ok(await here.bert.get(href(documents.acceptance, { id })), 200).body.replace(/<[^>]+>/g, ' ');
  assert.match(page, /Stand-in time stamps attests that this seal was there/);
  assert.equal(page.match(/ Fits /g)?.length, 2, 'seal and time stamp');
  assert.deepEqual((await here.bert.get(href(documents.acceptanceStamp, { id }))).bytes, kept.bytes);
  assert.deepEqual((await here.anna.get(href(documents.acceptanceFile, { id }))).json(), record);
  assert.match(String((await ada.get(href(documents.acceptance, { id }))).location), /^\/sign-in/, 'no visitor');
});

test('what the authority says untrue is not kept, nothing is lost by it, and it is tried again', async () => {
  for (const [index, wrong] of [
    { down: true } as const,
    { digest: Buffer.alloc(32, 1) },
    { nonce: Buffer.from([1]) },
    { otherUsage: true } as const,
    { apart: -HOUR },
    { apart: HOUR },
    { status: 2 },
  ].entries()) {
    untrue = wrong;
    const visitor = await here.accepted(`x${index}@buyer.example`);
    await here.world.settle();
    assert.equal((await stampOf(visitor)).status, 404, JSON.stringify(wrong));
    untrue = undefined;
    await stampMissingJob.run(here.world.kernel, {});
    await here.world.settle();
    ok(await stampOf(visitor), 200);
  }
});

test('the check finds acceptances that wait for long, and a time stamp that was changed', async () => {
  assert.deepEqual((await timeStampCheck.run(here.world.kernel)).ok, true);
  untrue = { down: true };
  await here.accepted('late@buyer.example');
  await here.world.settle();
  assert.equal((await timeStampCheck.run(here.world.kernel)).ok, true, 'not yet a day');
  here.world.clock.advance(2 * DAY);
  assert.match((await timeStampCheck.run(here.world.kernel)).detail, / 0 wrong; 1 acceptances/);
  untrue = undefined;
  await stampMissingJob.run(here.world.kernel, {});
  await here.world.settle();
  assert.equal((await timeStampCheck.run(here.world.kernel)).ok, true, 'a late one counts');
  await here.world.database.pool.query(
    `update documents.time_stamp set reply = set_byte(reply, length(reply) - 3, get_byte(reply, length(reply) - 3) # 1)
      where signature = (select signature from documents.time_stamp limit 1)`,
  );
  assert.match((await timeStampCheck.run(here.world.kernel)).detail, / 1 wrong/);
});
