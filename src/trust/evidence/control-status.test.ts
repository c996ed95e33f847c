import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DAY, HOUR } from '../../core/clock.ts';
import { type Evidence, standingOfControl, vouchedSubject } from './control-status.ts';

const start = new Date('2026-11-26T09:00:00Z');
const evidence = (subject: string, change: Partial<Evidence> = {}): Evidence => ({
  id: `evd_${subject}`,
  subject,
  result: 'pass',
  collectedAt: start,
  validUntil: null,
  version: '1.0.0',
  claim: 'It is so.',
  detail: 'Seen.',
  ...change,
});
const control = { id: 'c', policy: { kind: 'checks', checks: ['a', 'b'], maxAgeHours: 26 } } as const;
const of = (...all: Evidence[]) => new Map(all.map(each => [each.subject, each]));
const statusAt = (hours: number, ...all: Evidence[]) =>
  standingOfControl(control, of(...all), new Date(start.getTime() + hours * HOUR)).status;

test('a control passes while all of its evidence is there, good and fresh, and turns stale by the clock alone', () => {
  assert.equal(statusAt(0, evidence('a'), evidence('b')), 'passing');
  assert.equal(statusAt(26, evidence('a'), evidence('b')), 'passing');
  assert.equal(statusAt(26.01, evidence('a'), evidence('b')), 'stale');
  assert.equal(statusAt(0, evidence('a')), 'unknown');
  assert.equal(statusAt(0), 'unknown');
  assert.equal(statusAt(1000, evidence('a'), evidence('b', { result: 'fail' })), 'failing', 'time heals no failure');
  const none = { id: 'c', policy: { kind: 'checks', checks: [], maxAgeHours: 26 } } as const;
  assert.equal(standingOfControl(none, of(), start).status, 'unknown', 'a claim on nothing is none');
});

test('a person’s word counts until the day that was named, and never longer than the control allows', () => {
  const person = { id: 'c', policy: { kind: 'person', maxAgeDays: 92 } } as const;
  const word = (days: number) =>
    of(evidence(vouchedSubject('c'), { validUntil: new Date(start.getTime() + days * DAY) }));
  const at = (days: number) => new Date(start.getTime() + days * DAY);
  assert.equal(standingOfControl(person, word(10), at(10)).status, 'passing');
  assert.equal(standingOfControl(person, word(10), at(10.1)).status, 'stale');
  assert.equal(standingOfControl(person, word(4000), at(92.1)).status, 'stale');
  assert.equal(standingOfControl(person, of(evidence('c')), start).status, 'unknown', 'nor does another subject count');
});

test('waiting never makes anything better, and the age told is that of the oldest evidence', () => {
  const rank = { passing: 0, stale: 1, unknown: 2, failing: 3 };
  const some = fc.option(fc.record({ result: fc.constantFrom('pass' as const, 'fail' as const), age: fc.nat(60) }));
  fc.assert(
    fc.property(some, some, fc.nat(100), (a, b, later) => {
      const all = [a && ['a', a], b && ['b', b]].flatMap(each => {
        if (!each) return [];
        const [subject, { result, age }] = each as ['a' | 'b', { result: 'pass' | 'fail'; age: number }];
        return [evidence(subject, { result, collectedAt: new Date(start.getTime() - age * HOUR) })];
      });
      const now = standingOfControl(control, of(...all), start);
      const then = standingOfControl(control, of(...all), new Date(start.getTime() + later * HOUR));
      assert.ok(rank[then.status] >= rank[now.status]);
      if (now.status === 'passing') {
        assert.ok(a?.result === 'pass' && b?.result === 'pass' && a.age <= 26 && b.age <= 26);
        assert.equal(now.checkedAt?.getTime(), start.getTime() - Math.max(a.age, b.age) * HOUR);
        assert.ok((now.freshUntil ?? start) >= start);
      }
    }),
  );
});
