// The ten metrics of CISA's BOD 20-01, item 9, from the lines of the log. Pure.
import type { LogLine, Priority } from '../log/event.ts';
import { priorities } from '../log/event.ts';
import { ageOn, type FoldedReport, isValid } from './fold-reports.ts';
import { median, spanOf } from './statistics.ts';

/** Times in hours, ages in days; null where there is nothing, or too little, to take the middle of. */
export type BodFigures = {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number | null;
  readonly e: number;
  readonly f: { readonly [Level in `P${Priority}` | 'unrated']: number };
  readonly g: number | null;
  readonly h: number | null;
  readonly i: number | null;
  readonly j: number | null;
};
export type BodLetter = keyof BodFigures;

/** What each is, and how it is counted here. */
export const bodMeanings: Readonly<Record<BodLetter, { readonly name: string; readonly formula: string }>> = {
  a: { name: 'Reports', formula: 'reports received in the period' },
  b: {
    name: 'Valid reports',
    formula: 'of those, the ones that are confirmed, or closed as true without a change; duplicates are not counted',
  },
  c: {
    name: 'Open valid reports',
    formula: 'valid reports that are neither resolved nor closed at the end of the period',
  },
  d: { name: 'Median age of open valid reports, in days', formula: 'of (c): days since receipt, the middle value' },
  e: { name: 'Open valid reports older than 90 days', formula: 'of (c): more than 90 days since receipt' },
  f: {
    name: 'All open reports older than 90 days, by priority',
    formula:
      'reports that are open at the end of the period, valid or not decided yet, more than 90 days since receipt',
  },
  g: { name: 'Median age of those, in days', formula: 'of (f): days since receipt, the middle value' },
  h: {
    name: 'Median time to validate, in hours',
    formula:
      'reports first confirmed or closed in the period: hours since receipt, begun ones counted, the middle value',
  },
  i: {
    name: 'Median time to remediate, in hours',
    formula: 'fixes in the period: hours since the report was confirmed, the middle value',
  },
  j: {
    name: 'Median time to first response, in hours',
    formula:
      'reports first answered by a person in the period: hours since receipt, the middle value; programs do not count',
  },
};

const OLD_DAYS = 90;

/**
 * @param reports folded from all lines up to the end of the period
 * @param lines of the period
 * @param enough from how many on a median is told
 */
export function bodFigures(
  reports: readonly FoldedReport[],
  lines: readonly LogLine[],
  { from, through, enough }: { readonly from: string; readonly through: string; readonly enough: number },
): BodFigures {
  const received = reports.filter(({ received }) => received >= from);
  const open = reports.filter(({ hasEnded }) => !hasEnded);
  const openValid = open.filter(isValid);
  const old = open.filter(report => ageOn(through, report) > OLD_DAYS);
  const ages = (of: readonly FoldedReport[]): number | null =>
    of.length < enough ? null : median(of.map(report => ageOn(through, report)));
  const counted = (level: Priority | null): number => old.filter(({ priority }) => priority === level).length;
  const [P1 = 0, P2 = 0, P3 = 0, P4 = 0, P5 = 0] = priorities.map(counted);
  const middle = (of: readonly LogLine[]): number | null =>
    spanOf(
      of.flatMap(({ hours }) => hours ?? []),
      enough,
    ).medianHours;
  return {
    a: received.length,
    b: received.filter(isValid).length,
    c: openValid.length,
    d: ages(openValid),
    e: openValid.filter(report => ageOn(through, report) > OLD_DAYS).length,
    f: { P1, P2, P3, P4, P5, unrated: counted(null) },
    g: ages(old),
    h: middle(lines.filter(({ event }) => event === 'triaged' || event === 'closed')),
    i: middle(lines.filter(({ event }) => event === 'fixed')),
    j: middle(lines.filter(({ event }) => event === 'answered')),
  };
}
