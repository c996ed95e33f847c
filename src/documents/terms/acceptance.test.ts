// Accepting the terms: by whom, which text, once, and anew when it changes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
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
} from '../../../test/support/document-world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import { checkAcceptance, type SealedAcceptance, sha256 } from './signature.ts';

const { documents } = routes;
let here: DocumentWorld;
before(async () => {
  here = await openDocuments();
});
after(() => here.world.close());

test('T20 nobody reads on after the terms changed until they accept the new text, and the old acceptance is kept', async () => {
  const id = await here.onShelf('Certificate', 0);
  const ada = await here.accepted('ada3@buyer.example');
  ok(await ask(ada, [id]));
  const grant = await grantOf(ada);
  const typed = { name: 'Ada', organization: 'Buyer', agreed: 'on' };
  await here.publishTerms('Second terms: read, and do not even think of passing it on to anybody.', 2);
  assert.equal((await file(ada, grant)).location, href(documents.accept));
  assert.match((await ada.get(href(documents.accept))).body, /The text has changed since/);
  const stale = sha256(FIRST_TERMS);
  assert.match((await ada.post(href(documents.accept), { ...typed, sha256: stale })).body, /changed while you read/);
  ok(await accept(ada));
  ok(await file(ada, grant), 200);
  const { rows } = await here.world.database.pool.query(
    'select count(*) from documents.signature s join documents.access_grant g on g.visitor = s.visitor where g.id = $1',
    [grant],
  );
  assert.equal(Number(rows[0].count), 2, 'signatures are history');
  await assert.rejects(
    here.world.database.pool.query("update documents.terms set body = 'x' where number = 1"),
    /never changed/,
  );
});

test('T13 T14 T26 who accepts follows from the session alone, and anybody can recompute the seal', async () => {
  const ada = await here.accepted('ada4@buyer.example');
  const signature = idIn((await ada.get(href(documents.mine))).body, 'sig');
  const record = ok(await ada.get(href(documents.signature, { id: signature })), 200).json<SealedAcceptance>();
  assert.equal(record.address, 'ada4@buyer.example');
  const { seal, keyId: _keyId, signature: _signature, ...fields } = record;
  assert.equal(sha256(canonicalJson(fields)), seal);
  assert.ok(checkAcceptance(record, here.world.kernel.keyring.verifiers()).ok);
  assert.equal(checkAcceptance({ ...record, name: 'Eve' }, here.world.kernel.keyring.verifiers()).ok, false);
  const eve = await here.accepted('eve4@other.example');
  assert.equal((await eve.get(href(documents.signature, { id: signature }))).status, 404);
  const forged = {
    name: 'Eve',
    organization: 'Evil',
    sha256: record.termsSha256,
    agreed: 'on',
    address: record.address,
  };
  assert.equal((await eve.post(href(documents.accept), forged)).status, 400, 'no field names another signer');
  const before = await networks();
  const id = await here.onShelf('Networks', 0);
  ok(await ask(eve, [id]));
  ok(await eve.get(href(documents.file, { id: await grantOf(eve) }), { 'x-forwarded-for': '203.0.113.9' }), 200);
  ok(await eve.get(href(documents.file, { id: await grantOf(eve) })), 200);
  assert.equal(await networks(), before, 'a header does not change where a copy went');
});

async function networks(): Promise<number> {
  const { rows } = await here.world.database.pool.query('select count(distinct network) from documents.delivery');
  return Number(rows[0].count);
}

test('T19 what is sent twice at once is kept once', async () => {
  const id = await here.onShelf('Twice', 1);
  const ada = await here.proved('ada7@buyer.example');
  const hash = /name="sha256" value="([0-9a-f]{64})"/.exec((await ada.get(href(documents.accept))).body)?.[1];
  const form = { name: 'Ada', organization: 'Buyer', sha256: hash, agreed: 'on' };
  await Promise.all([1, 2, 3].map(() => ada.post(href(documents.accept), form)));
  await Promise.all([1, 2, 3].map(() => ask(ada, [id])));
  const { rows } = await here.world.database.pool.query(
    `select (select count(*) from documents.request_item where document = $1) as items,
            (select count(*) from documents.signature s join documents.request r on r.visitor = s.visitor
              join documents.request_item i on i.request = r.id where i.document = $1) as signatures`,
    [id],
  );
  assert.deepEqual(
    { items: Number(rows[0].items), signatures: Number(rows[0].signatures) },
    { items: 1, signatures: 1 },
  );
});
