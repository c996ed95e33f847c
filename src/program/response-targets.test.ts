import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { BusinessCalendar } from './business-time.ts';
import { workingTimeBetween } from './business-time.ts';
import { dueAt, dueAtWithPauses, mondayToFriday, type ResponseTarget, targetInWords } from './response-targets.ts';

const berlin: BusinessCalendar = { ...mondayToFriday('Europe/Berlin'), holidays: ['2026-04-03', '2026-04-06'] };
const business = (count: number): ResponseTarget => ({ unit: 'business-days', count });
const days = (count: number): ResponseTarget => ({ unit: 'days', count });
const due = (start: string, target: ResponseTarget, calendar = berlin) =>
  dueAt(new Date(start), target, calendar).toISOString();

test('business days keep the time of day and step over weekends and holidays', () => {
  assert.equal(due('2026-11-23T10:00:00+01:00', business(3)), '2026-11-26T09:00:00.000Z');
  assert.equal(due('2026-11-27T10:00:00+01:00', business(1)), '2026-11-30T09:00:00.000Z');
  // Thursday before Good Friday and Easter Monday; the clocks changed on 29 March.
  assert.equal(due('2026-04-02T15:30:00+02:00', business(1)), '2026-04-07T13:30:00.000Z');
  // Saturday: the clock starts at Monday's midnight and Monday is the one day.
  assert.equal(due('2026-11-28T12:00:00+01:00', business(1)), '2026-11-30T23:00:00.000Z');
});

test('a change of the clocks between start and due date moves the instant, not the wall clock', () => {
  assert.equal(due('2026-03-27T10:00:00+01:00', business(1)), '2026-03-30T08:00:00.000Z');
  assert.equal(due('2026-10-23T10:00:00+02:00', business(1)), '2026-10-26T09:00:00.000Z');
  assert.equal(due('2026-03-28T10:00:00+01:00', days(1)), '2026-03-29T08:00:00.000Z');
});

test('a local time that does not exist becomes the end of the gap, one that exists twice the first', () => {
  assert.equal(due('2026-03-28T02:30:00+01:00', days(1)), '2026-03-29T01:00:00.000Z');
  assert.equal(due('2026-10-24T02:30:00+02:00', days(1)), '2026-10-25T00:30:00.000Z');
  // A zone whose gap swallows a midnight (Beirut, 29 March 2026), one of half an hour (Lord Howe), one far from UTC.
  const beirut = { ...mondayToFriday('Asia/Beirut') };
  assert.equal(due('2026-03-28T00:30:00+02:00', days(1), beirut), '2026-03-28T22:00:00.000Z');
  assert.equal(
    due('2026-10-03T02:15:00+10:30', days(1), mondayToFriday('Australia/Lord_Howe')),
    '2026-10-03T15:30:00.000Z',
  );
  assert.equal(
    due('2026-01-01T10:00:00+14:00', days(1), mondayToFriday('Pacific/Kiritimati')),
    '2026-01-01T20:00:00.000Z',
  );
});

test('weekdays and holidays are those of the program’s zone', () => {
  // Friday 23:00 UTC is Saturday in Tokyo and still Friday in Los Angeles.
  const start = '2026-11-27T23:00:00Z';
  assert.equal(due(start, business(1), mondayToFriday('Asia/Tokyo')), '2026-11-30T15:00:00.000Z');
  assert.equal(due(start, business(1), mondayToFriday('America/Los_Angeles')), '2026-11-30T23:00:00.000Z');
});

test('weeks of another shape work, a calendar without working days does not hang', () => {
  const cairo: BusinessCalendar = { timeZone: 'Africa/Cairo', workdays: [7, 1, 2, 3, 4], holidays: [] };
  assert.equal(due('2026-11-26T10:00:00+02:00', business(1), cairo), '2026-11-29T08:00:00.000Z');
  assert.throws(() => due('2026-11-26T10:00:00Z', business(1), { ...cairo, workdays: [] }), RangeError);
  assert.throws(() => due('2026-11-26T10:00:00Z', business(1), { ...cairo, timeZone: 'Mars/Olympus' }), RangeError);
});

test('pauses give back the counted time they took, once, and an open one leaves no date', () => {
  const start = new Date('2026-11-23T10:00:00+01:00');
  const at = (text: string) => new Date(text);
  const paused = (...pauses: Array<[string, string | null]>) =>
    dueAtWithPauses(
      start,
      business(3),
      berlin,
      pauses.map(([from, until]) => ({ from: at(from), until: until === null ? null : at(until) })),
    )?.toISOString() ?? null;
  assert.equal(paused(), '2026-11-26T09:00:00.000Z');
  assert.equal(paused(['2026-11-24T10:00:00+01:00', '2026-11-25T10:00:00+01:00']), '2026-11-27T09:00:00.000Z');
  // Two that overlap count as one; a weekend inside a pause costs nothing.
  assert.equal(
    paused(
      ['2026-11-24T10:00:00+01:00', '2026-11-25T10:00:00+01:00'],
      ['2026-11-24T12:00:00+01:00', '2026-11-25T08:00:00+01:00'],
    ),
    '2026-11-27T09:00:00.000Z',
  );
  assert.equal(paused(['2026-11-25T10:00:00+01:00', '2026-11-30T10:00:00+01:00']), '2026-12-01T09:00:00.000Z');
  assert.equal(paused(['2026-11-24T10:00:00+01:00', null]), null);
  assert.equal(paused(['2026-11-27T10:00:00+01:00', null]), '2026-11-26T09:00:00.000Z');
});

test('in any zone, at any time: later starts are never due earlier, and the working time between is what was asked', () => {
  const zone = fc.constantFrom(
    'Europe/Berlin',
    'America/St_Johns',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'UTC',
    'Asia/Beirut',
  );
  const instant = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(
      zone,
      instant,
      fc.integer({ min: 1, max: 12 }),
      fc.nat(100_000_000),
      (timeZone, start, count, later) => {
        const calendar = mondayToFriday(timeZone);
        const first = dueAt(start, business(count), calendar);
        const second = dueAt(new Date(start.getTime() + later), business(count), calendar);
        // Within an hour that comes twice, the wall clock runs backwards once.
        assert.ok(second.getTime() >= first.getTime() - 3_600_000);
        const off = Math.abs(workingTimeBetween(start, first, calendar) - count * 86_400_000);
        assert.ok(off <= 3_600_000);
      },
    ),
    { numRuns: 200 },
  );
});

test('targets in words', () => {
  assert.deepEqual([business(3), days(1)].map(targetInWords), ['3 business days', '1 day']);
});
