// Commands by API v2: who may, what the car is told, what stands in the log, and what is no command (vehicle-platform §6.3).
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Log, openCalledCars } from '../../../test/support/called-cars.ts';
import { commandEndpoints } from '../../catalog/vehicle-endpoints.ts';
import type { Provider } from '../providers/provider.ts';

const called = await openCalledCars();
const { world, simulator, cars, narrow, volt, tesla, call, log } = called;
after(called.close);

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

test('a number is taken as any language writes it as text', async () => {
  // What JavaScript makes of 0.1 * 7, Python of 1e-7, and of nearly all.
  for (const limit of [String(0.1 * 7), '.8', '0.80000000000000004', '1.', '8e-1'])
    assert.equal((await call(`${volt()}/charge/limit`, { method: 'POST', body: { limit } })).status, 200, limit);
  const place = { latitude: '1e-07', longitude: '-4.2E-5' };
  assert.equal((await call(`${volt()}/navigation/destination`, { method: 'POST', body: place })).status, 200);
  for (const limit of ['', ' ', '0x1', '1e400', '8e-', '--1', 'Infinity'])
    assert.equal((await call(`${volt()}/charge/limit`, { method: 'POST', body: { limit } })).status, 400, limit);
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
  for (const [sent, message] of [
    [{ action: 'lock' }, 'must be one of: LOCK, UNLOCK'],
    [{}, 'must be there'],
    [{ action: 'LOCK', surprise: 1 }, 'is not known here'],
  ] as const) {
    const { body } = await call(`${volt()}/security`, { method: 'POST', body: sent });
    assert.equal(body.detail[0].message, message);
  }
  assert.equal((await log())[0]?.request, before);
});
