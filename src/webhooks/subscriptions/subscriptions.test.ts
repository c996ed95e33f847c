// Subscriptions through the public door: begun by API and by grants, told what changed, silent once the owner says so.
import assert from 'node:assert/strict';
import diagnostics from 'node:diagnostics_channel';
import { after as afterAll, before, beforeEach, test } from 'node:test';
import { type Heard, openStandIn, type StandIn } from '../../../test/support/https-stand-in.ts';
import { smartcar } from '../../../test/support/official-smartcar.ts';
import { signInAs } from '../../../test/support/sign-in.ts';
import type { FormFields } from '../../../test/support/visitor.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import {
  giveGrant,
  issueAccessToken,
  listGrantsOfOwner,
  narrowPermissions,
  pauseGrant,
  resumeGrant,
  revokeGrant,
} from '../../connect/index.ts';
import type { Person } from '../../core/actor.ts';
import { DAY, HOUR, MINUTE } from '../../core/clock.ts';
import { linkVehicles, listReadEvents } from '../../vehicles/index.ts';
import { personalData } from '../personal-data.ts';

// A workday's morning, so that the car drives within the hours that the tests pass; ahead of the real clock, by which jobs wait.
const MORNING = new Date('2031-03-04T06:00:00Z');

let standIn: StandIn;
let world: World;
let owner: Person;
let application: string;
let secret: string;
let token: string;
let volt: string;
before(async () => {
  standIn = await openStandIn();
  world = await openWorld({ fetch: standIn.fetch, limitsOff: true, now: MORNING });
  const facts = await world.seed();
  application = facts['application']?.['clientId'] ?? '';
  secret = facts['application']?.['clientSecret'] ?? '';
  token = facts['application']?.['managementToken'] ?? '';
  volt = facts['vehicles']?.['volt'] ?? '';
  owner = {
    kind: 'person',
    id: facts['owner']?.['id'] ?? '',
    session: 'none',
    staffRole: undefined,
    signedInAt: world.clock.now(),
  };
});
afterAll(async () => {
  await world.close();
  await standIn.close();
});
beforeEach(async () => {
  await world.database.pool.query('delete from webhooks.webhook');
  await world.database.pool.query('delete from core.delivery_lane');
  await revokeAll();
  await world.settle();
  standIn.heard.length = 0;
  standIn.answer(answering());
});

type Answers = Parameters<StandIn['answer']>[0];
const answering =
  (other: Answers = () => ({})): Answers =>
  heard => {
    const { eventType, data } = JSON.parse(heard.body);
    return eventType === 'VERIFY'
      ? { body: JSON.stringify({ challenge: smartcar.hashChallenge(token, data.challenge) }) }
      : other(heard);
  };

const SCOPES = ['read_vehicle_info', 'read_odometer', 'read_charge', 'read_battery'];
const grant = (scopes: readonly string[] = SCOPES): Promise<string> =>
  giveGrant(world.kernel, { owner: owner.id, application, vehicles: [volt], scopes });
const revokeAll = async (): Promise<void> => {
  for (const { id, revokedAt } of await listGrantsOfOwner(world.kernel, owner))
    if (!revokedAt) await revokeGrant(world.kernel, owner, id, 'owner');
};

async function webhook(path: string, more: FormFields = {}): Promise<string> {
  const developer = await signInAs(world, 'developer');
  const id = crypto.randomUUID();
  const page = await developer.post(href(routes.webhooks.create, { id: application }), {
    name: 'Trips',
    callback: standIn.origin + path,
    triggers: 'odometer',
    data: ['charging', 'location'],
    webhook: id,
    ...more,
  });
  assert.match(page.location ?? page.body.slice(0, 1000), /done=verified/);
  return id;
}

type Message = {
  readonly eventId: string;
  readonly eventType: string;
  readonly data: {
    readonly user: { readonly id: string };
    readonly vehicle: { readonly id: string; readonly make: string | null };
    readonly signals: readonly { readonly code: string; readonly status: object; readonly body: object | null }[];
    readonly errors: readonly {
      readonly type: string;
      readonly code: string;
      readonly state: string;
      readonly signals?: readonly { readonly code: string }[];
    }[];
  };
  readonly triggers: readonly { readonly signal: { readonly code: string } }[];
  readonly meta: { readonly mode: string };
};
const messages = (path: string): Message[] =>
  standIn.heard
    .filter((heard: Heard) => heard.path === path && !heard.body.includes('"VERIFY"'))
    .map(({ body }) => JSON.parse(body) as Message);

async function pass(time: number, step = 7 * MINUTE): Promise<void> {
  for (let passed = 0; passed < time; passed += step) {
    world.clock.advance(step);
    const job = `select graphile_worker.add_job('watch-subscribed-cars', '{}'::json)`;
    await world.database.pool.query(job);
    await world.settle();
  }
}

const at = (vehicle: string, webhookId: string) =>
  href(routes.webhooks.subscription, { version: '2.0', id: vehicle, webhookId });
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

test('v2: wrong credentials are told before wrong ids; a subscribed car tells everything once, each read in the log', async () => {
  const id = await webhook('/v2');
  const access = await issueAccessToken(world.kernel, await grant());
  const api = world.visitor();
  const subscribe = (vehicle: string, hook: string, key = access) => api.postJson(at(vehicle, hook), {}, bearer(key));
  assert.equal((await subscribe(volt, 'webhookID', 'abc')).status, 401);
  const wrong = await subscribe(volt, 'webhookID');
  assert.deepEqual([wrong.status, JSON.parse(wrong.body).type], [400, 'VALIDATION']);
  assert.equal((await subscribe(crypto.randomUUID(), id)).status, 403);
  assert.equal((await subscribe(volt, crypto.randomUUID())).status, 404);
  const right = await subscribe(volt, id);
  assert.deepEqual([right.status, JSON.parse(right.body)], [200, { webhookId: id, vehicleId: volt }]);
  assert.equal((await subscribe(volt, id)).status, 200, 'again changes nothing');
  await world.settle();
  const [first, ...more] = messages('/v2');
  assert.ok(first && more.length === 0);
  assert.equal(first.eventType, 'VEHICLE_STATE');
  assert.deepEqual(
    first.data.signals.map(({ code, status }) => [code, status]),
    [
      ['odometer-traveleddistance', { value: 'SUCCESS' }],
      ['location-preciselocation', { value: 'ERROR', error: { type: 'PERMISSION', code: null } }],
      ['charge-ischarging', { value: 'SUCCESS' }],
    ],
    'all that was chosen, and what the owner did not grant as such',
  );
  assert.deepEqual([first.data.vehicle.id, first.data.vehicle.make], [volt, 'CHEVROLET']);
  const { events } = await listReadEvents(world.kernel, owner, { application });
  assert.deepEqual(
    events
      .slice(0, 3)
      .map(({ signal, outcome }) => `${signal} ${outcome}`)
      .toSorted(),
    ['attributes allowed', 'charging allowed', 'odometer allowed'],
  );

  const end = (key: string, vehicle = volt, hook = id) => api.delete(at(vehicle, hook), bearer(key));
  assert.equal((await end('amt', volt, 'webhookID')).status, 401);
  assert.equal((await end(access)).status, 401, 'an access token is none');
  assert.equal((await end(token, volt, 'webhookID')).status, 400);
  const ended = await end(token);
  assert.deepEqual([ended.status, ended.body], [200, '{"status":"success"}']);
  await pass(DAY, HOUR);
  assert.equal(messages('/v2').length, 1);
});

test('a new grant subscribes by itself; what changes is told, what does not is not; the end of the grant is the end', async () => {
  await webhook('/auto', { autoSubscribe: 'on' });
  await webhook('/other');
  await grant(['read_odometer']);
  await world.settle();
  assert.equal(messages('/auto').length, 1);
  assert.equal(messages('/other').length, 0);
  await pass(DAY, 30 * MINUTE);
  const told = messages('/auto');
  assert.ok(told.length > 1 && told.length < 40, `${told.length} messages`);
  assert.equal(new Set(told.map(({ eventId }) => eventId)).size, told.length);
  const distances = told.map(({ data }) => JSON.stringify(data.signals[0]?.body));
  assert.equal(new Set(distances).size, distances.length, 'each tells another distance');
  for (const { triggers, data } of told) {
    assert.deepEqual(
      triggers.map(({ signal }) => signal.code),
      ['odometer-traveleddistance'],
    );
    assert.equal(data.signals.length, 3);
    assert.equal(data.vehicle.make, null, 'make and model were not granted');
  }
  const exported = await personalData.export(world.kernel, owner.id);
  assert.match(JSON.stringify(exported), /"application":"Evergreen Charging"/);

  // While the server is down messages wait; they are dropped with the permission.
  standIn.answer(answering(() => ({ status: 500 })));
  await pass(12 * HOUR, 30 * MINUTE);
  const tries = messages('/auto').length;
  assert.ok(tries > told.length);
  await revokeAll();
  await world.settle();
  const { rows } = await world.database.pool.query(
    `select (select count(*)::int from core.delivery_waiting where about not like 'permission:%') as waiting,
            (select count(*)::int from webhooks.subscription where ended_at is null) as subscribed`,
  );
  assert.deepEqual(rows, [{ waiting: 0, subscribed: 0 }]);
  standIn.answer(answering());
  await pass(DAY, HOUR);
  const after = messages('/auto');
  assert.equal(after.filter(({ eventType }) => eventType === 'VEHICLE_STATE').length, tries);
  assert.deepEqual(
    new Set(
      after.slice(tries).map(({ data }) => JSON.stringify([data.vehicle.id, data.vehicle.make, ...stateOf(data)])),
    ),
    new Set([JSON.stringify([volt, null, 'PERMISSION ERROR'])]),
    'only that it is over is still told',
  );

  await personalData.erase(world.kernel, owner.id);
  const left = await world.database.pool.query('select 1 from core.delivery where about is not null');
  assert.equal(left.rows.length, 0, 'an erasure takes what was sent along');
});

const stateOf = ({ errors }: Message['data']): string[] => errors.map(({ type, state }) => `${type} ${state}`);

test('a pause drops what waits and asks no car; resumed it goes on; what is taken back is in no message any more', async () => {
  await webhook('/rest', { autoSubscribe: 'on', data: ['charging', 'location'] });
  const id = await grant(['read_odometer', 'read_location']);
  await world.settle();
  assert.equal(messages('/rest').length, 1);
  standIn.answer(answering(() => ({ status: 500 })));
  await pass(6 * HOUR, 30 * MINUTE);
  await pauseGrant(world.kernel, owner, id);
  standIn.heard.length = 0;
  standIn.answer(answering());
  const lines = async () => (await listReadEvents(world.kernel, owner, { application })).events[0]?.seq;
  const last = await lines();
  await pass(DAY, HOUR);
  assert.equal(await lines(), last, 'no car is asked while it rests');
  assert.deepEqual(
    messages('/rest').map(({ eventType, data }) => [eventType, ...stateOf(data)]),
    [['VEHICLE_ERROR', 'PERMISSION ERROR']],
  );
  standIn.heard.length = 0;
  await resumeGrant(world.kernel, owner, id);
  await pass(DAY, HOUR);
  const resumed = messages('/rest');
  assert.deepEqual(
    resumed.filter(({ eventType }) => eventType === 'VEHICLE_ERROR').flatMap(({ data }) => stateOf(data)),
    ['PERMISSION RESOLVED'],
  );
  const placed = resumed.filter(({ data }) => data.signals?.some(({ code, body }) => /location/.test(code) && body));
  assert.ok(placed.length > 0);

  standIn.answer(answering(() => ({ status: 500 })));
  await pass(6 * HOUR, 30 * MINUTE);
  await narrowPermissions(world.kernel, owner, id, ['read_location']);
  standIn.heard.length = 0;
  standIn.answer(answering());
  await pass(2 * DAY, HOUR);
  const told = messages('/rest');
  assert.ok(told.some(({ eventType }) => eventType === 'VEHICLE_STATE'));
  for (const { data } of told)
    assert.ok(data.signals?.every(({ code, body }) => !/location/.test(code) || body === null) ?? true);
  const lost = told.flatMap(({ data }) => data.errors ?? []);
  assert.deepEqual(
    lost.map(({ type, state, signals }) => [type, state, signals?.map(({ code }) => code)]),
    [['PERMISSION', 'ERROR', ['location-preciselocation']]],
  );
});

test('nothing leaves once a revocation has committed, whenever it comes', async () => {
  let isRevoked = false;
  let sentAfter = 0;
  let sent = 0;
  const noteSending = (message: unknown): void => {
    const { request } = message as { request: { path: string } };
    if (request.path !== '/race') return;
    sent += 1;
    if (isRevoked) sentAfter += 1;
  };
  // That it is over is told elsewhere.
  await webhook('/race', { autoSubscribe: 'on', errorCallback: `${standIn.origin}/over` });
  diagnostics.subscribe('undici:client:sendHeaders', noteSending);
  try {
    for (let round = 0; round < 40; round++) {
      isRevoked = false;
      const id = await grant(['read_odometer']);
      const settling = world.settle();
      // From the look at the car to the connection to the server: the revocation comes at any point of it.
      for (let wait = 0; wait < round * 3; wait++) await new Promise(setImmediate);
      await revokeGrant(world.kernel, owner, id, 'owner');
      isRevoked = true;
      await settling;
      await world.settle();
    }
  } finally {
    diagnostics.unsubscribe('undici:client:sendHeaders', noteSending);
  }
  assert.equal(sentAfter, 0);
  assert.ok(sent < 40 * 3, `${sent}`);
});

test('a car that reports is looked at at once, and not more than once a minute for a webhook', async () => {
  await webhook('/push', { autoSubscribe: 'on' });
  await grant(['read_odometer']);
  await world.settle();
  const looks = async () =>
    (
      await world.database.pool.query('select count(*)::int as n from vehicles.read_event where signal = $1', [
        'odometer',
      ])
    ).rows[0].n;
  const report = async () => {
    await world.kernel.transaction(kernel => kernel.emit(kernel, 'vehicle.reported', { vehicle: volt }));
    await world.settle();
  };
  world.clock.advance(2 * MINUTE);
  const before = await looks();
  await report();
  assert.equal(await looks(), before + 1, 'at once, long before it is due');
  for (let second = 0; second < 50; second += 10) {
    world.clock.advance(10_000);
    await report();
  }
  assert.equal(await looks(), before + 1, 'looked at a moment ago');
  world.clock.advance(20_000);
  await world.settle();
  assert.equal(await looks(), before + 2, 'what was reported since is not forgotten');
  await world.kernel.transaction(kernel =>
    kernel.emit(kernel, 'vehicle.reported', { vehicle: '00000000-0000-4000-8000-000000000000' }),
  );
  await world.settle();
  assert.equal(await looks(), before + 2, 'nobody is told about another car');
});

test('developers subscribe connected cars by hand; strangers find nothing, members change nothing', async () => {
  const id = await webhook('/hand');
  const developer = await signInAs(world, 'developer');
  const at = { id: application, webhook: id };
  const path = href(routes.webhooks.cars, at);
  assert.match((await developer.get(path)).body, /No car is connected yet/);
  await grant(['read_odometer']);
  const page = await developer.get(path);
  assert.match(page.body, /Not subscribed/);
  assert.match(page.body, /did not grant read_location, read_charge/);
  const user = /name="user" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
  const act = (what: string, vehicle = volt, by = developer) => by.post(path, { act: what, user, vehicle });
  const subscribed = async () => {
    const query = 'select 1 from webhooks.subscription where webhook = $1 and ended_at is null';
    return (await world.database.pool.query(query, [id])).rows.length;
  };
  assert.match((await act('subscribe')).location ?? '', /done=subscribed/);
  assert.equal((await act('subscribe')).status, 303, 'twice is once');
  assert.equal(await subscribed(), 1);
  await world.settle();
  assert.equal(messages('/hand').length, 1);
  assert.match((await developer.get(path)).body, /is told about 1 of 1 connected cars/);
  assert.match((await developer.get(href(routes.webhooks.cars, at, { car: crypto.randomUUID() }))).body, /has this id/);
  await act('unsubscribe');
  assert.equal(await subscribed(), 0);
  assert.match((await act('all')).location ?? '', /done=all/);
  assert.match((await act('all')).location ?? '', /done=already/);
  assert.equal(await subscribed(), 1);
  assert.equal((await act('subscribe', crypto.randomUUID())).status, 404);
  const stranger = await signInAs(world, 'researcher');
  assert.equal((await stranger.get(path)).status, 404);
  assert.equal((await act('unsubscribe', volt, stranger)).status, 404);
  assert.equal(await subscribed(), 1);
});

test('errors of a car are told once, to their own address, and once more when they are over', async () => {
  await webhook('/state', { autoSubscribe: 'on', errorCallback: `${standIn.origin}/errors` });
  await grant();
  await world.settle();
  const connections = 'delete from vehicles.connection where vehicle = $1';
  await world.database.pool.query(connections, [volt]);
  await pass(2 * HOUR, 20 * MINUTE);
  const told = (path: string) =>
    messages(path).map(({ eventType, data }) => `${eventType} ${data.errors?.map(e => `${e.code} ${e.state}`)}`);
  assert.deepEqual(told('/errors'), ['VEHICLE_ERROR VEHICLE_MISSING ERROR']);
  assert.equal(messages('/errors')[0]?.data.vehicle.id, volt);
  await linkVehicles(
    world.kernel,
    { kind: 'system', name: 'test' },
    {
      owner: owner.id,
      provider: 'simulator',
      credentials: null,
      only: ['volt'],
    },
  );
  await pass(DAY, HOUR);
  assert.deepEqual(told('/errors'), ['VEHICLE_ERROR VEHICLE_MISSING ERROR', 'VEHICLE_ERROR VEHICLE_MISSING RESOLVED']);
  assert.ok(messages('/state').every(({ eventType }) => eventType === 'VEHICLE_STATE'));
  const failed = `select 1 from vehicles.read_event where application = $1 and outcome = 'failed'`;
  assert.ok((await world.database.pool.query(failed, [application])).rows.length > 0, 'reads that gave nothing say so');
});

test('v3: an application manages its own webhooks and subscriptions, and sees nobody else’s', async () => {
  const id = await webhook('/v3');
  const api = world.visitor();
  const asked = await api.post('/oauth/token', {
    grant_type: 'client_credentials',
    client_id: application,
    client_secret: secret,
  });
  const key = bearer(JSON.parse(asked.body).access_token);
  const get = async (path: string) => {
    const page = await api.get(path, key);
    return { status: page.status, body: JSON.parse(page.body) };
  };
  const access = await issueAccessToken(world.kernel, await grant());
  assert.equal((await api.get('/v3/webhooks', bearer(access))).status, 401, 'an owner’s token manages nothing');
  const list = await get('/v3/webhooks?filter%5Bname%5D=Trips&page%5Bsize%5D=10');
  assert.deepEqual(list.body.meta, { totalCount: 1, pageSize: 10, page: 1 });
  assert.deepEqual(list.body.data[0].attributes.triggers, [
    { group: 'Odometer', name: 'TraveledDistance', code: 'odometer-traveleddistance' },
  ]);
  assert.equal((await get('/v3/webhooks?filter%5BisEnabled%5D=false')).body.data.length, 0);
  assert.equal((await get(`/v3/webhooks/${id}`)).body.data.attributes.isEnabled, true);
  assert.equal((await get(`/v3/webhooks/${crypto.randomUUID()}`)).status, 404);
  assert.equal((await get('/v3/webhooks?page%5Bsize%5D=101')).status, 400);

  const user = JSON.parse((await api.get('/v2.0/user', bearer(access))).body).id;
  const body = (vehicle: string, of = user) => ({
    data: {
      type: 'subscription',
      relationships: {
        webhook: { data: { type: 'webhook', id } },
        user: { data: { type: 'user', id: of } },
        vehicle: { data: { type: 'vehicle', id: vehicle } },
      },
    },
  });
  const send = (what: object, path = '/v3/subscriptions') => api.postJson(path, what, key);
  assert.equal((await send({})).status, 400);
  assert.match(String(user), /^[0-9a-f-]{36}$/);
  const foreign = await send(body(crypto.randomUUID()));
  assert.equal(foreign.status, 403, foreign.body.slice(-300));
  assert.equal((await send(body(volt, crypto.randomUUID()))).status, 403);
  const made = await send(body(volt));
  assert.deepEqual(
    [made.status, JSON.parse(made.body)],
    [202, { meta: { message: 'subscription creation in progress' } }],
  );
  const found = await get(`/v3/subscriptions?filter%5BuserId%5D=${user}&filter%5BvehicleId%5D=${volt}`);
  const [one] = found.body.data;
  assert.deepEqual([found.body.meta.totalCount, one.relationships.user.data.id], [1, user]);
  assert.equal(one.attributes.vehicle.model, 'Volt');
  assert.deepEqual((await get(`/v3/subscriptions/${one.id}`)).body.data, one);
  assert.equal((await get(`/v3/webhooks/${id}/subscriptions`)).body.data.length, 1);
  assert.equal((await get(`/v3/subscriptions?filter%5BuserId%5D=${crypto.randomUUID()}`)).body.data.length, 0);
  const ofMode = async (mode: string) => (await get(`/v3/subscriptions?filter%5Bvehicle.mode%5D=${mode}`)).body;
  const byMode = await Promise.all(['live', 'test', 'simulated'].map(ofMode));
  assert.deepEqual(
    byMode.flatMap(({ data }) => data.map(({ id }: { id: string }) => id)).filter(id => id === one.id),
    [one.id],
    'a subscription is of one mode',
  );
  assert.equal((await ofMode('fast')).type, 'VALIDATION');
  await world.settle();
  assert.equal(messages('/v3').length, 1);
  const away = (query: string) => api.delete(`/v3/webhooks/${id}/subscriptions${query}`, key);
  assert.equal((await away('')).status, 400, 'leaving something out ends nothing');
  assert.equal((await away(`?filter%5BvehicleId%5D=${volt}`)).status, 202);
  assert.equal((await get('/v3/subscriptions')).body.data.length, 0);
});
