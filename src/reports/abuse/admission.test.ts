import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Circumstances, defaultBudgets, judge, waitOf } from './admission.ts';

const ordinary: Circumstances = {
  budgets: defaultBudgets,
  isPaused: false,
  isCritical: false,
  isTrusted: false,
  isKnown: false,
  isMail: false,
  hasWorked: false,
  fromNetwork: 0,
  fromSender: null,
  sameText: 0,
  isMostlyLinks: false,
};
const kindOf = (change: Partial<Circumstances>) => judge({ ...ordinary, ...change });

const count = fc.nat(5000);
const anything: fc.Arbitrary<Circumstances> = fc.record({
  budgets: fc.record({
    networkFree: fc.integer({ min: 1, max: 100 }),
    networkMost: fc.integer({ min: 1, max: 1000 }),
    senderWeek: fc.integer({ min: 1, max: 100 }),
    textRepeats: fc.integer({ min: 1, max: 20 }),
    workFirst: fc.constant(50_000),
  }),
  isPaused: fc.boolean(),
  isCritical: fc.boolean(),
  isTrusted: fc.boolean(),
  isKnown: fc.boolean(),
  isMail: fc.boolean(),
  hasWorked: fc.boolean(),
  fromNetwork: fc.option(count),
  fromSender: fc.option(count),
  sameText: fc.nat(50),
  isMostlyLinks: fc.boolean(),
});

test('a critical report is taken, with work at worst, whatever else is so', () => {
  fc.assert(
    fc.property(anything, found => {
      const verdict = judge({ ...found, isCritical: true });
      assert.ok(verdict.kind === 'take' || (verdict.kind === 'work' && !found.hasWorked), verdict.kind);
    }),
  );
});

test('who has worked is not asked again, a mail is never asked nor turned away, staff always gets in', () => {
  fc.assert(
    fc.property(anything, found => {
      assert.notEqual(judge({ ...found, hasWorked: true }).kind, 'work');
      assert.ok(['take', 'hold'].includes(judge({ ...found, isMail: true }).kind));
      assert.deepEqual(judge({ ...found, isTrusted: true }), { kind: 'take' });
      if (!found.isPaused) assert.notEqual(judge(found).kind, 'turn away');
    }),
  );
});

test('more pressure never asks for less', () => {
  const cost = (fromNetwork: number) => {
    const verdict = kindOf({ fromNetwork });
    return verdict.kind === 'work' ? verdict.cost : 0;
  };
  fc.assert(fc.property(fc.nat(3000), fc.nat(3000), (one, more) => assert.ok(cost(one) <= cost(one + more))));
  assert.deepEqual(
    [0, 19, 20, 39, 40, 60, 80, 5000].map(cost),
    [0, 0, 50_000, 50_000, 100_000, 200_000, 400_000, 1_600_000],
  );
});

test('the ordinary first report is taken, and so is every one within the budgets', () => {
  assert.deepEqual(judge(ordinary), { kind: 'take' });
  assert.deepEqual(kindOf({ fromNetwork: 19, fromSender: 49, sameText: 4 }), { kind: 'take' });
  assert.deepEqual(kindOf({ fromNetwork: null }), { kind: 'take' });
});

test('each rule holds back by its own name, and a good history widens it', () => {
  assert.deepEqual(kindOf({ sameText: 5 }), { kind: 'hold', rule: 'repeated' });
  assert.deepEqual(kindOf({ fromSender: 50 }), { kind: 'hold', rule: 'sender' });
  assert.deepEqual(kindOf({ fromSender: 50, isKnown: true }), { kind: 'take' });
  assert.deepEqual(kindOf({ fromNetwork: 200, hasWorked: true }), { kind: 'hold', rule: 'network' });
  assert.deepEqual(kindOf({ fromNetwork: 99, isKnown: true }), { kind: 'take' });
  assert.deepEqual(kindOf({ isMostlyLinks: true }), { kind: 'hold', rule: 'links' });
  assert.deepEqual(kindOf({ isPaused: true }), { kind: 'turn away' });
  assert.deepEqual(kindOf({ isPaused: true, isMail: true }), { kind: 'hold', rule: 'paused' });
});

test('waiting many times at once gains nothing, and nobody waits longer than ten minutes', () => {
  assert.deepEqual([0, 1, 2, 19, 20, 1000].map(waitOf), [30, 60, 90, 600, 600, 600]);
});
