// How fast reports were answered, decided and fixed, against what was promised: medians and shares.

import {
  dueAtWithPauses,
  type FixOutcome,
  type Pause,
  type ResponseFigure,
  type ResponseTargets,
  remediateTarget,
} from '../../program/index.ts';
import type { ProgramTerms } from '../report-clocks.ts';

/** What counts of one report. Times are of the first answer, the first decision and the present fix. */
export type MeasuredReport = {
  readonly submittedAt: Date;
  readonly answeredAt: Date | null;
  readonly decidedAt: Date | null;
  readonly fixedAt: Date | null;
  readonly priority: 1 | 2 | 3 | 4 | 5 | null;
  readonly remediateFrom: Date | null;
  readonly pauses: readonly Pause[];
  readonly outcome?: FixOutcome | null;
};

/**
 * One figure for each promise that was measured at all. A median counts calendar time from the promise's start, as
 * whoever waited felt it; whether it was in time counts as the promise does, with business days and pauses.
 */
export function responseFigures(reports: readonly MeasuredReport[], terms: ProgramTerms): ResponseFigure[] {
  const { acknowledge, decide } = terms.responseTargets;
  return [
    figure(
      'acknowledge',
      reports,
      ({ submittedAt, answeredAt }) =>
        answeredAt && { from: submittedAt, at: answeredAt, due: promisedBy(terms, submittedAt, acknowledge, []) },
    ),
    figure(
      'decide',
      reports,
      ({ submittedAt, decidedAt, pauses }) =>
        decidedAt && { from: submittedAt, at: decidedAt, due: promisedBy(terms, submittedAt, decide, pauses) },
    ),
    figure(
      'remediate',
      reports,
      ({ remediateFrom, fixedAt, priority, pauses, outcome }) =>
        fixedAt &&
        remediateFrom && {
          from: remediateFrom,
          at: fixedAt,
          due: promisedBy(terms, remediateFrom, remediateTarget(terms.responseTargets, priority, outcome), pauses),
        },
    ),
  ].filter(found => found !== null);
}

/** `due` is null where nothing was promised. */
type Span = { readonly from: Date; readonly at: Date; readonly due: Date | null };

function figure(
  kind: ResponseFigure['kind'],
  reports: readonly MeasuredReport[],
  spanOf: (report: MeasuredReport) => Span | null,
): ResponseFigure | null {
  const spans = reports.map(spanOf).filter(span => span !== null);
  const medianMs = median(spans.map(({ from, at }) => at.getTime() - from.getTime()));
  if (medianMs === null) return null;
  const within = spans.filter(({ at, due }) => due === null || at.getTime() <= due.getTime()).length;
  return { kind, medianMs, sample: spans.length, within };
}

/** The middle value, or the mean of the two in the middle. */
function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [below, above] = [sorted[middle - 1], sorted[middle]];
  if (above === undefined) return null;
  return sorted.length % 2 === 1 || below === undefined ? above : (below + above) / 2;
}

/** By when it was promised, looking back; null where nothing was. A pause that is still open takes nothing yet. */
function promisedBy(
  { calendar }: ProgramTerms,
  from: Date,
  target: ResponseTargets['acknowledge'] | null,
  pauses: readonly Pause[],
): Date | null {
  if (target === null) return null;
  const over = pauses.filter(({ until }) => until !== null);
  return dueAtWithPauses(from, target, calendar, over);
}
