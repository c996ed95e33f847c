// What is told of a car: a change once, an error once, its end once, whatever comes between.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SignalId } from '../../catalog/signals.ts';
import type { VehicleErrorCode } from '../../catalog/vehicle-errors.ts';
import { compare, type Look, nothingSeen, type Seen } from './compare.ts';

const signals: readonly SignalId[] = ['charging', 'battery_level', 'odometer'];
const faults: readonly VehicleErrorCode[] = [
  'VEHICLE_STATE.ASLEEP',
  'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED',
  'COMPATIBILITY.VEHICLE_NOT_CAPABLE',
  'RATE_LIMIT.VEHICLE',
];

test('the first look tells all triggers, the same look nothing, a change its trigger alone', () => {
  const look = (marks: readonly string[]): Look[] =>
    signals.map((signal, index) => ({ signal, mark: marks[index] ?? '' }));
  const first = compare(nothingSeen, look(['a', 'b', 'c']), ['charging', 'odometer']);
  assert.deepEqual(first.changed, ['charging', 'odometer']);
  assert.deepEqual(compare(first.seen, look(['a', 'b', 'c']), ['charging', 'odometer']).changed, []);
  const second = compare(first.seen, look(['x', 'y', 'c']), ['charging', 'odometer']);
  assert.deepEqual(second.changed, ['charging'], 'what is only carried makes no event');
});

test('errors are told when they begin and when they end, and a signal that comes back unchanged is no change', () => {
  const told = compare(nothingSeen, [{ signal: 'charging', mark: 'a' }], ['charging']).seen;
  const asleep: Look[] = [{ signal: 'charging', fault: 'VEHICLE_STATE.ASLEEP' }];
  const began = compare(told, asleep, ['charging']);
  assert.deepEqual(began.errors, [{ code: 'VEHICLE_STATE.ASLEEP', state: 'ERROR' }]);
  assert.deepEqual(compare(began.seen, asleep, ['charging']).errors, []);
  const over = compare(began.seen, [{ signal: 'charging', mark: 'a' }], ['charging']);
  assert.deepEqual(over.errors, [{ code: 'VEHICLE_STATE.ASLEEP', state: 'RESOLVED' }]);
  assert.deepEqual(over.changed, []);
  const some = compare(
    told,
    [
      ...asleep,
      { signal: 'odometer', mark: 'b' },
      { signal: 'battery_level', fault: 'COMPATIBILITY.VEHICLE_NOT_CAPABLE' },
    ],
    ['charging'],
  );
  assert.deepEqual(some.errors, [{ code: 'VEHICLE_STATE.ASLEEP', state: 'ERROR', signals: ['charging'] }]);
});

test('over any story, each error is told as begun and over in turn, and looking twice tells nothing new', () => {
  const oneLook = fc.tuple(
    ...signals.map(signal =>
      fc.oneof(
        fc.constantFrom('a', 'b').map((mark): Look => ({ signal, mark })),
        fc.constantFrom(...faults).map((fault): Look => ({ signal, fault })),
      ),
    ),
  );
  fc.assert(
    fc.property(fc.array(oneLook, { maxLength: 12 }), looks => {
      let seen: Seen = nothingSeen;
      const open = new Set<string>();
      for (const look of looks) {
        const difference = compare(seen, look, ['charging']);
        for (const { code, state } of difference.errors) {
          assert.equal(open.has(code), state === 'RESOLVED', code);
          if (state === 'ERROR') open.add(code);
          else open.delete(code);
        }
        assert.deepEqual(new Set(Object.keys(difference.seen.errors)), open);
        const again = compare(difference.seen, look, ['charging']);
        assert.deepEqual([again.changed, again.errors], [[], []]);
        seen = difference.seen;
      }
    }),
  );
});
