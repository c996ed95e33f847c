import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isTimeZone, momentAt, wallOf } from './zoned-time.ts';

const at = (date: string, time: string, zone: string) => momentAt(date, time, zone)?.toISOString();

test('a local time is the moment meant by it, summer and winter', () => {
  assert.equal(at('2026-12-24', '17:00', 'Europe/Berlin'), '2026-12-24T16:00:00.000Z');
  assert.equal(at('2026-07-24', '17:00', 'Europe/Berlin'), '2026-07-24T15:00:00.000Z');
  assert.equal(at('2026-12-24', '17:00', 'UTC'), '2026-12-24T17:00:00.000Z');
  assert.equal(at('2026-12-24', '17:00', 'Asia/Kolkata'), '2026-12-24T11:30:00.000Z');
});

test('an hour that the clocks repeat is the first of the two, one that they skip the next', () => {
  assert.equal(at('2026-10-25', '02:30', 'Europe/Berlin'), '2026-10-25T00:30:00.000Z');
  assert.equal(at('2026-03-29', '02:30', 'Europe/Berlin'), '2026-03-29T01:30:00.000Z');
  assert.equal(at('2026-11-01', '01:30', 'America/New_York'), '2026-11-01T05:30:00.000Z');
});

test('what is no date, no time or no zone is none', () => {
  for (const [date, time, zone] of [
    ['2026-02-30', '17:00', 'UTC'],
    ['2026-02-03', '24:00', 'UTC'],
    ['2026-02-03', '7:00', 'UTC'],
    ['tomorrow', '17:00', 'UTC'],
    ['2026-02-03', '17:00', 'Middle/Earth'],
    ['2026-02-03', '17:00', '+02:00'],
  ] as const)
    assert.equal(momentAt(date, time, zone), undefined, `${date} ${time} ${zone}`);
  assert.ok(!isTimeZone(''));
});

test('what was typed is what is shown again, but for skipped hours', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2040-01-01T00:00:00Z'), noInvalidDate: true }),
      fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'),
      (moment, zone) => {
        const { date, time } = wallOf(moment, zone);
        const found = momentAt(date, time, zone);
        assert.ok(found);
        assert.deepEqual(wallOf(found, zone), { date, time });
      },
    ),
  );
});
