// What every provider promises, checked over the registry: a new one only adds its sample account here.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openWorld } from '../../../test/support/world.ts';
import { type Kind, quantities } from '../../catalog/signal-values.ts';
import { type SignalId, signalIds, signals } from '../../catalog/signals.ts';
import { isVehicleErrorCode } from '../../catalog/vehicle-errors.ts';
import { makeOfVin, vinFault } from '../vehicle.ts';
import { isFault, type Provider, type Reading } from './provider.ts';
import { findProvider, providersOf, providersOfMake } from './registry.ts';

/** Credentials of an account with cars, by provider. */
const accounts: Readonly<Record<string, string | null>> = { simulator: null };

const world = await openWorld();
after(() => world.close());
const { kernel } = world;
const providers = providersOf(kernel);

const noon = new Date('2026-03-03T12:00:00.000Z');
const later = (hours: number) => new Date(noon.getTime() + hours * 3_600_000);

const carsOf = async (provider: Provider) => {
  const credentials = accounts[provider.id];
  assert.notEqual(credentials, undefined, `${provider.id} has no sample account`);
  const cars = await provider.listVehicles(credentials ?? null, noon);
  assert.ok(!isFault(cars));
  assert.ok(cars.length > 0);
  return cars.map(car => ({ ...car, connection: { vehicle: car.vehicle, credentials: credentials ?? null } }));
};

const isOneOf = (words: readonly string[]) => (value: unknown) => typeof value === 'string' && words.includes(value);
const has = (value: unknown, ...fields: string[]) =>
  typeof value === 'object' && value !== null && fields.every(field => field in value);
const all = (check: (item: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(check);

const structured: Readonly<Record<string, (value: unknown) => boolean>> = {
  flag: value => typeof value === 'boolean',
  text: value => typeof value === 'string' && value.length > 0,
  texts: all(item => typeof item === 'string'),
  attributes: value => has(value, 'make', 'model', 'year', 'powertrain'),
  location: value => has(value, 'latitude', 'longitude', 'heading'),
  openings: all(item => has(item, 'row', 'column', 'isOpen', 'isLocked')),
  opening: value => has(value, 'isOpen', 'isLocked'),
  tires: all(item => has(item, 'row', 'column', 'pressure')),
  capacity: value => has(value, 'nominal', 'source', 'candidates'),
  chargingState: isOneOf(['CHARGING', 'FULLY_CHARGED', 'NOT_CHARGING']),
  timers: all(item => has(item, 'type', 'start', 'end', 'days')),
  chargeRecords: all(item => has(item, 'startedAt', 'endedAt', 'energy')),
  system: value => has(value, 'status', 'description'),
  troubleCodes: all(item => has(item, 'code', 'since')),
  services: all(item => has(item, 'id', 'at', 'odometer', 'tasks', 'place', 'cost')),
};

const fits = (kind: Kind, value: unknown): boolean => {
  if (kind === 'fraction') return typeof value === 'number' && value >= 0 && value <= 1;
  if (kind in quantities) return Number.isFinite(value);
  return structured[kind]?.(value) ?? false;
};

for (const provider of providers) {
  const contract = (promise: string, check: () => Promise<void>) => test(`${provider.id}: ${promise}`, check);

  contract('is found by its id and by each of its makes', async () => {
    assert.equal(findProvider(kernel, provider.id), provider);
    assert.equal(providers.filter(other => other.id === provider.id).length, 1);
    assert.ok(provider.modes.length > 0);
    for (const make of provider.makes) {
      assert.equal(make, make.toUpperCase());
      for (const mode of ['live', 'test', 'simulated'] as const)
        assert.equal(providersOfMake(kernel, make, mode).includes(provider), provider.modes.includes(mode));
    }
  });

  contract('signs owners in by a form only where the cars are simulated', async () => {
    assert.ok(provider.signIn.kind === 'redirect' || !provider.modes.includes('live'));
    if (provider.signIn.kind === 'redirect') return;
    const answer = await provider.signIn.signIn({ username: 'anna@example.test', password: 'any' }, noon);
    const cars = isFault(answer) ? answer : await provider.listVehicles(answer.credentials, noon);
    assert.ok(!isFault(cars));
    assert.ok(cars.length > 0);
    const none = await provider.signIn.signIn({ username: '', password: '' }, noon);
    assert.ok(isFault(none));
  });

  contract('lists cars with well-formed, distinct VINs of makes that it serves', async () => {
    const cars = await carsOf(provider);
    for (const car of cars) {
      assert.equal(vinFault(car.vin), null, `${car.make} ${car.vin}`);
      assert.equal(makeOfVin(car.vin), car.make);
      assert.ok(provider.makes.includes(car.make));
      assert.ok(Number.isInteger(car.year));
    }
    assert.equal(new Set(cars.map(car => car.vin)).size, cars.length);
    assert.equal(new Set(cars.map(car => car.vehicle)).size, cars.length);
  });

  contract('reads what was asked, in the shape of its kind, recorded before it was fetched', async () => {
    for (const car of await carsOf(provider)) {
      const readings = await provider.read(car.connection, signalIds, noon);
      assert.ok(!isFault(readings));
      assert.equal(new Set(readings.map(reading => reading.signal)).size, readings.length);
      assert.ok(readings.some(reading => reading.signal === 'odometer' && reading.value !== null));
      for (const { signal, value, recordedAt, fetchedAt } of readings) {
        if (value !== null)
          assert.ok(fits(signals[signal].kind, value), `${car.model} ${signal}: ${JSON.stringify(value)}`);
        assert.ok(recordedAt <= fetchedAt, signal);
        assert.ok(fetchedAt <= noon, signal);
      }
    }
  });

  contract('reads nothing that was not asked', async () => {
    const asked: SignalId[] = ['vin', 'odometer'];
    for (const car of await carsOf(provider)) {
      const readings = await provider.read(car.connection, asked, noon);
      assert.ok(!isFault(readings));
      assert.deepEqual(readings.map(reading => reading.signal).toSorted(), ['odometer', 'vin']);
      assert.deepEqual(await provider.read(car.connection, [], noon), []);
    }
  });

  contract('tells the same identity in the list and in readings', async () => {
    for (const car of await carsOf(provider)) {
      const readings = await provider.read(car.connection, ['vin', 'attributes'], noon);
      assert.ok(!isFault(readings));
      const { make, model, year, powertrain } = car;
      const value = (signal: SignalId) => readings.find(reading => reading.signal === signal)?.value;
      assert.equal(value('vin'), car.vin);
      assert.deepEqual(value('attributes'), { make, model, year, powertrain });
    }
  });

  contract('never reports an older moment or a smaller odometer than before', async () => {
    for (const car of await carsOf(provider)) {
      let previous: Extract<Reading, { signal: 'odometer' }> | undefined;
      for (let hours = 0; hours < 48; hours += 1.7) {
        const readings = await provider.read(car.connection, ['odometer'], later(hours));
        assert.ok(!isFault(readings));
        const reading = readings.find(one => one.signal === 'odometer');
        assert.ok(reading && reading.value !== null);
        assert.ok(!previous || (reading.recordedAt >= previous.recordedAt && reading.value >= (previous.value ?? 0)));
        previous = reading;
      }
    }
  });

  contract('answers about a car that it does not know with a fault, to reads and to commands', async () => {
    const unknown = { vehicle: 'no such car', credentials: accounts[provider.id] ?? null };
    const { lock_or_unlock, start_or_stop_charge, set_charge_limit, send_destination } = provider.commands;
    const answers = [
      await provider.read(unknown, ['odometer'], noon),
      await lock_or_unlock?.(unknown, { action: 'LOCK' }, noon),
      await start_or_stop_charge?.(unknown, { action: 'START' }, noon),
      await set_charge_limit?.(unknown, { limit: 0.8 }, noon),
      await send_destination?.(unknown, { latitude: 1, longitude: 2 }, noon),
    ];
    for (const answer of answers.filter(given => given !== undefined)) {
      assert.ok(isFault(answer));
      assert.ok(isVehicleErrorCode(answer.fault));
    }
  });

  contract('carries out a command, or says why not in words of the API', async () => {
    for (const car of await carsOf(provider)) {
      const answer = await provider.commands.lock_or_unlock?.(car.connection, { action: 'LOCK' }, noon);
      assert.ok(answer === undefined || answer === 'done' || isVehicleErrorCode(answer.fault));
    }
  });
}
