// The promises of a program: how fast a report is acknowledged, decided, told about, and fixed.

import {
  addWorkingTime,
  type BusinessCalendar,
  dayMs,
  everyDay,
  workingDayMs,
  workingTimeBetween,
} from './business-time.ts';

/** A span that a promise allows. Business days follow the calendar; days count every day. */
export type ResponseTarget = { unit: 'business-days' | 'days'; count: number };

const clockKinds = ['acknowledge', 'decide', 'update', 'remediate', 'disclose'] as const;
export type ClockKind = (typeof clockKinds)[number];

/** What a clock measures, as data: from which event to which. */
export const clockMeanings: Readonly<Record<ClockKind, { starts: string; stops: string; promise: string }>> = {
  acknowledge: {
    starts: 'The report is received',
    stops: 'A person answers the reporter; automatic messages don’t count',
    promise: 'A person answers you',
  },
  decide: {
    starts: 'The report is received',
    stops: 'The report is confirmed or closed',
    promise: 'We tell you whether we could confirm it',
  },
  update: {
    starts: 'The last message to the reporter',
    stops: 'The next message to the reporter',
    promise: 'You hear from us while the report is open',
  },
  remediate: { starts: 'The report is confirmed', stops: 'The fix is in place', promise: 'We fix it' },
  disclose: {
    starts: 'The agreed embargo ends',
    stops: 'The advisory is published',
    promise: 'We publish, or agree that you do',
  },
};

/** All promises of a program. Remediation depends on the priority. */
export type ResponseTargets = {
  acknowledge: ResponseTarget;
  decide: ResponseTarget;
  update: ResponseTarget;
  disclose: ResponseTarget;
  remediate: Readonly<Record<1 | 2 | 3 | 4 | 5, ResponseTarget | null>>;
  /** What the time to fix follows; the priority, unless said otherwise. */
  remediateBy?: RemediateBy;
};

/** The priority, SSVC's decision for suppliers or for deployers, or the outcome of CISA's BOD 26-04. */
export const remediateWays = ['priority', 'supplier', 'deployer', 'bod2604'] as const;
export type RemediateBy = (typeof remediateWays)[number];

/** What decision tables said of a report: the level whose promise counts, and BOD 26-04's days (null: no date). */
export type FixOutcome = {
  readonly supplier?: 1 | 2 | 3 | 4;
  readonly deployer?: 1 | 2 | 3 | 4;
  readonly bodDays?: number | null;
};

/**
 * How long a fix may take: by the decision table that the program follows, and by the priority where it follows none or
 * the table is not decided. `null` where no date is promised.
 */
export function remediateTarget(
  { remediate, remediateBy = 'priority' }: Pick<ResponseTargets, 'remediate' | 'remediateBy'>,
  priority: 1 | 2 | 3 | 4 | 5 | null,
  outcome: FixOutcome | null | undefined,
): ResponseTarget | null {
  if (remediateBy === 'bod2604' && outcome?.bodDays !== undefined)
    return outcome.bodDays === null ? null : { unit: 'days', count: outcome.bodDays };
  const level = remediateBy === 'supplier' || remediateBy === 'deployer' ? outcome?.[remediateBy] : undefined;
  const decisive = level ?? priority;
  return decisive === null ? null : remediate[decisive];
}

/** The defaults; the first is what CISA's BOD 20-01 template promises. P5 reports promise no date. */
export const defaultResponseTargets: ResponseTargets = {
  acknowledge: { unit: 'business-days', count: 3 },
  decide: { unit: 'business-days', count: 7 },
  update: { unit: 'days', count: 14 },
  disclose: { unit: 'days', count: 90 },
  remediate: {
    1: { unit: 'days', count: 7 },
    2: { unit: 'days', count: 30 },
    3: { unit: 'days', count: 60 },
    4: { unit: 'days', count: 90 },
    5: null,
  },
};

/** Monday to Friday around the clock, holidays not observed: how HackerOne counts, for comparable figures. */
export function mondayToFriday(timeZone: string): BusinessCalendar {
  return { timeZone, workdays: [1, 2, 3, 4, 5], holidays: [] };
}

/** A time in which a clock stood still; `until` is `null` while it still does. */
export type Pause = { from: Date; until: Date | null };

/**
 * When a promise falls due: the same local time, so many (business) days later. A start outside business days, or outside
 * their hours, counts from the next opening. Throws a RangeError for a calendar without working days or with an unknown zone.
 */
export function dueAt(start: Date, target: ResponseTarget, calendar: BusinessCalendar): Date {
  return addWorkingTime(start, allowedTime(target, calendar), calendarOf(target, calendar));
}

/** How much counted time a promise allows, in milliseconds. */
const allowedTime = ({ unit, count }: ResponseTarget, calendar: BusinessCalendar): number =>
  count * (unit === 'days' ? dayMs : workingDayMs(calendar));

/**
 * How much of a promise's time is used up: 0 at its start, 1 when it is due, more afterwards. Its pauses are in `due`
 * already.
 */
export function usedShare(due: Date, now: Date, target: ResponseTarget, calendar: BusinessCalendar): number {
  const counting = calendarOf(target, calendar);
  const left = workingTimeBetween(now, due, counting) - workingTimeBetween(due, now, counting);
  return 1 - left / allowedTime(target, calendar);
}

/** When so large a share (0 to 1) of a promise's time will be used up, counted back from when it is due. */
export function whenUsed(
  start: Date,
  due: Date,
  share: number,
  target: ResponseTarget,
  calendar: BusinessCalendar,
): Date {
  const counting = calendarOf(target, calendar);
  const total = allowedTime(target, calendar);
  // Between start and due lie the allowed time and what pauses gave back; only the end of it is sure to have no pause.
  const before = workingTimeBetween(start, due, counting) - total * (1 - share);
  return addWorkingTime(start, Math.max(0, before), counting);
}

/**
 * When a promise falls due although its clock was paused: each pause gives back the counted time it took, pauses that
 * overlap give it once, and those after the due date give nothing. `null` while a pause is still open.
 */
export function dueAtWithPauses(
  start: Date,
  target: ResponseTarget,
  calendar: BusinessCalendar,
  pauses: readonly Pause[],
): Date | null {
  const counting = calendarOf(target, calendar);
  let due = dueAt(start, target, calendar);
  let resumed = start;
  for (const pause of [...pauses].sort((a, b) => a.from.getTime() - b.from.getTime())) {
    if (pause.from.getTime() >= due.getTime()) break;
    if (pause.until === null) return null;
    const from = latest(pause.from, resumed);
    if (pause.until.getTime() <= from.getTime()) continue;
    due = addWorkingTime(pause.until, workingTimeBetween(from, due, counting), counting);
    resumed = pause.until;
  }
  return due;
}

/** A target in words: `3 business days`, `1 day`. */
export function targetInWords(target: ResponseTarget): string {
  const unit = target.unit === 'days' ? 'day' : 'business day';
  return `${target.count} ${unit}${target.count === 1 ? '' : 's'}`;
}

function calendarOf(target: ResponseTarget, calendar: BusinessCalendar): BusinessCalendar {
  return target.unit === 'days' ? { timeZone: calendar.timeZone, workdays: everyDay, holidays: [] } : calendar;
}

function latest(a: Date, b: Date): Date {
  return a.getTime() > b.getTime() ? a : b;
}
