// What every provider promises of the readings of its cars, checked over the registry.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { inTime, later, noon, openProviderSamples } from '../../../test/support/provider-samples.ts';
import { type Kind, quantities } from '../../catalog/signal-values.ts';
import { type SignalId, signalIds, signals } from '../../catalog/signals.ts';
import { isFault, type Reading } from './provider.ts';

const { providers, carsOf, readAt, close } = await openProviderSamples();
after(close);

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

/** What a value of a kind can be in the platform's unit; others would be another unit or nonsense. */
const ranges: { readonly [K in Kind]?: readonly [least: number, most: number] } = {
  distance: [0, 2_000_000],
  speed: [0, 300],
  volume: [0, 200],
  temperature: [-60, 80],
  fraction: [0, 1],
  energy: [0, 300],
  power: [0, 400_000],
  current: [0, 1000],
  voltage: [0, 1000],
  angle: [0, 360],
  duration: [0, 10_000],
  count: [0, 10_000],
};

const fits = (kind: Kind, value: unknown): boolean => {
  if (kind === 'fraction') return typeof value === 'number' && value >= 0 && value <= 1;
  if (kind in quantities) return Number.isFinite(value);
  return structured[kind]?.(value) ?? false;
};

for (const provider of providers) {
  const contract = (promise: string, check: () => Promise<void>) => test(`${provider.id}: ${promise}`, check);

  contract('reads what was asked, in the shape of its kind, recorded before it was fetched', async () => {
    for (const car of await carsOf(provider)) {
      const readings = await readAt(provider, car.connection, signalIds, noon);
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
      const readings = await readAt(provider, car.connection, asked, noon);
      assert.ok(!isFault(readings));
      assert.deepEqual(readings.map(reading => reading.signal).toSorted(), ['odometer', 'vin']);
      assert.deepEqual(await readAt(provider, car.connection, [], noon), []);
    }
  });

  contract('never reports an older moment or a smaller odometer than before', async () => {
    for (const car of await carsOf(provider)) {
      let previous: Extract<Reading, { signal: 'odometer' }> | undefined;
      for (let hours = 0; hours < 48; hours += 1.7) {
        const readings = await readAt(provider, car.connection, ['odometer'], later(hours));
        assert.ok(!isFault(readings));
        const reading = readings.find(one => one.signal === 'odometer');
        assert.ok(reading && reading.value !== null);
        assert.ok(!previous || (reading.recordedAt >= previous.recordedAt && reading.value >= (previous.value ?? 0)));
        previous = reading;
      }
    }
  });

  contract('leaves out what a car does not have, whatever else is asked, and offers it to no reading', async () => {
    for (const car of await carsOf(provider)) {
      const readings = await inTime(readAt(provider, car.connection, signalIds, noon));
      assert.ok(!isFault(readings));
      const had = new Set(readings.map(({ signal }) => signal));
      for (const signal of signalIds) {
        const alone = await readAt(provider, car.connection, [signal], noon);
        assert.ok(!isFault(alone), `${car.model} ${signal}: ${JSON.stringify(alone)}`);
        assert.deepEqual(
          alone.map(reading => reading.signal),
          had.has(signal) ? [signal] : [],
          `${car.model} ${signal}`,
        );
      }
      const unknown = 'no_such_signal' as SignalId;
      assert.deepEqual(await readAt(provider, car.connection, [unknown], noon), []);
      const electric: readonly SignalId[] = ['battery_level', 'charge_state', 'plugged_in'];
      if (car.powertrain === 'ICE')
        assert.ok(
          electric.every(signal => !had.has(signal)),
          car.model,
        );
      if (car.powertrain === 'BEV') assert.ok(!had.has('fuel_level') && had.has('battery_level'), car.model);
    }
  });

  contract('reads without changing anything: the same moment gives the same answer', async () => {
    for (const car of await carsOf(provider)) {
      const once = await readAt(provider, car.connection, signalIds, later(100));
      assert.deepEqual(await readAt(provider, car.connection, [...signalIds, ...signalIds], later(100)), once);
    }
  });

  contract('tells values in the units of the platform', async () => {
    for (const car of await carsOf(provider)) {
      const readings = await readAt(provider, car.connection, signalIds, noon);
      assert.ok(!isFault(readings));
      for (const { signal, value } of readings) {
        const range = ranges[signals[signal].kind];
        if (range !== undefined && typeof value === 'number')
          assert.ok(value >= range[0] && value <= range[1], `${car.model} ${signal} ${value}`);
        if (signal === 'tires')
          for (const { pressure } of value ?? []) assert.ok(pressure > 120 && pressure < 500, `${pressure} kPa`);
      }
    }
  });
}
