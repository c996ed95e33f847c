// Tesla through the product: sign-in, reads, renewal, commands, outages, against a stand-in that speaks its protocol.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type FakeTesla, openTesla, SECRET, teslaCar } from '../../../../test/makers/tesla-stand-in.ts';
import { openWorld, type World } from '../../../../test/support/world.ts';
import type { SignalId } from '../../../catalog/signals.ts';
import { type Application, system } from '../../../core/actor.ts';
import { HOUR, MINUTE } from '../../../core/clock.ts';
import { hashToken } from '../../../core/crypto/tokens.ts';
import { isRefusal } from '../../../core/errors.ts';
import type { Kernel } from '../../../core/kernel.ts';
import { logAndOpen } from '../../admit-read-store.ts';
import { linkVehicles } from '../../link-vehicles.ts';
import { findReachedBy } from '../../makers/account-store.ts';
import { askMaker } from '../../makers/ask-maker.ts';
import { listMakerStates } from '../../makers/maker-state-store.ts';
import { readSignals } from '../../read-signals.ts';
import { isFault, type Reading, readingValue } from '../provider.ts';
import { findProvider } from '../registry.ts';

const OWNER = 'per_owner';
const CALLBACK = 'http://127.0.0.1:8080/callback';
const NOW = new Date('2026-11-23T12:00:00.000Z');
const PUBLIC_KEY = '-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n';
const MODEL_3 = '5YJ3E1EA0KF000316';
const MODEL_Y = '7SAYGDEF6NF000003';

describe('Tesla', () => {
  let fake: FakeTesla;
  let world: World;

  before(async () => {
    fake = await openTesla([]);
    const caFile = path.join(mkdtempSync(path.join(os.tmpdir(), 'telltale-ca-')), 'proxy.pem');
    writeFileSync(caFile, fake.proxy.fetch.ca ?? '');
    const keyFile = path.join(path.dirname(caFile), 'public.pem');
    writeFileSync(keyFile, PUBLIC_KEY);
    const environment = {
      TESLA_CLIENT_ID: 'client-1',
      TESLA_CLIENT_SECRET: SECRET,
      TESLA_ORIGIN: fake.origin,
      TESLA_COMMAND_PROXY: fake.proxy.origin,
      TESLA_COMMAND_PROXY_CA_FILE: caFile,
      TESLA_PUBLIC_KEY_FILE: keyFile,
    };
    world = await openWorld({ now: NOW, environment, fetch: fake.fetch });
  });
  after(async () => {
    await world.close();
    await fake.close();
    await fake.proxy.close();
  });
  beforeEach(() => {
    world.clock.advance(24 * HOUR);
    const now = new Date(world.clock.now().getTime() - 5 * MINUTE);
    fake.cars.splice(0, fake.cars.length, teslaCar(MODEL_3, now), teslaCar(MODEL_Y, now));
    fake.trouble = () => undefined;
    fake.refuseCommand = undefined;
    fake.isPaired = true;
    fake.renewals = 0;
    fake.heard.length = 0;
    fake.commandsTaken.length = 0;
  });

  const signIn = async (kernel: Kernel = world.kernel) => {
    const provider = findProvider(kernel, 'tesla');
    assert.ok(provider?.signIn.kind === 'redirect');
    const codeVerifier = 'v'.repeat(43);
    const { code, state } = fake.visit(
      provider.signIn.authorizeUrl({
        state: 'st-1',
        redirectUri: CALLBACK,
        codeChallenge: hashToken(codeVerifier).toString('base64url'),
      }),
    );
    assert.equal(state, 'st-1');
    return provider.signIn.exchange({ code, redirectUri: CALLBACK, codeVerifier }, kernel.clock.now());
  };
  const connect = async (): Promise<string[]> => {
    const signedIn = await signIn();
    assert.ok(!isFault(signedIn));
    const { credentials } = signedIn;
    return linkVehicles(world.kernel, system('test'), { owner: OWNER, provider: 'tesla', credentials });
  };
  const reader = (vehicle: string, grant = 'grt_1'): Application => ({
    kind: 'application',
    id: 'app',
    grant,
    owner: OWNER,
    scopes: new Set([
      'read_odometer',
      'read_location',
      'read_security',
      'read_vehicle_info',
      'read_battery',
      'read_tires',
    ]),
    vehicles: new Set([vehicle]),
  });
  const read = (
    vehicle: string,
    permission:
      | 'read_odometer'
      | 'read_location'
      | 'read_security'
      | 'read_vehicle_info'
      | 'read_battery'
      | 'read_tires',
    signals: [SignalId, ...SignalId[]],
    { kernel = world.kernel, grant = 'grt_1' } = {},
  ) => readSignals(kernel, reader(vehicle, grant), { vehicle, endpoint: { permission, signals }, request: 'req' });
  const odometer = (vehicle: string, options = {}) => read(vehicle, 'read_odometer', ['odometer'], options);
  const faultOf = async (answer: Promise<unknown>): Promise<unknown> => {
    const error = await answer.then(
      () => assert.fail('it was read'),
      (thrown: unknown) => thrown,
    );
    if (!isRefusal(error, 'vehicle_fault')) throw error;
    return error.details['fault'];
  };
  const refusedCars = async () =>
    [...(await findReachedBy(world.kernel, OWNER))].flatMap(([car, { refusedAt }]) =>
      refusedAt === null ? [] : [car],
    );
  const accountsIn = async () => (await world.database.pool.query('select * from vehicles.account')).rows;
  const command = async (vehicle: string, name: 'lock_or_unlock' | 'set_charge_limit', input: object) => {
    const { open } = await logAndOpen(world.kernel, [
      {
        owner: OWNER,
        grant: 'grt_1',
        application: 'app',
        vehicle,
        signal: 'odometer',
        outcome: 'allowed',
        reason: null,
        request: 'req',
      },
    ]);
    const way = await open();
    assert.ok(way);
    return askMaker(world.kernel, OWNER, way, async (provider, connection) => {
      const run = provider.commands[name] as unknown as (c: object, i: object, n: Date) => Promise<'done'>;
      return run(connection, input, world.clock.now());
    });
  };

  test('the owner signs in with code and PKCE; the cars of the account are kept, the tokens once and sealed', async () => {
    const ids = await connect();
    assert.equal(ids.length, 2);
    const [first, ...others] = await accountsIn();
    assert.deepEqual(others, []);
    const rows = JSON.stringify([first, (await world.database.pool.query('select * from vehicles.connection')).rows]);
    for (const secret of ['NA_refresh', MODEL_3, 'account-1']) {
      assert.ok(!rows.includes(secret));
      assert.ok(!rows.includes(Buffer.from(secret).toString('hex')));
    }
    assert.deepEqual(await connect(), ids, 'signing in again keeps the cars');
    assert.equal((await accountsIn()).length, 1);
    const attributes = await read(ids[1] ?? '', 'read_vehicle_info', ['attributes']);
    assert.deepEqual(readingValue(attributes, 'attributes'), {
      make: 'TESLA',
      model: 'Model Y',
      year: 2022,
      powertrain: 'BEV',
    });
  });

  test('Tesla finds the public key where it looks for it', async () => {
    const reply = await world.visitor().get('/.well-known/appspecific/com.tesla.3p.public-key.pem');
    assert.equal(reply.status, 200);
    assert.equal(reply.body, PUBLIC_KEY);
  });

  test('a code that was not fetched by who sent the owner opens nothing', async () => {
    const provider = findProvider(world.kernel, 'tesla');
    assert.ok(provider?.signIn.kind === 'redirect');
    const { code } = fake.visit(
      provider.signIn.authorizeUrl({ state: 's', redirectUri: CALLBACK, codeChallenge: 'c'.repeat(43) }),
    );
    const answer = await provider.signIn.exchange(
      { code, redirectUri: CALLBACK, codeVerifier: 'x' },
      world.clock.now(),
    );
    assert.deepEqual(answer, { fault: 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED' });
  });

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

  test('tokens that ran out are renewed once, whoever reads at the same time, in this process or another', async () => {
    const [one = '', two = ''] = await connect();
    // What a process keeps for itself hangs on its pool: another pool over the same database is another process.
    const other: Kernel = { ...world.kernel, pool: Object.create(world.kernel.pool) };
    for (const round of [1, 2]) {
      world.clock.advance(8 * HOUR);
      const answers = await Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          odometer(index % 2 === 0 ? one : two, { kernel: index % 3 === 0 ? other : world.kernel }),
        ),
      );
      assert.ok(answers.every(readings => readings.length === 1));
      assert.equal(fake.renewals, round);
    }
  });

  test('a token that Tesla ended early is renewed as well, and no new one is asked for in vain', async () => {
    const [car = ''] = await connect();
    world.clock.advance(10 * MINUTE);
    let refusals = 0;
    fake.trouble = ({ path }) => {
      if (!path.includes('vehicle_data') || refusals > 0) return undefined;
      refusals += 1;
      return { status: 401, body: { error: 'token expired' } };
    };
    assert.equal((await odometer(car)).length, 1);
    assert.equal(fake.renewals, 1);
    fake.trouble = ({ path }) => (path.includes('vehicle_data') ? { status: 401, body: {} } : undefined);
    assert.equal(await faultOf(odometer(car)), 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED');
    assert.equal(await faultOf(odometer(car)), 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED');
    assert.equal(fake.renewals, 1);
  });

  test('a sign-in that Tesla ended stays ended until the owner signs in again, for every car of the account', async () => {
    const [one = '', two = ''] = await connect();
    fake.signOut();
    world.clock.advance(8 * HOUR);
    assert.equal(await faultOf(odometer(one)), 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED');
    assert.deepEqual((await refusedCars()).sort(), [one, two].sort());
    fake.heard.length = 0;
    assert.equal(await faultOf(odometer(two)), 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED');
    assert.deepEqual(fake.heard, [], 'Tesla is not asked again');
    await connect();
    assert.equal((await odometer(two)).length, 1);
    assert.deepEqual(await refusedCars(), []);
  });

  test('a server of Tesla that fails at the renewal ends no sign-in', async () => {
    const [car = ''] = await connect();
    world.clock.advance(8 * HOUR);
    fake.trouble = ({ path }) => (path === '/oauth2/v3/token' ? { status: 503, body: 'maintenance' } : undefined);
    assert.equal(await faultOf(odometer(car)), 'UPSTREAM.UNKNOWN_ISSUE');
    fake.trouble = () => undefined;
    assert.equal((await odometer(car)).length, 1);
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
});

async function waitFor(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    if (await condition()) return;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  assert.fail('it never came to that');
}
