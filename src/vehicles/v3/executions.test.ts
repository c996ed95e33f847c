// Orders that take longer than an answer waits: 202, and a resource that says what became of them (vehicle-platform §12.2).
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { collected } from '../../../test/support/collected.ts';
import { grantedCars } from '../../../test/support/granted-cars.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { MINUTE, SECOND } from '../../core/clock.ts';
import { vehiclesPersonalData } from '../personal-data.ts';
import type { Provider, ProviderFault } from '../providers/provider.ts';
import { findProvider } from '../providers/registry.ts';
import { waitOf } from './execution.ts';

type Commands = Required<Provider['commands']>;

describe('orders that take their time', () => {
  let world: World;
  let commands: Commands;
  let car: string;
  let other: string;
  let token: string;
  let foreign: { cars: Record<string, string>; token: string };
  let narrow: { cars: Record<string, string>; token: string };
  let answer: (outcome: 'done' | ProviderFault) => void;

  before(async () => {
    world = await openWorld();
    commands = (findProvider(world.kernel, 'simulator') ?? assert.fail()).commands as Commands;
    const scope = ['control_charge', 'read_charge', 'control_security', 'control_navigation'];
    const own = await grantedCars(world, ['model-y', 'volt'], scope, 'per_slow');
    car = own.cars['model-y'] ?? '';
    other = own.cars['volt'] ?? '';
    token = own.token;
    foreign = await grantedCars(world, ['model-y'], scope, 'per_slow', '11111111-1111-4111-8111-111111111111');
    narrow = await grantedCars(world, ['volt'], ['read_charge'], 'per_narrow');
  });
  after(() => world.close());
  beforeEach(t => {
    const asked = new Promise<'done' | ProviderFault>(resolve => {
      answer = resolve;
    });
    // The runner takes mocks of a hook back with the test.
    for (const name of ['lock_or_unlock', 'send_destination', 'add_charge_schedule'] as const)
      (t as import('node:test').TestContext).mock.method(commands, name, () => asked);
  });

  const call = async (
    method: 'GET' | 'POST',
    path: string,
    { as = token, prefer, attributes }: { as?: string; prefer?: string; attributes?: object } = {},
  ) => {
    const reply = await world.app.server.inject({
      method,
      url: `/v3${path}`,
      headers: { authorization: `Bearer ${as}`, ...(prefer !== undefined && { prefer }) },
      ...(attributes && { payload: { data: { attributes } } }),
    });
    return { status: reply.statusCode, headers: reply.headers, body: reply.json() };
  };
  const begin = async (path = 'commands/security/lock', attributes?: object) => {
    const { status, body } = await call('POST', `/vehicles/${car}/${path}`, {
      prefer: 'respond-async',
      ...(attributes && { attributes }),
    });
    assert.equal(status, 202, JSON.stringify(body));
    return body.data;
  };
  /** Asks until it has ended: that happens at once, but after the answer. */
  const ended = async (self: string) => {
    for (let asked = 0; asked < 200; asked += 1) {
      const { data } = (await call('GET', self)).body;
      if (data.attributes.status.value !== 'PENDING') return data;
    }
    return assert.fail('it never ended');
  };

  test('one that is on its way is told so, and later how it ended', async () => {
    const destination = { latitude: 47.6205, longitude: -122.3493 };
    const begun = await begin('commands/navigation/set-destination', destination);
    assert.deepEqual(begun.attributes, {
      commandType: 'navigation-set-destination',
      parameters: destination,
      status: { value: 'PENDING' },
      executionMode: 'async',
    });
    assert.deepEqual([begun.meta.completedAt, begun.meta.durationInSeconds], [null, null]);
    const { rows } = await world.database.pool.query('select said from vehicles.execution where id = $1', [begun.id]);
    assert.ok(!String(rows[0]?.said).includes('47.6205'), 'where somebody drives is sealed');
    assert.deepEqual((await call('GET', begun.links.self)).body.data, begun);
    answer('done');
    const done = await ended(begun.links.self);
    assert.deepEqual([done.id, done.attributes.status], [begun.id, { value: 'SUCCESS' }]);
    assert.equal(typeof done.meta.durationInSeconds, 'number');
  });

  test('a schedule is told the same way, with the way to the schedule', async () => {
    const begun = await begin('charge-schedules/daily', {
      location: { latitude: 40, longitude: -105 },
      startTime: '08:00',
      stopTime: '10:00',
    });
    assert.equal(begun.type, 'charge-schedule-execution');
    assert.match(begun.links.self, /\/charge-schedules\/executions\/exec_/);
    answer('done');
    const done = await ended(begun.links.self);
    assert.equal(done.links.schedule, `/vehicles/${car}/charge-schedules/${done.attributes.scheduleId}`);
    assert.equal((await call('GET', begun.links.self.replace('charge-schedules', 'commands'))).status, 404);
  });

  test('one that the car did not obey says why, and so does its line in the owner’s log', async () => {
    const begun = await begin();
    answer({ fault: 'VEHICLE_STATE.ASLEEP' });
    const { attributes, meta } = await ended(begun.links.self);
    assert.deepEqual(attributes.status, { value: 'ERROR', error: { type: 'VEHICLE_STATE', code: 'ASLEEP' } });
    assert.equal(typeof meta.completedAt, 'string');
    const { rows } = await world.database.pool.query('select reason from vehicles.read_event where request = $1', [
      begun.id.slice('exec_'.length),
    ]);
    assert.equal(rows[0]?.reason, 'VEHICLE_STATE.ASLEEP');
  });

  test('whoever waits long enough is told at once, and can ask again all the same', async () => {
    answer('done');
    const { status, body } = await call('POST', `/vehicles/${car}/commands/security/unlock`, { prefer: 'wait=5' });
    assert.deepEqual([status, body.data.attributes.executionMode], [200, 'sync']);
    assert.deepEqual(await ended(body.data.links.self), body.data);
  });

  test('what is refused by us is told in the answer, however little the client waits', async () => {
    const refused = await call('POST', `/vehicles/${narrow.cars['volt']}/commands/security/lock`, {
      as: narrow.token,
      prefer: 'respond-async',
    });
    assert.deepEqual([refused.status, refused.body.type], [403, 'PERMISSION']);
    const bad = { prefer: 'respond-async', attributes: { percent: 1 } };
    assert.equal((await call('POST', `/vehicles/${car}/commands/charge/set-limit`, bad)).status, 400);
    const { rows } = await world.database.pool.query('select from vehicles.execution where owner = $1', ['per_narrow']);
    assert.equal(rows.length, 0);
  });

  test('nobody else is told: not another application, owner or car, nor of one that never was', async () => {
    const begun = await begin();
    answer('done');
    await ended(begun.links.self);
    const [, , , ...rest] = begun.links.self.split('/');
    const at = (vehicle: string) => `/vehicles/${vehicle}/${rest.join('/')}`;
    assert.equal((await call('GET', at(foreign.cars['model-y'] ?? ''), { as: foreign.token })).status, 404);
    assert.equal((await call('GET', at(narrow.cars['volt'] ?? ''), { as: narrow.token })).status, 404);
    assert.equal((await call('GET', at(other))).status, 404);
    assert.equal((await call('GET', at(car), { as: narrow.token })).status, 403);
    assert.equal((await call('GET', `/vehicles/${car}/commands/executions/exec_nothing`)).status, 404);
  });

  test('one whose process has ended is given up after ten minutes', async () => {
    const begun = await begin();
    world.clock.advance(11 * MINUTE);
    const { attributes } = (await call('GET', begun.links.self)).body.data;
    assert.deepEqual(attributes.status, { value: 'ERROR', error: { type: 'UPSTREAM', code: 'NO_RESPONSE' } });
    answer('done');
  });

  test('every answer about a car says what is left of the limits', async () => {
    answer('done');
    for (const [method, path] of [
      ['POST', 'commands/security/lock'],
      ['GET', 'signals'],
      ['GET', 'signals/charge-ischarging'],
    ] as const) {
      const { status, headers } = await call(method, `/vehicles/${car}/${path}`);
      assert.equal(status, 200, path);
      assert.match(String(headers['ratelimit']), /"vehicle";r=\d+;t=\d+/, path);
      assert.match(String(headers['ratelimit-policy']), /"car";q=\d+/, path);
    }
  });

  test('an owner’s copy has them as they were said, and they go with the owner', async () => {
    const orders = (await collected(await vehiclesPersonalData.export(world.kernel, 'per_slow')))['orders'];
    assert.ok(Array.isArray(orders) && orders.length > 3);
    assert.ok(JSON.stringify(orders).includes('47.6205'));
    await vehiclesPersonalData.erase(world.kernel, 'per_slow');
    const { rows } = await world.database.pool.query('select from vehicles.execution');
    assert.equal(rows.length, 0);
  });
});

test('how long a client waits', () => {
  const seconds = (prefer?: string) => waitOf(prefer) / SECOND;
  assert.equal(seconds(), 20);
  assert.equal(seconds('return=minimal'), 20);
  assert.equal(seconds('respond-async'), 0);
  assert.equal(seconds('Respond-Async, wait=7'), 7);
  assert.equal(seconds('wait = "5"; foo=bar'), 5);
  assert.equal(seconds('wait=99999'), 120);
  assert.equal(seconds('wait=soon'), 20);
});
