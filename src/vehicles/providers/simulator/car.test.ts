import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { signalIds } from '../../../catalog/signals.ts';
import { readingValue } from '../provider.ts';
import { readCar, readSensor, reportedAt } from './answer.ts';
import {
  type Car,
  dayOf,
  isAtHome,
  isDriving,
  kilometersBetween,
  momentAtOdometer,
  odometerAt,
  outingOf,
  placeAt,
  speedAt,
} from './car.ts';
import { tiresAt } from './condition.ts';
import { chargingAt, chargingRhythm, fuelAt } from './energy.ts';
import { findCar, fleetIds } from './fleet.ts';
import { untouched } from './life.ts';
import { sceneAt } from './sensors.ts';

const HOUR = 3_600_000;
const YEAR = 365.25 * 24 * HOUR;

const carOf = (id: string) => {
  const car = findCar(id);
  assert.ok(car, id);
  return car;
};

// Named cars and others of the same models, at any moment from a year before delivery to ten years after it.
const cars = fc
  .tuple(fc.constantFrom(...fleetIds), fc.option(fc.string({ minLength: 1, maxLength: 8 }), { nil: undefined }))
  .map(([id, word]) => carOf(word === undefined ? id : `${id}~${word}`));
const carAndMoment = fc
  .tuple(cars, fc.integer({ min: -YEAR, max: 10 * YEAR }))
  .map(([car, age]) => ({ car, moment: car.delivered + age }));

const reported = (car: Car, moment: number) => reportedAt(sceneAt(car, untouched.orders, moment));

test('the odometer never decreases, between any two moments and from one millisecond to the next', () => {
  fc.assert(
    fc.property(
      carAndMoment,
      fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 10 * YEAR })),
      ({ car, moment }, step) => {
        assert.ok(odometerAt(car, moment) <= odometerAt(car, moment + step));
      },
    ),
    { numRuns: 3000 },
  );
});

test('the odometer does not flicker while a car comes to a stop', () => {
  for (const id of fleetIds) {
    const car = carOf(id);
    for (let day = dayOf(car, car.delivered); day < dayOf(car, car.delivered) + 60; day++) {
      const outing = outingOf(car, day);
      for (const stop of outing ? [outing.arrive, outing.home] : [])
        for (let before = 120; before > -5; before--)
          assert.ok(odometerAt(car, stop - before) <= odometerAt(car, stop - before + 1), `${id} ${stop} ${before}`);
    }
  }
});

test('the distance driven is that of the speed, and zero while parked', () => {
  fc.assert(
    fc.property(carAndMoment, ({ car, moment }) => {
      const driven = odometerAt(car, moment + 1000) - odometerAt(car, moment);
      const expected = (speedAt(car, moment) + speedAt(car, moment + 1000)) / 2 / 3600;
      assert.ok(Math.abs(driven - expected) <= 0.0015, `${driven} ${expected}`);
    }),
    { numRuns: 2000 },
  );
});

test('a car drives roughly as far in a year as its owner does in 52 weeks', () => {
  for (const id of fleetIds) {
    const car = carOf(id);
    const driven = odometerAt(car, car.delivered + YEAR) - odometerAt(car, car.delivered);
    assert.ok(Math.abs(driven / car.weeklyKilometers - 52.18) < 1.5, `${id} ${driven}`);
  }
});

test('no car gets further in a straight line than its odometer says', () => {
  fc.assert(
    fc.property(carAndMoment, fc.integer({ min: 0, max: 30 * HOUR }), ({ car, moment }, step) => {
      const line = kilometersBetween(placeAt(car, moment), placeAt(car, moment + step));
      const driven = odometerAt(car, moment + step) - odometerAt(car, moment);
      assert.ok(line <= driven + 0.005, `${line} > ${driven}`);
    }),
    { numRuns: 3000 },
  );
});

test('at every moment of ten years a car is somewhere, in one state, with sensible values', () => {
  fc.assert(
    fc.property(carAndMoment, ({ car, moment }) => {
      const place = placeAt(car, moment);
      assert.ok(kilometersBetween(place, car.home) < 100);
      assert.ok(place.heading >= 0 && place.heading < 360);
      assert.ok(speedAt(car, moment) >= 0 && speedAt(car, moment) < 120);
      if (isAtHome(car, moment)) assert.equal(isDriving(car, moment), false);
      for (const tire of tiresAt(car, moment))
        assert.ok(tire.pressure > 160 && tire.pressure < 340, String(tire.pressure));
      if (car.tank) assert.ok(fuelAt(car, moment) > 0.2 * car.tank.liters && fuelAt(car, moment) < car.tank.liters);
      if (car.battery) {
        const charging = chargingAt(car, car.battery, moment);
        assert.ok(charging.level > 0.02 && charging.level <= car.battery.limit, `${charging.level}`);
        if (charging.isPluggedIn) assert.ok(isAtHome(car, moment), 'plugged in away from home');
        if (charging.state === 'CHARGING') assert.ok(charging.isPluggedIn && charging.level < car.battery.limit + 1e-9);
        if (charging.state === 'FULLY_CHARGED')
          assert.ok(charging.isPluggedIn && charging.level > car.battery.limit - 0.0011);
      }
    }),
    { numRuns: 3000 },
  );
});

test('charge goes up only while charging, and down only while driving', () => {
  fc.assert(
    fc.property(carAndMoment, fc.integer({ min: 1, max: 60_000 }), ({ car, moment }, step) => {
      if (car.battery === null) return;
      const before = chargingAt(car, car.battery, moment);
      const after = chargingAt(car, car.battery, moment + step);
      const change = after.level - before.level;
      if (change > 1e-6) assert.ok(before.state === 'CHARGING' || after.state === 'CHARGING', `rose by ${change}`);
      if (change < -1e-9) assert.ok(odometerAt(car, moment + step) > odometerAt(car, moment), `fell by ${-change}`);
    }),
    { numRuns: 3000 },
  );
});

test('every car can be driven, parked, plugged in and charging within a fortnight, and survive its longest day', () => {
  for (const id of fleetIds) {
    const car = carOf(id);
    const seen = new Set<string>();
    for (let moment = car.delivered + YEAR; moment < car.delivered + YEAR + 14 * 24 * HOUR; moment += HOUR / 6) {
      seen.add(isDriving(car, moment) ? 'driving' : isAtHome(car, moment) ? 'home' : 'away');
      if (car.battery) seen.add(chargingAt(car, car.battery, moment).state);
    }
    const expected = ['away', 'driving', 'home', ...(car.battery ? ['CHARGING', 'FULLY_CHARGED', 'NOT_CHARGING'] : [])];
    assert.deepEqual([...seen].toSorted(), expected.toSorted(), id);
    if (car.battery) assert.ok(chargingRhythm(car, car.battery) >= 1, id);
  }
});

test('locks and doors follow the driver: open only around departure and arrival', async () => {
  const car = carOf('volt');
  const seen = new Map<string, number>();
  for (let moment = car.delivered + YEAR; moment < car.delivered + YEAR + 48 * HOUR; moment += 5000) {
    const doors = readSensor(car, 'doors', new Date(moment))?.value ?? [];
    const isLocked = readSensor(car, 'locked', new Date(moment))?.value;
    const isOpen = doors.some(door => door.isOpen);
    if (isOpen) assert.equal(isLocked, false);
    seen.set(`${isOpen} ${isLocked}`, (seen.get(`${isOpen} ${isLocked}`) ?? 0) + 1);
  }
  assert.deepEqual([...seen.keys()].toSorted(), ['false false', 'false true', 'true false']);
  assert.ok((seen.get('false true') ?? 0) > 30_000, 'mostly locked');
});

test('workshop visits lie where the odometer reached them, and oil is fresh after each', () => {
  for (const id of fleetIds) {
    const car = carOf(id);
    const now = new Date(car.delivered + 8 * YEAR);
    const services = readSensor(car, 'services', now)?.value ?? [];
    assert.ok(services.length >= 4, id);
    for (const service of services) {
      assert.ok(service.at >= car.delivered - 24 * HOUR && service.at <= now.getTime());
      assert.ok(Math.abs(odometerAt(car, service.at) - service.odometer) < 0.6);
    }
    assert.deepEqual(
      services.map(service => service.at).toSorted((a, b) => b - a),
      services.map(service => service.at),
    );
  }
  const volt = carOf('volt');
  const visit = momentAtOdometer(volt, 24_000, volt.delivered + 8 * YEAR);
  assert.ok((readSensor(volt, 'oil_life', new Date(visit + HOUR))?.value ?? 0) > 0.99);
  assert.ok((readSensor(volt, 'oil_life', new Date(visit - HOUR))?.value ?? 1) < 0.03);
});

test('the same seed and moment give the same readings; another word gives another car', () => {
  const now = new Date('2026-04-01T10:00:00.000Z');
  const read = (id: string) => readCar(carOf(id), untouched, signalIds, now);
  assert.deepEqual(read('volt~alice'), read('volt~alice'));
  assert.notDeepEqual(read('volt~alice'), read('volt~bob'));
  assert.notEqual(carOf('volt~alice').vin, carOf('volt~bob').vin);
  // A life may never change under the people who look at it: this is what the named Volt says, for good.
  const readings = read('volt');
  assert.ok(Array.isArray(readings));
  assert.deepEqual(
    [readingValue(readings, 'vin'), readingValue(readings, 'odometer')],
    [carOf('volt').vin, odometerAt(carOf('volt'), reported(carOf('volt'), now.getTime()))],
  );
});

test('reports never go back in time', () => {
  fc.assert(
    fc.property(carAndMoment, fc.integer({ min: 0, max: 3 * HOUR }), ({ car, moment }, step) => {
      const then = reported(car, moment);
      assert.ok(then <= moment && moment - then <= HOUR / 2);
      assert.ok(then <= reported(car, moment + step));
    }),
    { numRuns: 3000 },
  );
});

test('the fleet has a car of each announced make, and unknown names none', () => {
  const makes =
    'CHEVROLET TESLA FORD KIA BMW AUDI VOLVO POLESTAR NISSAN VOLKSWAGEN RENAULT CADILLAC JAGUAR LINCOLN MINI'.split(
      ' ',
    );
  assert.deepEqual(fleetIds.map(id => carOf(id).make).toSorted(), makes.toSorted());
  const volt = carOf('volt');
  assert.deepEqual([volt.make, volt.model, volt.year], ['CHEVROLET', 'Volt', 2016]);
  for (const id of ['', 'vol', 'volts', '~x', '__proto__', `volt~${'x'.repeat(200)}`])
    assert.equal(findCar(id), null, id);
});

test('reading an odometer costs less than 20 microseconds of CPU', () => {
  const car = carOf('volt');
  const read = (count: number) => {
    let sum = 0;
    for (let index = 0; index < count; index++) {
      sum += readSensor(car, 'odometer', new Date(car.delivered + index * 7_654_321))?.value ?? 0;
    }
    return sum;
  };
  read(5000);
  const before = process.cpuUsage();
  assert.ok(read(20_000) > 0);
  const { user, system } = process.cpuUsage(before);
  assert.ok((user + system) / 20_000 < 20, `${(user + system) / 20_000} µs`);
});
