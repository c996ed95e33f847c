// What commands do to a car, as laws over seeds, moments and orders: what is told changes what is read, and nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isVehicleErrorCode } from '../../../catalog/vehicle-errors.ts';
import { reportedAt } from './answer.ts';
import { type Car, dayOf, isAtHome, isDriving, odometerAt, outingOf, timeOfDay } from './car.ts';
import { chargingNow } from './charging.ts';
import { chargingAt, hasPlug } from './energy.ts';
import { findCar, fleetIds, orderedCar } from './fleet.ts';
import type { Orders } from './life.ts';
import { habitsOf, noHabits } from './maker-habits.ts';
import { obey, plugByHand, setLevel } from './obey.ts';
import { sceneAt, senseSignal } from './sensors.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const carOf = (id: string): Car => findCar(id) ?? assert.fail(id);
const withPlug = fleetIds.filter(id => hasPlug(carOf(id)));
const someCar = fc
  .tuple(fc.constantFrom(...withPlug), fc.string({ minLength: 1, maxLength: 6 }))
  .map(([id, word]) => carOf(`${id}~${word}`));

/** An order, by what it is and how long after the one before it is given. */
type Step = { readonly wait: number; readonly order: string; readonly part: number };
const steps = fc.array(
  fc.record({
    wait: fc.integer({ min: 1, max: 3 * DAY }),
    order: fc.constantFrom(
      'LOCK',
      'UNLOCK',
      'START',
      'STOP',
      'limit',
      'current',
      'OPEN',
      'CLOSE',
      'in',
      'out',
      'level',
    ),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  { minLength: 1, maxLength: 8 },
);

const give = (car: Car, orders: Orders, moment: number, { order, part }: Step): ReturnType<typeof obey> => {
  const scene = sceneAt(car, orders, moment);
  const habits = part < 0.5 ? noHabits : habitsOf(car);
  if (order === 'LOCK' || order === 'UNLOCK') return obey('lock_or_unlock', scene, { action: order }, habits);
  if (order === 'START' || order === 'STOP') return obey('start_or_stop_charge', scene, { action: order }, habits);
  if (order === 'limit') return obey('set_charge_limit', scene, { limit: 0.5 + part / 2 }, habits);
  if (order === 'current') return obey('set_charge_current', scene, { current: 1 + 40 * part }, habits);
  if (order === 'OPEN' || order === 'CLOSE') return obey('move_charge_port_door', scene, { action: order }, habits);
  return order === 'level' ? setLevel(scene, 0.1 + 0.9 * part) : plugByHand(scene, order === 'in');
};

test('a cable is put in at home alone, and what is left to charge may be less than a moment brings', () => {
  const volt = carOf('volt~x+d:#');
  const away = volt.delivered + 6417475689 + 9644726 + 246029923;
  assert.ok(!isAtHome(volt, away) && !isDriving(volt, away));
  assert.equal(plugByHand(sceneAt(volt, {}, away), true), 'VEHICLE_STATE.CHARGING_PLUG_NOT_CONNECTED');

  const car = carOf('model-y~(jO7');
  let moment = car.delivered + 37565882988;
  let orders: Orders = {};
  const given: readonly Step[] = [
    { wait: 231930311, order: 'CLOSE', part: 0 },
    { wait: 259199977, order: 'limit', part: 0.9999999999999997 },
    { wait: 259199985, order: 'level', part: 0.9999999999999988 },
    { wait: 192163178, order: 'limit', part: 0 },
  ];
  for (const step of given) {
    moment += step.wait;
    const outcome = give(car, orders, moment, step);
    if (typeof outcome !== 'string') orders = outcome;
  }
  const records = senseSignal(sceneAt(car, orders, moment + 3 * DAY), 'charge_records');
  assert.ok(records?.every(({ energy }) => energy > 0));
});

test('whatever a car is told, its days stay possible: charge rises only while charging and falls only while driving', () => {
  fc.assert(
    fc.property(someCar, steps, fc.integer({ min: 7 * DAY, max: 900 * DAY }), (car, given, age) => {
      let orders: Orders = {};
      let moment = car.delivered + age;
      for (const step of given) {
        let before = sceneAt(car, orders, moment);
        for (const part of [0.25, 0.5, 0.75, 1]) {
          const at = Math.round(moment + part * step.wait);
          const after = sceneAt(car, orders, at);
          const [was, is] = [before.charging, after.charging];
          assert.ok(was && is && hasPlug(car));
          assert.ok(is.level > 0 && is.level <= 1, `${is.level}`);
          const limit = orders.limit ?? car.battery.limit;
          if (is.state === 'CHARGING') assert.ok(is.isPluggedIn && is.level < limit && is.doneAt > at);
          if (is.state === 'FULLY_CHARGED') assert.ok(is.isPluggedIn && is.level >= limit - 0.0011);
          if (is.isPluggedIn) assert.ok(isAtHome(car, at), 'plugged in away from home');
          const driven = odometerAt(car, at) - odometerAt(car, before.moment);
          const least = was.level - (driven * car.electricShare * car.battery.perKilometer) / car.battery.capacity;
          assert.ok(is.level >= least - 1e-9, `lost ${least - is.level} more than it drove`);
          const most = was.level + (car.battery.charger * (at - before.moment)) / HOUR / car.battery.capacity;
          assert.ok(is.level <= most + 1e-9, `gained ${is.level - most} more than flows`);
          assert.ok(reportedAt(before) <= reportedAt(after) && reportedAt(after) <= at);
          for (const { startedAt, endedAt, energy } of senseSignal(after, 'charge_records') ?? [])
            assert.ok(startedAt <= endedAt && endedAt <= at && energy > 0);
          before = after;
        }
        moment = before.moment;
        const outcome = give(car, orders, moment, step);
        if (typeof outcome === 'string') assert.ok(isVehicleErrorCode(outcome));
        else orders = outcome;
      }
    }),
    { numRuns: 150 },
  );
});

test('an order that changes nothing changes nothing, then and for all time after', () => {
  fc.assert(
    fc.property(
      someCar,
      fc.integer({ min: 7 * DAY, max: 900 * DAY }),
      fc.integer({ min: 0, max: 40 * DAY }),
      (car, age, later) => {
        assert.ok(hasPlug(car));
        const moment = car.delivered + age;
        const orders = obey('set_charge_limit', sceneAt(car, {}, moment), { limit: car.battery.limit }, noHabits);
        assert.ok(typeof orders === 'object');
        const told = chargingNow(car, car.battery, orders, moment + later);
        const untold = chargingAt(car, car.battery, moment + later);
        assert.ok(Math.abs(told.level - untold.level) < 1e-6, `${told.level} ${untold.level}`);
        assert.equal(told.isPluggedIn, untold.isPluggedIn);
        // At the very end of a charge, rounding may put the last instant on either side.
        if (Math.abs(untold.level - car.battery.limit) > 1e-6) assert.equal(told.state, untold.state);
      },
    ),
    { numRuns: 1500 },
  );
});

/** The first moment from `from` on, in steps of ten minutes, at which this holds. */
const when = (car: Car, from: number, holds: (moment: number) => boolean): number => {
  for (let moment = from; moment < from + 60 * DAY; moment += 10 * MINUTE) if (holds(moment)) return moment;
  return assert.fail(`never for ${car.id}`);
};

test('stopping, starting, limit, current and cable change what is read until their time is over', () => {
  for (const id of withPlug) {
    const car = carOf(`${id}~orders`);
    assert.ok(hasPlug(car));
    const charging = when(
      car,
      car.delivered + 400 * DAY,
      at =>
        chargingAt(car, car.battery, at).state === 'CHARGING' &&
        chargingAt(car, car.battery, at).level < car.battery.limit - 0.1,
    );
    const read = (orders: Orders, at: number) => chargingNow(car, car.battery, orders, at);
    const given = (orders: Orders, at: number, step: Omit<Step, 'wait' | 'part'> & { part?: number }) => {
      const outcome = give(car, orders, at, { wait: 0, part: 0, ...step });
      return typeof outcome === 'string' ? assert.fail(`${id} ${step.order}: ${outcome}`) : outcome;
    };
    const stopped = given({}, charging, { order: 'STOP' });
    const { level } = read({}, charging);
    assert.deepEqual(
      [read(stopped, charging + HOUR).state, read(stopped, charging + HOUR).level],
      ['NOT_CHARGING', level],
    );
    assert.equal(
      give(car, stopped, charging + MINUTE, { wait: 0, part: 0, order: 'STOP' }),
      'VEHICLE_STATE.NOT_CHARGING',
    );
    const started = given(stopped, charging + HOUR, { order: 'START' });
    assert.equal(read(started, charging + HOUR + MINUTE).state, 'CHARGING');
    assert.ok(read(started, charging + 2 * HOUR).level > level);
    const leaves = when(car, charging, at => isDriving(car, at));
    const next = when(car, leaves, at => read(stopped, at).state === 'CHARGING');
    assert.ok(read(stopped, next + MINUTE).level > read(stopped, next).level, 'the next plug charges again');

    const slow = given({}, charging, { order: 'current', part: 0.1 });
    assert.ok(read(slow, charging + HOUR).level < read({}, charging + HOUR).level);
    assert.ok(
      Math.abs((senseSignal(sceneAt(car, slow, charging + MINUTE), 'charge_current_requested') ?? 0) - 5) < 0.01,
    );

    const limited = given({}, charging, { order: 'limit', part: 0 });
    assert.equal(senseSignal(sceneAt(car, limited, charging + 9 * DAY), 'charge_limit'), 0.5);
    const far = when(car, charging + 9 * DAY, at => read(limited, at).state === 'FULLY_CHARGED');
    assert.ok(Math.abs(read(limited, far).level - 0.5) < 0.01, `${id} ${read(limited, far).level}`);

    const pulled = given({}, charging, { order: 'out' });
    assert.deepEqual([read(pulled, charging + 1).isPluggedIn, read(pulled, charging + HOUR).level], [false, level]);
    const emptied = given(pulled, charging + 1, { order: 'level', part: 0 });
    assert.ok(Math.abs(read(emptied, charging + 2).level - 0.1) < 1e-9);
    const back = given(emptied, charging + MINUTE, { order: 'in' });
    assert.equal(read(back, charging + 2 * MINUTE).state, 'CHARGING');
  }
});

test('locks and the port stay as told until somebody comes', () => {
  for (const id of fleetIds) {
    const car = carOf(`${id}~locks`);
    const standsLocked = (at: number) => isAtHome(car, at) && senseSignal(sceneAt(car, {}, at), 'locked') === true;
    const parked = when(car, car.delivered + 50 * DAY, at => [0, 0.5, 1].every(part => standsLocked(at + part * HOUR)));
    const orders = obey('lock_or_unlock', sceneAt(car, {}, parked), { action: 'UNLOCK' }, noHabits);
    assert.ok(typeof orders === 'object', String(orders));
    const locked = (told: Orders, at: number) => senseSignal(sceneAt(car, told, at), 'locked');
    assert.deepEqual(
      [locked({}, parked + 1), locked(orders, parked + 1), locked(orders, parked + HOUR)],
      [true, false, false],
    );
    for (const door of senseSignal(sceneAt(car, orders, parked + 1), 'doors') ?? []) assert.equal(door.isLocked, false);
    const drive = when(car, parked, at => isDriving(car, at));
    assert.equal(locked(orders, drive), true, 'locked again once it drives');
    assert.equal(
      obey('lock_or_unlock', sceneAt(car, {}, drive), { action: 'LOCK' }, noHabits),
      'VEHICLE_STATE.IN_MOTION',
    );
    const outing = outingOf(car, dayOf(car, drive)) ?? assert.fail();
    assert.equal(
      obey('lock_or_unlock', sceneAt(car, {}, outing.home + 10_000), { action: 'LOCK' }, noHabits),
      'VEHICLE_STATE.DOOR_OPEN',
    );
    if (!hasPlug(car)) continue;
    const loose = when(car, parked, at => isAtHome(car, at) && !chargingAt(car, car.battery, at).isPluggedIn);
    const opened = obey('move_charge_port_door', sceneAt(car, {}, loose), { action: 'OPEN' }, noHabits);
    assert.ok(typeof opened === 'object');
    assert.equal(senseSignal(sceneAt(car, opened, loose + 1), 'charging_port')?.isOpen, true);
    const away = when(car, loose, at => isDriving(car, at));
    assert.equal(senseSignal(sceneAt(car, opened, away), 'charging_port')?.isOpen, false);
  }
});

test('makers keep their habits, and the cars of test accounts have none', () => {
  const car = (model: string, region: 'US' | 'EUROPE' = 'US') =>
    orderedCar(`car_${model}`, { model, region, profile: 'commuter' }) ?? assert.fail(model);
  const at = (one: Car, holds: (moment: number) => boolean) =>
    sceneAt(one, {}, when(one, one.delivered + 90 * DAY, holds));
  const charging = (one: Car) => (moment: number) =>
    hasPlug(one) && chargingAt(one, one.battery, moment).state === 'CHARGING';
  const loose = (one: Car) => (moment: number) => hasPlug(one) && !chargingAt(one, one.battery, moment).isPluggedIn;
  const stop = (one: Car) => obey('start_or_stop_charge', at(one, charging(one)), { action: 'STOP' }, habitsOf(one));
  const limit = (one: Car, habits = habitsOf(one)) =>
    obey('set_charge_limit', at(one, loose(one)), { limit: 0.7 }, habits);

  assert.equal(stop(car('leaf', 'US')), 'COMPATIBILITY.VEHICLE_NOT_CAPABLE');
  assert.equal(typeof stop(car('leaf', 'EUROPE')), 'object');
  assert.equal(limit(car('q4')), 'VEHICLE_STATE.CHARGING_PLUG_NOT_CONNECTED');
  assert.equal(typeof limit(car('q4'), noHabits), 'object');
  assert.equal(typeof limit(car('ev6')), 'object');
  assert.equal(limit(car('cooper-se')), 'COMPATIBILITY.VEHICLE_NOT_CAPABLE');
  const lyriq = car('lyriq');
  const plugged = at(lyriq, charging(lyriq));
  const low = setLevel(plugged, 0.3);
  assert.ok(typeof low === 'object');
  assert.equal(
    obey('start_or_stop_charge', sceneAt(lyriq, low, plugged.moment + 1), { action: 'STOP' }, habitsOf(lyriq)),
    'VEHICLE_STATE.LOW_BATTERY',
  );
  const golf = car('golf');
  const parked = sceneAt(golf, {}, golf.delivered);
  assert.equal(obey('set_charge_limit', parked, { limit: 0.7 }, noHabits), 'COMPATIBILITY.VEHICLE_NOT_CAPABLE');
});

test('charging times move the charge: from a time, until a time, and in the hours of a place', () => {
  const car = orderedCar('car_times', { model: 'mach-e', region: 'US', profile: 'commuter' }) ?? assert.fail();
  assert.ok(hasPlug(car));
  const { battery } = car;
  const loose = when(car, car.delivered + 90 * DAY, at => isDriving(car, at));
  const given = (outcome: ReturnType<typeof obey>) => (typeof outcome === 'object' ? outcome : assert.fail(outcome));
  const at = (orders: Orders) => sceneAt(car, orders, loose);
  const begins = (orders: Orders) => {
    const start = when(car, loose, moment => chargingNow(car, battery, orders, moment).state === 'CHARGING');
    return timeOfDay(car, start);
  };
  const late = given(
    obey('set_charge_schedule', at({}), { type: 'START_TIME', enable: true, time: '02:30' }, noHabits),
  );
  assert.match(begins(late), /^02:[34]/);
  const early = given(
    obey('set_charge_schedule', at(late), { type: 'DEPARTURE_TIME', enable: true, time: '06:00' }, noHabits),
  );
  const done = when(car, loose, moment => chargingNow(car, battery, early, moment).state === 'FULLY_CHARGED');
  assert.match(timeOfDay(car, done), /^0(?:5:5|6:0)/);
  assert.deepEqual(
    senseSignal(at(early), 'charge_timers')?.map(({ end }) => end),
    ['06:00'],
  );
  const off = given(
    obey('set_charge_schedule', at(early), { type: 'DEPARTURE_TIME', enable: false, time: null }, noHabits),
  );
  assert.deepEqual(senseSignal(at(off), 'charge_timers'), []);
  const hours = [{ start: '01:00', end: '05:00' }];
  const place = { ...car.home, limit: 0.6, chargeOnPlugin: false, weekday: hours, weekend: hours };
  const placed = given(obey('set_location_schedule', at(off), place, noHabits));
  assert.equal(senseSignal(at(placed), 'charge_limit'), 0.6);
  assert.match(begins(placed), /^01:[01]/);
  const full = given(obey('set_location_schedule', at(off), place, habitsOf(car)));
  assert.equal(senseSignal(at(full), 'charge_limit'), 1, 'a Ford charges to the full by a schedule');
});
