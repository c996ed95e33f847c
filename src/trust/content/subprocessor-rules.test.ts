import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Subprocessor } from './content.ts';
import { announce, changesOf, faultsOf, noticeGiven, objectUntil, phaseOf } from './subprocessor-rules.ts';

const host: Subprocessor = {
  id: 'tsp_1',
  name: 'Hosting GmbH',
  purpose: 'Runs machines',
  dataCategories: ['Readings'],
  countries: ['Germany'],
  transfer: 'None',
  dpaUrl: null,
  effectiveFrom: '2025-01-01',
  endsOn: null,
  replaces: null,
  emergency: null,
  announcedAt: '2025-01-01T00:00:00.000Z',
  endAnnouncedAt: null,
  isExample: false,
};
const now = new Date('2026-11-26T09:00:00Z');
const rules = { now, noticeDays: 30 };
const mail: Subprocessor = { ...host, id: 'tsp_2', name: 'Mail SAS', effectiveFrom: '2026-12-26', announcedAt: null };
const faults = (draft: readonly Subprocessor[], before: readonly Subprocessor[] | null = [host]) =>
  faultsOf(draft, before, rules).map(({ what }) => what);

test('a sub-processor begins no earlier than its notice, unless it is an emergency', () => {
  assert.deepEqual(faults([host, mail]), []);
  assert.match(faults([host, { ...mail, effectiveFrom: '2026-12-25' }])[0] ?? '', /begins before 26 Dec 2026/);
  assert.deepEqual(
    faults([host, { ...mail, effectiveFrom: '2026-11-26', emergency: 'The other one burnt down.' }]),
    [],
  );
  assert.deepEqual(faults([mail, host], null), [], 'the first edition says what is so');
});

test('what was published is not changed under the eyes of customers, but ended and announced anew', () => {
  assert.match(faults([{ ...host, countries: ['Germany', 'Narnia'] }])[0] ?? '', /another countries/);
  assert.match(faults([{ ...host, purpose: 'Reads mails' }])[0] ?? '', /another purpose/);
  assert.match(faults([{ ...host, emergency: 'Now it is one' }])[0] ?? '', /emergency/);
  assert.match(faults([])[0] ?? '', /say when it ends/);
  assert.deepEqual(faults([{ ...host, endsOn: '2026-12-01' }]), []);
});

test('publishing says when something was announced, and never again', () => {
  const [first] = announce([{ ...mail, announcedAt: '2020-01-01T00:00:00.000Z' }], [host], now);
  assert.equal(first?.announcedAt, now.toISOString(), 'not what a draft says');
  const later = new Date('2026-12-01T00:00:00Z');
  const [again] = announce([{ ...mail, endsOn: '2027-01-31' }], [first ?? mail], later);
  assert.equal(again?.announcedAt, now.toISOString());
  assert.equal(again?.endAnnouncedAt, later.toISOString());
  assert.deepEqual(
    changesOf([again ?? mail]).map(({ kind, effectiveOn }) => [kind, effectiveOn]),
    [
      ['ended', '2027-01-31'],
      ['added', '2026-12-26'],
    ],
  );
});

test('its phase and the time to object follow from the clock', () => {
  const announced = { ...mail, announcedAt: now.toISOString() };
  const at = (day: string) => new Date(`${day}T12:00:00Z`);
  assert.deepEqual(
    ['2026-12-25', '2026-12-26'].map(day => [phaseOf(announced, at(day)), objectUntil(announced, at(day))]),
    [
      ['coming', '2026-12-25'],
      ['working', null],
    ],
  );
  assert.equal(noticeGiven(announced), 30);
  assert.equal(objectUntil({ ...announced, emergency: 'Fire' }, at('2026-12-01')), null);
  assert.equal(phaseOf({ ...host, endsOn: '2026-12-01' }, at('2026-11-30')), 'ending');
  assert.equal(phaseOf({ ...host, endsOn: '2026-12-01' }, at('2026-12-01')), 'ended');
});
