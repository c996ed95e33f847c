// Times in words: zones by name, years only when needed, never more time than there is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { absoluteTime, dateText, relativeTime, zoneName } from './time-text.ts';

const now = new Date('2026-11-22T10:00:00Z');
const at = (text: string) => new Date(text);

test('a date is said in its zone, with the zone named', () => {
  assert.equal(absoluteTime(at('2026-11-24T16:00:00Z'), 'Europe/Berlin', now), 'Tue 24 Nov, 17:00 CET');
  assert.equal(absoluteTime(at('2026-11-24T16:00:00Z'), 'America/New_York', now), 'Tue 24 Nov, 11:00 EST');
  assert.equal(absoluteTime(at('2026-11-24T16:00:00Z'), 'Asia/Kolkata', now), 'Tue 24 Nov, 21:30 UTC+5:30');
  assert.equal(absoluteTime(at('2026-09-01T00:05:00Z'), 'UTC', now), 'Tue 1 Sep, 00:05 UTC');
});

test('the year is said when it is another one, as seen from the zone', () => {
  assert.equal(absoluteTime(at('2026-12-31T23:30:00Z'), 'Europe/Berlin', now), 'Fri 1 Jan 2027, 00:30 CET');
  assert.equal(dateText(at('2026-12-31T23:30:00Z'), 'UTC'), '31 Dec 2026');
});

test('summer and winter have their own zone name', () => {
  assert.equal(zoneName(at('2026-07-01T00:00:00Z'), 'Europe/Berlin'), 'CEST');
  assert.equal(zoneName(at('2026-01-01T00:00:00Z'), 'Europe/London'), 'GMT');
});

test('distance from now is rounded down', () => {
  const away = (ms: number) => relativeTime(new Date(now.getTime() + ms), now);
  assert.equal(away(30_000), 'just now');
  assert.equal(away(-59_999), 'just now');
  assert.equal(away(-60_000), '1 minute ago');
  assert.equal(away(47.9 * 3_600_000), 'in 47 hours');
  assert.equal(away(48 * 3_600_000), 'in 2 days');
  assert.equal(away(-61 * 86_400_000), '2 months ago');
  assert.equal(away(-800 * 86_400_000), '2 years ago');
});
