// Which signals a car of each powertrain has, and the laws between them, over seeds and moments.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type SignalId, signalIds } from '../../../catalog/signals.ts';
import { type Car, dayOf, isDriving, odometerAt, outingOf } from './car.ts';
import { findCar, fleetIds } from './fleet.ts';
import { sceneAt, senseSignal } from './sensors.ts';
import { systemSignals, systemsOfCode } from './systems.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const carOf = (id: string): Car => findCar(id) ?? assert.fail(id);
const someMoment = fc
  .tuple(
    fc.constantFrom(...fleetIds),
    fc.string({ minLength: 1, maxLength: 6 }),
    fc.integer({ min: 0, max: 3000 * DAY }),
  )
  .map(([id, word, age]) => ({ car: carOf(`${id}~${word}`), moment: carOf(`${id}~${word}`).delivered + age }));

const has = (car: Car, signal: SignalId) =>
  senseSignal(sceneAt(car, {}, car.delivered + 100 * DAY), signal) !== undefined;

test('the fleet has every signal there is, and each car those of its powertrain', () => {
  const missing = signalIds.filter(signal => !fleetIds.some(id => has(carOf(id), signal)));
  assert.deepEqual(missing, []);
  for (const id of fleetIds) {
    const car = carOf(id);
    const plug = car.powertrain === 'BEV' || car.powertrain === 'PHEV';
    const engine = car.powertrain !== 'BEV';
    for (const signal of signalIds.filter(one => one.startsWith('charge_') || one.startsWith('battery_')))
      assert.equal(has(car, signal), plug, `${id} ${signal}`);
    for (const signal of ['fuel_level', 'fuel_amount', 'fuel_range', 'oil_life', 'system_emissions'] as const)
      assert.equal(has(car, signal), engine, `${id} ${signal}`);
    for (const signal of [
      'odometer',
      'location',
      'tires',
      'locked',
      'doors',
      'services',
      'trouble_codes',
      'gear',
    ] as const)
      assert.ok(has(car, signal), `${id} ${signal}`);
  }
});

test('values hang together at every moment', () => {
  fc.assert(
    fc.property(someMoment, ({ car, moment }) => {
      const scene = sceneAt(car, {}, moment);
      const read = <S extends SignalId>(signal: S) => senseSignal(scene, signal);
      const drives = isDriving(car, moment);
      assert.equal(read('gear'), drives ? 'DRIVE' : 'PARK');
      assert.equal((read('speed') ?? 0) > 0, drives);
      const closed = [
        ...(read('doors') ?? []),
        ...[read('rear_trunk'), read('sunroof'), read('tailgate')].flatMap(one => one ?? []),
      ];
      if (drives)
        assert.ok(
          closed.every(({ isOpen }) => isOpen === false),
          'open while driving',
        );
      if (drives) assert.equal(read('locked'), true);
      if (drives) assert.ok(read('plugged_in') !== true && read('surveillance') !== true && read('asleep') !== true);
      assert.equal(read('trouble_code_count'), read('trouble_codes')?.length);
      const alerts = systemSignals.filter(signal => read(signal)?.status === 'ALERT');
      for (const { code } of read('trouble_codes') ?? []) {
        const watching = systemsOfCode(code).filter(signal => read(signal) !== undefined);
        assert.ok(watching.length > 0 && watching.every(signal => alerts.includes(signal)), `${code} ${watching}`);
      }
      for (const signal of alerts) {
        const why = read(signal)?.description ?? '';
        if (why.startsWith('Trouble code')) assert.ok(read('trouble_codes')?.some(({ code }) => why.endsWith(code)));
        if (signal === 'system_oil_life') assert.ok((read('oil_life') ?? 1) < 0.1);
        if (signal.startsWith('system_tire')) assert.ok(read('tires')?.some(({ pressure }) => pressure < 205));
      }
      const charging = read('charging');
      if (charging !== undefined) {
        assert.equal(read('charge_state') === 'CHARGING', charging);
        for (const signal of ['charge_power', 'charge_current', 'charge_voltage', 'charge_rate'] as const)
          assert.equal((read(signal) ?? 0) > 0, charging, signal);
        const watts = (read('charge_voltage') ?? 0) * (read('charge_current') ?? 0) * (read('charge_phases') ?? 0);
        assert.ok(Math.abs(watts - (read('charge_power') ?? 0)) < 60, `${watts}`);
        assert.equal((read('charge_time_left') ?? 0) > 0, charging);
        if (read('plugged_in')) assert.equal(read('charging_port')?.isOpen, true);
      }
      const twelve = read('low_voltage_level') ?? 0;
      assert.ok(twelve >= 0.3 && twelve <= 1);
      if (read('low_voltage_status') === 'GOOD') assert.ok(twelve > 0.64);
    }),
    { numRuns: 3000 },
  );
});

test('oil grows old as the car drives, and is fresh after the workshop alone', () => {
  fc.assert(
    fc.property(someMoment, fc.integer({ min: 0, max: 20 * DAY }), ({ car, moment }, step) => {
      const read = (at: number) => senseSignal(sceneAt(car, {}, at), 'oil_life');
      const [before, after] = [read(moment), read(moment + step)];
      const visits = (at: number) => senseSignal(sceneAt(car, {}, at), 'services')?.length ?? 0;
      if (before == null || after == null) return;
      if (after > before) assert.ok(visits(moment + step) > visits(moment), 'fresh without a visit');
      else if (odometerAt(car, moment + step) === odometerAt(car, moment)) assert.equal(after, before);
    }),
    { numRuns: 800 },
  );
});

test('tires have more pressure when they are warm', () => {
  for (const id of fleetIds) {
    const car = carOf(`${id}~tires`);
    let [warm, cold] = [0, 0];
    for (let day = 0; day < 730; day++) {
      const scene = sceneAt(car, {}, car.delivered + day * DAY);
      const average = (senseSignal(scene, 'tires') ?? []).reduce((sum, { pressure }) => sum + pressure / 4, 0);
      if ((senseSignal(scene, 'outside_temperature') ?? 0) > 18) warm = Math.max(warm, average);
      if ((senseSignal(scene, 'outside_temperature') ?? 0) < 4) cold = Math.max(cold, average);
    }
    assert.ok(warm > cold && cold > 0, `${id} ${warm} ${cold}`);
  }
});

test('troubles are rare, never two at once, and end; a visit keeps the car at the workshop for its stay', () => {
  let [troubled, days, visits] = [0, 0, 0];
  for (const id of fleetIds) {
    const car = carOf(`${id}~troubles`);
    for (let day = 0; day < 1500; day++) {
      const scene = sceneAt(car, {}, car.delivered + day * DAY);
      days += 1;
      const codes = senseSignal(scene, 'trouble_codes') ?? [];
      assert.ok(codes.length <= 1);
      troubled += codes.length;
      const outing = outingOf(car, dayOf(car, scene.moment));
      const there = outing && sceneAt(car, {}, (outing.arrive + outing.leave) / 2);
      if (there && senseSignal(there, 'in_service')) visits += 1;
    }
  }
  assert.ok(troubled > 0 && troubled / days < 0.06, `${troubled / days}`);
  assert.ok(visits > fleetIds.length, `${visits} visits`);
});
