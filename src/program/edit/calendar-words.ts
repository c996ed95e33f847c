// Working days and hours as people say them.

import type { BusinessCalendar, Weekday } from '../business-time.ts';

/** Minutes since midnight as a clock shows them. */
export const clockTime = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** `from 09:00 to 17:30`, or `24 hours`. */
export const hoursInWords = ({ hours }: Pick<BusinessCalendar, 'hours'>): string =>
  hours === undefined ? '24 hours' : `from ${clockTime(hours.from)} to ${clockTime(hours.to)}`;

export const weekdayNames: Readonly<Record<Weekday, string>> = {
  1: 'Monday',
  2: 'Tuesday',
  3: 'Wednesday',
  4: 'Thursday',
  5: 'Friday',
  6: 'Saturday',
  7: 'Sunday',
};

/** Working days for people: `Monday to Friday`, or each by name. */
export function daysInWords(days: readonly Weekday[]): string {
  const first = days[0];
  const last = days.at(-1);
  if (first === undefined || last === undefined) return 'none';
  const isRow = days.length > 2 && last - first === days.length - 1;
  return isRow ? `${weekdayNames[first]} to ${weekdayNames[last]}` : days.map(day => weekdayNames[day]).join(', ');
}
