import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { VehicleErrorCode } from '../../catalog/vehicle-errors.ts';
import { MINUTE, SECOND } from '../../core/clock.ts';
import { afterAnswer, answering, type Breaker, isOut, mayAsk } from './breaker.ts';

const failing = (times: number, from: Breaker = answering, now = 0): Breaker =>
  Array.from({ length: times }).reduce<Breaker>(breaker => afterAnswer(breaker, 'UPSTREAM.NO_RESPONSE', now), from);

test('five failures in a row send a maker to rest; an answer in between, even a refusal, does not let it come to that', () => {
  assert.ok(!isOut(failing(4)));
  assert.ok(isOut(failing(5)));
  const refused = afterAnswer(failing(4), 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED', 0);
  assert.ok(!isOut(failing(4, refused)));
});

test('after its rest one question tries it; that one’s answer decides for all', () => {
  const resting = failing(5);
  assert.deepEqual(mayAsk(resting, 14 * SECOND), { retryAfter: 1 });
  const tried = mayAsk(resting, 15 * SECOND);
  assert.ok('next' in tried);
  assert.ok('retryAfter' in mayAsk(tried.next, 16 * SECOND));
  assert.deepEqual(afterAnswer(tried.next, null, 16 * SECOND), answering);
  const again = afterAnswer(tried.next, 'UPSTREAM.NO_RESPONSE', 16 * SECOND);
  assert.deepEqual(mayAsk(again, 16 * SECOND), { retryAfter: 30 });
  // A try that never came back holds nobody off for good.
  assert.ok('next' in mayAsk(tried.next, 15 * SECOND + 5 * MINUTE));
});

test('whatever happens, a maker is tried again within five minutes, and one that answers is asked at once', () => {
  const step = fc.tuple(
    fc.constantFrom<VehicleErrorCode | null>(
      null,
      'UPSTREAM.NO_RESPONSE',
      'UPSTREAM.UNKNOWN_ISSUE',
      'VEHICLE_STATE.ASLEEP',
    ),
    fc.integer({ min: 0, max: 10 * MINUTE }),
    fc.boolean(),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), steps => {
      let breaker = answering;
      let now = 0;
      for (const [fault, pause, asks] of steps) {
        now += pause;
        const permission = mayAsk(breaker, now);
        if ('next' in permission && asks) breaker = permission.next;
        breaker = afterAnswer(breaker, fault, now);
        assert.ok('next' in mayAsk(breaker, now + 5 * MINUTE));
        if (fault === null || fault === 'VEHICLE_STATE.ASLEEP') assert.ok('next' in mayAsk(breaker, now));
        assert.equal(isOut(breaker), breaker.restsUntil > 0);
      }
    }),
  );
});
