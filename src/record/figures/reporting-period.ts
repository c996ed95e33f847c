// The quarters and years that authorities ask about: `2026-Q4`, `2026`. Pure.
import { addDays } from '../log/day.ts';

export type ReportingPeriod = { readonly name: string; readonly from: string; readonly through: string };

/** The quarter, cut off at the last day there is; undefined for what is none, or has not begun. */
export function quarterOf(name: string, lastDay: string): ReportingPeriod | undefined {
  const [, year, quarter] = /^(\d{4})-Q([1-4])$/.exec(name) ?? [];
  if (year === undefined) return undefined;
  const from = `${year}-${String(Number(quarter) * 3 - 2).padStart(2, '0')}-01`;
  return cutOff({ name, from, through: addDays(monthsLater(from, 3), -1) }, lastDay);
}

/** The calendar year, likewise. */
export function yearOf(name: string, lastDay: string): ReportingPeriod | undefined {
  if (!/^\d{4}$/.test(name)) return undefined;
  return cutOff({ name, from: `${name}-01-01`, through: `${name}-12-31` }, lastDay);
}

/** The quarters back to the first day there is, the newest first; at least the present one. */
export function quartersBack(firstDay: string, lastDay: string): string[] {
  const names: string[] = [];
  for (
    let day = lastDay;
    names.length < 40 && (names.length === 0 || day >= firstDay);
    day = addDays(quarterStart(day), -1)
  )
    names.push(`${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`);
  return names;
}

/** The years back to the first day there is, the newest first. */
export const yearsBack = (firstDay: string, lastDay: string): string[] =>
  Array.from({ length: Number(lastDay.slice(0, 4)) - Number(firstDay.slice(0, 4)) + 1 }, (_, index) =>
    String(Number(lastDay.slice(0, 4)) - index),
  );

const cutOff = (period: ReportingPeriod, lastDay: string): ReportingPeriod | undefined =>
  period.from > lastDay ? undefined : { ...period, through: period.through > lastDay ? lastDay : period.through };

function quarterStart(day: string): string {
  const month = Math.ceil(Number(day.slice(5, 7)) / 3) * 3 - 2;
  return `${day.slice(0, 4)}-${String(month).padStart(2, '0')}-01`;
}

function monthsLater(day: string, months: number): string {
  const count = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}-01`;
}
