// Working time with hours and holidays, tried against Temporal, which knows nothing of how we count.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import {
  addWorkingTime,
  type BusinessCalendar,
  type Weekday,
  workingDayMs,
  workingTimeBetween,
} from './business-time.ts';
import { findRegionHolidays } from './calendar/region-holidays.ts';
import { usedShare, whenUsed } from './response-targets.ts';

const MINUTE = 60_000;
const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/Sao_Paulo', 'UTC'];

const calendars: fc.Arbitrary<BusinessCalendar> = fc
  .record({
    timeZone: fc.constantFrom(...zones),
    workdays: fc.subarray<Weekday>([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
    holidays: fc.subarray(['2026-12-25', '2027-01-01', '2026-03-30', '2026-10-26']),
    hours: fc.option(
      fc
        .tuple(fc.integer({ min: 0, max: 1200 }), fc.integer({ min: 60, max: 600 }))
        .map(([from, length]) => ({ from, to: Math.min(1440, from + length) }))
        .filter(({ from, to }) => to - from >= 60),
      { nil: undefined },
    ),
  })
  .map(({ hours, ...calendar }) => ({ ...calendar, ...(hours && { hours }) }));
const starts = fc
  .integer({ min: Date.UTC(2026, 0, 1) / MINUTE, max: Date.UTC(2027, 2, 1) / MINUTE })
  .map(minute => new Date(minute * MINUTE));
const spans = fc.integer({ min: 1, max: 5 * 1440 }).map(minutes => minutes * MINUTE);

const localOf = (instant: Date, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);

/** Counted by Temporal, day by day: the minutes that a clock on the wall shows within the hours of working days. */
function countByTemporal(start: Date, end: Date, { timeZone, workdays, holidays, hours }: BusinessCalendar): number {
  const from = localOf(start, timeZone).toPlainDateTime();
  const to = localOf(end, timeZone).toPlainDateTime();
  let total = 0;
  for (
    let day = from.toPlainDate();
    Temporal.PlainDate.compare(day, to.toPlainDate()) <= 0;
    day = day.add({ days: 1 })
  ) {
    if (!workdays.some(each => each === day.dayOfWeek) || holidays.includes(day.toString())) continue;
    const opens = day.toPlainDateTime().add({ minutes: hours?.from ?? 0 });
    const closes = day.toPlainDateTime().add({ minutes: hours?.to ?? 1440 });
    const begins = Temporal.PlainDateTime.compare(opens, from) > 0 ? opens : from;
    const ends = Temporal.PlainDateTime.compare(closes, to) < 0 ? closes : to;
    total += Math.max(0, begins.until(ends).total('milliseconds'));
  }
  return total;
}

test('working time between two instants is what Temporal counts', () => {
  fc.assert(
    fc.property(starts, spans, calendars, (start, span, calendar) => {
      const end = new Date(start.getTime() + span);
      // Where the clock goes back, the later instant may show an earlier time.
      const counted = countByTemporal(start, end, calendar);
      assert.equal(workingTimeBetween(start, end, calendar), counted);
    }),
    { numRuns: 400 },
  );
});

test('adding working time lands within working hours, never before the start, and the sum is right unless the clock jumped', () => {
  fc.assert(
    fc.property(starts, spans, calendars, (start, span, calendar) => {
      const due = addWorkingTime(start, span, calendar);
      assert.ok(due >= start);
      const local = localOf(new Date(due.getTime() - 1), calendar.timeZone);
      assert.ok(calendar.workdays.some(day => day === local.dayOfWeek));
      assert.ok(!calendar.holidays.includes(local.toPlainDate().toString()));
      const isSameOffset = localOf(start, calendar.timeZone).offset === localOf(due, calendar.timeZone).offset;
      if (isSameOffset) assert.equal(countByTemporal(start, due, calendar), span);
      else assert.ok(Math.abs(countByTemporal(start, due, calendar) - span) <= 60 * MINUTE);
    }),
    { numRuns: 400 },
  );
});

test('more work is never due earlier', () => {
  fc.assert(
    fc.property(starts, spans, spans, calendars, (start, one, other, calendar) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)];
      assert.ok(addWorkingTime(start, less, calendar) <= addWorkingTime(start, more, calendar));
    }),
    { numRuns: 200 },
  );
});

test('a business day is as long as its hours, so that three of them are due three days later', () => {
  const calendar: BusinessCalendar = {
    timeZone: 'Europe/Berlin',
    workdays: [1, 2, 3, 4, 5],
    holidays: [],
    regionHolidays: ['2026-12-25'],
    hours: { from: 540, to: 1020 },
  };
  // Wednesday 14:00 in Berlin; Friday is a holiday; three days of 8 hours end on Tuesday at 14:00.
  const due = addWorkingTime(new Date('2026-12-23T13:00:00Z'), 3 * workingDayMs(calendar), calendar);
  assert.equal(due.toISOString(), '2026-12-29T13:00:00.000Z');
  // After closing time counts from the next opening.
  assert.equal(
    addWorkingTime(new Date('2026-12-21T20:00:00Z'), 60 * MINUTE, calendar).toISOString(),
    '2026-12-22T09:00:00.000Z',
  );
});

test('three quarters of a promise are used up when a quarter of its time is left', () => {
  fc.assert(
    fc.property(starts, calendars, fc.integer({ min: 1, max: 10 }), (start, calendar, count) => {
      const target = { unit: 'business-days', count } as const;
      const due = addWorkingTime(start, count * workingDayMs(calendar), calendar);
      const warning = whenUsed(start, due, 0.75, target, calendar);
      const isJump = new Set([start, warning, due].map(each => localOf(each, calendar.timeZone).offset)).size > 1;
      if (isJump) return;
      assert.ok(Math.abs(usedShare(due, warning, target, calendar) - 0.75) < 1e-9);
      assert.ok(usedShare(due, due, target, calendar) === 1);
    }),
    { numRuns: 200 },
  );
});

test('public holidays come from the region, those of a part with those of the whole', async () => {
  const berlin = await findRegionHolidays('de-be', 2026);
  assert.equal(berlin?.name, 'Germany, Berlin');
  for (const date of ['2026-01-01', '2026-03-08', '2026-04-03', '2030-12-25'])
    assert.ok(berlin?.dates.includes(date), date);
  const germany = await findRegionHolidays('DE', 2026);
  assert.ok(!germany?.dates.includes('2026-03-08'), 'only Berlin has that one');
  assert.equal(await findRegionHolidays('XX', 2026), null);
  assert.equal(await findRegionHolidays('DE-XX', 2026), null);
});
