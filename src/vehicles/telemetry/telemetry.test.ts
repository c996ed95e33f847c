// A fleet's own telemetry through its doors: by HTTP and MQTT, sealed, on disk before the answer, read by applications.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { type FakeBroker, openBrokerStandIn } from '../../../test/makers/mqtt-broker.ts';
import { apiToken } from '../../../test/support/api-client.ts';
import { collected } from '../../../test/support/collected.ts';
import { shareCars } from '../../../test/support/granted-cars.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { DAY, MINUTE } from '../../core/clock.ts';
import { applyRetention } from '../../core/database/retention.ts';
import { linkVehicles } from '../link-vehicles.ts';
import { vehiclesPersonalData } from '../personal-data.ts';
import { isFault, readingValue } from '../providers/provider.ts';
import { findProvider } from '../providers/registry.ts';
import { fleetListener } from './listen-to-fleet.ts';
import { isBatchFault, newestReadings, readBatch, readSamples, writeSamples } from './telemetry.ts';

const VIN = '5YJ3E1EA0KF000316';
const OTHER = 'SJNFAAZE0GU012345';
const OWNER = 'per_fleet_owner';

let broker: FakeBroker;
let world: World;
let token: string;
let vehicle = '';
let code = '';
before(async () => {
  broker = await openBrokerStandIn({ gateway: 'its word', telltale: 'ours' });
  world = await openWorld({
    environment: { FLEET_TELEMETRY: 'on', FLEET_BROKER: broker.url.replace('//', '//telltale:ours@') },
  });
  await world.seed();
  token = (await apiToken(world, 'admin', ['telemetry:write'])).token;
});
after(async () => {
  await world.close();
  await broker.close();
});

const now = () => world.clock.now().getTime();
const post = async (body: unknown, { to = href(routes.vehicles.telemetry), by = token } = {}) => {
  const answer = await world.visitor().postJson(to, body as object, { authorization: `Bearer ${by}` });
  return { status: answer.status, body: JSON.parse(answer.body || '{}') };
};
const batch = (odometer: number, at = now(), vin = VIN) => ({
  vin,
  signals: [
    { code: 'odometer-traveleddistance', at, value: odometer },
    { code: 'tractionbattery-stateofcharge', at: at - MINUTE, value: 61.5 },
    { code: 'location-preciselocation', at, value: { latitude: 48.1, longitude: 11.5, heading: 90 } },
  ],
});
const rows = async () => (await world.database.pool.query('select * from vehicles.telemetry order by until')).rows;
const provider = () => findProvider(world.kernel, 'fleet') ?? assert.fail('it is not offered');
const read = async () => {
  const answer = await provider().read(
    { vehicle: VIN, credentials: VIN, ours: { vehicle, owner: OWNER } },
    ['odometer', 'battery_level', 'location', 'charging'],
    world.clock.now(),
  );
  return isFault(answer) ? [] : answer;
};

test('only a token with the scope gets in, and only where it is switched on', async () => {
  const reader = (await apiToken(world, 'admin', ['reports:read'])).token;
  assert.equal((await post({ batches: [batch(1)] }, { by: 'nonsense' })).status, 401);
  assert.equal((await post({ batches: [batch(1)] }, { by: reader })).status, 403);
  await using off = await openWorld();
  await off.seed();
  const there = (await apiToken(off, 'admin', ['telemetry:write'])).token;
  const answer = await off
    .visitor()
    .postJson(href(routes.vehicles.telemetry), { batches: [batch(1)] }, { authorization: `Bearer ${there}` });
  assert.equal(answer.status, 404);
  assert.equal(findProvider(off.kernel, 'fleet'), undefined);
});

test('of cars that nobody connected nothing is kept; an owner connects by the code that the fleet was given', async () => {
  assert.deepEqual((await post({ batches: [batch(1)] })).body, { batches: 1, unknown: [VIN] });
  assert.equal((await rows()).length, 0);
  const cars = href(routes.vehicles.fleetCars);
  assert.equal((await post({ vin: 'X', model: 'Model 3', powertrain: 'BEV' }, { to: cars })).status, 400);
  const named = await post({ vin: VIN, model: 'Model 3', powertrain: 'BEV' }, { to: cars });
  code = named.body.code;
  assert.match(code, /^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$/);
  const { signIn } = provider();
  assert.ok(signIn.kind === 'form');
  const wrong = { fault: 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED' };
  const at = world.clock.now();
  assert.deepEqual(await signIn.signIn({ username: VIN, password: 'AAAA-AAAA-AAAA' }, at), wrong);
  assert.deepEqual(await signIn.signIn({ username: OTHER, password: code }, at), wrong);
  assert.deepEqual(await signIn.signIn({ username: VIN.toLowerCase(), password: code.toLowerCase() }, at), {
    credentials: VIN,
  });
  assert.deepEqual(await provider().listVehicles(OTHER, at), { fault: 'CONNECTED_SERVICES_ACCOUNT.VEHICLE_MISSING' });
  [vehicle = ''] = await linkVehicles(world.kernel, system('test'), {
    owner: OWNER,
    provider: 'fleet',
    credentials: VIN,
  });
  assert.ok(vehicle);
  // The process hears of the new car by a notice.
  await pause(300);
  assert.deepEqual((await post({ batches: [batch(1)] })).body, { batches: 1, unknown: [] });
  assert.equal((await rows()).length, 0, 'of a car that is connected and shared with nobody, too');
  await shareCars(world, [vehicle], ['read_odometer', 'read_battery', 'read_location', 'read_compass', 'read_charge'], {
    owner: OWNER,
  });
  const { rows: kept } = await world.database.pool.query('select car from vehicles.fleet_car');
  assert.ok(!kept.some(({ car }) => car.toString('latin1').includes('Model 3')));
});

test('a batch is one sealed value, kept once however often it comes, and read with the age that it told', async () => {
  await pause(300);
  const first = batch(1000);
  assert.deepEqual((await post({ batches: [first, batch(5, now(), OTHER)] })).body, { batches: 2, unknown: [OTHER] });
  assert.deepEqual((await post({ batches: [first] })).body, { batches: 1, unknown: [] });
  const kept = await rows();
  assert.equal(kept.length, 1, 'what is sent again is kept once');
  assert.deepEqual([kept[0].vehicle, kept[0].owner, kept[0].count], [vehicle, OWNER, 3]);
  assert.ok(!kept[0].samples.toString('latin1').includes('48.1'));
  const told = await read();
  assert.equal(readingValue(told, 'odometer'), 1000);
  assert.equal(readingValue(told, 'battery_level'), 0.615);
  assert.deepEqual(readingValue(told, 'location'), { latitude: 48.1, longitude: 11.5, heading: 90 });
  assert.equal(told.find(({ signal }) => signal === 'battery_level')?.recordedAt.getTime(), now() - MINUTE);
  assert.equal(told.length, 3, 'what it never told is left out');
  // An older batch that comes late changes nothing that is newer.
  await post({ batches: [batch(900, now() - 10 * MINUTE)] });
  assert.equal(readingValue(await read(), 'odometer'), 1000);
});

test('what is wrong is named with its place, and then nothing of the request is kept', async () => {
  const before = (await rows()).length;
  const wrong = async (signal: object) => {
    const { status, body } = await post({ batches: [batch(7), { vin: VIN, signals: [signal] }] });
    assert.equal(status, 400, JSON.stringify(signal));
    return JSON.stringify(body);
  };
  const good = { code: 'odometer-traveleddistance', at: now(), value: 1 };
  assert.match(await wrong({ ...good, code: 'odometer-nonsense' }), /batches\/1\/signals\/0\/code/);
  assert.match(await wrong({ ...good, value: 'many' }), /signals\/0\/value/);
  assert.match(await wrong({ ...good, at: now() - 8 * DAY }), /signals\/0\/at/);
  assert.match(await wrong({ ...good, at: now() + DAY }), /signals\/0\/at/);
  await wrong({ ...good, code: 'tractionbattery-stateofcharge', value: 101 });
  await wrong({ ...good, more: 1 });
  const many = { vin: VIN, signals: Array.from({ length: 101 }, () => good) };
  assert.equal((await post({ batches: [many] })).status, 400);
  assert.equal((await post({ batches: [{ ...batch(1), vin: 'ABC' }] })).status, 400);
  assert.equal((await rows()).length, before);
});

test('by MQTT a batch is acknowledged once it is kept, and unreadable ones stop nothing', async () => {
  const secrets = { databaseUrl: undefined, smtpUrl: undefined, imapUrl: undefined };
  const stop = (await fleetListener.start(world.kernel, secrets)) ?? assert.fail('it does not listen');
  const gateway = await broker.connect('gateway');
  const before = (await rows()).length;
  const waitFor = async (condition: () => Promise<boolean>) => {
    for (let tries = 0; tries < 200; tries++) {
      if (await condition()) return;
      await pause(50);
    }
    assert.fail('it did not come');
  };
  world.clock.advance(MINUTE);
  const { signals } = batch(2000);
  await waitFor(async () => {
    // Until the listener has subscribed nobody hears; the same batch again is kept once.
    await gateway.publishAsync('fleet/nonsense', '{', { qos: 1 });
    await gateway.publishAsync(`fleet/${VIN}`, JSON.stringify({ signals: [{ code: 'x' }] }), { qos: 1 });
    await gateway.publishAsync(`fleet/${VIN}`, JSON.stringify({ signals }), { qos: 1 });
    return (await rows()).length > before;
  });
  assert.equal((await rows()).length, before + 1);
  assert.equal(readingValue(await read(), 'odometer'), 2000);
  await gateway.endAsync(true);
  await stop();
});

test('new telemetry is told as an event, is exported, ages out, and goes with its owner', async () => {
  await world.kernel.audit.settle();
  const { rows: events } = await world.database.pool.query(
    `select payload from core.event where name = 'vehicle.reported'`,
  );
  assert.ok(events.some(({ payload }) => JSON.stringify(payload).includes(vehicle)));
  const exported = JSON.stringify(await collected(await vehiclesPersonalData.export(world.kernel, OWNER)));
  assert.match(exported, /"odometer":\[\[\d+,2000\]\]/);
  assert.match(exported, /"namedByFleet":\[\{"vin":"5YJ3E1EA0KF000316"/);
  const before = (await rows()).length;
  world.clock.advance(31 * DAY);
  await applyRetention(world.kernel);
  assert.equal((await rows()).length, 0);
  assert.ok(before > 0);
  token = (await apiToken(world, 'admin', ['telemetry:write'])).token;
  await post({ batches: [batch(3000)] });
  assert.equal((await rows()).length, 1);
  await vehiclesPersonalData.erase(world.kernel, OWNER);
  assert.equal((await rows()).length, 0);
  assert.equal((await world.database.pool.query('select 1 from vehicles.fleet_car')).rows.length, 0);
});

test('whatever a batch tells, it comes back as it was, and the newest value of each signal counts', () => {
  const at = new Date('2026-11-26T12:00:00Z');
  const sample = fc.record({
    code: fc.constantFrom('odometer-traveleddistance', 'charge-ischarging'),
    at: fc.integer({ min: at.getTime() - DAY, max: at.getTime() }),
  });
  fc.assert(
    fc.property(fc.array(fc.array(sample, { minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 5 }), given => {
      const batches = given.map(signals =>
        readBatch(
          {
            vin: VIN,
            signals: signals.map(one => ({
              ...one,
              value: one.code.startsWith('o') ? one.at % 1000 : one.at % 2 === 0,
            })),
          },
          at,
        ),
      );
      assert.ok(batches.every(one => !isBatchFault(one)));
      const kept = batches.map(one => readSamples(isBatchFault(one) ? '[]' : writeSamples(one)));
      const all = given.flat().filter(({ code }) => code.startsWith('o'));
      const newest = Math.max(...all.map(one => one.at));
      const [found] = newestReadings(kept, ['odometer'], at);
      assert.deepEqual(found?.recordedAt, all.length === 0 ? undefined : new Date(newest));
      if (found) assert.equal(found.value, newest % 1000);
    }),
  );
});
