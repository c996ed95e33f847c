// Deadlines by the calendar, and what may be done when.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY } from '../core/clock.ts';
import { deadlineOf, dueFrom, dueness, extendedFrom, mayCancel, mayExtend, type RightsRequest } from './request.ts';

const at = (text: string): Date => new Date(`${text}T10:00:00.000Z`);
const request = (change: Partial<RightsRequest> = {}): RightsRequest => ({
  id: 'rrq_x' as RightsRequest['id'],
  person: 'per_x',
  kind: 'rectify',
  state: 'open',
  words: undefined,
  createdAt: at('2026-03-10'),
  dueAt: dueFrom(at('2026-03-10')),
  extended: undefined,
  runsAt: undefined,
  answer: undefined,
  endedAt: undefined,
  ...change,
});

test('a month ends on the same day, or on the last one where there is no such day', () => {
  for (const [received, due, extended] of [
    ['2026-03-10', '2026-04-10', '2026-06-10'],
    ['2026-01-31', '2026-02-28', '2026-04-30'],
    ['2028-01-31', '2028-02-29', '2028-04-30'],
    ['2028-01-29', '2028-02-29', '2028-04-29'],
    ['2027-01-29', '2027-02-28', '2027-04-29'],
    ['2026-08-31', '2026-09-30', '2026-11-30'],
    ['2026-11-30', '2026-12-30', '2027-02-28'],
    ['2026-12-31', '2027-01-31', '2027-03-31'],
  ] as const) {
    assert.equal(dueFrom(at(received)).toISOString(), at(due).toISOString(), received);
    assert.equal(extendedFrom(at(received)).toISOString(), at(extended).toISOString(), received);
  }
});

test('more time may be taken once, before the month is over, and only for what a person answers', () => {
  const now = at('2026-04-09');
  assert.equal(mayExtend(request(), now), true);
  assert.equal(mayExtend(request(), request().dueAt), false, 'too late');
  assert.equal(mayExtend(request({ extended: { to: at('2026-06-10'), reason: 'x' } }), now), false);
  for (const kind of ['export', 'erase'] as const) assert.equal(mayExtend(request({ kind }), now), false, kind);
  for (const state of ['done', 'refused', 'withdrawn'] as const)
    assert.equal(mayExtend(request({ state }), now), false, state);
});

test('a deadline is soon within five days and late afterwards, and counts only while it is open', () => {
  const { dueAt } = request();
  const before = (days: number): Date => new Date(dueAt.getTime() - days * DAY);
  assert.equal(dueness(request(), before(5.01)), undefined);
  assert.equal(dueness(request(), before(5)), 'soon');
  assert.equal(dueness(request(), dueAt), 'soon');
  assert.equal(dueness(request(), before(-0.01)), 'late');
  assert.equal(dueness(request({ state: 'done' }), before(-1)), undefined);
  const extended = request({ extended: { to: at('2026-06-10'), reason: undefined } });
  assert.equal(deadlineOf(extended).toISOString(), at('2026-06-10').toISOString());
  assert.equal(dueness(extended, before(-1)), undefined);
});

test('an erasure can be taken back until its time has come', () => {
  const erasure = request({ kind: 'erase', runsAt: at('2026-03-17') });
  assert.equal(mayCancel(erasure, at('2026-03-16')), true);
  assert.equal(mayCancel(erasure, at('2026-03-17')), false);
  assert.equal(mayCancel({ ...erasure, state: 'working' }, at('2026-03-16')), false);
});
