// Simulated cars through the provider, with the database: what a command does lasts, for every process that reads.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { openWorld, type World } from '../../../../test/support/world.ts';
import type { SignalId, SignalValue } from '../../../catalog/signals.ts';
import { isVehicleErrorCode, type VehicleErrorCode, vehicleErrors } from '../../../catalog/vehicle-errors.ts';
import { DAY, HOUR } from '../../../core/clock.ts';
import { isFault, type Provider, type ProviderFault, type Reading, readingValue } from '../provider.ts';
import { findProvider } from '../registry.ts';
import { rememberRows } from './car-memory.ts';
import { deleteIdleCars } from './car-store.ts';

describe('simulated cars', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());

  const providerOf = (id: string): Provider => findProvider(world.kernel, id) ?? assert.fail(id);
  const now = () => world.clock.now();
  const readOf = async (
    provider: Provider,
    connection: { vehicle: string; credentials: string | null },
    signals: SignalId[],
  ) => {
    const answer = await provider.read(connection, signals, now());
    return isFault(answer) ? assert.fail(answer.fault) : answer;
  };
  const value = async <S extends SignalId>(
    provider: Provider,
    connection: { vehicle: string; credentials: string | null },
    signal: S,
  ): Promise<SignalValue<S> | null> => readingValue(await readOf(provider, connection, [signal]), signal);

  /** Signs in at a test maker. */
  const signIn = async (username: string, make?: string) => {
    const { signIn: way } = providerOf('test');
    assert.equal(way.kind, 'form');
    const signed = way.kind === 'form' ? await way.signIn({ username, password: 'any', make }, now()) : assert.fail();
    return isFault(signed) ? assert.fail(signed.fault) : signed.credentials;
  };
  const carsOf = async (credentials: string) => providerOf('test').listVehicles(credentials, now());
  const oneCar = async (username: string, make?: string) => {
    const credentials = await signIn(username, make);
    const cars = await carsOf(credentials);
    if (isFault(cars)) return assert.fail(cars.fault);
    const [car] = cars;
    return { connection: { vehicle: car?.vehicle ?? assert.fail('no car'), credentials }, car };
  };

  test('a command changes what is read from then on, of no other car, and other processes are told', async () => {
    const heard: string[] = [];
    world.kernel.listen(
      'simulated_car_changed',
      id => void heard.push(id),
      () => undefined,
    );
    const simulator = providerOf('simulator');
    const car = { vehicle: 'model-y~told', credentials: null };
    const other = { vehicle: 'model-y~untold', credentials: null };
    const { set_charge_limit: setLimit, lock_or_unlock: lock, send_destination: send } = simulator.commands;
    assert.ok(setLimit && lock && send);
    assert.equal(await value(simulator, car, 'charge_limit'), 0.8);
    assert.equal(await setLimit(car, { limit: 0.65 }, now()), 'done');
    assert.equal(await value(simulator, car, 'charge_limit'), 0.65);
    assert.equal(await value(simulator, other, 'charge_limit'), 0.8);
    assert.equal(await send(car, { latitude: 48.1, longitude: 11.5 }, now()), 'done');
    for (let tries = 0; tries < 200 && !heard.includes(car.vehicle); tries++) await pause(10);
    assert.ok(heard.includes(car.vehicle));
    // Nothing of it lies in the clear.
    const { rows } = await world.database.pool.query('select content from vehicles.simulated_car');
    assert.ok(rows.length > 0 && rows.every(({ content }) => !content.toString('latin1').includes('0.65')));
    // At night it stands at home and can be unlocked; two commands at once both count.
    world.clock.advance(9 * HOUR);
    const answers = await Promise.all([lock(car, { action: 'UNLOCK' }, now()), setLimit(car, { limit: 0.7 }, now())]);
    assert.deepEqual(answers, ['done', 'done']);
    assert.deepEqual(
      [await value(simulator, car, 'locked'), await value(simulator, car, 'charge_limit')],
      [false, 0.7],
    );
    const readings = await readOf(simulator, car, ['locked']);
    assert.equal(readings[0]?.recordedAt.getTime(), now().getTime(), 'it reports what it was told at once');
  });

  test('another process forgets what it knew when a notice says so, and trusts nothing while notices may be missed', async () => {
    const rows = new Map([['one', 1]]);
    let lookups = 0;
    let isListening = true;
    const memory = rememberRows<number>({
      isListening: () => isListening,
      clock: world.clock,
      lookup: async ids => {
        lookups += 1;
        const found = ids.map(id => rows.get(id) ?? null);
        await pause(1);
        return found;
      },
    });
    assert.deepEqual([await memory.read('one'), await memory.read('one'), await memory.read('two')], [1, 1, null]);
    assert.equal(lookups, 2, 'that there is nothing is remembered too');
    const early = memory.read('three');
    await pause(0);
    rows.set('three', 3);
    rows.set('one', 2);
    memory.forget('one');
    memory.forget('three');
    await early;
    assert.deepEqual(
      [await memory.read('one'), await memory.read('three')],
      [2, 3],
      'a lookup from before is not kept',
    );
    rows.set('one', 4);
    isListening = false;
    assert.equal(await memory.read('one'), 4);
    isListening = true;
    memory.forgetAll();
    world.clock.advance(6 * 60_000);
    assert.equal(await memory.read('one'), 4);
  });

  test('each test account has the cars that its name says, the same for the same name', async () => {
    const volt = await oneCar('6f1f@email.com', 'CHEVROLET');
    assert.deepEqual([volt.car?.make, volt.car?.model, volt.car?.vin.length], ['CHEVROLET', 'Volt', 17]);
    assert.match(volt.car?.vin ?? '', /^0SCGMCT0[0-9A-F]{9}$/);
    assert.deepEqual(await oneCar('6F1F@email.com ', 'CHEVROLET'), volt);
    assert.notEqual((await oneCar('other@email.com', 'CHEVROLET')).connection.vehicle, volt.connection.vehicle);
    assert.ok(!volt.connection.credentials.includes('6f1f'), 'the name itself is not kept');
    assert.equal((await oneCar('x@email.com', 'FORD')).car?.powertrain, 'BEV');
    const count = async (username: string) => {
      const cars = await carsOf(await signIn(username, 'KIA'));
      return isFault(cars) ? cars : cars.length;
    };
    assert.deepEqual([await count('3-vehicles@smartcar.com'), await count('999-vehicles@smartcar.com')], [3, 999]);
    assert.equal(await count('0-vehicles@smartcar.com'), 0);
    const exact = await oneCar('0SCGMCT0386A85356@bev.smartcar.com', 'CHEVROLET');
    assert.deepEqual([exact.car?.vin, exact.car?.powertrain], ['0SCGMCT0386A85356', 'BEV']);
    assert.equal((await oneCar('0SCGMCT0386A85356@fuel.smartcar.com', 'CHEVROLET')).car?.powertrain, 'ICE');
    assert.equal((await oneCar('0SCGMCT0386A85356@phev.smartcar.com', 'BMW')).car?.powertrain, 'PHEV');
    const incompatible = await oneCar('smartcar@vehicle-incompatible.com', 'AUDI');
    assert.deepEqual([incompatible.car?.vin, incompatible.car?.isIncompatible], ['0SCAUDI012FE3B132', true]);
    assert.equal((await oneCar('smartcar@successful-request.com', 'AUDI')).car?.vin, '0SCAUDI037A5ADB1C');
    assert.deepEqual(await carsOf(await signIn('smartcar@invalid-subscription.com', 'AUDI')), {
      fault: 'CONNECTED_SERVICES_ACCOUNT.SUBSCRIPTION',
    });
  });

  test('every error of the API can be provoked by an account, for all but the papers, and by commands too', async () => {
    const test = providerOf('test');
    for (const code of Object.keys(vehicleErrors).filter(isVehicleErrorCode)) {
      const { connection } = await oneCar(`${code}@smartcar.com`, 'CHEVROLET');
      const expected: ProviderFault =
        code.endsWith('RATE_LIMIT') || code.startsWith('RATE_LIMIT')
          ? { fault: code, retryAfter: 60 }
          : { fault: code };
      assert.deepEqual(await test.read(connection, ['odometer'], now()), expected, code);
      assert.deepEqual(await test.commands.lock_or_unlock?.(connection, { action: 'LOCK' }, now()), expected, code);
      assert.equal((await readOf(test, connection, ['vin', 'attributes'])).length, 2);
    }
    const old = async (username: string) => test.read((await oneCar(username)).connection, ['odometer'], now());
    const faults: readonly (readonly [string, VehicleErrorCode])[] = [
      ['smartcar@vs-000.vehicle-state-error.com', 'VEHICLE_STATE.UNKNOWN'],
      ['smartcar@vs-003.vehicle-state-error.com', 'VEHICLE_STATE.HOOD_OPEN'],
      ['smartcar@voa-001.vehicle-owner-action-required.com', 'CONNECTED_SERVICES_ACCOUNT.SUBSCRIPTION'],
    ];
    for (const [username, fault] of faults) assert.deepEqual(await old(username), { fault });
  });

  test('cars of test accounts stay in the documented ranges, never zero, and take every command', async () => {
    const test = providerOf('test');
    const check = (readings: readonly Reading[], make: string) => {
      const within = (signal: SignalId, least: number, most: number) => {
        const told: unknown = readingValue(readings, signal);
        if (told === null) return;
        assert.ok(typeof told === 'number' && told > least && told <= most, `${make} ${signal} ${told}`);
      };
      within('odometer', 10_000, 300_000);
      within('fuel_amount', 0, 500);
      within('fuel_range', 0, 483);
      within('battery_range', 0, 483);
      for (const signal of ['fuel_level', 'battery_level', 'oil_life', 'charge_limit'] as const) within(signal, 0, 1);
      for (const { pressure } of readingValue(readings, 'tires') ?? assert.fail())
        assert.ok(pressure >= 175 && pressure <= 237, `${make} ${pressure}`);
      const { latitude, longitude } = readingValue(readings, 'location') ?? assert.fail();
      assert.ok(latitude > 37 && latitude < 41 && longitude > -109 && longitude < -102, `${latitude} ${longitude}`);
    };
    const all: SignalId[] =
      'odometer fuel_amount fuel_range fuel_level battery_range battery_level oil_life charge_limit tires location services'.split(
        ' ',
      ) as SignalId[];
    for (const make of test.makes) {
      const { connection } = await oneCar('ranges@email.com', make);
      for (let week = 0; week < 60; week++)
        check(
          await readOf(
            { ...test, read: (...[c, s]) => test.read(c, s, new Date(now().getTime() + week * 7 * DAY + week * HOUR)) },
            connection,
            all,
          ),
          make,
        );
      const { commands } = test;
      const orders = [
        commands.lock_or_unlock?.(connection, { action: 'LOCK' }, now()),
        commands.send_destination?.(connection, { latitude: 1, longitude: 2 }, now()),
        ...(make === 'KIA' || make === 'FORD' || make === 'CHEVROLET'
          ? [
              commands.start_or_stop_charge?.(connection, { action: 'START' }, now()),
              commands.start_or_stop_charge?.(connection, { action: 'STOP' }, now()),
              commands.set_charge_limit?.(connection, { limit: 0.9 }, now()),
            ]
          : []),
      ];
      assert.ok(
        (await Promise.all(orders)).every(answer => answer === 'done'),
        make,
      );
      if (make === 'KIA') assert.equal(await value(test, connection, 'charge_limit'), 0.9);
    }
    const services = (await value(test, (await oneCar('ranges@email.com', 'FORD')).connection, 'services')) ?? [];
    const [from, until] = [Date.parse('2023-05-20'), Date.parse('2024-02-10')];
    assert.ok(services.some(({ at, odometer }) => at >= from && at <= until && odometer > 0));
  });

  test('what cars that nobody made were told is forgotten when it is old', async () => {
    const count = async () => (await world.database.pool.query('select 1 from vehicles.simulated_car')).rows.length;
    assert.ok((await count()) > 0);
    assert.equal(await deleteIdleCars(world.kernel, new Date(now().getTime() - 90 * DAY)), 0);
    world.clock.advance(91 * DAY);
    assert.ok((await deleteIdleCars(world.kernel, new Date(now().getTime() - 90 * DAY))) > 0);
    assert.equal(await count(), 0);
    assert.equal(
      await value(providerOf('simulator'), { vehicle: 'model-y~told', credentials: null }, 'charge_limit'),
      0.8,
    );
  });
});
