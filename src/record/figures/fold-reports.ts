// Reads the lines of the log into what is known of each report. Pure.
import { daysBetween } from '../log/day.ts';
import type { LogLine, Priority, ReasonClass } from '../log/event.ts';

/** A report as the log knows it at its end. */
export type FoldedReport = {
  readonly received: string;
  /** Confirmed, since it was last opened. */
  readonly isConfirmed: boolean;
  readonly hasEnded: boolean;
  readonly priority: Priority | null;
  /** Why it is closed, where that is told. */
  readonly reason: ReasonClass | null;
  readonly appeals: readonly Appeal[];
};

/** An appeal ended as another ending than a closing: changed; closed again: upheld. */
export type Appeal = { readonly day: string; readonly outcome: 'open' | 'changed' | 'upheld' };

type Growing = { -readonly [Name in keyof Omit<FoldedReport, 'appeals'>]: FoldedReport[Name] } & {
  appeals: { day: string; outcome: Appeal['outcome'] }[];
  isClosed: boolean;
  ratedOn: string;
  reasonOn: string;
};

/** By pseudonym, in the order in which they came. Lines of a report without its receipt are left out. */
export function foldReports(lines: readonly LogLine[]): ReadonlyMap<string, FoldedReport> {
  const reports = new Map<string, Growing>();
  for (const line of lines) {
    const known = reports.get(line.report);
    if (known) apply(known, line);
    else if (line.event === 'received') reports.set(line.report, begun(line.day));
  }
  for (const report of reports.values()) if (!report.isClosed) report.reason = null;
  return reports;
}

/** Valid: confirmed and not found invalid or a duplicate afterwards, or true though nothing is changed about it. */
export const isValid = ({ isConfirmed, hasEnded, reason }: FoldedReport): boolean =>
  hasEnded && reason !== null ? reason === 'declined' || (isConfirmed && reason === 'withdrawn') : isConfirmed;

/** In days, up to a day. */
export const ageOn = (day: string, { received }: FoldedReport): number => daysBetween(received, day);

const begun = (day: string): Growing => ({
  received: day,
  isConfirmed: false,
  hasEnded: false,
  isClosed: false,
  priority: null,
  reason: null,
  ratedOn: '',
  reasonOn: '',
  appeals: [],
});

function apply(report: Growing, line: LogLine): void {
  const appeal = report.appeals.at(-1);
  switch (line.event) {
    case 'triaged':
      report.isConfirmed = true;
      settle(appeal, 'changed');
      return;
    case 'resolved':
      report.hasEnded = true;
      settle(appeal, 'changed');
      return;
    case 'closed':
      report.hasEnded = true;
      report.isClosed = true;
      settle(appeal, 'upheld');
      return;
    case 'reopened':
    case 'appealed':
    case 'promoted':
      if (line.event === 'appealed') report.appeals.push({ day: line.day, outcome: 'open' });
      // After a retest that failed it was open all the time, and stays confirmed.
      if (report.hasEnded) report.isConfirmed = false;
      report.hasEnded = false;
      report.isClosed = false;
      return;
    case 'rated':
      // Lines that were held back come late; the newest day counts.
      if (line.priority !== undefined && line.day >= report.ratedOn) {
        report.priority = line.priority;
        report.ratedOn = line.day;
      }
      return;
    case 'reason':
      if (line.reason !== undefined && line.day >= report.reasonOn) {
        report.reason = line.reason;
        report.reasonOn = line.day;
      }
      return;
    default:
      return;
  }
}

function settle(appeal: { outcome: Appeal['outcome'] } | undefined, outcome: Appeal['outcome']): void {
  if (appeal?.outcome === 'open') appeal.outcome = outcome;
}
