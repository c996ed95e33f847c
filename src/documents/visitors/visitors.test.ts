// Visitors: codes, what they may not do elsewhere, and being forgotten.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, type DocumentWorld, file, grantOf, ok, openDocuments } from '../../../test/support/document-world.ts';
import { openWorld } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { MINUTE } from '../../core/clock.ts';
import { traceFile } from '../deliveries/trace-file.ts';

const { documents } = routes;
let here: DocumentWorld;
before(async () => {
  here = await openDocuments();
});
after(() => here.world.close());

test('T12 T29 a code is for one browser, ten minutes and five tries, and the answer never tells who is known', async () => {
  await here.proved('known@buyer.example');
  const [one, two] = [here.world.visitor(), here.world.visitor()];
  const known = await one.post(href(documents.enter), { email: 'known@buyer.example' });
  const unknown = await two.post(href(documents.enter), { email: 'unknown@buyer.example' });
  const { 'set-cookie': _one, date: _dateOne, ...first } = known.headers;
  const { 'set-cookie': _two, date: _dateTwo, ...second } = unknown.headers;
  const blank = (headers: object) => JSON.stringify(headers).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '');
  assert.equal(blank(first), blank(second));
  assert.equal(known.body, unknown.body);

  const ada = here.world.visitor();
  const code = await here.codeFor('ada6@buyer.example', ada);
  assert.match(code, /^\d{4} \d{4}$/);
  const other = here.world.visitor();
  await here.codeFor('eve6@buyer.example', other);
  assert.equal((await other.post(href(documents.code), { code })).status, 422, 'another browser');
  const wrong = code === '0000 0000' ? '0000 0001' : '0000 0000';
  for (let tries = 0; tries < 4; tries += 1)
    assert.equal((await ada.post(href(documents.code), { code: wrong })).status, 422);
  ok(await ada.post(href(documents.code), { code }));
  assert.equal((await ada.post(href(documents.code), { code })).status, 422, 'used');
  const late = here.world.visitor();
  const lateCode = await here.codeFor('late@buyer.example', late);
  here.world.clock.advance(10 * MINUTE);
  assert.equal((await late.post(href(documents.code), { code: lateCode })).status, 422, 'too old');
  const guesser = here.world.visitor();
  const right = await here.codeFor('guess@buyer.example', guesser);
  for (let tries = 0; tries < 5; tries += 1) await guesser.post(href(documents.code), { code: '1' });
  assert.equal((await guesser.post(href(documents.code), { code: right })).status, 422, 'mistyped too often');
});

test('T07 T22 T23 neither visitors nor other roles find the desk, and a visitor is nobody elsewhere', async () => {
  const ada = await here.accepted('ada9@buyer.example');
  for (const route of [documents.desk, documents.shelf, documents.editTerms, documents.contacts, routes.operator.audit])
    assert.ok([303, 404].includes((await ada.get(href(route))).status), route.path);
  assert.equal((await here.bert.get(href(documents.shelf))).status, 403, 'triagers do not change the shelf');
  assert.match((await ada.get(href(routes.accounts.settings))).location ?? '', /^\/sign-in/);
});

test('T25 no form leads elsewhere', async () => {
  for (const next of ['//evil.example', '/\\evil.example', '%5c%5cevil.example']) {
    const page = await here.world.visitor().post(href(documents.enter), { email: 'ada@buyer.example', next });
    assert.equal(page.status, 400);
    const asked = await here.world.visitor().get(`${href(documents.ask)}?next=${encodeURIComponent(next)}`);
    assert.equal(asked.location, href(documents.enter));
  }
});

test('a visitor withdraws, gives back, is forgotten; their copies are traced all the same', async () => {
  const [waits, open] = [await here.onShelf('Waits', 1), await here.onShelf('Open', 0)];
  const ada = await here.accepted('ada11@buyer.example');
  ok(await ask(ada, [waits, open]));
  const { request } = await here.requestOf('Waits');
  const eve = await here.accepted('eve11@other.example');
  assert.equal((await eve.post(href(documents.withdraw, { id: request }))).status, 404);
  assert.equal((await eve.post(href(documents.giveUp, { id: await grantOf(ada) }))).status, 404);
  ok(await ada.post(href(documents.withdraw, { id: request })));
  assert.match((await ada.get(href(documents.mine))).body, /Withdrawn/);
  const grant = await grantOf(ada);
  const copy = ok(await file(ada, grant), 200);
  ok(await ada.post(href(documents.giveUp, { id: grant })));
  assert.equal((await file(ada, grant)).status, 404);
  ok(await ada.get(href(documents.forget)), 200);
  ok(await ada.post(href(documents.forget)));
  assert.equal((await ada.get(href(documents.mine))).location, href(documents.enter));
  assert.match((await here.anna.get(href(documents.desk, undefined, { show: 'all' }))).body, /Somebody forgotten/);
  const { rows } = await here.world.database.pool.query(
    'select v.address from documents.visitor v join documents.request r on r.visitor = v.id where r.id = $1',
    [request],
  );
  assert.equal(rows[0].address, null);
  assert.match((await traceFile(here.world.kernel, copy.bytes)).lines.join('\n'), /ada11@buyer\.example/);
});

test('T24 many codes for one address are not mailed, and the answer is the same', async () => {
  await using limited = await openWorld();
  const visitor = limited.visitor();
  const locations = new Set<string | undefined>();
  for (let count = 0; count < 9; count += 1)
    locations.add((await visitor.post(href(documents.enter), { email: 'flood@buyer.example' })).location);
  assert.deepEqual([...locations], [href(documents.code)]);
  const { rows } = await limited.database.pool.query('select count(*) from core.mail');
  assert.equal(Number(rows[0].count), 5);
});
