// A simulated car's clock that is put ahead, over any car and any jumps.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DAY } from '../../../core/clock.ts';
import { type Car, odometerAt } from './car.ts';
import { findCar, fleetIds } from './fleet.ts';
import { carMoment, jumpAhead, type Life, lastJump, MAX_AHEAD, realMoment, untouched } from './life.ts';

const carOf = (id: string): Car => findCar(id) ?? assert.fail(id);
const anyCar = fc
  .tuple(fc.constantFrom(...fleetIds), fc.string({ minLength: 1, maxLength: 6 }))
  .map(([id, word]) => carOf(`${id}~${word}`));

test('a clock that is put ahead keeps the order of all moments, and an odometer never falls', () => {
  fc.assert(
    fc.property(
      anyCar,
      fc.array(fc.tuple(fc.integer({ min: 0, max: 20 * DAY }), fc.integer({ min: 1, max: 60 * DAY })), {
        maxLength: 60,
      }),
      fc.integer({ min: 0, max: 30 * DAY }),
      (car, jumps, pause) => {
        let life: Life = untouched;
        let real = car.delivered + 100 * DAY;
        let previous = odometerAt(car, carMoment(life, real));
        for (const [wait, by] of jumps) {
          real += wait;
          const before = carMoment(life, real);
          life = jumpAhead(life, real, by) ?? assert.fail('too far');
          assert.equal(carMoment(life, real), before + by);
          assert.equal(realMoment(life, before + by / 2), real, 'what it jumped over was at the jump');
          assert.ok(odometerAt(car, carMoment(life, real)) >= previous);
          previous = odometerAt(car, carMoment(life, real));
        }
        const later = real + pause;
        assert.equal(realMoment(life, carMoment(life, later)), later);
        assert.ok(lastJump(life, later) <= carMoment(life, later));
      },
    ),
    { numRuns: 500 },
  );
  assert.equal(jumpAhead(untouched, 0, MAX_AHEAD + 1), null);
});
