// Webhooks through the public door: created, verified, signed, tried again, logged to the byte, given up, sent again.
import assert from 'node:assert/strict';
import { after as afterAll, before, test } from 'node:test';
import { type Heard, openStandIn, type StandIn } from '../../test/support/https-stand-in.ts';
import { smartcar } from '../../test/support/official-smartcar.ts';
import { signInAs } from '../../test/support/sign-in.ts';
import type { FormFields, Visitor } from '../../test/support/visitor.ts';
import { openWorld, type World } from '../../test/support/world.ts';
import { href, routes } from '../catalog/routes.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../core/clock.ts';
import { webhookPauses } from './deliveries/send-events.ts';

let standIn: StandIn;
let world: World;
let developer: Visitor;
let application: string;
/** The management tokens that the stand-in's paths answer challenges with. */
let token: string;
before(async () => {
  standIn = await openStandIn();
  // Jobs that are due later are so by the database's clock too: the world is ahead of it, however slow the machine.
  world = await openWorld({ fetch: standIn.fetch, limitsOff: true, now: new Date(Date.now() + HOUR) });
  const facts = await world.seed();
  application = facts['application']?.['clientId'] ?? '';
  token = facts['application']?.['managementToken'] ?? '';
  developer = await signInAs(world, 'developer');
  standIn.answer(answering());
});
afterAll(async () => {
  await world.close();
  await standIn.close();
});

test('the demo has webhooks with a log whose signatures verify, and one whose server was lost', async () => {
  const list = (await developer.get(href(routes.webhooks.list, { id: application }))).body;
  const linkOf = (name: string) => new RegExp(`href="([^"]+)"[^>]*>${name}<`).exec(list)?.[1] ?? '';
  const trips = (await developer.get(linkOf('Trips'))).body;
  assert.match(trips, /1 car/);
  const logged = [...trips.matchAll(/href="([^"]+\/deliveries\/msg_\w+)"/g)].map(([, link = '']) => link);
  assert.ok(logged.length > 3, `${logged.length} messages`);
  for (const link of logged.slice(0, 3)) {
    const page = (await developer.get(link)).body.replaceAll('<wbr>', '').replaceAll('&quot;', '"');
    const body = /\{"eventId".*?"signalCount":1\}\}/.exec(page)?.[0] ?? '';
    const signature = /\b[0-9a-f]{64}\b/.exec(page)?.[0] ?? '';
    assert.ok(smartcar.verifyPayload(token, signature, JSON.parse(body)), body);
    const { eventId, data, meta } = JSON.parse(body);
    for (const id of [eventId, data.vehicle.id, meta.deliveryId]) assert.ok(page.includes(`>${id}<`), id);
    assert.match(page, /Signed with<\/dt><dd[^>]*>the management token</);
  }
  const old = (await developer.get(linkOf('Trips \\(old server\\)'))).body;
  assert.match(old, /Switched off after four days of failures/);
  assert.match(old, /Failed/);
});

type Answers = Parameters<StandIn['answer']>[0];
/** A server that proves itself and takes everything, unless the test says otherwise. */
const answering =
  (other: Answers = () => ({}), key?: string): Answers =>
  heard => {
    const { eventType, data } = JSON.parse(heard.body);
    return eventType === 'VERIFY'
      ? { body: JSON.stringify({ challenge: smartcar.hashChallenge(key ?? token, data.challenge) }) }
      : other(heard);
  };

const at = (webhook: string) => ({ id: application, webhook });
const fields: FormFields = { name: 'Charging', triggers: 'charging', data: ['battery_level', 'location'] };

async function create(path: string, more: FormFields = {}): Promise<string> {
  const form = await developer.get(href(routes.webhooks.create, { id: application }));
  const webhook = /name="webhook" value="([^"]+)"/.exec(form.body)?.[1] ?? '';
  const page = await developer.post(href(routes.webhooks.create, { id: application }), {
    ...fields,
    callback: standIn.origin + path,
    webhook,
    ...more,
  });
  assert.equal(page.status, 303, page.body.slice(0, 2000));
  return webhook;
}

const act = (what: 'verify' | 'turn' | 'test' | 'replay' | 'remove', webhook: string, form: FormFields = {}) =>
  developer.post(href(routes.webhooks[what], at(webhook)), form);
const show = async (webhook: string) => (await developer.get(href(routes.webhooks.show, at(webhook)))).body;
const on = (path: string): Heard[] => standIn.heard.filter(heard => heard.path === path);
const events = (path: string): Heard[] => on(path).filter(({ body }) => !body.includes('"VERIFY"'));

async function pass(time: number, step: number): Promise<void> {
  for (let passed = 0; passed < time; passed += step) {
    world.clock.advance(step);
    await world.settle();
  }
  developer = await signInAs(world, 'developer');
}

test('an address proves itself before anything is sent, and what is wrong with its answer is told', async () => {
  standIn.answer(answering(undefined, 'the-client-secret'));
  const webhook = await create('/prove');
  const wrong = await act('verify', webhook);
  assert.match((await developer.get(wrong.location ?? '')).body, /not the HMAC of ours/);
  assert.match(await show(webhook), /Nothing is sent before your server has proved itself/);
  assert.equal((await act('test', webhook)).status, 409);
  assert.equal((await act('turn', webhook, { to: 'on' })).status, 403);
  standIn.answer(() => ({ status: 500 }));
  assert.match((await developer.get((await act('verify', webhook)).location ?? '')).body, /It answered 500/);
  standIn.answer(() => ({ status: 302, headers: { location: `${standIn.origin}/elsewhere` } }));
  await act('verify', webhook);
  assert.equal(on('/elsewhere').length, 0, 'redirects are not followed');
  standIn.answer(answering());
  const right = await act('verify', webhook);
  assert.match((await developer.get(right.location ?? '')).body, /verified and switched on/);
  const asked = on('/prove').at(-1);
  assert.ok(asked && smartcar.verifyPayload(token, asked.headers['sc-signature'] ?? '', JSON.parse(asked.body)));

  const inside = await create('/x', { callback: 'https://intranet.example/hook' });
  assert.match(await show(inside), /proved itself/, 'an address that is not public is never reached');
  await act('remove', inside);
  assert.equal((await developer.get(href(routes.webhooks.show, at(inside)))).status, 404);
});

test('a form that is wrong keeps what was chosen, and sent twice makes one webhook', async () => {
  const wrong = await developer.post(href(routes.webhooks.create, { id: application }), {
    ...fields,
    callback: 'http://example.com',
    webhook: crypto.randomUUID(),
  });
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /must begin with https/);
  assert.match(wrong.body, /value="charging" checked aria-label="Trigger/);
  const id = crypto.randomUUID();
  await create('/twice', { webhook: id });
  const again = await developer.post(href(routes.webhooks.create, { id: application }), {
    ...fields,
    callback: `${standIn.origin}/twice`,
    webhook: id,
  });
  assert.equal(again.status, 409);
  await act('remove', id);
});

test('a message has the contract’s headers and bytes, a new delivery id at each try, and the log shows all of it', async () => {
  let fails = 1;
  standIn.answer(answering(() => (fails-- > 0 ? { status: 503, body: '<i>later</i>' } : { status: 204 })));
  const webhook = await create('/bytes');
  await act('test', webhook);
  await world.settle();
  const [first] = events('/bytes');
  assert.ok(first);
  for (const name of ['SC-Signature', 'Content-Type', 'User-Agent']) assert.ok(first.spelling.includes(name), name);
  assert.match(first.headers['user-agent'] ?? '', /^Smartcar\//);
  assert.equal(JSON.stringify(JSON.parse(first.body)), first.body);
  assert.ok(smartcar.verifyPayload(token, first.headers['sc-signature'] ?? '', JSON.parse(first.body)));
  const body = JSON.parse(first.body);
  assert.deepEqual(
    body.data.signals.map(({ code }: { code: string }) => code),
    ['location-preciselocation', 'tractionbattery-stateofcharge', 'charge-ischarging'],
  );
  assert.deepEqual(body.triggers, [
    { type: 'SIGNAL_UPDATED', signal: { name: 'IsCharging', code: 'charge-ischarging', group: 'Charge' } },
  ]);
  const { deliveryId, deliveredAt, ...meta } = body.meta;
  assert.deepEqual(meta, {
    version: '4.0',
    webhookId: webhook,
    webhookName: 'Charging',
    mode: 'TEST',
    signalCount: 3,
  });
  assert.equal(deliveredAt, world.clock.now().getTime());

  world.clock.advance(24 * SECOND - 2 * SECOND);
  await world.settle();
  assert.equal(events('/bytes').length, 1, 'the first pause is 25 seconds');
  world.clock.advance(5 * SECOND);
  await world.settle();
  const second = events('/bytes')[1];
  assert.ok(second);
  const next = JSON.parse(second.body);
  assert.equal(next.eventId, body.eventId);
  assert.notEqual(next.meta.deliveryId, deliveryId);

  const page = await show(webhook);
  const link = /href="([^"]+\/deliveries\/msg_\w+)"/.exec(page)?.[1] ?? '';
  const log = (await developer.get(link)).body.replaceAll('<wbr>', '').replaceAll('&quot;', '"');
  assert.ok(log.includes(second.body), 'the very bytes');
  assert.ok(log.includes(second.headers['sc-signature'] ?? 'none'));
  assert.match(log, /&lt;i>later&lt;\/i>/, 'an answer is shown as text');
});

/** Which token the page of a message says it was signed with. @param nth message of the log, newest first */
async function signerShown(webhook: string, nth: number): Promise<string> {
  const links = [...(await show(webhook)).matchAll(/ href="([^"]+\/deliveries\/msg_\w+)"/g)];
  const page = (await developer.get(links[nth]?.[1] ?? '')).body;
  return (/Signed with<\/dt><dd[^>]*>([\s\S]*?)<\/dd>/.exec(page)?.[1] ?? '').replace(/<[^>]+>/g, '');
}

test('while two tokens are good a receiver of either verifies, and after a day the new one alone signs', async () => {
  standIn.answer(answering());
  const webhook = await create('/rotate');
  const ask = await developer.get(href(routes.developers.replaceToken, { id: application }));
  const present = /name="present" value="([^"]+)"/.exec(ask.body)?.[1];
  const made = await developer.post(href(routes.developers.replaceToken, { id: application }), { present });
  const fresh =
    /[0-9a-zA-Z_-]{40,}/.exec(
      /<code[^>]*>([\s\S]*?)<\/code>/.exec(made.body)?.[1]?.replaceAll('<wbr>', '') ?? '',
    )?.[0] ?? '';
  const former = token;
  await act('test', webhook);
  await world.settle();
  const message = events('/rotate').at(-1);
  assert.ok(message);
  const isOf = (key: string, header: string) =>
    smartcar.verifyPayload(key, message.headers[header] ?? '', JSON.parse(message.body));
  assert.ok(isOf(former, 'sc-signature'), 'its receiver proved to hold the old one');
  assert.ok(isOf(fresh, 'sc-signature-other'));
  assert.match(await signerShown(webhook, 0), /^the management token before, which ends /);
  // The receiver changes over, and proves it.
  world.clock.advance(SECOND);
  token = fresh;
  await act('verify', webhook);
  await act('test', webhook);
  await world.settle();
  const later = events('/rotate').at(-1);
  assert.ok(later && smartcar.verifyPayload(fresh, later.headers['sc-signature'] ?? '', JSON.parse(later.body)));
  assert.equal(await signerShown(webhook, 0), 'the new management token');
  await pass(25 * HOUR, 25 * HOUR);
  await act('test', webhook);
  await world.settle();
  const last = events('/rotate').at(-1);
  assert.ok(last && smartcar.verifyPayload(fresh, last.headers['sc-signature'] ?? '', JSON.parse(last.body)));
  assert.equal(last.headers['sc-signature-other'], undefined);
  assert.equal(await signerShown(webhook, 0), 'the management token');
  assert.equal(await signerShown(webhook, 2), 'a management token that is no longer good');
});

test('what is not taken is tried for three days, given up once, and sent again in bulk', async () => {
  const hours = webhookPauses.reduce((sum, pause) => sum + pause, 0) / HOUR;
  assert.ok(hours >= 72 && hours < 73.5, `${hours}`);
  assert.deepEqual(webhookPauses.slice(0, 3), [25 * SECOND, 50 * SECOND, 100 * SECOND]);
  let isDead = true;
  standIn.answer(answering(({ path }) => (path === '/dead' && isDead ? { status: 500 } : {})));
  const webhook = await create('/dead');
  const healthy = await create('/healthy');
  await act('test', webhook);
  await act('test', healthy);
  await world.settle();
  assert.equal(events('/healthy').length, 1);
  await pass(10 * MINUTE, MINUTE);
  await pass(80 * HOUR, 30 * MINUTE);
  assert.equal(events('/dead').length, 14);
  assert.match(await show(webhook), /Failed/);
  const about = async (subject: RegExp) => (await world.mails()).filter(mail => subject.test(mail.subject));
  assert.equal((await about(/given up/)).length, 1);
  const { rows } = await world.database.pool.query(`select 1 from core.event where name = 'webhook.exhausted'`);
  assert.equal(rows.length, 1);

  await act('test', webhook);
  await pass(DAY, 6 * HOUR);
  assert.match(await show(webhook), /Switched off after four days/);
  const [mail] = await about(/switched off/);
  assert.ok(mail?.text.includes(webhook) && !mail.text.includes('Charging'));
  isDead = false;
  await act('turn', webhook, { to: 'on' });
  assert.equal((await act('replay', webhook, { since: 'last week' })).status, 422);
  const replayed = await act('replay', webhook, {
    since: new Date(world.clock.now().getTime() - 9 * DAY).toISOString().slice(0, 10),
  });
  assert.match(replayed.location ?? '', /count=2/);
  await world.settle();
  const eventIds = events('/dead').map(({ body }) => JSON.parse(body).eventId);
  assert.equal(new Set(eventIds).size, 2, 'the same events as before');
  assert.equal(events('/dead').at(-1)?.headers['content-type'], 'application/json');
});

test('members look, owners change, strangers find nothing; and the audit log knows who did what', async () => {
  const webhook = await create('/roles');
  const stranger = await signInAs(world, 'researcher');
  assert.equal((await stranger.get(href(routes.webhooks.show, at(webhook)))).status, 404);
  assert.equal((await stranger.post(href(routes.webhooks.remove, at(webhook)))).status, 404);
  await world.database.pool.query(
    `insert into developers.member (organization, person, role, joined_at)
     select organization, (select person from accounts.session order by created_at desc limit 1), 'member', now()
       from developers.application where id = $1`,
    [application],
  );
  const member = stranger;
  assert.equal((await member.get(href(routes.webhooks.show, at(webhook)))).status, 200);
  for (const what of ['verify', 'test', 'turn', 'remove'] as const)
    assert.equal((await member.post(href(routes.webhooks[what], at(webhook)))).status, 403, what);
  const { rows } = await world.database.pool.query(
    'select action from core.audit_entry where subject = $1 order by id',
    [webhook],
  );
  assert.deepEqual(rows.map(({ action }) => action).toSorted(), ['webhook.create', 'webhook.verify']);
});
