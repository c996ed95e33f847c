import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DAY } from '../../core/clock.ts';
import { isGood, standingOf } from './attestation-state.ts';
import type { Attestation } from './content.ts';
import { addDays, addMonths, dayOf, isDay } from './day.ts';

const report: Attestation = {
  id: 'tat_1',
  kind: 'soc2-type2',
  name: 'SOC 2 Type 2',
  auditor: 'Auditor LLP',
  scope: 'Everything',
  periodStart: '2025-10-01',
  periodEnd: '2026-09-30',
  issuedAt: '2026-11-15',
  validUntil: null,
  cadenceMonths: 12,
  bridge: null,
  retest: null,
  isExample: false,
};
const on = (day: string): Date => new Date(`${day}T12:00:00Z`);
const stateOn = (day: string, change: Partial<Attestation> = {}) => standingOf({ ...report, ...change }, on(day)).state;

test('a SOC 2 report counts from the end of its period, whenever it was issued, and lapses by itself', () => {
  assert.equal(stateOn('2026-11-14'), 'in-progress');
  assert.equal(stateOn('2026-11-15'), 'current');
  assert.equal(stateOn('2027-07-31'), 'current');
  assert.equal(stateOn('2027-08-01'), 'due-soon');
  assert.equal(stateOn('2027-09-30'), 'due-soon');
  assert.equal(stateOn('2027-10-01'), 'lapsed');
  assert.equal(standingOf(report, on('2027-01-01')).nextDue, '2027-09-30');
  assert.equal(stateOn('2026-12-01', { issuedAt: null }), 'in-progress');
});

test('a bridge letter covers three months at most, whatever it says, and no gap', () => {
  const letter = (from: string, to: string) => ({ bridge: { from, to, signedBy: 'CEO', changes: 'None' } });
  assert.equal(stateOn('2027-12-30', letter('2027-10-01', '2028-09-30')), 'bridged');
  assert.equal(stateOn('2027-12-31', letter('2027-10-01', '2028-09-30')), 'lapsed');
  assert.equal(stateOn('2027-11-16', letter('2027-10-01', '2027-11-15')), 'lapsed');
  assert.equal(stateOn('2027-11-16', letter('2027-10-20', '2027-12-30')), 'lapsed', 'it leaves days uncovered');
  const early = standingOf({ ...report, ...letter('2026-10-01', '2027-06-30') }, on('2026-12-01'));
  assert.equal(early.bridgedThrough, '2026-12-30', 'one of the time since the period ended');
  assert.equal(stateOn('2027-10-01', letter('2026-10-01', '2026-12-31')), 'lapsed', 'which bridges nothing later');
  assert.equal(stateOn('2027-10-05', { kind: 'pentest', ...letter('2027-10-01', '2027-12-30') }), 'lapsed');
});

test('a certificate ends when it says so', () => {
  const certificate = { kind: 'iso27001', validUntil: '2027-03-01' } as const;
  assert.equal(stateOn('2027-03-01', certificate), 'due-soon');
  assert.equal(stateOn('2027-03-02', certificate), 'lapsed');
});

test('nothing is ever good later than three months after it was due, and once lapsed it stays so', () => {
  const day = fc.integer({ min: 0, max: 2000 }).map(count => addDays('2024-01-01', count));
  fc.assert(
    fc.property(
      fc.record({ end: day, issued: day, from: day, to: day, now: day, months: fc.integer({ min: 1, max: 36 }) }),
      fc.constantFrom('soc2-type2' as const, 'iso27001' as const, 'pentest' as const),
      ({ end, issued, from, to, now, months }, kind) => {
        const attestation: Attestation = {
          ...report,
          kind,
          periodEnd: end,
          issuedAt: issued,
          cadenceMonths: months,
          bridge: { from, to, signedBy: 'CEO', changes: 'None' },
        };
        const standing = standingOf(attestation, on(now));
        const last = kind === 'soc2-type2' ? addMonths(addMonths(end, months), 3) : addMonths(end, months);
        if (now > last) assert.ok(!isGood(standing));
        if (standing.state === 'lapsed')
          assert.equal(standingOf(attestation, new Date(on(now).getTime() + 400 * DAY)).state, 'lapsed');
      },
    ),
  );
});

test('days are counted by the calendar', () => {
  assert.equal(addMonths('2027-08-31', 6), '2028-02-29');
  assert.equal(addMonths('2026-12-15', -13), '2025-11-15');
  assert.equal(dayOf(new Date('2026-11-26T23:59:59.999Z')), '2026-11-26');
  assert.deepEqual(['2026-02-29', '2026-13-01', '26-01-01', '2028-02-29'].map(isDay), [false, false, false, true]);
});
