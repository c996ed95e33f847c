// Documents on request from the page to a marked copy, and how access ends.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { aReport } from '../../test/support/a-pdf.ts';
import {
  accept,
  ask,
  type DocumentWorld,
  FIRST_TERMS,
  file,
  grantOf,
  idIn,
  ok,
  openDocuments,
} from '../../test/support/document-world.ts';
import type { Page, Visitor } from '../../test/support/visitor.ts';
import { href, routes } from '../catalog/routes.ts';
import { DAY } from '../core/clock.ts';
import { deliver } from './deliveries/deliver.ts';
import { traceFile } from './deliveries/trace-file.ts';
import { sha256 } from './terms/signature.ts';

const { documents } = routes;
let here: DocumentWorld;
before(async () => {
  here = await openDocuments();
});
after(() => here.world.close());

test('the whole way: code, terms, request, approval, a marked copy, and its trace', async () => {
  const id = await here.onShelf('Audit report', 1);
  const listed = ok(await here.world.visitor().get(href(documents.list)), 200);
  assert.match(listed.body, /Audit report/);
  assert.match(
    (await here.world.visitor().get(href(routes.trust.show))).body,
    /Audit report.*The security team decides; for 30 days.*Ask for documents/s,
  );
  const ada = await here.proved('ada@buyer.example');
  assert.equal((await ada.get(href(documents.ask))).location, href(documents.accept), 'terms come first');
  assert.equal((await ask(ada, [id])).location, href(documents.accept));
  const terms = ok(await ada.get(href(documents.accept)), 200).body;
  assert.match(terms, /version 1/);
  assert.match(terms, new RegExp(sha256(FIRST_TERMS)));
  ok(await accept(ada));
  ok(await ask(ada, [id]));
  await here.world.settle();
  assert.match((await here.anna.get(href(documents.desk))).body, /ada@buyer\.example/);
  ok(await here.decide(here.bert, 'Audit report', 'approve'));
  assert.match((await ada.get(href(documents.mine))).body, /Audit report, version 1/);
  const copy = ok(await file(ada, await grantOf(ada)), 200);
  assert.equal(copy.headers['content-type'], 'application/pdf');
  assert.equal(Number(copy.headers['content-length']), copy.bytes.length);
  assert.match(String(copy.headers['cache-control']), /no-store/);
  const { ok: isKnown, lines } = await traceFile(here.world.kernel, copy.bytes);
  assert.ok(isKnown);
  assert.match(lines.join('\n'), /Ada Buyer <ada@buyer\.example>, Buyer Ltd/);
  assert.match(lines.join('\n'), new RegExp(`SHA-256 ${sha256(copy.bytes)}`));
  const again = ok(await file(ada, await grantOf(ada)), 200);
  assert.notDeepEqual(again.bytes, copy.bytes, 'each copy carries a number of its own');
  assert.equal((await traceFile(here.world.kernel, here.report)).ok, false, 'the original carries none');
  assert.match((await ada.get(href(documents.mine))).body, /all of it/);
});

test('T01 T09 revoked, expired, superseded and foreign are the same 404, and no address opens without its session', async () => {
  const id = await here.onShelf('Penetration test', 0);
  const [ada, eve] = [await here.accepted('ada1@buyer.example'), await here.accepted('eve@other.example')];
  ok(await ask(ada, [id]));
  const grant = await grantOf(ada);
  const gone = async (visitor: Visitor, which: string) => {
    const page = await file(visitor, which);
    assert.equal(page.status, 404);
    // The number of the request, the time, and the address that was asked for.
    return page.body.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|data-now="[^"]+"|dgr_[0-9a-z]{26}/g, '');
  };
  const unknown = await gone(ada, 'dgr_01kazyx0000000000000000000');
  ok(await file(ada, grant), 200);
  assert.equal(await gone(eve, grant), unknown, 'foreign');
  assert.equal((await file(here.world.visitor(), grant)).location, href(documents.enter), 'shareable');
  assert.equal((await file(here.anna, grant)).location, href(documents.enter), 'staff has no door here');
  ok(await here.upload(id));
  assert.equal(await gone(ada, grant), unknown, 'superseded');
  ok(await ask(ada, [id]));
  const second = await grantOf(ada);
  assert.notEqual(second, grant);
  ok(await file(ada, second), 200);
  here.world.clock.advance(30 * DAY);
  await here.signInStaff();
  const later = await here.proved('ada1@buyer.example');
  assert.equal(await gone(later, second), unknown, 'expired');
  ok(await ask(later, [id]));
  const third = await grantOf(later);
  ok(await here.anna.post(href(documents.revoke, { id: third }), { reason: 'The talks have ended.' }));
  assert.equal(await gone(later, third), unknown, 'revoked');
});

test('T21 after a revocation the old acceptance is worth nothing, and a person decides', async () => {
  const later = await here.proved('ada1@buyer.example');
  const id = await here.documentId('Penetration test');
  assert.equal((await ask(later, [id])).location, href(documents.accept));
  ok(await accept(later));
  ok(await ask(later, [id]));
  assert.match((await later.get(href(documents.mine))).body, /Waiting/);
});

test('a grant that ends while its document is sent ends the sending at the next piece', async () => {
  const id = await here.onShelf('Large report', 0);
  const large = await aReport(40);
  ok(await here.upload(id, large));
  const ada = await here.accepted('ada2@buyer.example');
  ok(await ask(ada, [id]));
  const grant = await grantOf(ada);
  const { rows } = await here.world.database.pool.query('select visitor from documents.access_grant where id = $1', [
    grant,
  ]);
  const copy = await deliver(here.world.kernel, { kind: 'document-visitor', id: rows[0].visitor }, grant, '127.0.0.1');
  assert.ok('content' in copy && copy.size > 3 * 64 * 1024);
  let got = 0;
  await assert.rejects(async () => {
    for await (const piece of copy.content) {
      got += (piece as Buffer).length;
      if (got === (piece as Buffer).length)
        ok(await here.anna.post(href(documents.revoke, { id: grant }), { reason: 'Sent to the wrong person.' }));
    }
  }, /ended while/);
  assert.ok(got > 0 && got < copy.size, `${got} of ${copy.size}`);
  const kept = await here.world.database.pool.query(
    'select outcome, sent from documents.delivery where access_grant = $1',
    [grant],
  );
  assert.equal(kept.rows[0].outcome, 'stopped');
});

test('T02 T04 T08 T10 T11 T15 T30 nothing of what is given on request is in what everybody gets, by whatever address', async () => {
  const id = await here.onShelf('Gated text', 1);
  const visitor = here.world.visitor();
  const { rows } = await here.world.database.pool.query(
    'select id, file, encode(sha256, $2) as hash from documents.version where document = $1',
    [id, 'hex'],
  );
  const secrets = [rows[0].id, rows[0].file, rows[0].hash, id];
  const { trust } = routes;
  for (const route of [
    trust.json,
    trust.markdown,
    trust.oscalComponent,
    trust.oscalResults,
    trust.questionsCsv,
    trust.index,
    trust.show,
    documents.list,
  ]) {
    const page = ok(await visitor.get(href(route)), 200);
    for (const secret of secrets) assert.ok(!page.body.includes(secret), `${route.path} tells ${secret}`);
  }
  const plain = (page: Page) => page.body.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|data-now="[^"]+"/g, '');
  const asIs = plain(await visitor.get(href(documents.list)));
  assert.equal(
    plain(await visitor.get(`${href(documents.list)}?state=draft&status=passing&approvals=0&debug=1`)),
    asIs,
  );
  for (const path of [
    `/documents/files/${rows[0].file}`,
    `/documents/${id}`,
    `/documents/${rows[0].id}.pdf`,
    '/documents.zip',
    '/documents/config',
    '/documents/metrics',
  ])
    assert.equal((await visitor.get(path)).status, 404, path);
  const ada = await here.accepted('ada14@buyer.example');
  const signature = idIn((await ada.get(href(documents.mine))).body, 'sig');
  const record = (await ada.get(href(documents.signature, { id: signature }))).json();
  assert.deepEqual(Object.keys(record).sort(), [
    'acceptedAt',
    'address',
    'format',
    'id',
    'keyId',
    'name',
    'operator',
    'organization',
    'provedAt',
    'seal',
    'signature',
    'terms',
    'termsSha256',
  ]);
});
