// Receivers through the public door: added by admins, told of what happens, signed, tried again, switched off, sent again.
import assert from 'node:assert/strict';
import { after as afterAll, afterEach, before, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { aReport } from '../../../test/support/a-report.ts';
import { openFakeClamd } from '../../../test/support/fake-clamd.ts';
import { openStandIn, type StandIn } from '../../../test/support/https-stand-in.ts';
import { sendReport, sentWords } from '../../../test/support/send-report.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import type { FormFields, Visitor } from '../../../test/support/visitor.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { outsideEventNames } from '../../catalog/outside-events.ts';
import { href, routes } from '../../catalog/routes.ts';
import { DAY, HOUR, MINUTE } from '../../core/clock.ts';
import { readReceiverForm } from './receiver.ts';

const EVERYTHING = [...outsideEventNames];

// The library that checks signatures asks the machine what time it is, so the world begins now.
let standIn: StandIn;
let world: World;
let admin: Visitor;
before(async () => {
  standIn = await openStandIn();
  world = await openWorld({ fetch: standIn.fetch, now: new Date() });
  admin = await signInAs(world, 'admin');
});
afterAll(async () => {
  await world.close();
  await standIn.close();
});
/** Nothing of one test is told what happens in the next. */
afterEach(async () => {
  admin = await signInAs(world, 'admin');
  for (const [, id] of (await admin.get(href(routes.trackers.receivers))).body.matchAll(/webhooks\/(rcv_\w+)"/g))
    await act(id ?? '', 'Remove');
  standIn.heard.length = 0;
  standIn.answer(() => ({}));
});

async function add(fields: FormFields): Promise<{ id: string; secret: string }> {
  const page = await admin.post(href(routes.trackers.receiverNew), { name: 'SIEM', events: EVERYTHING, ...fields });
  assert.ok(page.status === 200 || page.status === 303, page.body.slice(0, 500));
  const id = /\/admin\/webhooks\/(rcv_\w+)/.exec(page.location ?? page.body)?.[1] ?? '';
  const secret = /whsec_[\w+/]{43}=/.exec(page.body.replaceAll('<wbr>', ''))?.[0] ?? '';
  return { id, secret };
}

const at = (id: string): string => href(routes.trackers.receiver, { id });
const act = (id: string, what: 'Test' | 'Switch' | 'Replay' | 'Remove' | 'Secret', fields: FormFields = {}) =>
  admin.post(href(routes.trackers[`receiver${what}`], { id }), fields);

/** Lets time pass in steps, so that every try has its moment. */
async function pass(time: number, step = 6 * HOUR): Promise<void> {
  for (let passed = 0; passed < time; passed += step) {
    world.clock.advance(step);
    await world.settle();
  }
  admin = await signInAs(world, 'admin');
}

const idsOf = ({ heard }: StandIn): (string | undefined)[] => heard.map(({ headers }) => headers['webhook-id']);

test('a webhook carries what Standard Webhooks says, and not a word that somebody wrote', async () => {
  const { id, secret } = await add({ url: `${standIn.origin}/hook`, kind: 'webhook' });
  assert.match(secret, /^whsec_/);
  assert.ok(!(await admin.get(at(id))).body.includes(secret), 'a secret is shown once');

  const report = await aReport(world);
  await world.settle();
  assert.equal(standIn.heard.length, 1);
  const [one] = standIn.heard;
  assert.ok(one);
  assert.equal(one.path, '/hook');
  const body = new Webhook(secret).verify(one.body, one.headers) as {
    type: string;
    data: { report: { number: string } };
  };
  assert.equal(body.type, 'report.created');
  assert.equal(body.data.report.number, report.number);
  for (const word of ['Trips', 'export link', 'session']) assert.ok(!one.body.includes(word), word);
  assert.throws(() => new Webhook(secret).verify(`${one.body} `, one.headers));

  // Two secrets sign for a day, then one does.
  const rotated = await act(id, 'Secret');
  const fresh = /whsec_[\w+/]{43}=/.exec(rotated.body.replaceAll('<wbr>', ''))?.[0] ?? '';
  assert.notEqual(fresh, secret);
  await act(id, 'Test');
  await world.settle();
  const second = standIn.heard[1];
  assert.ok(second);
  for (const good of [secret, fresh]) new Webhook(good).verify(second.body, second.headers);
  assert.equal(second.headers['webhook-signature']?.split(' ').length, 2);
  await pass(25 * HOUR, 25 * HOUR);
  await act(id, 'Test');
  await world.settle();
  const third = standIn.heard[2];
  assert.ok(third);
  const stamp = new Date(Number(third.headers['webhook-timestamp']) * 1000);
  assert.equal(
    third.headers['webhook-signature'],
    new Webhook(fresh).sign(third.headers['webhook-id'] ?? '', stamp, third.body),
  );
  const audit = await world.database.pool.query('select action from core.audit_entry where subject = $1 order by id', [
    id,
  ]);
  assert.deepEqual(audit.rows.map(({ action }) => action).toSorted(), [
    'receiver.add',
    'receiver.new-secret',
    'receiver.test',
    'receiver.test',
  ]);
});

test('a dead receiver delays no other, is tried on schedule, is switched off after five days, and gets all of it later', async () => {
  const dead = await add({ name: 'Dead one', url: `${standIn.origin}/dead`, kind: 'webhook' });
  await add({ name: 'Healthy one', url: `${standIn.origin}/fine`, kind: 'webhook' });
  let isDead = true;
  standIn.answer(({ path }) =>
    path === '/dead' && isDead ? { status: 500, body: '<b>broken</b>\u202e\u0007' } : { body: 'ok' },
  );
  const on = (path: string) => standIn.heard.filter(heard => heard.path === path);

  await aReport(world);
  await aReport(world);
  await world.settle();
  assert.equal(on('/fine').length, 2);
  assert.equal(on('/dead').length, 1, 'it rests after one failure');
  await pass(10 * MINUTE, MINUTE);
  assert.ok(on('/dead').length >= 3, 'and is tried again soon');
  const page = await admin.get(at(dead.id));
  assert.match(page.body, /It has not taken messages lately/);
  const link = /href="(\/admin\/webhooks\/rcv_\w+\/deliveries\/msg_\w+)"/.exec(page.body)?.[1] ?? '';
  const one = await admin.get(link);
  assert.match(one.body, /&lt;b>broken&lt;\/b>··/, 'a hostile answer is shown as text');

  await pass(4 * DAY);
  await aReport(world);
  await pass(2 * DAY);
  assert.match((await admin.get(at(dead.id))).body, /Switched off after five days/);
  const mails = (await world.mails()).filter(({ subject }) => subject.includes('switched off'));
  assert.equal(mails.length, 1);
  assert.ok(!mails[0]?.text.includes('Dead one'));
  const tries = on('/dead').length;
  await aReport(world);
  await pass(DAY);
  assert.equal(on('/dead').length, tries, 'nothing is sent to it any more');
  assert.equal(on('/fine').length, 4);

  isDead = false;
  await act(dead.id, 'Switch', { to: 'on' });
  assert.equal((await act(dead.id, 'Replay', { since: 'last week' })).status, 422);
  const replay = await act(dead.id, 'Replay', {
    since: new Date(world.clock.now().getTime() - 20 * DAY).toISOString().slice(0, 10),
  });
  assert.match(
    (await admin.follow(replay)).body,
    /The 3 failed messages are sent again|3 failed messages are sent again/,
  );
  await world.settle();
  const taken = on('/dead').slice(tries);
  assert.equal(taken.length, 3);
  const before = new Set(idsOf({ ...standIn, heard: on('/dead').slice(0, tries) }));
  for (const { headers } of taken.slice(0, 2)) assert.ok(before.has(headers['webhook-id'] ?? ''), 'the id stays');
  assert.match((await admin.get(at(dead.id))).body, /Takes messages/);
});

test('addresses inside, redirects, hang-ups, huge answers and 410 each end as they should', async () => {
  standIn.answer(({ path }) => {
    if (path === '/redirect') return { status: 302, headers: { location: `${standIn.origin}/elsewhere` } };
    if (path === '/huge') return { body: 'x'.repeat(5_000_000) };
    if (path === '/gone') return { status: 410 };
    if (path === '/busy') return { status: 429, headers: { 'retry-after': '600' } };
    return { hangUp: true };
  });
  const cases = [
    ['inside', 'https://intranet.example/hook', /the address is not allowed: not a public address/],
    ['literal', 'https://10.0.0.5/hook', /the address is not allowed: not a public address/],
    ['redirect', `${standIn.origin}/redirect`, /redirected too often/],
    ['silent', `${standIn.origin}/silent`, /no answer/],
    ['huge', `${standIn.origin}/huge`, /HTTP 200/],
    ['busy', `${standIn.origin}/busy`, /HTTP 429/],
    ['gone', `${standIn.origin}/gone`, /gone for good/],
  ] as const;
  const ids = new Map<string, string>();
  for (const [name, url] of cases) ids.set(name, (await add({ name, url, kind: 'webhook' })).id);
  await aReport(world);
  await world.settle();
  for (const [name, , words] of cases) assert.match((await admin.get(at(ids.get(name) ?? ''))).body, words, name);
  assert.ok(!standIn.heard.some(({ path }) => path === '/elsewhere'), 'no redirect is followed');
  const busy = () => standIn.heard.filter(({ path }) => path === '/busy').length;
  await pass(9 * MINUTE, MINUTE);
  assert.equal(busy(), 1, 'it asked for ten minutes');
  await pass(3 * MINUTE, MINUTE);
  assert.equal(busy(), 2);
  assert.equal((await act(ids.get('gone') ?? '', 'Test')).status, 409, 'what is off takes no test');
});

test('Slack and Teams hear a line each, with number, state and link', async () => {
  await add({ name: '#security', url: `${standIn.origin}/services/T1/B2/secretpart`, kind: 'slack' });
  const teams = await add({ name: 'Team', url: `${standIn.origin}/workflows/1?sig=secretpart`, kind: 'teams' });
  let isLost = true;
  standIn.answer(({ path }) =>
    path.startsWith('/workflows') && isLost
      ? { body: 'Webhook message delivery failed with error: 429' }
      : { body: 'ok' },
  );
  const { number } = await aReport(world);
  await world.settle();
  isLost = false;
  await pass(2 * MINUTE, MINUTE / 2);
  const slack = standIn.heard.find(({ path }) => path.startsWith('/services'));
  const url = `${world.kernel.config.publicUrl}/triage/`;
  assert.ok((JSON.parse(slack?.body ?? '') as { text: string }).text.startsWith(`<${url}`));
  assert.match(slack?.body ?? '', new RegExp(`Report ${number}> has come in`));
  const cards = standIn.heard.filter(({ path }) => path.startsWith('/workflows'));
  assert.equal(cards.length, 2, 'what Teams lost was sent again');
  const card = JSON.parse(cards[1]?.body ?? '') as { attachments: { content: { body: { text: string }[] } }[] };
  assert.match(
    card.attachments[0]?.content.body[0]?.text ?? '',
    new RegExp(`\\*\\*Report ${number}\\*\\* has come in`),
  );
  for (const { body } of standIn.heard) assert.doesNotMatch(body, /Trips|export link/);
  const list = await admin.get(href(routes.trackers.receivers));
  const page = await admin.get(at(teams.id));
  for (const { body } of [list, page]) assert.ok(!body.includes('secretpart'), 'an address is a secret');
});

test('only admins manage receivers; forms keep what was typed; a change keeps the address; removal leaves nothing', async () => {
  const triager = await signInAs(world, 'triager');
  assert.equal((await triager.get(href(routes.trackers.receivers))).status, 403);
  assert.match((await admin.get(href(routes.trackers.receivers))).body, /Nobody else is told yet/);
  const refused = await admin.post(href(routes.trackers.receiverNew), {
    name: 'Kept name',
    url: 'http://example.org',
    kind: 'webhook',
  });
  assert.equal(refused.status, 422);
  assert.match(refused.body, /must begin with https/);
  assert.match(refused.body, /Choose at least one thing/);
  assert.match(refused.body, /Kept name/);

  const one = await add({ url: `${standIn.origin}/one`, kind: 'webhook' });
  const other = await add({ url: `${standIn.origin}/other`, kind: 'webhook' });
  await act(one.id, 'Test');
  await world.settle();
  const delivery = /deliveries\/(msg_\w+)/.exec((await admin.get(at(one.id))).body)?.[1] ?? '';
  assert.ok(delivery);
  const foreign = href(routes.trackers.receiverDelivery, { id: other.id, delivery });
  assert.equal((await admin.get(foreign)).status, 404, 'a delivery of another receiver');
  assert.equal((await admin.post(foreign)).status, 404);
  await admin.post(href(routes.trackers.receiverDelivery, { id: one.id, delivery }));
  await world.settle();
  assert.equal(standIn.heard.length, 2);
  assert.equal(standIn.heard[0]?.headers['webhook-id'], standIn.heard[1]?.headers['webhook-id']);

  const edit = await admin.post(href(routes.trackers.receiverEdit, { id: one.id }), {
    name: 'New name',
    url: '',
    events: ['report.created'],
  });
  assert.equal(edit.status, 303);
  await act(one.id, 'Test');
  await world.settle();
  assert.equal(standIn.heard.at(-1)?.path, '/one');
  for (const url of ['https://user:pass@example.org/', 'ftp://example.org', 'nonsense', ''])
    assert.equal(readReceiverForm({ name: 'a', url, events: 'report.created' }).ok, false, url);

  assert.match((await admin.get(href(routes.trackers.receiverRemove, { id: one.id }))).body, /Remove “New name”\?/);
  assert.equal((await act(one.id, 'Remove')).status, 303);
  assert.equal((await admin.get(at(one.id))).status, 404);
  for (const table of ['core.delivery', 'trackers.signing_secret']) {
    const { rows } = await world.database.pool.query(`select * from ${table}`);
    assert.ok(
      rows.every(row => row.lane !== one.id && row.receiver !== one.id),
      table,
    );
  }
});

test('what the virus scanner said of a file is told once, without its name, and when there is a report to tell of', async context => {
  const clamd = await openFakeClamd();
  context.after(() => clamd.close());
  const { host, port } = clamd.address;
  await using scanned = await openWorld({
    fetch: standIn.fetch,
    now: new Date(),
    limitsOff: true,
    environment: { CLAMD_SOCKET: `${host}:${port}` },
  });
  const boss = await signInAs(scanned, 'admin');
  const receiver = { name: 'SIEM', kind: 'webhook', url: `${standIn.origin}/scans`, events: ['attachment.scanned'] };
  assert.equal((await boss.post(href(routes.trackers.receiverNew), receiver)).status, 200);
  const told = () =>
    standIn.heard.map(({ body }) => {
      const { type, data } = JSON.parse(body) as {
        type: string;
        data: { report: { number: string }; attachment: { id: string; verdict: string } };
      };
      assert.equal(type, 'attachment.scanned');
      assert.doesNotMatch(body, /trips\.txt|bad\.txt|Test\.Evil/);
      return `${data.report.number} ${data.attachment.verdict}`;
    });

  // Looked at while the form is still open: there is no report yet.
  const early = scanned.visitor();
  const form = href(routes.reports.submit);
  const draftIn = ({ body }: { body: string }) => /name="draft" value="([\w-]{43})"/.exec(body)?.[1];
  const file = { field: 'evidence', filename: 'trips.txt', content: 'nothing' };
  const unfinished = await early.upload(form, { draft: draftIn(await early.get(form)), title: '' }, [file]);
  assert.equal(unfinished.status, 422);
  await scanned.settle();
  assert.deepEqual(told(), []);
  const typed = { ...sentWords, target: 'unlisted', other: 'api.example.com', kind: 'other', contact: 'none' };
  const sent = await early.follow(await early.post(form, { ...typed, draft: draftIn(unfinished), kept: 'yes' }));
  const number = /VDP-\d{4}-\d{4,}/.exec(sent.body)?.[0];
  await scanned.settle();
  assert.deepEqual(told(), [`${number} clean`]);

  const evil = { field: 'evidence', filename: 'bad.txt', content: 'an EVIL-TEST-FILE' };
  const late = await sendReport(scanned, scanned.visitor(), {}, [evil]);
  await scanned.settle();
  assert.deepEqual(told(), [`${number} clean`, `${late.number} infected`]);
});
