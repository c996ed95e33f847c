// API v3 over HTTP: who may, shapes that the SDKs parse, both error envelopes (vehicle-platform §12, §28).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { grantedCars } from '../../../test/support/granted-cars.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { scopes } from '../../catalog/scopes.ts';
import { findSignalByCode, signalIds, signals } from '../../catalog/signals.ts';
import type { Provider } from '../providers/provider.ts';
import { findProvider } from '../providers/registry.ts';
import { userIdOf } from '../user-id.ts';

describe('API v3', () => {
  let world: World;
  let simulator: Provider;
  let application: string;
  let appToken: string;
  let tesla: string;
  let volt: string;
  let token: string;
  let narrow: { cars: Record<string, string>; token: string };
  let origin: string;

  before(async () => {
    world = await openWorld({ limitsOff: true });
    const facts = (await world.seed())['application'] ?? {};
    application = facts['clientId'] ?? '';
    simulator = findProvider(world.kernel, 'simulator') ?? assert.fail();
    const everything = scopes.map(({ name }) => name);
    const all = await grantedCars(world, ['model-y', 'volt'], everything, 'per_v3', application);
    tesla = all.cars['model-y'] ?? '';
    volt = all.cars['volt'] ?? '';
    token = all.token;
    narrow = await grantedCars(world, ['volt'], ['read_odometer', 'read_location'], 'per_other', application);
    origin = await world.app.server.listen({ host: '127.0.0.1', port: 0 });
    const reply = await fetch(`${origin}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: application,
        client_secret: facts['clientSecret'] ?? '',
      }),
    });
    assert.equal(reply.status, 200);
    appToken = ((await reply.json()) as { access_token: string }).access_token;
  });
  after(() => world.close());

  const call = async (
    path: string,
    { as = token, user, method = 'GET', body }: { as?: string; user?: string; method?: string; body?: unknown } = {},
  ) => {
    const reply = await fetch(`${origin}/v3${path}`, {
      method,
      headers: {
        authorization: `Bearer ${as}`,
        'content-type': 'application/json',
        ...(user !== undefined && { 'sc-user-id': user }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    return { status: reply.status, headers: reply.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
  const user = (owner: string) => userIdOf(world.kernel, application, owner);
  const log = async (count: number) =>
    (
      await world.database.pool.query<{ signal: string; outcome: string; owner: string; request: string }>(
        'select signal, outcome, owner, request from vehicles.read_event order by seq desc limit $1',
        [count],
      )
    ).rows;

  test('a car is a bare resource', async () => {
    for (const path of [`/vehicles/${tesla}`, `/vehicles/${tesla}/`, `/vehicles/${tesla}?`]) {
      const { status, body } = await call(path);
      assert.equal(status, 200);
      assert.deepEqual(body, {
        id: tesla,
        type: 'vehicle',
        attributes: { make: 'TESLA', model: 'Model Y', year: 2021, powertrainType: 'BEV', mode: body.attributes.mode },
        links: { self: `/vehicles/${tesla}` },
      });
    }
    assert.equal((await log(1))[0]?.signal, 'attributes');
  });

  test('signals are everything that the grant opens and the car has, with one line of the log for each permission', async () => {
    const { status, body, headers } = await call(`/vehicles/${tesla}/signals`);
    assert.equal(status, 200);
    const ids: string[] = body.data.map(({ id }: { id: string }) => id);
    for (const code of ['odometer-traveleddistance', 'tractionbattery-stateofcharge', 'closure-doors', 'wheel-tires'])
      assert.ok(ids.includes(code), code);
    assert.deepEqual(body.meta, { totalCount: ids.length, pageSize: ids.length, page: 1 });
    for (const { id, type, attributes, meta, links } of body.data) {
      assert.equal(type, 'signal');
      assert.deepEqual([attributes.code, attributes.group.toLowerCase()], [id, id.split('-')[0]]);
      assert.equal(links.self, `/vehicles/${tesla}/signals/${id}`);
      if (attributes.status.value === 'SUCCESS') {
        assert.ok(Number.isSafeInteger(meta.retrievedAt) && meta.retrievedAt > 1e12, id);
        assert.ok(Number.isSafeInteger(meta.oemUpdatedAt) && meta.oemUpdatedAt <= meta.retrievedAt, id);
        assert.equal(typeof attributes.body, 'object');
      } else assert.equal(typeof attributes.status.error.type, 'string');
    }
    assert.deepEqual(body.included.vehicle.attributes, { make: 'TESLA', model: 'Model Y', year: 2021 });
    assert.equal(body.links.previous, null);
    const request = headers.get('sc-request-id');
    const lines = (await log(60)).filter(line => line.request === request);
    const opened = new Set(ids.map(id => signals[findSignalByCode(id) ?? 'vin'].permission));
    assert.ok(lines.length >= opened.size && lines.length <= new Set(signalIds.map(id => signals[id].permission)).size);
  });

  test('pages, and page sizes that are too large', async () => {
    const first = (await call(`/vehicles/${tesla}/signals?page[size]=5`)).body;
    assert.deepEqual([first.data.length, first.meta.page], [5, 1]);
    assert.match(first.links.next, /page%5Bnumber%5D=2/);
    const second = (await call(`/vehicles/${tesla}/signals?page[size]=5&page[number]=2`)).body;
    assert.notEqual(second.data[0].id, first.data[0].id);
    assert.equal((await call(`/vehicles/${tesla}/signals?page[size]=101`)).status, 400);
  });

  test('one signal is a bare resource; percent is a percentage, units have one spelling', async () => {
    const level = (await call(`/vehicles/${tesla}/signals/tractionbattery-stateofcharge`)).body.attributes.body;
    assert.ok(level.value > 1 && level.value <= 100);
    assert.equal(level.unit, 'percent');
    const tires = (await call(`/vehicles/${tesla}/signals/wheel-tires`)).body.attributes.body;
    assert.deepEqual([tires.unit, tires.rowCount, tires.columnCount, tires.values.length], ['kPa', 2, 2, 4]);
    assert.ok(tires.values[0].tirePressure > 150);
    const limits = (await call(`/vehicles/${tesla}/signals/charge-chargelimits`)).body.attributes.body;
    assert.equal(limits.values[0].limit, limits.activeLimit);
    assert.equal(
      (await call(`/vehicles/${tesla}/signals/internalcombustionengine-fuellevel`)).body.code,
      'VEHICLE_NOT_CAPABLE',
    );
    assert.equal((await call(`/vehicles/${tesla}/signals/no-such`)).body.code, 'PATH');
  });

  test('what the grant does not open is not told, and the heading of a location is its own permission', async () => {
    const own = narrow.cars['volt'] ?? '';
    const { body } = await call(`/vehicles/${own}/signals`, { as: narrow.token });
    assert.ok(
      body.data.every(({ attributes }: { attributes: { group: string } }) =>
        ['Odometer', 'Location'].includes(attributes.group),
      ),
    );
    const place = (await call(`/vehicles/${own}/signals/location-preciselocation`, { as: narrow.token })).body;
    assert.deepEqual(Object.keys(place.attributes.body), ['latitude', 'longitude']);
    const with_ = (await call(`/vehicles/${tesla}/signals/location-preciselocation`)).body;
    assert.ok('heading' in with_.attributes.body);
    const refused = await call(`/vehicles/${own}/signals/vehicleidentification-vin`, { as: narrow.token });
    assert.deepEqual([refused.status, refused.body.type], [403, 'PERMISSION']);
    assert.deepEqual(body.included.vehicle.attributes, {});
  });

  test('a token of the application names the user; it opens that user’s cars and nobody else’s', async () => {
    const own = narrow.cars['volt'] ?? '';
    const path = `/vehicles/${own}/signals/odometer-traveleddistance`;
    assert.equal((await call(path, { as: appToken, user: user('per_other') })).status, 200);
    const [line] = await log(1);
    assert.deepEqual([line?.owner, line?.signal, line?.outcome], ['per_other', 'odometer', 'allowed']);
    assert.equal((await call(path, { as: appToken, user: user('per_other').toUpperCase() })).status, 200);
    for (const nobody of [undefined, '', 'undefined']) {
      const without = await call(path, { as: appToken, ...(nobody !== undefined && { user: nobody }) });
      assert.deepEqual([without.status, without.body.detail[0].field], [400, 'sc-user-id'], nobody);
      assert.equal((await call(path, { as: narrow.token, ...(nobody !== undefined && { user: nobody }) })).status, 200);
    }
    const wrong = await call(path, { as: appToken, user: user('per_v3') });
    assert.equal(wrong.status, 403);
    assert.deepEqual([(await log(1))[0]?.owner, (await log(1))[0]?.outcome], ['per_v3', 'denied']);
    assert.equal((await call(path, { as: appToken, user: '11111111-1111-4111-8111-111111111111' })).status, 403);
    assert.equal((await call(path, { as: narrow.token, user: user('per_v3') })).status, 403);
    assert.equal((await call(`/vehicles/${tesla}`, { as: appToken })).status, 200);
    assert.equal((await call(path, { as: 'a'.repeat(36) })).status, 401);
  });

  test('commands say what was done, and obey the same log', async t => {
    const told = t.mock.method(
      simulator.commands as Required<Provider['commands']>,
      'set_charge_limit',
      async () => 'done' as const,
    );
    const { status, body, headers } = await call(`/vehicles/${tesla}/commands/charge/set-limit`, {
      method: 'POST',
      body: { data: { attributes: { percent: 80 } } },
    });
    assert.equal(status, 200);
    assert.deepEqual(body.data.attributes, {
      commandType: 'charge-set-limit',
      parameters: { percent: 80 },
      status: { value: 'SUCCESS' },
      executionMode: 'sync',
    });
    assert.equal(body.data.id, `exec_${headers.get('sc-request-id')}`);
    assert.deepEqual(told.mock.calls[0]?.arguments[1], { limit: 0.8 });
    assert.deepEqual([(await log(1))[0]?.signal, (await log(1))[0]?.outcome], ['set_charge_limit', 'allowed']);
    const half = { method: 'POST', body: { data: { attributes: { percent: 80.5 } } } };
    const halved = await call(`/vehicles/${tesla}/commands/charge/set-limit`, half);
    assert.deepEqual(halved.body.data.attributes.parameters, { percent: 80.5 }, 'what the car was told');
    const bad = { method: 'POST', body: { data: { attributes: { percent: 0.8 } } } };
    assert.equal((await call(`/vehicles/${tesla}/commands/charge/set-limit`, bad)).status, 400);
    const lock = t.mock.method(
      simulator.commands as Required<Provider['commands']>,
      'lock_or_unlock',
      async () => 'done' as const,
    );
    assert.equal((await call(`/vehicles/${tesla}/commands/security/unlock`, { method: 'POST' })).status, 200);
    assert.deepEqual(lock.mock.calls[0]?.arguments[1], { action: 'UNLOCK' });
    const place = { data: { attributes: { latitude: 40.7, longitude: -73.9 } } };
    assert.equal(
      (await call(`/vehicles/${tesla}/commands/navigation/set-destination`, { method: 'POST', body: place })).status,
      200,
    );
    assert.equal(
      (await call(`/vehicles/${narrow.cars['volt']}/commands/security/lock`, { method: 'POST', as: narrow.token }))
        .status,
      403,
    );
  });

  test('charge schedules are made, read where the car keeps them, and ended', async () => {
    const attributes = { location: { latitude: 40.0086, longitude: -105.2679 }, startTime: '08:00', stopTime: '10:00' };
    const post = (type: string, more: object = {}, car = tesla) =>
      call(`/vehicles/${car}/charge-schedules/${type}`, {
        method: 'POST',
        body: { data: { attributes: { ...attributes, ...more } } },
      });
    const made = await post('daily');
    assert.equal(made.status, 200, JSON.stringify(made.body));
    const { scheduleId, scheduleType, action } = made.body.data.attributes;
    assert.deepEqual([scheduleType, action], ['daily', 'create']);
    const shown = await call(`/vehicles/${tesla}/charge-schedules/${scheduleId}`);
    assert.equal(shown.status, 200, JSON.stringify(shown.body));
    assert.deepEqual(shown.body.attributes.days.length, 7);
    assert.deepEqual([shown.body.attributes.startTime, shown.body.attributes.stopTime], ['08:00', '10:00']);
    const timers = (await call(`/vehicles/${tesla}/signals/charge-chargetimers`)).body.attributes.body.values;
    assert.ok(
      timers.some(
        (one: { scheduleId?: string; type: string }) => one.scheduleId === scheduleId && one.type === 'LOCATION',
      ),
    );
    assert.equal((await call(`/vehicles/${tesla}/charge-schedules/${scheduleId}`, { method: 'DELETE' })).status, 200);
    assert.equal((await call(`/vehicles/${tesla}/charge-schedules/${scheduleId}`)).status, 404);
    assert.equal((await post('weekly')).status, 400);
    assert.equal((await post('weekly', { days: ['MONDAY'] })).status, 200);
    assert.equal((await post('hourly')).status, 404);
    assert.equal((await post('daily', { startTime: '25:00' })).status, 400);
    assert.equal((await post('daily', {}, volt)).body.code, 'VEHICLE_NOT_CAPABLE');
  });

  test('errors carry both envelopes', async () => {
    const { status, body, headers } = await call(
      '/vehicles/11111111-1111-4111-8111-111111111111/signals/odometer-traveleddistance',
    );
    assert.equal(status, 403);
    assert.equal(headers.get('content-type'), 'application/json; charset=utf-8');
    const [error] = body.errors;
    assert.deepEqual([error.status, error.type, error.resolution], ['403', 'PERMISSION', { type: 'REAUTHENTICATE' }]);
    assert.deepEqual(
      [body.type, body.code, body.statusCode, body.requestId, body.docURL],
      ['PERMISSION', null, 403, headers.get('sc-request-id'), error.links.about],
    );
    assert.equal(error.detail, body.description);
  });

  test('connections: filtered, paged, one by one; the owner’s log says that the car was described', async () => {
    const all = (await call('/connections', { as: appToken })).body;
    assert.ok(all.data.length >= 3 && all.meta.totalCount === all.data.length);
    const own = (await call(`/connections?filter[userId]=${user('per_v3')}`, { as: appToken })).body;
    assert.deepEqual(
      own.data
        .map((one: { relationships: { vehicle: { data: { id: string } } } }) => one.relationships.vehicle.data.id)
        .toSorted(),
      [tesla, volt].toSorted(),
    );
    const car = own.data.find(
      (one: { attributes: { vehicle: { make: string } } }) => one.attributes.vehicle.make === 'TESLA',
    );
    assert.equal(car.attributes.vehicle.year, 2021);
    assert.ok((await log(2)).every(({ signal, owner }) => signal === 'attributes' && owner === 'per_v3'));
    const paged = (
      await call(`/connections?filter[userId]=${user('per_v3')}&page[size]=1&page[number]=2`, { as: appToken })
    ).body;
    assert.deepEqual([paged.data.length, paged.meta.totalCount, paged.links.next], [1, 2, null]);
    const other = (await call(`/connections?filter[vehicleId]=${narrow.cars['volt']}`, { as: appToken })).body.data[0];
    assert.equal(other.attributes.vehicle.make, null);
    assert.equal((await call(`/connections/${other.id}`, { as: appToken })).body.data.id, other.id);
    assert.equal((await call(`/connections/${other.id}`)).status, 404);
    assert.equal((await call('/connections')).body.meta.totalCount, 2);
    assert.equal((await call('/connections?filter[mode]=wild', { as: appToken })).status, 400);
    for (const nothing of ['', 'undefined']) {
      const filters = `filter[userId]=${nothing}&filter[vehicleId]=${nothing}&filter[mode]=${nothing}`;
      assert.equal((await call(`/connections?${filters}`, { as: appToken })).status, 200);
    }
    assert.equal((await call('', { as: appToken })).body.errors[0].status, '404', 'in the form of version 3');
    assert.equal((await call('/connections/x', { as: appToken })).status, 404);
  });

  test('ending one connection, and everything of a user with 204', async () => {
    const [connection] = (await call(`/connections?filter[vehicleId]=${volt}`, { as: appToken })).body.data;
    assert.equal((await call(`/connections/${connection.id}`, { as: appToken, method: 'DELETE' })).status, 200);
    assert.equal((await call(`/connections/${connection.id}`, { as: appToken })).status, 404);
    assert.equal((await call(`/users/${user('per_v3')}`, { as: narrow.token, method: 'DELETE' })).status, 404);
    const gone = await call(`/users/${user('per_v3')}`, { as: appToken, method: 'DELETE' });
    assert.deepEqual([gone.status, gone.body], [204, undefined]);
    assert.equal((await call(`/vehicles/${tesla}`)).status, 401);
    assert.equal((await call(`/users/${user('per_v3')}`, { as: appToken, method: 'DELETE' })).status, 404);
  });

  test('the public demo vehicle is served where it is switched on, and nowhere else', async () => {
    const id = 'tst2e255-d3c8-4f90-9fec-e6e68b98e9cb';
    const demo = (path: string) => call(path, { as: 'test-data-token' });
    assert.equal((await demo(`/vehicles/${id}`)).body.attributes.model, 'Model Y');
    const { body } = await demo(`/vehicles/${id}/signals`);
    assert.deepEqual(
      body.data.map((one: { id: string }) => one.id),
      ['charge-chargetimers', 'odometer-traveleddistance'],
    );
    assert.deepEqual(body.meta, { totalCount: 2, pageSize: 2, page: 1 });
    assert.equal(body.included.vehicle.attributes.year, '2021');
    assert.equal((await demo(`/vehicles/${id}/signals/odometer-traveleddistance`)).status, 200);
    assert.equal((await demo(`/vehicles/${narrow.cars['volt']}`)).status, 403);
    assert.equal((await call(`/vehicles/${id}`, { as: narrow.token })).status, 400);
    await using production = await openWorld({ environment: { DEMO_VEHICLE: 'off' } });
    const reply = await production.app.server.inject({
      url: `/v3/vehicles/${id}`,
      headers: { authorization: 'Bearer test-data-token' },
    });
    assert.equal(reply.statusCode, 401);
  });
});
