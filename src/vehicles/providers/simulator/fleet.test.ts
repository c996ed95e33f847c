// The ways in which cars are used, on every model that can be ordered.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY, HOUR } from '../../../core/clock.ts';
import { isAtHome, odometerAt, placeAt } from './car.ts';
import { chargingAt, hasPlug } from './energy.ts';
import { fleetIds, orderedCar, profiles } from './fleet.ts';

test('each profile drives as it says, on every model, and no battery is asked for more than it has', () => {
  for (const model of fleetIds)
    for (const profile of Object.keys(profiles) as (keyof typeof profiles)[]) {
      const car = orderedCar(`car_${model}${profile}`, { model, profile, region: 'EUROPE' }) ?? assert.fail(model);
      const from = car.delivered + 10 * DAY;
      const weekly = (odometerAt(car, from + 70 * DAY) - odometerAt(car, from)) / 10;
      assert.ok(weekly <= profiles[profile].weeklyKilometers * 1.1 + 1, `${model} ${profile} ${weekly}`);
      if (profile === 'standing') {
        assert.equal(weekly, 0);
        assert.ok(isAtHome(car, from));
        assert.deepEqual(placeAt(car, from), placeAt(car, from + 400 * DAY));
        continue;
      }
      assert.ok(
        weekly > profiles[profile].weeklyKilometers * (car.powertrain === 'BEV' ? 0.15 : 0.9),
        `${model} ${profile} ${weekly}`,
      );
      if (!hasPlug(car)) continue;
      for (let at = from; at < from + 28 * DAY; at += 3 * HOUR)
        assert.ok(chargingAt(car, car.battery, at).level > 0.1, `${model} ${profile}`);
    }
  assert.equal(orderedCar('x', { model: 'nothing', profile: 'commuter', region: 'US' }), null);
});
