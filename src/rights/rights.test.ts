// A person's rights through the public door: a copy that adds up, an erasure that leaves nothing, orders, answers, holds.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { Decrypter, generateIdentity, identityToRecipient } from 'age-encryption';
import ajv from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { grantedCars } from '../../test/support/granted-cars.ts';
import { leftBehind } from '../../test/support/left-behind.ts';
import { platformFaults } from '../../test/support/platform-answers.ts';
import { personOf, signInAs } from '../../test/support/sign-in.ts';
import type { Page, Visitor } from '../../test/support/visitor.ts';
import { openWorld, type World } from '../../test/support/world.ts';
import { unzip } from '../../test/support/zip-files.ts';
import { href, routes } from '../catalog/routes.ts';
import { issueAccessToken } from '../connect/index.ts';
import { DAY, HOUR, MINUTE } from '../core/clock.ts';
import { rewrapInBackground, rotateKeys } from '../core/crypto/epochs/key-epochs.ts';
import { checkSignature, type Signed } from '../core/crypto/signed-record.ts';
import { filesFolder } from '../core/data-folder.ts';
import { readErasures } from '../core/erasure/erasure-ledger.ts';
import type { Manifest } from './export/archive-shape.ts';

let world: World;
let admin: Visitor;
before(async () => {
  world = await openWorld({ limitsOff: true });
  await world.seed();
  admin = await signInAs(world, 'admin');
});
after(() => world.close());

const HOME = href(routes.rights.home);
const query = async <Row = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> =>
  (await world.database.pool.query(text, values)).rows;

/** Somebody with a car that an application of the demo has read, and a token that still works. */
async function anOwner(name: string) {
  const who = { name, email: `${name.toLowerCase()}@rights.example` };
  const visitor = await signInAs(world, who);
  const id = await personOf(world, who);
  const [application] = await query<{ id: string }>(
    `select id from developers.application order by created_at limit 1`,
  );
  const { cars, grant, ...first } = await grantedCars(
    world,
    ['volt'],
    ['read_odometer', 'read_vin'],
    id,
    application?.id,
  );
  let { token } = first;
  const renew = async (): Promise<void> => {
    token = await issueAccessToken(world.kernel, grant);
  };
  const read = async (): Promise<number> =>
    (await world.visitor().get(`/v2.0/vehicles/${cars['volt']}/odometer`, { authorization: `Bearer ${token}` })).status;
  return { ...who, id, visitor, application: application?.id ?? '', car: cars['volt'] ?? '', read, renew };
}

const requestIn = (page: Page): string => /\/your-data\/export\/(rrq_\w+)\/file/.exec(page.body)?.[1] ?? '';

async function copyOf(visitor: Visitor, recipient?: string): Promise<{ request: string; bytes: Buffer }> {
  const asked = await visitor.post(href(routes.rights.exportAsk), { recipient });
  assert.equal(asked.status, 303, asked.body);
  assert.match((await visitor.get(HOME)).body, /It begins in a moment/);
  await world.settle();
  const request = requestIn(await visitor.get(HOME));
  assert.ok(request);
  const file = await visitor.get(href(routes.rights.exportFile, { request }));
  assert.equal(file.status, 200);
  return { request, bytes: file.bytes };
}

test('a copy holds everything, counted twice, with recipients by name, and is gone after a week', async () => {
  const owner = await anOwner('Cora');
  for (let times = 0; times < 3; times++) assert.equal(await owner.read(), 200);
  const { request, bytes } = await copyOf(owner.visitor);
  const files = await unzip(bytes);
  const json = <T>(name: string): T => JSON.parse(files.get(name)?.toString() ?? '') as T;
  const manifest = json<Manifest>('manifest.json');

  const validator = new ajv.default({ strict: false });
  formats.default(validator);
  const schema = await world.visitor().get(href(routes.rights.schema));
  assert.ok(validator.validate(schema.json(), manifest), JSON.stringify(validator.errors));
  assert.equal(validator.validate(schema.json(), { ...manifest, reconciles: 'yes' }), false);

  assert.equal(manifest.reconciles, true);
  const lists = manifest.parts.flatMap(({ lists }) => lists);
  for (const { file, lines } of lists)
    assert.equal(files.get(file)?.toString().split('\n').length, lines + 1, `${file} has not ${lines} lines`);
  const [counted] = await query<{ reads: number }>(
    'select count(*)::int as reads from vehicles.read_event where owner = $1',
    [owner.id],
  );
  const reads = lists.find(({ file }) => file === 'vehicles/reads.ndjson');
  assert.equal(counted?.reads, 3);
  assert.deepEqual([reads?.lines, reads?.rowsInDatabase], [3, 3]);
  const { applications } = json<{ applications: { name: string; organization: string }[] }>('recipients.json');
  assert.deepEqual(
    applications.map(({ name }) => name),
    ['Evergreen Charging'],
  );
  assert.ok(applications[0]?.organization);
  assert.equal(json<{ email: string }>('accounts.json').email, owner.email);
  const verdict = checkSignature(
    json<Signed<Record<string, string>>>('signature.json'),
    'receipt',
    world.kernel.keyring.verifiers(),
  );
  assert.ok(verdict.ok, verdict.sentence);
  for (const { name } of manifest.files) assert.ok(files.has(name), name);
  for (const name of files.keys())
    assert.ok(
      name === 'manifest.json' || name === 'signature.json' || manifest.files.some(file => file.name === name),
      name,
    );

  // Nobody else gets it, staff neither; and not even its person without a sign-in of just now.
  const at = href(routes.rights.exportFile, { request });
  const other = await signInAs(world, 'researcher');
  for (const visitor of [other, admin]) assert.equal((await visitor.get(at)).status, 404);
  assert.equal((await owner.visitor.post(href(routes.rights.exportAsk))).status, 409, 'one at a time');
  world.clock.advance(16 * MINUTE);
  assert.equal((await owner.visitor.get(at)).status, 403);
  assert.match((await owner.visitor.get(HOME)).body, /Sign in again/);

  world.clock.advance(7 * DAY);
  const destroy = world.app.workers;
  await world.kernel.transaction(kernel => kernel.enqueue(kernel, 'destroy-personal-data-copies', {}));
  await destroy.settle();
  assert.deepEqual(await query('select 1 from core.file where subject = $1', [request]), []);
  assert.deepEqual(await query('select 1 from core.data_key where subject = $1', [request]), []);
  const again = await signInAs(world, owner);
  assert.equal((await again.get(at)).status, 404);
  assert.match((await again.get(HOME)).body, /Make a copy/);
});

test('a copy sealed for somebody’s own key opens with that key alone', async () => {
  const owner = await anOwner('Cleo');
  const identity = await generateIdentity();
  const wrong = await owner.visitor.post(href(routes.rights.exportAsk), { recipient: 'age1nothing' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /value="age1nothing"/);
  const { bytes } = await copyOf(owner.visitor, await identityToRecipient(identity));
  assert.match(bytes.subarray(0, 21).toString(), /^age-encryption\.org\/v1/);
  await assert.rejects(unzip(bytes));
  const stranger = new Decrypter();
  stranger.addIdentity(await generateIdentity());
  await assert.rejects(stranger.decrypt(bytes));
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const files = await unzip(Buffer.from(await decrypter.decrypt(bytes)));
  assert.ok(files.has('manifest.json'));
});

test('an erasure waits, can be taken back, then leaves nothing but what the certificate names', async () => {
  const owner = await anOwner('Erik');
  assert.equal(await owner.read(), 200);
  const asking = await owner.visitor.post(href(routes.rights.ask), { kind: 'object', words: 'Not my odometer.' });
  assert.equal(asking.status, 303);
  await copyOf(owner.visitor);
  const at = href(routes.rights.erase);
  assert.match((await owner.visitor.get(at)).body, /Evergreen Charging: it gets a signed order/);

  await owner.visitor.post(at);
  assert.match((await owner.visitor.get(HOME)).body, /You asked to be erased/);
  assert.equal((await owner.visitor.post(at)).status, 409, 'once is enough');
  world.clock.advance(6 * DAY);
  await world.settle();
  assert.equal((await owner.visitor.post(href(routes.rights.eraseCancel))).status, 303);
  world.clock.advance(2 * DAY);
  await world.settle();
  assert.equal((await owner.visitor.get(HOME)).status, 200, 'still here');
  assert.equal((await owner.visitor.post(at)).status, 403, 'not with an old sign-in');

  const again = await signInAs(world, owner);
  const asked = await again.post(at);
  const certificate = /\/erasure-certificates\/[\w-]{20,}/.exec(asked.body)?.[0] ?? '';
  assert.ok(certificate);
  assert.match((await world.visitor().get(certificate)).body, /Not yet/);
  assert.equal((await world.visitor().get(`${certificate}/certificate.json`)).status, 404);
  const keys = await query<{ id: Buffer }>('select id from core.data_key where subject = $1', [owner.id]);
  assert.ok(keys.length > 0);

  world.clock.advance(7 * DAY - 30 * MINUTE);
  await world.settle();
  await owner.renew();
  assert.equal(await owner.read(), 200, 'until then nothing changes');
  world.clock.advance(HOUR);
  await world.settle();
  assert.equal(await owner.read(), 401, 'its tokens are dead');
  assert.equal((await again.get(HOME)).status, 303, 'nobody is signed in');
  const page = await world.visitor().get(certificate);
  assert.match(page.body, /No backup can be read after/);
  const file = await world.visitor().get(`${certificate}/certificate.json`);
  assert.deepEqual(platformFaults('certificate-file', file), []);
  const signed = file.json<Signed<Record<string, string>>>();
  assert.ok(checkSignature(signed, 'receipt', world.kernel.keyring.verifiers()).ok);
  assert.equal(checkSignature({ ...signed, erased_at: 'x' }, 'receipt', world.kernel.keyring.verifiers()).ok, false);
  assert.equal(Date.parse(signed['no_backup_readable_after'] ?? '') - Date.parse(signed['erased_at'] ?? ''), 30 * DAY);
  assert.ok((await readErasures(world.kernel)).some(({ person }) => person === owner.id));

  world.clock.advance(HOUR);
  await world.settle();
  assert.deepEqual(await leftBehind(world.kernel, { ids: [owner.id, owner.car], keys: keys.map(({ id }) => id) }), {
    named: ['connect."grant"', 'core.audit_entry', 'core.event', 'rights.deletion_order', 'rights.request'],
    sealed: [],
    keys: 0,
  });
  const mails = (await world.mails()).filter(({ to }) => to === owner.email);
  assert.deepEqual(
    mails.map(({ subject }) => subject),
    ['You are erased'],
    'the mails before are gone',
  );
  const folder = filesFolder(world.dataDir);
  const stored = existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String) : [];
  const known = new Set((await query<{ id: string }>('select id from core.file')).map(({ id }) => id));
  assert.deepEqual(
    stored.filter(name => /fil_\w+$/.test(name) && !known.has(/fil_\w+$/.exec(name)?.[0] ?? '')),
    [],
  );
});

test('applications are ordered to delete what they hold; developers answer, owners and staff see it', async () => {
  const owner = await anOwner('Dora');
  const developer = await signInAs(world, 'developer');
  const at = href(routes.rights.orders, { id: owner.application });
  const ask = () => owner.visitor.post(href(routes.rights.appDelete), { application: owner.application });
  assert.equal((await ask()).status, 409, 'its access still stands');
  const [grant] = await query<{ id: string }>('select id from connect."grant" where owner = $1', [owner.id]);
  await owner.visitor.post(href(routes.privacy.revoke, { id: grant?.id ?? '' }));
  assert.equal((await ask()).status, 303);
  assert.equal((await ask()).status, 409, 'one waits already');
  assert.equal(
    (
      await (
        await signInAs(world, 'researcher')
      ).post(href(routes.rights.appDelete), { application: owner.application })
    ).status,
    404,
  );

  const [order] = await query<{ id: string; document: string }>(
    'select id, document from rights.deletion_order where person = $1',
    [owner.id],
  );
  const document = JSON.parse(order?.document ?? '') as Signed<Record<string, string>>;
  assert.ok(checkSignature(document, 'receipt', world.kernel.keyring.verifiers()).ok);
  assert.ok(!order?.document.includes(owner.id) && !order?.document.includes(owner.email), 'it names nobody');
  const file = await developer.get(href(routes.rights.orderFile, { id: owner.application, order: order?.id ?? '' }));
  assert.deepEqual(platformFaults('order-file', file), []);
  assert.deepEqual(file.json(), document);
  const list = await developer.get(at);
  assert.match(list.body, new RegExp(document['user'] ?? 'x'));
  assert.equal((await (await signInAs(world, 'researcher')).get(at)).status, 404);
  const answerAt = href(routes.rights.order, { id: owner.application, order: order?.id ?? '' });
  assert.equal((await developer.post(answerAt, { outcome: 'kept_by_law', note: '' })).status, 422);
  world.clock.advance(31 * DAY);
  admin = await signInAs(world, 'admin');
  assert.match((await admin.get(href(routes.rights.desk))).body, /Apps that have not answered/);
  await world.kernel.transaction(kernel => kernel.enqueue(kernel, 'remind-of-deletion-orders', {}));
  const reminded = (await world.mails()).filter(({ subject }) => subject === 'An order to delete data is due');
  assert.ok(reminded.length >= 1);
  const now = await signInAs(world, 'developer');
  assert.equal((await now.post(answerAt, { outcome: 'deleted', note: 'All of it.' })).status, 303);
  assert.equal((await now.post(answerAt, { outcome: 'deleted' })).status, 409);
  assert.match((await (await signInAs(world, owner)).get(HOME)).body, /Deleted[\s\S]*All of it\./);
});

test('requests in words have a month, more time with a reason, and an answer that the person alone reads', async () => {
  const who = { name: 'Rita', email: 'rita@rights.example' };
  const rita = await signInAs(world, who);
  assert.equal((await rita.post(href(routes.rights.ask), { kind: 'erase', words: 'x' })).status, 422);
  assert.equal((await rita.post(href(routes.rights.ask), { kind: 'rectify', words: ' ' })).status, 422);
  await rita.post(href(routes.rights.ask), { kind: 'rectify', words: 'My year is wrong.' });
  const request = /\/your-data\/requests\/(rrq_\w+)/.exec((await rita.get(HOME)).body)?.[1] ?? '';
  const own = href(routes.rights.request, { request });
  const desk = href(routes.rights.deskRequest, { request });
  for (const visitor of [await signInAs(world, 'researcher'), admin])
    assert.equal((await visitor.get(own)).status, 404);
  for (const visitor of [await signInAs(world, 'triager'), rita])
    assert.ok([403, 404].includes((await visitor.get(desk)).status));
  assert.match((await admin.get(desk)).body, /My year is wrong\./);
  const more = href(routes.rights.deskExtend, { request });
  assert.equal((await admin.post(more, { reason: '' })).status, 422);
  assert.equal((await admin.post(more, { reason: 'The maker has to answer first.' })).status, 303);
  assert.equal((await admin.post(more, { reason: 'Once more.' })).status, 409);
  assert.match((await rita.get(own)).body, /The maker has to answer first\./);
  assert.equal((await admin.post(desk, { state: 'done', text: '' })).status, 422);
  assert.equal((await admin.post(desk, { state: 'refused', text: 'The papers say otherwise.' })).status, 303);
  assert.equal((await admin.post(desk, { state: 'done', text: 'x' })).status, 409);
  const read = await rita.get(own);
  assert.match(read.body, /The papers say otherwise\./);
  assert.match(read.body, /Art\. 77/);
  const mails = (await world.mails()).filter(({ to }) => to === who.email);
  assert.ok(
    mails.every(({ text }) => !/year|papers|maker/.test(text)),
    'mails say that, never what',
  );
  assert.equal(mails.length, 3);
});

test('the demo has a legal hold: one report of its researcher, with its reason, and nothing else', async () => {
  const rows = (await admin.get(href(routes.rights.holds))).body.split('<tr').filter(row => row.includes('hld_'));
  assert.equal(rows.length, 1);
  assert.match(rows[0] ?? '', /Robin Reyes[\s\S]*claims damages[\s\S]*A hold of the demo/);
  const held = await query('select part, item is not null as one from rights.hold');
  assert.deepEqual(held, [{ part: 'reports', one: true }]);
  const set = await query(`select 1 from core.audit_entry where action = 'rights.hold.set'`);
  assert.equal(set.length, 1, 'by the same action as others');
});

test('a hold keeps one part, says so, and lets the erasure finish when it ends', async () => {
  const owner = await anOwner('Hank');
  await owner.read();
  const at = href(routes.rights.holds);
  const until = new Date(world.clock.now().getTime() + 40 * DAY).toISOString().slice(0, 10);
  assert.equal(
    (await admin.post(at, { who: 'nobody@rights.example', part: 'accounts', reason: '', until: '2020-01-01' })).status,
    422,
  );
  assert.equal(
    (await admin.post(at, { who: owner.email, part: 'vehicles', reason: 'Court of X, 12/26', until })).status,
    303,
  );
  assert.match((await owner.visitor.get(href(routes.rights.erase))).body, /One part has to stay for now/);
  const asked = await owner.visitor.post(href(routes.rights.erase));
  const certificate = /\/erasure-certificates\/[\w-]{20,}/.exec(asked.body)?.[0] ?? '';
  world.clock.advance(8 * DAY);
  await world.settle();
  const reads = () => query('select 1 from vehicles.read_event where owner = $1', [owner.id]);
  assert.equal((await reads()).length, 1, 'held');
  assert.deepEqual(await query('select 1 from accounts.person where id = $1', [owner.id]), []);
  assert.match((await world.visitor().get(certificate)).body, /One part is kept by law for now/);
  admin = await signInAs(world, 'admin');
  assert.match((await admin.get(href(routes.rights.desk))).body, /Partly held/);
  const [row = ''] = (await admin.get(at)).body.split('<tr').filter(text => text.includes('Court of X'));
  const hold = /\/admin\/privacy\/holds\/(hld_\w+)\/end/.exec(row)?.[1] ?? '';
  assert.match((await admin.get(href(routes.rights.holdRelease, { hold }))).body, /it is destroyed at once/);
  assert.equal((await admin.post(href(routes.rights.holdRelease, { hold }))).status, 303);
  assert.equal((await admin.post(href(routes.rights.holdRelease, { hold }))).status, 404);
  await world.settle();
  assert.equal((await reads()).length, 0);
  assert.deepEqual(await query('select 1 from core.data_key where subject = $1', [owner.id]), []);
  assert.doesNotMatch((await world.visitor().get(certificate)).body, /kept by law/);
});

test('the only admin is told to make another one first', async () => {
  const page = await admin.get(href(routes.rights.erase));
  assert.match(page.body, /You are the last admin/);
  const fresh = await signInAs(world, 'admin');
  assert.equal((await fresh.post(href(routes.rights.erase))).status, 409);
});

test('people whom a breach concerns are found by what was read when, and each is told on their page', async () => {
  const [one, other] = [await anOwner('Bela'), await anOwner('Berta')];
  const from = world.clock.now().toISOString().slice(0, 16);
  assert.equal(await one.read(), 200);
  world.clock.advance(HOUR);
  const until = world.clock.now().toISOString().slice(0, 16);
  const staffed = await signInAs(world, 'admin');
  const at = routes.rights.affected;
  const find = async (permission: string) =>
    (await staffed.get(href(at, undefined, { application: one.application, permission, from, until }))).body;
  assert.match(await find('read_odometer'), /1 person[\s\S]*Bela/);
  assert.doesNotMatch(await find('read_odometer'), /Berta/);
  assert.match(await find('read_location'), /nothing of the kind was handed out/);
  assert.match(
    (await staffed.get(href(at, undefined, { from: until, until: from }))).body,
    /Give an end after the beginning/,
  );
  const form = { application: '', permission: 'read_odometer', from, until };
  assert.equal((await staffed.post(href(at), { ...form, words: '' })).status, 422);
  for (const visitor of [one.visitor, await signInAs(world, 'triager')])
    assert.ok([403, 404].includes((await visitor.post(href(at), { ...form, words: 'x' })).status));
  assert.equal((await staffed.post(href(at), { ...form, words: 'A key of the app was stolen.' })).status, 303);
  await world.settle();
  assert.match((await one.visitor.get(HOME)).body, /A key of the app was stolen\./);
  assert.doesNotMatch((await other.visitor.get(HOME)).body, /stolen/);
  const told = (await world.mails()).filter(({ subject }) => subject === 'Something happened to your data');
  assert.deepEqual(
    told.map(({ to, text }) => [to, /stolen/.test(text)]),
    [[one.email, false]],
  );
});

test('whose data keys lay under a key-encryption key is found, also after they were wrapped anew', async () => {
  const early = await anOwner('Cora');
  const query = (of: { key: string; from: string; until: string }) =>
    href(routes.rights.affected, undefined, { application: '', permission: '', ...of });
  const minute = () => world.clock.now().toISOString().slice(0, 16);
  const staffed = await signInAs(world, 'admin');
  const keys = async () =>
    [...(await staffed.get(href(routes.rights.affected))).body.matchAll(/<option value="([\w-]+\/[^"]+)"/g)].map(
      ([, key = '']) => key,
    );
  await rewrapInBackground(world.kernel);
  const [first = ''] = await keys();
  const before = minute();
  world.clock.advance(HOUR);
  await rotateKeys(world.kernel, 'system:test');
  world.clock.advance(2 * HOUR);
  const middle = minute();
  await rewrapInBackground(world.kernel);
  world.clock.advance(HOUR);
  const late = await anOwner('Clio');
  world.clock.advance(HOUR);
  const end = minute();
  assert.equal((await keys()).length, 2);
  const second = (await keys()).find(key => key !== first) ?? '';
  const again = await signInAs(world, 'admin');
  const find = async (key: string, from: string, until: string) => {
    const { body } = await again.get(query({ key, from, until }));
    return [early, late].filter(({ name }) => body.includes(`>${name}<`)).map(({ name }) => name);
  };
  assert.deepEqual(await find(first, before, middle), ['Cora']);
  assert.deepEqual(await find(first, middle, end), ['Cora'], 'until it was wrapped anew');
  assert.deepEqual(await find(second, middle, end), ['Cora', 'Clio']);
  assert.deepEqual(await find(second, before, middle), [], 'not before it was wrapped anew');
  assert.match((await again.get(query({ key: 'nothing', from: before, until: end }))).body, /Choose from the list/);
  const form = { key: second, from: middle, until: end };
  for (const visitor of [early.visitor, await signInAs(world, 'triager')])
    assert.ok([403, 404].includes((await visitor.post(href(routes.rights.affected), { ...form, words: 'x' })).status));
  const words = 'A copy of the server was stolen.';
  assert.equal((await again.post(href(routes.rights.affected), { ...form, words })).status, 303);
  await world.settle();
  assert.match((await late.visitor.get(HOME)).body, /A copy of the server was stolen\./);
});

test('retention, the record of processing and GPC are told', async () => {
  const staffed = await signInAs(world, 'admin');
  assert.match((await staffed.get(href(routes.rights.retention))).body, /has not run lately/);
  await world.kernel.transaction(kernel => kernel.enqueue(kernel, 'apply-retention', {}));
  await world.settle();
  assert.match((await staffed.get(href(routes.rights.retention))).body, /Nothing older/);
  const record = (await staffed.get(href(routes.rights.processingJson))).json<{ activities: { module: string }[] }>();
  assert.ok(record.activities.some(({ module }) => module === 'vehicles'));
  assert.match((await staffed.get(href(routes.rights.processingCsv))).body, /"vehicles\.vehicle","vin","sealed"/);
  assert.equal((await world.visitor().get(href(routes.rights.gpc))).json()['gpc'], true);
  assert.match((await staffed.get(HOME, { 'sec-gpc': '1' })).body, /do not sell or share/);
  assert.doesNotMatch((await staffed.get(HOME, { 'sec-gpc': '0' })).body, /do not sell or share/);
});

test('one thing is held by itself: erasure and retention leave it alone, and each goes when its hold ends', async () => {
  const [owner, stranger] = [await anOwner('Iris'), await anOwner('Ines')];
  const [other] = await query<{ id: string }>(
    'select id from developers.application order by created_at offset 1 limit 1',
  );
  const { grant } = await grantedCars(world, ['leaf'], ['read_odometer'], owner.id, other?.id);
  assert.equal(await owner.read(), 200);
  const at = href(routes.rights.holds);
  const until = new Date(world.clock.now().getTime() + 40 * DAY).toISOString().slice(0, 10);
  admin = await signInAs(world, 'admin');
  assert.match(
    (await admin.post(at, { who: 'nobody@rights.example', choose: 'item' })).body,
    /Nobody has this address/,
  );
  const chosen = await admin.post(at, { who: owner.email, choose: 'item' });
  assert.equal(chosen.location, `${at}?person=${owner.id}#set`);
  const choices = (await admin.get(`${at}?person=${owner.id}`)).body;
  assert.match(choices, new RegExp(`value="vehicles/${owner.car}">The CHEVROLET Volt of \\d+, and the log`));
  assert.match(choices, new RegExp(`value="connect/${grant}">The access of`));
  const hold = (part: string) => admin.post(at, { who: owner.id, part, reason: 'Court of Y, 1/26', until });
  for (const part of [`vehicles/${stranger.car}`, 'accounts', `accounts/${owner.id}`, 'advisories', 'vehicles/'])
    assert.equal((await hold(part)).status, 422, part);
  const receipt = (id: string) =>
    query(
      `insert into connect.receipt (id, "grant", owner, event, cause, receipt, created_at)
       values ($1, $2, $3, 'given', 'x', '\\x00', now())`,
      [`rcp_${id}`, id, owner.id],
    );
  for (const { id } of await query<{ id: string }>('select id from connect."grant" where owner = $1', [owner.id]))
    await receipt(id);
  assert.equal((await hold(`vehicles/${owner.car}`)).status, 303);
  assert.equal((await hold(`connect/${grant}`)).status, 303);
  const asking = (await owner.visitor.get(href(routes.rights.erase))).body;
  assert.match(asking, /Some of it has to stay for now[\s\S]*the CHEVROLET Volt of \d+, and the log of who read it/);
  const asked = await owner.visitor.post(href(routes.rights.erase));
  const certificate = /\/erasure-certificates\/[\w-]{20,}/.exec(asked.body)?.[0] ?? '';
  world.clock.advance(8 * DAY);
  await world.settle();
  const left = async () => ({
    cars: (await query<{ id: string }>('select id from vehicles.vehicle where owner = $1', [owner.id])).map(
      ({ id }) => id,
    ),
    reads: (await query('select 1 from vehicles.read_event where owner = $1', [owner.id])).length,
    receipts: (await query<{ grant: string }>('select "grant" from connect.receipt where owner = $1', [owner.id])).map(
      ({ grant }) => grant,
    ),
    keys: (await query('select 1 from core.data_key where subject = $1', [owner.id])).length,
    people: (await query('select 1 from accounts.person where id = $1', [owner.id])).length,
  });
  assert.deepEqual(await left(), { cars: [owner.car], reads: 1, receipts: [grant], keys: 1, people: 0 });
  assert.match((await world.visitor().get(certificate)).body, /Some of it is kept by law for now[\s\S]*one car, and/);
  const signed = async () =>
    (await world.visitor().get(`${certificate}/certificate.json`)).json<{
      held: unknown[];
      data_keys_destroyed: number;
    }>();
  const end = new Date(`${until}T23:59:59.999Z`).toISOString();
  assert.deepEqual((await signed()).held, [
    { part: 'connect', item: grant, until: end },
    { part: 'vehicles', item: owner.car, until: end },
  ]);
  assert.deepEqual((await readErasures(world.kernel)).at(-1)?.kept, [`connect/${grant}`, `vehicles/${owner.car}`]);

  // Retention leaves the log of that car alone, however old it is, and says how much.
  await query(`update vehicles.read_event set at = at - interval '900 days' where owner = any ($1)`, [
    [owner.id, stranger.id],
  ]);
  await stranger.read();
  await query(`update vehicles.read_event set at = at - interval '900 days' where owner = $1`, [stranger.id]);
  await world.kernel.transaction(kernel => kernel.enqueue(kernel, 'apply-retention', {}));
  await world.settle();
  assert.equal((await left()).reads, 1);
  assert.deepEqual(await query('select 1 from vehicles.read_event where owner = $1', [stranger.id]), []);
  const [run] = await query<{ held: number; left_over: number }>(
    `select held, left_over from core.retention_run where rule = 'vehicles.read_event 400' order by at desc limit 1`,
  );
  assert.deepEqual(run, { held: 1, left_over: 0 });

  admin = await signInAs(world, 'admin');
  const holdOn = async (words: RegExp) => {
    const rows = (await admin.get(at)).body.split('<tr');
    return /holds\/(hld_\w+)\/end/.exec(rows.find(row => words.test(row)) ?? '')?.[1] ?? '';
  };
  const endHold = async (words: RegExp) => {
    const hold = await holdOn(words);
    assert.equal((await admin.post(href(routes.rights.holdRelease, { hold }))).status, 303);
    await world.settle();
  };
  await endHold(/the access of/);
  assert.deepEqual(await left(), { cars: [owner.car], reads: 1, receipts: [], keys: 1, people: 0 });
  assert.deepEqual((await signed()).held, [{ part: 'vehicles', item: owner.car, until: end }]);
  await endHold(/the CHEVROLET Volt/);
  assert.deepEqual(await left(), { cars: [], reads: 0, receipts: [], keys: 0, people: 0 });
  assert.deepEqual([(await signed()).held, (await signed()).data_keys_destroyed], [[], 1]);
  assert.deepEqual(await query('select 1 from rights.hold where words is not null and person = $1', [owner.id]), []);
});
