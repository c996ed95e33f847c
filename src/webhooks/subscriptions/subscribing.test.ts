// How a car is subscribed to a webhook: by either API, and by the hand of a developer; and who may not.
import assert from 'node:assert/strict';
import { after as afterAll, beforeEach, test } from 'node:test';
import { signInAs } from '../../../test/support/sign-in.ts';
import { openSubscribedWorld } from '../../../test/support/subscribed-world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { issueAccessToken } from '../../connect/index.ts';
import { DAY, HOUR } from '../../core/clock.ts';
import { listReadEvents } from '../../vehicles/index.ts';

const subscribed = await openSubscribedWorld();
const { world, grant, webhook, messages, pass } = subscribed;
const { owner, application, secret, token, volt } = subscribed.facts;
afterAll(subscribed.close);
beforeEach(subscribed.begin);

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
