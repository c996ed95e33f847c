// Which part of a service history was asked for (vehicle-platform §1.3, §6.2). Pure.
import { refuse } from '../../core/errors.ts';
import type { Reading } from '../providers/provider.ts';

/** SDKs spell the parameters in two ways. */
export type ServiceDates = {
  readonly start_date?: string;
  readonly end_date?: string;
  readonly startDate?: string;
  readonly endDate?: string;
};

/** From the first to the last moment, both included. */
export type Period = { readonly from: Date; readonly until: Date };

const DAY = 86_400_000;
const USUAL = 365 * DAY;

/**
 * The period; the 365 days until now where nothing is said. An empty value and the word `undefined` say nothing,
 * because SDKs send both.
 * @throws Refusal invalid_input that names the parameter
 */
export function readPeriod(query: ServiceDates, now: Date): Period {
  const until = readDate('end_date', query.end_date ?? query.endDate, DAY - 1) ?? now;
  const from = readDate('start_date', query.start_date ?? query.startDate, 0) ?? new Date(now.getTime() - USUAL);
  if (from > until) throw refuse('invalid_input', { field: 'start_date', expected: 'must not be after end_date' });
  return { from, until };
}

/** @param offset milliseconds that a day without a time stands for: its beginning or its end */
function readDate(field: string, text: string | undefined, offset: number): Date | undefined {
  // A client's path building may leave a question mark at the end.
  const plain = text?.replace(/\?+$/, '') ?? '';
  if (plain === '' || plain === 'undefined' || plain === 'null') return undefined;
  const isDay = /^\d{4}-\d\d-\d\d$/.test(plain);
  const isMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+ -]\d\d:?\d\d)?$/.test(plain);
  const time = isDay || isMoment ? Date.parse(isDay ? `${plain}T00:00:00Z` : asUtc(plain)) : Number.NaN;
  if (Number.isNaN(time))
    throw refuse('invalid_input', { field, expected: 'must be a date such as 2026-05-20 or 2026-05-20T10:00:00.000Z' });
  return new Date(time + (isDay ? offset : 0));
}

/** A plus sign of an offset arrives as a space; a time without a zone is meant in UTC. */
const asUtc = (text: string): string => {
  const signed = text.replace(' ', '+');
  return /(?:Z|[+-]\d\d:?\d\d)$/.test(signed.slice(10)) ? signed : `${signed}Z`;
};

/** The readings, the service history with its records of the period alone. */
export const withinPeriod = (readings: readonly Reading[], { from, until }: Period): Reading[] =>
  readings.map(reading =>
    reading.signal === 'services' && reading.value !== null
      ? { ...reading, value: reading.value.filter(({ at }) => at >= from.getTime() && at <= until.getTime()) }
      : reading,
  );
