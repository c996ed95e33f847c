// Cars that report by themselves, through a real broker: sign-in, values with their age, commands, and Teslas' telemetry.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { MqttClient } from 'mqtt';
import { type FakeBroker, openBrokerStandIn } from '../../../../test/makers/mqtt-broker.ts';
import { type FakeTesla, openTesla, SECRET, teslaCar } from '../../../../test/makers/tesla-stand-in.ts';
import { shareCars } from '../../../../test/support/granted-cars.ts';
import { openWorld, type World } from '../../../../test/support/world.ts';
import { type SignalId, signals } from '../../../catalog/signals.ts';
import { system } from '../../../core/actor.ts';
import { HOUR, MINUTE } from '../../../core/clock.ts';
import { hashToken } from '../../../core/crypto/tokens.ts';
import { linkVehicles } from '../../link-vehicles.ts';
import { listMakerStates } from '../../makers/maker-state-store.ts';
import { vehiclesPersonalData } from '../../personal-data.ts';
import { carListener } from '../mqtt/listen-to-cars.ts';
import { isFault, type Provider, type Reading, readingValue } from '../provider.ts';
import { findProvider } from '../registry.ts';

const OWNER = 'per_owner';
const SIGNALS: readonly SignalId[] = [
  'odometer',
  'battery_level',
  'charge_state',
  'plugged_in',
  'location',
  'tires',
  'online',
  'doors',
];
/** The permissions of those. */
const SHARED = [...new Set(SIGNALS.map(id => signals[id].permission))];
const LEAF = 'SJNFAAZE0GU012345';
const MODEL_3 = '5YJ3E1EA0KF000316';
const REFUSED = { fault: 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED' };

describe('cars that report by themselves', () => {
  let broker: FakeBroker;
  let tesla: FakeTesla;
  let world: World;
  let car: MqttClient;
  let provider: Provider;
  let stop: () => Promise<void>;
  let vehicle = '';

  before(async () => {
    broker = await openBrokerStandIn({ anna: 'anna’s word', ben: 'ben’s word', telltale: 'ours' });
    tesla = await openTesla([]);
    world = await openWorld({
      environment: {
        OVMS_BROKER: broker.url.replace('//', '//telltale:ours@'),
        TESLA_TELEMETRY_BROKER: broker.url.replace('//', '//telltale:ours@'),
        TESLA_CLIENT_ID: 'client-1',
        TESLA_CLIENT_SECRET: SECRET,
        TESLA_ORIGIN: tesla.origin,
      },
      fetch: tesla.fetch,
    });
    tesla.cars.push(teslaCar(MODEL_3, world.clock.now()));
    car = await broker.connect('anna');
    await tellAll();
    const secrets = { databaseUrl: undefined, smtpUrl: undefined, imapUrl: undefined };
    stop = (await carListener.start(world.kernel, secrets)) ?? assert.fail('it does not listen');
    provider = findProvider(world.kernel, 'ovms') ?? assert.fail('it is not offered');
  });
  after(async () => {
    await stop();
    await car.endAsync(true);
    await world.close();
    await broker.close();
    await tesla.close();
    await tesla.proxy.close();
  });

  const now = () => world.clock.now();
  /** As an OVMS module does: every metric kept at the broker, its name with slashes. */
  const tell = (metric: string, text: string, { user = 'anna', retain = true } = {}) =>
    car.publishAsync(`ovms/${user}/LEAF1/metric/${metric.replaceAll('.', '/')}`, text, { retain, qos: 1 });
  const tellAll = async () => {
    const reported = now().getTime() - 3 * HOUR;
    const metrics = {
      'v.vin': LEAF,
      'v.type': 'NL',
      'm.time.utc': String(Math.floor(reported / 1000)),
      's.v3.connected': 'yes',
      'v.p.odometer': '23456.7',
      'v.b.soc': '62.5',
      'v.b.range.est': '155',
      'v.c.state': 'done',
      'v.c.charging': 'no',
      'v.c.pilot': 'yes',
      'v.p.latitude': '51.5',
      'v.p.longitude': '-0.12',
      'v.t.pressure': '250,251,248,249',
      'v.e.locked': 'yes',
      'v.d.fl': 'no',
      'x.nl.unheard.of': '1',
    };
    for (const [metric, text] of Object.entries(metrics)) await tell(metric, text);
    await tell('v.vin', 'WVWZZZAUZFW000001', { user: 'ben' });
    await tell('v.p.odometer', '99', { user: 'ben' });
  };
  const read = async (signals: readonly SignalId[]): Promise<readonly Reading[]> => {
    const [row] = (await world.database.pool.query('select owner from vehicles.vehicle where id = $1', [vehicle])).rows;
    const readings = await provider.read(
      { vehicle: 'anna/LEAF1', credentials: 'anna', ours: { vehicle, owner: row.owner } },
      signals,
      now(),
    );
    return isFault(readings) ? [] : readings;
  };

  test('what may be very many is heard without acknowledging: brokers hold few messages that are to be acknowledged', async () => {
    await waitFor(async () => broker.asked.length === 2);
    assert.deepEqual(broker.asked.toSorted(), ['+ovms/+/+/metric/# 0', '+telemetry/+/# 0']);
  });

  test('an owner is who the broker knows by name and password; a broker that takes anything proves nothing', async () => {
    assert.ok(provider.signIn.kind === 'form');
    const { signIn } = provider.signIn;
    assert.deepEqual(await signIn({ username: 'anna', password: 'ben’s word' }, now()), REFUSED);
    assert.deepEqual(await signIn({ username: '+/#', password: 'x' }, now()), REFUSED);
    assert.deepEqual(await signIn({ username: 'anna', password: 'anna’s word' }, now()), { credentials: 'anna' });
    broker.isOpen = true;
    const answer = await signIn({ username: 'anna', password: 'anna’s word' }, now());
    broker.isOpen = false;
    assert.deepEqual(answer, { fault: 'UPSTREAM.KNOWN_ISSUE' });
  });

  test('the cars of that user, and of nobody else, are listed and connected', async () => {
    const cars = await provider.listVehicles('anna', now());
    assert.deepEqual(cars, [
      { vehicle: 'anna/LEAF1', vin: LEAF, make: 'NISSAN', model: 'Leaf', year: 2016, powertrain: 'BEV' },
    ]);
    [vehicle = ''] = await linkVehicles(world.kernel, system('test'), {
      owner: OWNER,
      provider: 'ovms',
      credentials: 'anna',
    });
    await pause(1000);
    assert.deepEqual(await read(['odometer']), [], 'of a car that is shared with nobody nothing is kept');
    // What the broker had kept is heard again: of this car, for a moment, and of no other.
    await waitFor(async () => broker.asked.at(-1) === '-ovms/anna/LEAF1/metric/#');
    broker.asked.length = 0;
    await shareCars(world, [vehicle], SHARED);
    await waitFor(async () => (await read(['odometer'])).length === 1);
    await waitFor(async () => broker.asked.length >= 2);
    assert.deepEqual(broker.asked, ['+ovms/anna/LEAF1/metric/# 0', '-ovms/anna/LEAF1/metric/#']);
    // A car of somebody else is connected, and nothing of it is heard that would have to be thrown away.
    const [stranger = ''] = await linkVehicles(world.kernel, system('test'), {
      owner: 'per_ben',
      provider: 'simulator',
      credentials: null,
      only: ['volt'],
    });
    await shareCars(world, [stranger], SHARED, { owner: 'per_ben' });
    await pause(300);
    assert.equal(broker.asked.length, 2);
  });

  test('what was kept at the broker has the age of the car’s last report; what comes now is of now', async () => {
    await waitFor(async () => (await read(SIGNALS)).length === SIGNALS.length);
    const readings = await read(SIGNALS);
    assert.equal(readingValue(readings, 'odometer'), 23_456.7);
    assert.equal(readingValue(readings, 'battery_level'), 0.625);
    assert.equal(readingValue(readings, 'charge_state'), 'FULLY_CHARGED');
    assert.deepEqual(readingValue(readings, 'location'), { latitude: 51.5, longitude: -0.12, heading: null });
    assert.deepEqual(
      readingValue(readings, 'tires')?.map(({ pressure }) => pressure),
      [250, 251, 248, 249],
    );
    assert.deepEqual(readingValue(readings, 'doors'), [{ row: 0, column: 0, isOpen: false, isLocked: true }]);
    assert.ok(readings.every(({ recordedAt }) => Math.abs(recordedAt.getTime() - (now().getTime() - 3 * HOUR)) < 1000));
    world.clock.advance(MINUTE);
    await tell('v.p.odometer', '23460');
    await waitFor(async () => readingValue(await read(['odometer']), 'odometer') === 23_460);
    const [fresh] = await read(['odometer']);
    assert.deepEqual(fresh?.recordedAt, now());
  });

  test('what is kept is sealed, of connected cars alone, and goes with its owner', async () => {
    const { rows } = await world.database.pool.query('select * from vehicles.pushed_value');
    assert.ok(rows.length > 5);
    assert.ok(rows.every(row => row.owner === OWNER && row.vehicle === vehicle));
    assert.ok(!rows.some(row => row.name.startsWith('x.')));
    assert.ok(!rows.some(row => row.value.toString('latin1').includes('23460')));
    const exported = await vehiclesPersonalData.export(world.kernel, OWNER);
    assert.match(JSON.stringify(exported['reportedByCars']), /23460/);
    assert.ok(!JSON.stringify(exported).includes('anna’s word'));
  });

  test('what is new is told as an event, the same again is not', async () => {
    const events = async () => {
      const query = `select count(*)::int as n from core.event where name = 'vehicle.reported'
                      and payload::text like '%' || $1 || '%'`;
      return (await world.database.pool.query(query, [vehicle])).rows[0].n;
    };
    // What waited to be told since the tests before is told once its time has come.
    world.clock.advance(MINUTE);
    await pause(1500);
    const before = await events();
    assert.ok(before > 0, 'it was told of when it was connected');
    world.clock.advance(MINUTE);
    await tell('v.b.soc', '62.5');
    await tell('v.e.locked', 'no');
    await waitFor(async () => (await events()) > before);
    world.clock.advance(MINUTE);
    await tell('v.e.locked', 'no');
    await pause(1500);
    assert.equal(await events(), before + 1);
    await tell('v.e.locked', 'yes');
  });

  test('commands go to the car and its own words come back as ours', async () => {
    const heard: string[] = [];
    let answer = 'Charge has been started';
    await car.subscribeAsync('ovms/anna/LEAF1/client/+/command/+');
    car.on('message', (topic, payload) => {
      heard.push(payload.toString());
      void car.publishAsync(topic.replace('/command/', '/response/'), answer);
    });
    const connection = { vehicle: 'anna/LEAF1', credentials: 'anna' };
    const { start_or_stop_charge, set_charge_current, lock_or_unlock } = provider.commands;
    assert.equal(await start_or_stop_charge?.(connection, { action: 'START' }, now()), 'done');
    answer = 'Error: Charge current not implemented';
    assert.deepEqual(await set_charge_current?.(connection, { current: 12.4 }, now()), {
      fault: 'COMPATIBILITY.VEHICLE_NOT_CAPABLE',
    });
    assert.deepEqual(heard, ['charge start', 'charge current 12']);
    assert.equal(lock_or_unlock, undefined);
    await tell('s.v3.connected', 'no');
    assert.deepEqual(await start_or_stop_charge?.(connection, { action: 'STOP' }, now()), {
      fault: 'VEHICLE_STATE.UNREACHABLE',
    });
    assert.equal(heard.length, 2);
  });

  test('what a Tesla reports is read without asking Tesla; when it sleeps, its last words still count', async () => {
    const { signIn, read: ask } = findProvider(world.kernel, 'tesla') ?? assert.fail();
    assert.ok(signIn.kind === 'redirect');
    const codeVerifier = 'v'.repeat(43);
    const redirectUri = 'http://127.0.0.1:8080/callback';
    const codeChallenge = hashToken(codeVerifier).toString('base64url');
    const { code } = tesla.visit(signIn.authorizeUrl({ state: 's', redirectUri, codeChallenge }));
    const signedIn = await signIn.exchange({ code, redirectUri, codeVerifier }, now());
    assert.ok(!isFault(signedIn));
    const { credentials } = signedIn;
    const [id = ''] = await linkVehicles(world.kernel, system('test'), {
      owner: OWNER,
      provider: 'tesla',
      credentials,
    });
    await shareCars(world, [id], ['read_odometer', 'read_battery', signals.gear.permission]);
    const connection = { vehicle: MODEL_3, credentials, ours: { vehicle: id, owner: OWNER } };
    const report = (topic: string, value: unknown) =>
      car.publishAsync(`telemetry/${MODEL_3}/${topic}`, JSON.stringify(value), { qos: 1 });
    await pause(200);
    await report('connectivity', { ConnectionId: 'c', Status: 'CONNECTED', CreatedAt: now().toISOString() });
    await report('v/Odometer', 20_000);
    await report('v/BatteryLevel', '55.5');
    await report('v/Gear', 'ShiftStateP');
    await waitFor(async () => {
      const { rows } = await world.database.pool.query('select 1 from vehicles.pushed_value where vehicle = $1', [id]);
      return rows.length === 4;
    });
    const reportedAt = now();
    world.clock.advance(HOUR);
    tesla.heard.length = 0;
    const readings = await ask(connection, ['odometer', 'battery_level', 'gear'], now());
    assert.ok(!isFault(readings));
    assert.deepEqual(tesla.heard, []);
    assert.ok(Math.abs((readingValue(readings, 'odometer') ?? 0) - 32_186.88) < 0.01);
    assert.equal(readingValue(readings, 'battery_level'), 0.555);
    assert.equal(readingValue(readings, 'gear'), 'PARK');
    assert.deepEqual(readings[0]?.recordedAt, reportedAt);

    const mixed = await ask(connection, ['odometer', 'locked'], now());
    assert.ok(!isFault(mixed) && mixed.length === 2);
    assert.deepEqual(
      tesla.heard.map(({ path }) => path),
      [`/api/1/vehicles/${MODEL_3}/vehicle_data?endpoints=vehicle_state`],
    );
    await report('connectivity', { ConnectionId: 'c', Status: 'DISCONNECTED', CreatedAt: now().toISOString() });
    const [sleeper] = tesla.cars;
    assert.ok(sleeper);
    sleeper.state = 'asleep';
    await waitFor(async () => {
      tesla.heard.length = 0;
      await ask(connection, ['odometer'], now());
      return tesla.heard.length > 0;
    });
    const last = await ask(connection, ['odometer'], now());
    assert.ok(!isFault(last));
    assert.deepEqual(last[0]?.recordedAt, reportedAt);
    assert.deepEqual(await ask(connection, ['locked'], now()), { fault: 'VEHICLE_STATE.ASLEEP' });
  });

  test('a broker that went away is told of, and heard again once it is back', async () => {
    const stateOf = async () => (await listMakerStates(world.kernel)).find(one => one.provider === 'ovms-broker');
    await broker.stop();
    await waitFor(async () => (await stateOf())?.isOut === true);
    await broker.restart();
    car = await broker.connect('anna');
    await waitFor(async () => (await stateOf())?.isOut === false);
    await pause(300);
    world.clock.advance(MINUTE);
    await tell('v.p.odometer', '23500', { retain: false });
    await waitFor(async () => readingValue(await read(['odometer']), 'odometer') === 23_500);
  });
});

async function waitFor(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 150; tries++) {
    if (await condition()) return;
    await pause(100);
  }
  assert.fail('it never came to that');
}
