// Teslas through the product: values, refusals, commands, outages, against a stand-in that speaks Tesla's protocol.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { MODEL_3, openTeslaWorld } from '../../../../test/support/tesla-world.ts';
import { HOUR, MINUTE } from '../../../core/clock.ts';
import { listMakerStates } from '../../makers/maker-state-store.ts';
import { type Reading, readingValue } from '../provider.ts';

const tesla = await openTeslaWorld();
const { fake, world, connect, read, odometer, faultOf, command } = tesla;
after(tesla.close);
beforeEach(tesla.begin);

test('values come in our units with the time at which the car recorded them, and no more is asked than needed', async () => {
  const [car = ''] = await connect();
  fake.heard.length = 0;
  const [reading] = await odometer(car);
  assert.ok(reading?.signal === 'odometer' && reading.value !== null);
  assert.ok(Math.abs(reading.value - 25_299.008) < 0.01);
  assert.equal(reading.recordedAt.getTime(), world.clock.now().getTime() - 5 * MINUTE);
  assert.deepEqual(
    fake.heard.map(heard => heard.path),
    [`/api/1/vehicles/${MODEL_3}/vehicle_data?endpoints=vehicle_state`],
  );
  const battery = await read(car, 'read_battery', ['battery_level', 'battery_range']);
  assert.equal(readingValue(battery, 'battery_level'), 0.42);
  assert.ok(Math.abs((readingValue(battery, 'battery_range') ?? 0) - 215.636) < 0.01);
  const place = await read(car, 'read_location', ['location']);
  assert.deepEqual(readingValue(place, 'location'), { latitude: 37.7765494, longitude: -122.4195418, heading: 289 });
  const tires = await read(car, 'read_tires', ['tires']);
  assert.deepEqual(
    readingValue(tires, 'tires')?.map(({ pressure }) => Math.round(pressure)),
    [310, 310, 315, 300],
  );
  const doors = await read(car, 'read_security', ['locked', 'doors', 'windows', 'rear_trunk']);
  assert.equal(readingValue(doors, 'locked'), true);
  assert.deepEqual(
    readingValue(doors, 'doors')?.map(({ row, column, isOpen }) => [row, column, isOpen]),
    [
      [0, 0, false],
      [0, 1, true],
      [1, 0, false],
      [1, 1, false],
    ],
  );
  assert.equal(readingValue(doors, 'rear_trunk')?.isOpen, true);
  const [driven] = fake.cars;
  assert.ok(driven?.data['vehicle_config']);
  driven.data['vehicle_config']['rhd'] = true;
  const mirrored = await read(car, 'read_security', ['doors']);
  assert.equal(readingValue(mirrored, 'doors')?.find(({ row, column }) => row === 0 && column === 0)?.isOpen, true);
});

test('what Tesla refuses is told in words of the API', async () => {
  const [car = ''] = await connect();
  const answers: readonly (readonly [number, string, string])[] = [
    [403, 'Unauthorized missing scopes', 'CONNECTED_SERVICES_ACCOUNT.PERMISSION'],
    [403, 'account disabled: EXCEEDED_LIMIT', 'UPSTREAM.RATE_LIMIT'],
    [404, 'not_found', 'CONNECTED_SERVICES_ACCOUNT.VEHICLE_MISSING'],
    [405, 'vehicle is currently in service', 'VEHICLE_STATE.VEHICLE_OFFLINE_FOR_SERVICE'],
    [500, 'internal server error', 'UPSTREAM.UNKNOWN_ISSUE'],
    [504, 'gateway timeout', 'UPSTREAM.NO_RESPONSE'],
    [540, 'vehicle device error', 'VEHICLE_STATE.UNREACHABLE'],
  ];
  for (const [status, error, fault] of answers) {
    fake.trouble = ({ path }) =>
      path.includes('vehicle_data') ? { status, body: { response: null, error } } : undefined;
    assert.equal(await faultOf(odometer(car)), fault, error);
  }
  fake.trouble = ({ path }) =>
    path.includes('vehicle_data') ? { status: 429, headers: { 'retry-after': '77' }, body: {} } : undefined;
  await assert.rejects(odometer(car), (error: Error) => error.message.includes('"retryAfter":77'));
  fake.trouble = () => ({ body: '<html>' });
  assert.equal(await faultOf(odometer(car)), 'UPSTREAM.INVALID_DATA');
  fake.trouble = () => undefined;
  const [sleeper] = fake.cars;
  assert.ok(sleeper);
  sleeper.state = 'asleep';
  assert.equal(await faultOf(odometer(car)), 'VEHICLE_STATE.ASLEEP');
  sleeper.state = 'offline';
  assert.equal(await faultOf(odometer(car)), 'VEHICLE_STATE.UNREACHABLE');
  assert.ok(!fake.heard.some(heard => heard.path.endsWith('wake_up')), 'a read wakes nobody');
});

test('commands go through the proxy at its private address, and wake a sleeping car', async () => {
  const [car = ''] = await connect();
  const [sleeper] = fake.cars;
  assert.ok(sleeper);
  sleeper.state = 'asleep';
  sleeper.wakesAfter = 0;
  assert.equal(await command(car, 'lock_or_unlock', { action: 'LOCK' }), 'done');
  assert.equal(await command(car, 'set_charge_limit', { limit: 0.8 }), 'done');
  assert.deepEqual(
    fake.commandsTaken.map(({ name, body, by }) => [name, body, by]),
    [
      ['door_lock', {}, 'proxy'],
      ['set_charge_limit', { percent: 80 }, 'proxy'],
    ],
  );
  assert.ok(!fake.heard.some(({ path }) => path.includes('/command/')));
  for (const [reason, fault] of [
    ['complete', 'VEHICLE_STATE.FULLY_CHARGED'],
    ['disconnected', 'VEHICLE_STATE.CHARGING_PLUG_NOT_CONNECTED'],
    ['never heard of', 'VEHICLE_STATE.UNKNOWN'],
  ]) {
    fake.refuseCommand = reason;
    assert.deepEqual(await command(car, 'lock_or_unlock', { action: 'LOCK' }), { fault });
  }
  fake.refuseCommand = 'already_set';
  assert.equal(await command(car, 'set_charge_limit', { limit: 0.8 }), 'done');
  fake.isPaired = false;
  assert.deepEqual(await command(car, 'lock_or_unlock', { action: 'LOCK' }), {
    fault: 'CONNECTED_SERVICES_ACCOUNT.VIRTUAL_KEY_REQUIRED',
  });
});

test('while Tesla is out, an application is given again what it read, with its age; others and other data are not', async () => {
  const [car = ''] = await connect();
  await world.database.pool.query('delete from vehicles.kept_reading');
  const [before] = await odometer(car);
  await read(car, 'read_location', ['location']);
  assert.ok(before);
  const kept = await world.database.pool.query('select signal, value from vehicles.kept_reading');
  assert.deepEqual(
    kept.rows.map(({ signal }) => signal),
    ['odometer'],
  );
  assert.ok(!kept.rows[0]?.value.toString('latin1').includes('25299'));
  world.clock.advance(HOUR);
  fake.trouble = () => ({ hangUp: true });
  assert.deepEqual(await odometer(car), [before] as Reading[]);
  assert.equal(await faultOf(read(car, 'read_location', ['location'])), 'UPSTREAM.NO_RESPONSE');
  assert.equal(await faultOf(odometer(car, { grant: 'grt_2' })), 'UPSTREAM.NO_RESPONSE');

  for (let more = 0; more < 4; more++) await odometer(car);
  fake.heard.length = 0;
  await odometer(car);
  assert.deepEqual(fake.heard, [], 'a maker that is out is left alone');
  await waitFor(async () => (await listMakerStates(world.kernel))[0]?.isOut === true);
  fake.trouble = () => undefined;
  world.clock.advance(MINUTE);
  const [fresh] = await odometer(car);
  assert.ok(fresh && fresh.fetchedAt > before.fetchedAt);
  await waitFor(async () => (await listMakerStates(world.kernel))[0]?.isOut === false);

  fake.trouble = () => ({ hangUp: true });
  world.clock.advance(25 * HOUR);
  assert.equal(await faultOf(odometer(car)), 'UPSTREAM.NO_RESPONSE', 'what is older than a day is not given again');
});

async function waitFor(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    if (await condition()) return;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  assert.fail('it never came to that');
}
