// Working time in a program's own zone: wall-clock arithmetic that daylight saving doesn't bend.

/** ISO weekday: 1 Monday to 7 Sunday. */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** When the team works. `timeZone` is an IANA name; dates are local ones, `YYYY-MM-DD`. */
export type BusinessCalendar = {
  timeZone: string;
  workdays: readonly Weekday[];
  /** The team's own days off. */
  holidays: readonly string[];
  /** A country or a part of one (`DE-BE`), and its public holidays as they were known when the calendar was published. */
  region?: string;
  regionHolidays?: readonly string[];
  /** From when to when a working day lasts, in minutes since midnight; all day without it. */
  hours?: { readonly from: number; readonly to: number };
};

/** Every day counts. */
export const everyDay: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];

export const dayMs = 86_400_000;

const MINUTE_MS = 60_000;

/** How long a working day is: what a promise of one business day allows. */
export const workingDayMs = ({ hours }: Pick<BusinessCalendar, 'hours'>): number =>
  hours === undefined ? dayMs : (hours.to - hours.from) * MINUTE_MS;

/**
 * The earliest instant at which `workingMs` of working time have passed since `start`. A working day lasts its hours (24
 * without any) of local wall-clock time, also when the clocks change; time outside doesn't count. A local time that
 * daylight saving skips becomes the instant after the gap; of one that comes twice, the first is taken (RFC 5545
 * §3.3.5). Throws a RangeError when the calendar has no working day within ten years, or an unknown zone.
 */
export function addWorkingTime(start: Date, workingMs: number, calendar: BusinessCalendar): Date {
  const holidays = daysOff(calendar);
  let wall = toWall(start, calendar.timeZone);
  let left = workingMs;
  if (left <= 0) return start;
  for (let days = 0; days < 3660; days += 1) {
    const morning = Math.floor(wall / dayMs) * dayMs;
    if (isWorkday(wall, calendar, holidays)) {
      const { opens, closes } = hoursOf(morning, calendar);
      const begins = Math.max(wall, opens);
      const room = Math.max(0, closes - begins);
      if (left <= room) return fromWall(begins + left, calendar.timeZone);
      left -= room;
    }
    wall = morning + dayMs;
  }
  throw new RangeError('The calendar has no working time in the next ten years.');
}

/** Working time between two instants in milliseconds of local wall-clock time; 0 when `end` is not after `start`. */
export function workingTimeBetween(start: Date, end: Date, calendar: BusinessCalendar): number {
  if (end.getTime() <= start.getTime()) return 0;
  const holidays = daysOff(calendar);
  const stop = toWall(end, calendar.timeZone);
  let worked = 0;
  for (let wall = toWall(start, calendar.timeZone); wall < stop; ) {
    const morning = Math.floor(wall / dayMs) * dayMs;
    if (isWorkday(wall, calendar, holidays)) {
      const { opens, closes } = hoursOf(morning, calendar);
      worked += Math.max(0, Math.min(closes, stop) - Math.max(opens, wall));
    }
    wall = morning + dayMs;
  }
  return worked;
}

const daysOff = ({ holidays, regionHolidays = [] }: BusinessCalendar): ReadonlySet<string> =>
  new Set([...holidays, ...regionHolidays]);

/** When the working day that begins with this midnight opens and closes. */
const hoursOf = (morning: number, { hours }: BusinessCalendar): { opens: number; closes: number } =>
  hours === undefined
    ? { opens: morning, closes: morning + dayMs }
    : { opens: morning + hours.from * MINUTE_MS, closes: morning + hours.to * MINUTE_MS };

// A “wall” is local time written as if it were UTC: milliseconds that count what a clock on the wall shows.
function toWall(instant: Date, timeZone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatterOf(timeZone).formatToParts(instant)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const ms = ((instant.getTime() % 1000) + 1000) % 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second, ms);
}

function fromWall(wall: number, timeZone: string): Date {
  // The offset a day before and a day after: one of the two holds, or both around a change.
  const before = toWall(new Date(wall - dayMs), timeZone) - (wall - dayMs);
  const after = toWall(new Date(wall + dayMs), timeZone) - (wall + dayMs);
  const candidates = [wall - before, wall - after].filter(instant => toWall(new Date(instant), timeZone) === wall);
  return candidates.length > 0 ? new Date(Math.min(...candidates)) : endOfGap(wall - after, wall - before, timeZone);
}

// Between the two instants the clock jumps; halving finds the first instant after the jump to the second.
function endOfGap(from: number, to: number, timeZone: string): Date {
  let low = Math.min(from, to);
  let high = Math.max(from, to);
  const offset = (instant: number) => toWall(new Date(instant), timeZone) - instant;
  const late = offset(high);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offset(middle) === late) high = middle;
    else low = middle;
  }
  return new Date(high);
}

function isWorkday(wall: number, calendar: BusinessCalendar, holidays: ReadonlySet<string>): boolean {
  const date = new Date(wall);
  const weekday = date.getUTCDay() === 0 ? 7 : date.getUTCDay();
  return calendar.workdays.some(day => day === weekday) && !holidays.has(date.toISOString().slice(0, 10));
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US-u-ca-iso8601-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(timeZone, made);
  return made;
}
