// The pages of staff: shelf, readers, the list for sales, contacts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { PDFDocument } from 'pdf-lib';
import {
  accept,
  ask,
  type DocumentWorld,
  file,
  grantOf,
  ok,
  openDocuments,
} from '../../../test/support/document-world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { DAY } from '../../core/clock.ts';

const { documents } = routes;
let here: DocumentWorld;
before(async () => {
  here = await openDocuments();
});
after(() => here.world.close());

test('T27 what cannot be marked is refused at the upload, with the reason, and the shelf stays as it was', async () => {
  const id = await here.onShelf('Uploads', 0);
  const document = await PDFDocument.load(here.report);
  document.addJavaScript('a', 'app.alert(1)');
  const refused = await here.upload(id, Buffer.from(await document.save()));
  assert.equal(refused.status, 422);
  assert.match(refused.body, /contains JavaScript/);
  assert.match((await here.upload(id, Buffer.from('GIF89a'))).body, /no PDF/);
  const { rows } = await here.world.database.pool.query('select count(*) from documents.version where document = $1', [
    id,
  ]);
  assert.equal(Number(rows[0].count), 1);
});

test('who could read what on a day is told by its grants, whatever became of them', async () => {
  const id = await here.onShelf('Dated', 0, 10);
  const ada = await here.accepted('ada12@buyer.example');
  ok(await ask(ada, [id]));
  const day = (days: number) => new Date(here.world.clock.now().getTime() + days * DAY).toISOString().slice(0, 10);
  const on = async (which: string) =>
    /Dated, version 1/.test((await here.bert.get(href(documents.readers, undefined, { day: which }))).body);
  const [today, before, within, later] = [day(0), day(-1), day(2), day(11)];
  assert.deepEqual([await on(before), await on(today), await on(within), await on(later)], [false, true, true, false]);
  here.world.clock.advance(3 * DAY);
  const rows = await here.world.database.pool.query(
    'select id from documents.access_grant where version in (select id from documents.version where document = $1)',
    [id],
  );
  await here.signInStaff();
  ok(await here.anna.post(href(documents.revoke, { id: rows.rows[0].id }), { reason: 'The review has ended.' }));
  assert.deepEqual([await on(today), await on(day(0)), await on(day(1))], [true, true, false]);
  assert.equal((await here.bert.get(href(documents.readers, undefined, { day: 'yesterday' }))).status, 422);
  const off = {
    title: 'Dated',
    about: 'About Dated',
    approvals: '0',
    grantDays: '10',
    state: 'retired',
    revision: '1',
  };
  ok(await here.anna.post(href(documents.document, { id }), off));
  assert.doesNotMatch((await here.world.visitor().get(href(documents.list))).body, /Dated/);
});

test('T07 the list for sales is an admin\u2019s alone, runs nothing in a spreadsheet, leaves out the forgotten, and is noted', async () => {
  const id = await here.onShelf('Listed for sales', 0);
  const ada = await here.proved('ada13@buyer.example');
  ok(await accept(ada, '=HYPERLINK("http://evil")'));
  ok(await ask(ada, [id]));
  ok(await file(ada, await grantOf(ada)), 200);
  assert.equal((await here.bert.post(href(documents.readersCsv))).status, 403);
  const csv = ok(await here.anna.post(href(documents.readersCsv)), 200);
  assert.match(csv.body, /^email,name,organization,domain,domain_kind,request,asked_at,/);
  const line = csv.body.split('\r\n').find(row => row.startsWith('ada13@buyer.example')) ?? '';
  assert.match(line, /'=HYPERLINK/);
  assert.match(line, /Listed for sales,1,approved,/);
  assert.match(line, /,1,\d{4}-\d\d-\d\dT[\d:.]+Z$/, 'one download, and when');
  ok(await ada.post(href(documents.forget)));
  assert.doesNotMatch((await here.anna.post(href(documents.readersCsv))).body, /ada13@buyer/);
  const audit = await here.world.database.pool.query(
    "select count(*) from core.audit_entry where action = 'documents.export'",
  );
  assert.equal(Number(audit.rows[0].count), 2);
});

test('the contacts that an admin names stand on the page', async () => {
  const fields = { salesName: 'Sam Sales', salesMail: 'sales@telltale.example', successName: '', successMail: '' };
  ok(await here.anna.post(href(documents.contacts), fields));
  assert.match((await here.world.visitor().get(href(documents.list))).body, /Before you buy: Sam Sales/);
  assert.match(
    (await here.anna.post(href(documents.contacts), { ...fields, salesMail: 'none' })).body,
    /Enter an address/,
  );
});
