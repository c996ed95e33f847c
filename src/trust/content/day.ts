// Days without a clock and without a zone: `YYYY-MM-DD` in UTC, counted by the calendar.
import { DAY } from '../../core/clock.ts';
import type { Day } from './content.ts';

/** Whether the text names a day that exists. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(text)) return false;
  const at = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** The day on which a moment lies. */
export const dayOf = (moment: Date): Day => moment.toISOString().slice(0, 10);

/** The moment at which a day begins. */
export const startOf = (day: Day): Date => new Date(`${day}T00:00:00.000Z`);

/** The first moment after the day. */
export const endOf = (day: Day): Date => new Date(startOf(day).getTime() + DAY);

export const addDays = (day: Day, count: number): Day => dayOf(new Date(startOf(day).getTime() + count * DAY));

/** The same day so many months later, or the last of that month when it is shorter. */
export function addMonths(day: Day, count: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + count, 0)).getUTCDate();
  return dayOf(new Date(Date.UTC(year, month - 1 + count, Math.min(date, last))));
}

/** The earlier of two days. */
export const earlier = (one: Day, other: Day): Day => (one < other ? one : other);
