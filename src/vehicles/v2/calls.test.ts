// Every call of API v2 on a car, and what SDKs send that nobody should (vehicle-platform §1.3, §6, §7, §28).
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { grantedCars } from '../../../test/support/granted-cars.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { scopes } from '../../catalog/scopes.ts';
import { commandEndpoints, readEndpoints } from '../../catalog/vehicle-endpoints.ts';
import type { Provider } from '../providers/provider.ts';
import { findProvider } from '../providers/registry.ts';

type Log = { signal: string; outcome: string; reason: string | null; request: string };

describe('calls of API v2', () => {
  let world: World;
  /** The maker of these cars, whose answers some tests replace. */
  let simulator: Provider;
  let origin: string;
  let cars: Record<string, string>;
  let token: string;
  let narrow: string;

  before(async () => {
    world = await openWorld({ limitsOff: true });
    simulator = findProvider(world.kernel, 'simulator') ?? assert.fail();
    const all = await grantedCars(
      world,
      ['volt', 'model-y', 'mach-e'],
      scopes.map(({ name }) => name),
    );
    const few = await grantedCars(world, ['volt'], ['read_odometer'], 'per_other');
    cars = { ...all.cars, other: few.cars['volt'] ?? '' };
    token = all.token;
    narrow = few.token;
    origin = await world.app.server.listen({ host: '127.0.0.1', port: 0 });
  });
  after(() => world.close());

  const call = async (
    path: string,
    {
      method = 'GET',
      body,
      headers = {},
      as = token,
      version = '2.0',
    }: {
      method?: string;
      body?: unknown;
      headers?: Record<string, string>;
      as?: string;
      version?: string;
    } = {},
  ) => {
    const reply = await fetch(`${origin}/v${version}/vehicles/${path}`, {
      method,
      headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await reply.text();
    return { status: reply.status, headers: reply.headers, text, body: JSON.parse(text) };
  };
  const volt = () => cars['volt'] ?? '';
  const tesla = () => cars['model-y'] ?? '';
  const log = async (count = 1): Promise<Log[]> =>
    (
      await world.database.pool.query<Log>(
        'select signal, outcome, reason, request from vehicles.read_event order by seq desc limit $1',
        [count],
      )
    ).rows;

  test('every read answers 200 with the headers that the catalog names, or tells in the contract’s form why not', async () => {
    for (const { path, hasAge, hasUnits, makes, id, signals } of readEndpoints) {
      const car = makes === null ? volt() : tesla();
      const reply = await call(`${car}${path.replace('{make}', 'tesla')}`);
      assert.ok([200, 501].includes(reply.status), `${id}: ${reply.text}`);
      assert.equal(reply.headers.get('content-type'), 'application/json; charset=utf-8');
      assert.equal(reply.headers.get('sc-request-id')?.length, 36);
      const [line] = await log();
      assert.deepEqual(
        [line?.signal, line?.outcome, line?.request],
        [signals[0], reply.status === 200 ? 'allowed' : 'failed', reply.headers.get('sc-request-id')],
      );
      if (reply.status === 501) {
        assert.equal(reply.body.code, 'VEHICLE_NOT_CAPABLE', id);
        continue;
      }
      for (const name of ['sc-data-age', 'sc-fetched-at'])
        assert.equal(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(reply.headers.get(name) ?? ''), hasAge, id);
      assert.equal(reply.headers.get('sc-unit-system'), hasUnits ? 'metric' : null, id);
    }
  });

  test('what the official suites look at in the reads', async () => {
    const read = async (path: string) => (await call(`${volt()}${path}`)).body;
    assert.equal((await read('/vin')).vin.length, 17);
    const charge = await read('/charge');
    assert.ok(['CHARGING', 'FULLY_CHARGED', 'NOT_CHARGING'].includes(charge.state));
    assert.equal(typeof charge.isPluggedIn, 'boolean');
    const { limit } = await read('/charge/limit');
    assert.ok(limit > 0 && limit <= 1);
    assert.deepEqual(Object.keys(await read('/battery/nominal_capacity')).sort(), [
      'availableCapacities',
      'capacity',
      'url',
    ]);
    assert.deepEqual(Object.keys(await read('/security')).sort(), [
      'chargingPort',
      'doors',
      'isLocked',
      'storage',
      'sunroof',
      'windows',
    ]);
    const dtcs = await read('/diagnostics/dtcs');
    assert.ok(Array.isArray(dtcs.activeCodes));
    const { systems } = await read('/diagnostics/system_status');
    assert.ok(systems.every(({ status }: { status: string }) => ['OK', 'ALERT'].includes(status)));
  });

  test('what measures something has a fraction on the wire, so typed clients read a float', async () => {
    for (const path of ['/location', '/fuel', '/battery', '/tires/pressure', '/charge/limit', '/engine/oil']) {
      const { text } = await call(`${volt()}${path}`);
      assert.doesNotMatch(text, /:-?\d+[,}]/, `${path}: ${text}`);
    }
  });

  test('a service history is a list at the top, of the last 365 days unless said otherwise', async () => {
    const all: { serviceDate: string; odometerDistance: number }[] = (
      await call(`${volt()}/service/history?start_date=2016-01-01&end_date=2026-11-23`)
    ).body;
    assert.ok(Array.isArray(all) && all.length > 2);
    assert.ok(all.every(one => one.odometerDistance > 0));
    const first = all
      .map(({ serviceDate }) => serviceDate)
      .sort()[1]
      ?.slice(0, 10);
    const count = async (query: string) => (await call(`${volt()}/service/history${query}`)).body.length;
    const usual = await count('');
    assert.ok(usual < all.length);
    // Node sends the word, Ruby a stray question mark, Java escapes the question mark, Python spells in camel case.
    assert.equal(await count('?start_date=undefined&end_date=undefined'), usual);
    assert.equal(await count('?start_date=&end_date='), usual);
    assert.equal(await count(`?start_date=${first}&end_date=${first}`), 1);
    assert.equal(await count(`?start_date=${first}&end_date=${first}?`), 1);
    assert.equal(await count(`?start_date=${first}&end_date=${first}%3F`), 1);
    assert.equal(await count(`%3Fstart_date=${first}&end_date=${first}`), 1);
    assert.equal(await count(`?startDate=${first}&endDate=${first}T23:59:59.999Z`), 1);
    for (const query of ['?start_date=soon', '?start_date=2026-02-01&end_date=2026-01-01', '?start_date=2026-13-01'])
      assert.equal((await call(`${volt()}/service/history${query}`)).body.type, 'VALIDATION', query);
  });

  test('nothing is redirected: trailing slashes, a stray question mark and any version are answered at once', async () => {
    for (const path of ['', '/', '?', '/vin/', '/vin?', '/vin%3F', '/tires/pressure/'])
      assert.equal((await call(`${volt()}${path}`)).status, 200, path);
    for (const version of ['1.0', '2.0', '99999999.99'])
      assert.equal((await call(`${volt()}/vin`, { version })).status, 200, version);
    const odd = await call(`${volt()}/vin`, { version: 'Johnny%20Appleseed' });
    assert.deepEqual([odd.status, odd.body.type, odd.body.code], [404, 'RESOURCE_NOT_FOUND', 'VERSION']);
    assert.equal((await call(`${volt()}/nothing`)).body.code, 'PATH');
  });

  test('a GET with a body is answered, and the connection goes on', async () => {
    const { Agent, request } = await import('undici');
    const dispatcher = new Agent({ connections: 1, pipelining: 1 });
    for (const _ of [1, 2]) {
      const reply = await request(`${origin}/v2.0/vehicles/${volt()}/odometer`, {
        method: 'GET',
        dispatcher,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: '{}',
      });
      assert.equal(reply.statusCode, 200);
      await reply.body.dump();
    }
    await dispatcher.close();
  });

  test('make-specific calls: lower case only, of that make only', async () => {
    assert.equal((await call(`${tesla()}/tesla/compass`)).status, 200);
    const upper = await call(`${tesla()}/TESLA/compass`);
    assert.deepEqual([upper.status, upper.body.type], [403, 'PERMISSION']);
    assert.equal((await call(`${tesla()}/ford/compass`)).body.code, 'PATH');
    assert.equal((await call(`${volt()}/tesla/compass`)).body.code, 'VEHICLE_NOT_CAPABLE');
    assert.equal((await call(`${cars['other']}/tesla/compass`)).status, 403);
    const { nickname, atHome } = (await call(`${tesla()}/tesla/attributes`)).body;
    assert.deepEqual([nickname, typeof atHome], ['Comet', 'boolean']);
  });

  test('every command needs its permission and stands in the log before the car is told', async t => {
    const bodies: Record<string, unknown> = {
      lock_or_unlock: { action: 'LOCK' },
      start_or_stop_charge: { action: 'STOP' },
      set_charge_limit: { limit: '0.7' },
      send_destination: { latitude: '40.7', longitude: -73.98 },
      set_charge_current: { amperage: 24 },
      move_charge_port_door: { action: 'OPEN' },
      set_charge_schedule: { type: 'START_TIME', enable: true, time: '23:30' },
      set_location_schedule: {
        chargingLocation: { chargeLimit: 0.8, chargingWindows: { weekday: [{ start: '22:00', end: '06:00' }] } },
      },
    };
    for (const { command, path, method, makes } of commandEndpoints) {
      const [make = null] = makes ?? [];
      const car = make === 'TESLA' ? tesla() : make === 'FORD' ? (cars['mach-e'] ?? '') : volt();
      const query = command === 'set_location_schedule' ? '?latitude=39.7&longitude=-105.02' : '';
      let told: unknown;
      let seen: Log | undefined;
      const original = simulator.commands[command];
      Object.assign(simulator.commands, {
        [command]: async (_: unknown, input: unknown) => {
          told = input;
          [seen] = await log();
          return 'done';
        },
      });
      t.after(() => Object.assign(simulator.commands, { [command]: original }));
      const url = `${car}${path.replace('{make}', (make ?? '').toLowerCase())}${query}`;
      const reply = await call(url, { method, body: bodies[command] });
      assert.equal(reply.status, 200, `${command}: ${reply.text}`);
      assert.deepEqual([seen?.signal, seen?.outcome], [command, 'allowed']);
      assert.ok(told, command);
      assert.deepEqual(
        reply.body,
        command === 'set_charge_schedule'
          ? { departureTime: { enabled: false, time: null }, startTime: { enabled: true, time: '23:30' } }
          : { message: 'Successfully sent request to vehicle', status: 'success' },
      );
      if (command === 'set_charge_limit') assert.deepEqual(told, { limit: 0.7 });
      if (command === 'send_destination') assert.deepEqual(told, { latitude: 40.7, longitude: -73.98 });
      told = undefined;
      if (makes !== null) continue;
      const refused = await call(`${cars['other']}${path}`, { method, body: bodies[command], as: narrow });
      assert.deepEqual([refused.status, refused.body.resolution.type], [403, 'REAUTHENTICATE']);
      const [line] = await log();
      assert.deepEqual([line?.signal, line?.outcome, line?.reason, told], [command, 'denied', 'scope', undefined]);
    }
  });

  test('when the log cannot be written, the car is not told', async t => {
    const told = t.mock.method(
      simulator.commands as Required<Provider['commands']>,
      'lock_or_unlock',
      async () => 'done' as const,
    );
    await world.database.pool.query(
      `alter table vehicles.read_event add constraint no_more check (request = '') not valid`,
    );
    const reply = await call(`${volt()}/security`, { method: 'POST', body: { action: 'UNLOCK' } });
    await world.database.pool.query('alter table vehicles.read_event drop constraint no_more');
    assert.equal(reply.status, 500);
    assert.equal(told.mock.callCount(), 0);
  });

  test('a car that does not obey says why, and the line in the log says so too', async t => {
    t.mock.method(simulator.commands as Required<Provider['commands']>, 'lock_or_unlock', async () => ({
      fault: 'VEHICLE_STATE.IN_MOTION' as const,
    }));
    const reply = await call(`${volt()}/security`, { method: 'POST', body: { action: 'UNLOCK' } });
    assert.deepEqual([reply.status, reply.body.type, reply.body.code], [409, 'VEHICLE_STATE', 'IN_MOTION']);
    const [line] = await log();
    assert.deepEqual(
      [line?.signal, line?.outcome, line?.reason],
      ['lock_or_unlock', 'failed', 'VEHICLE_STATE.IN_MOTION'],
    );
  });

  test('bad input is 400 with the field, and nothing happens', async () => {
    const cases: [path: string, body: unknown, field: string | undefined][] = [
      ['/security', { action: 'lock' }, 'action'],
      ['/security', {}, 'action'],
      ['/security', '', undefined],
      ['/security', { action: 'LOCK', surprise: 1 }, 'surprise'],
      ['/charge/limit', { limit: 0.4 }, 'limit'],
      ['/charge/limit', { limit: '80' }, 'limit'],
      ['/charge/limit', { limit: 'NaN' }, 'limit'],
      ['/navigation/destination', { latitude: 91, longitude: 0 }, 'latitude'],
      ['/navigation/destination', { latitude: 0 }, 'longitude'],
    ];
    const before = (await log())[0]?.request;
    for (const [path, body, field] of cases) {
      const reply = await call(`${volt()}${path}`, { method: 'POST', body });
      assert.deepEqual(
        [reply.status, reply.body.type, reply.body.code],
        [400, 'VALIDATION', null],
        `${path} ${JSON.stringify(body)}`,
      );
      if (field !== undefined) assert.equal(reply.body.detail[0].field, field);
    }
    const { body } = await call(`${volt()}/security`, { method: 'POST', body: { action: 'lock' } });
    assert.equal(body.detail[0].message, 'must be one of: LOCK, UNLOCK');
    assert.equal((await log())[0]?.request, before);
  });

  test('a batch answers each item by itself, in order, with one log statement and one question to the car', async t => {
    const asked = t.mock.method(simulator, 'read');
    const paths = ['/odometer', '/', '/tires/pressure', '/tesla/speedometer', '/fuel', '/security', 'vin', '/odometer'];
    const reply = await call(`${volt()}/batch`, {
      method: 'POST',
      body: { requests: paths.map(path => ({ path })) },
      headers: { 'sc-unit-system': 'imperial' },
    });
    assert.equal(reply.status, 200);
    const { responses } = reply.body;
    assert.deepEqual(
      responses.map(({ path }: { path: string }) => path),
      paths,
    );
    assert.deepEqual(
      responses.map(({ code }: { code: number }) => code),
      [200, 200, 200, 501, 200, 200, 200, 200],
    );
    assert.equal(responses[0].headers['sc-unit-system'], 'imperial');
    assert.match(responses[0].headers['sc-data-age'], /Z$/);
    assert.match(reply.text, /"distance":\d+\.\d+/);
    // The Node SDK reads the content type of every failed item's headers, Python its status and request id from the body.
    const failed = responses[3];
    assert.deepEqual(failed.headers, { 'content-type': 'application/json' });
    assert.deepEqual(
      [failed.body.type, failed.body.code, failed.body.statusCode, failed.body.requestId, failed.body.resolution],
      ['COMPATIBILITY', 'VEHICLE_NOT_CAPABLE', 501, reply.headers.get('sc-request-id'), { type: null }],
    );
    assert.equal(asked.mock.callCount(), 2, 'once for what changes, once for what never does');
    const lines = await log(7);
    assert.ok(
      lines.every(({ request, outcome }) => request === reply.headers.get('sc-request-id') && outcome === 'allowed'),
    );
  });

  test('in a batch, an item without permission is 403; an unknown path refuses the whole request', async () => {
    const ask = (paths: string[], version = '2.0') =>
      call(`${cars['other']}/batch`, {
        method: 'POST',
        body: { requests: paths.map(path => ({ path })) },
        as: narrow,
        version,
      });
    const { body, headers } = await ask(['/odometer', '/fuel']);
    assert.deepEqual([body.responses[0].code, body.responses[1].code], [200, 403]);
    assert.equal(body.responses[1].body.resolution.type, 'REAUTHENTICATE');
    assert.deepEqual((await log(2)).map(({ outcome }) => outcome).sort(), ['allowed', 'denied']);
    assert.equal(headers.get('sc-request-id'), body.responses[1].body.requestId);
    const old = (await ask(['/fuel'], '1.0')).body.responses[0];
    assert.deepEqual(
      { ...old.body, requestId: 36 },
      {
        error: 'permission_error',
        message: 'Insufficient permissions to access requested resource.',
        statusCode: 403,
        requestId: 36,
      },
    );
    for (const paths of [['/odometer', '/LOCATIONNNNNNNN'], [], ['/application'], ['/{make}/compass']]) {
      const refused = await ask(paths);
      assert.deepEqual([refused.status, refused.body.type], [400, 'VALIDATION'], String(paths));
      assert.equal([refused.body.detail[0].field].flat()[0], 'requests');
    }
    assert.equal(
      (await call(`${cars['other']}/batch`, { method: 'POST', body: { requests: 'x' }, as: narrow })).status,
      400,
    );
  });

  test('a car that cannot be asked fails what changes; what never changes is still answered', async t => {
    const { read } = simulator;
    t.mock.method(simulator, 'read', async (...given: Parameters<typeof read>) =>
      given[1].includes('vin') ? read(...given) : { fault: 'RATE_LIMIT.VEHICLE' as const, retryAfter: 60 },
    );
    const { body } = await call(`${volt()}/batch`, {
      method: 'POST',
      body: { requests: [{ path: '/vin' }, { path: '/odometer' }] },
    });
    assert.deepEqual(
      body.responses.map(({ code }: { code: number }) => code),
      [200, 429],
    );
    assert.deepEqual(
      [body.responses[1].headers['retry-after'], body.responses[1].headers['Retry-After']],
      ['60', '60'],
    );
    assert.deepEqual((await log(2)).map(({ outcome }) => outcome).sort(), ['allowed', 'failed']);
  });

  test('who is wrong is told before what is wrong', async () => {
    for (const authorization of ['Bearer abc', 'Basic YTpi', ''])
      assert.equal((await call('bad_id/odometer', { headers: { authorization } })).status, 401, authorization);
    const bad = await call('bad_id/odometer');
    assert.deepEqual([bad.status, bad.body.type, bad.body.resolution], [400, 'VALIDATION', { type: null }]);
    assert.equal((await call('bad_id/odometer', { version: '1.0' })).body.error, 'validation_error');
    assert.equal((await call('bad_id/application', { method: 'DELETE' })).status, 400);
  });

  test('a car is given back with an empty body of the type JSON, once', async () => {
    const reply = await call(`${cars['other']}/application`, { method: 'DELETE', as: narrow });
    assert.deepEqual([reply.status, reply.body], [200, { status: 'success' }]);
    assert.equal((await call(`${cars['other']}/odometer`, { as: narrow })).status, 401);
  });
});
