// Every figure that is published about the program, from the lines of its log and from nothing else. Pure.
import { standingLines } from '../log/corrections.ts';
import { addDays } from '../log/day.ts';
import { type LogLine, type Priority, type PromiseKind, priorities } from '../log/event.ts';
import { type BodFigures, bodFigures } from './bod-figures.ts';
import { ageOn, type FoldedReport, foldReports, isValid } from './fold-reports.ts';
import { ENOUGH, type Share, type Span, spanOf } from './statistics.ts';

/** Periods end with the last day of the log; `all` begins with its first. */
export const periodNames = ['30d', '90d', 'year', 'all'] as const;
export type PeriodName = (typeof periodNames)[number];

export type PeriodFigures = {
  /** First and last day. */
  readonly from: string;
  readonly through: string;
  readonly received: number;
  /** Of the received ones. */
  readonly valid: number;
  /** By why reports were closed in the period; reasons that too few share are in none of them. */
  readonly duplicates: number;
  readonly spam: number;
  readonly answer: Span;
  readonly triage: Span;
  readonly fix: Span;
  readonly resolve: Span;
  /** Promises kept, of those that ran out or were kept in the period. */
  readonly kept: { readonly [Kind in PromiseKind]: Share };
  /** Reports opened again in the period, of those that had ended or been fixed until then or in it. */
  readonly reopened: Share;
  readonly appeals: { readonly made: number; readonly changed: number; readonly upheld: number; readonly open: number };
  readonly published: number;
  readonly bod: BodFigures;
};

export type OpenRow = {
  /** Null: not judged yet, or held back. */
  readonly priority: Priority | null;
  readonly upTo30: number;
  readonly upTo90: number;
  readonly over90: number;
};

export type MonthRow = { readonly month: string; readonly received: number; readonly ended: number };

export type Figures = {
  readonly through: string;
  readonly timeZone: string;
  readonly periods: { readonly [Name in PeriodName]: PeriodFigures };
  readonly open: { readonly total: number; readonly valid: number; readonly rows: readonly OpenRow[] };
  /** The last twelve, the oldest first. */
  readonly months: readonly MonthRow[];
};

/** @param through the last whole day that the lines tell of */
export function figuresOf(
  all: readonly LogLine[],
  { through, timeZone }: { readonly through: string; readonly timeZone: string },
): Figures {
  const lines = standingLines(all);
  const reports = [...foldReports(lines).values()];
  const first = lines.reduce((day, line) => (line.day < day ? line.day : day), through);
  const begins: Readonly<Record<PeriodName, string>> = {
    '30d': addDays(through, -29),
    '90d': addDays(through, -89),
    year: addDays(through, -364),
    all: first,
  };
  const period = (name: PeriodName): PeriodFigures => periodFigures(lines, { from: begins[name], through });
  return {
    through,
    timeZone,
    periods: { '30d': period('30d'), '90d': period('90d'), year: period('year'), all: period('all') },
    open: openNow(reports, through),
    months: months(lines, through),
  };
}

/** The figures of the days from `from` to `through`; later lines are not looked at. */
export function periodFigures(
  lines: readonly LogLine[],
  { from, through, enough = ENOUGH }: { readonly from: string; readonly through: string; readonly enough?: number },
): PeriodFigures {
  const known = lines.filter(({ day }) => day <= through);
  const inside = known.filter(({ day }) => day >= from);
  const reports = [...foldReports(known).values()];
  const received = reports.filter(({ received }) => received >= from);
  const of = (...events: readonly LogLine['event'][]): LogLine[] =>
    inside.filter(({ event }) => events.includes(event));
  const hours = (of: readonly LogLine[]): number[] => of.flatMap(({ hours }) => hours ?? []);
  const reasons = of('reason');
  const appeals = reports.flatMap(({ appeals }) => appeals).filter(({ day }) => day >= from);
  const ended = new Set(known.filter(({ event }) => ENDS.has(event)).map(({ report }) => report));
  return {
    from,
    through,
    received: received.length,
    valid: received.filter(isValid).length,
    duplicates: reasons.filter(({ reason }) => reason === 'duplicate').length,
    spam: reasons.filter(({ reason }) => reason === 'spam').length,
    answer: spanOf(hours(of('answered')), enough),
    triage: spanOf(hours(of('triaged', 'closed')), enough),
    fix: spanOf(hours(of('fixed')), enough),
    resolve: spanOf(hours(of('resolved')), enough),
    kept: {
      answer: keptShare(inside, known, 'answer'),
      decide: keptShare(inside, known, 'decide'),
      fix: keptShare(inside, known, 'fix'),
    },
    reopened: {
      count: new Set(of('reopened', 'appealed').map(({ report }) => report)).size,
      of: ended.size,
    },
    appeals: {
      made: appeals.length,
      changed: appeals.filter(({ outcome }) => outcome === 'changed').length,
      upheld: appeals.filter(({ outcome }) => outcome === 'upheld').length,
      open: appeals.filter(({ outcome }) => outcome === 'open').length,
    },
    published: new Set(of('published').map(({ report }) => report)).size,
    bod: bodFigures(reports, inside, { from, through, enough }),
  };
}

const ENDS: ReadonlySet<LogLine['event']> = new Set(['fixed', 'resolved', 'closed']);

const doneBy: Readonly<Record<PromiseKind, readonly LogLine['event'][]>> = {
  answer: ['answered'],
  decide: ['triaged', 'closed'],
  fix: ['fixed'],
};

/** What was done in the period, in time or not, and what ran out in it and was not done afterwards either. */
function keptShare(inside: readonly LogLine[], known: readonly LogLine[], promise: PromiseKind): Share {
  const isDone = ({ event, kept }: LogLine): boolean => doneBy[promise].includes(event) && kept !== undefined;
  const lastDone = new Map(known.filter(isDone).map(({ report, n }) => [report, n]));
  const missed = inside.filter(
    line => line.event === 'missed' && line.promise === promise && line.n > (lastDone.get(line.report) ?? 0),
  );
  const done = inside.filter(isDone);
  return {
    count: done.filter(({ kept }) => kept).length,
    of: done.length + new Set(missed.map(({ report }) => report)).size,
  };
}

function openNow(reports: readonly FoldedReport[], through: string): Figures['open'] {
  const open = reports.filter(({ hasEnded }) => !hasEnded);
  const rows = [...priorities, null].map(priority => {
    const ages = open.filter(report => report.priority === priority).map(report => ageOn(through, report));
    return {
      priority,
      upTo30: ages.filter(age => age <= 30).length,
      upTo90: ages.filter(age => age > 30 && age <= 90).length,
      over90: ages.filter(age => age > 90).length,
    };
  });
  return { total: open.length, valid: open.filter(isValid).length, rows };
}

function months(lines: readonly LogLine[], through: string): MonthRow[] {
  const names: string[] = [];
  for (let day = through; names.length < 12; day = addDays(`${day.slice(0, 7)}-01`, -1)) names.unshift(day.slice(0, 7));
  return names.map(month => {
    const inside = lines.filter(({ day }) => day.startsWith(month));
    return {
      month,
      received: inside.filter(({ event }) => event === 'received').length,
      ended: inside.filter(({ event }) => event === 'resolved' || event === 'closed').length,
    };
  });
}
