// Which clock the queue shows, and how it says the time that is left.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR, MINUTE } from '../../core/clock.ts';
import { type Clocked, runningClocks, timeLeft } from './running-clocks.ts';

const now = new Date('2026-11-23T12:00:00Z');
const inHours = (hours: number): Date => new Date(now.getTime() + hours * HOUR);
const clocks = {
  acknowledgeDue: inHours(10),
  decideDue: inHours(20),
  updateDue: inHours(30),
  remediateDue: inHours(40),
  answerDue: inHours(50),
  retestDue: inHours(60),
};
const names = (report: Partial<Clocked>): string[] =>
  runningClocks({ state: 'new', answeredAt: null, clocks, facts: { resumeState: null }, ...report }).map(
    ({ clock }) => clock,
  );

test('each state has its own clocks, and the nearest stands in front', () => {
  assert.deepEqual(names({}), ['acknowledge', 'decide', 'update']);
  assert.deepEqual(names({ answeredAt: now }), ['decide', 'update']);
  assert.deepEqual(names({ state: 'needs_info' }), ['answer']);
  assert.deepEqual(names({ state: 'accepted', answeredAt: now }), ['update', 'remediate']);
  assert.deepEqual(names({ state: 'fixed', answeredAt: now }), ['update', 'retest']);
  assert.deepEqual(names({ state: 'closed' }), []);
  assert.deepEqual(names({ state: 'resolved' }), []);
});

test('time that is left is rounded down, time that is over too', () => {
  const said = (hours: number, minutes = 0): string =>
    timeLeft(new Date(now.getTime() + hours * HOUR + minutes * MINUTE), now);
  assert.equal(said(52, 59), '2 d 4 h left');
  assert.equal(said(48), '2 d left');
  assert.equal(said(24 * 12 + 5), '12 d left');
  assert.equal(said(5, 59), '5 h left');
  assert.equal(said(0, 59), '59 min left');
  assert.equal(said(0, -3), '3 min over');
  assert.equal(said(-30), '1 d 6 h over');
});
