// When the team is warned about a clock: at three quarters of its time, when it is over, and once more, then to admins, when
// a quarter more than the promise has passed. Pure: time comes in.

import { type ResponseTarget, remediateTarget, whenUsed } from '../../program/index.ts';
import type { ClockName } from '../queue/running-clocks.ts';
import { firstClocks, type ProgramTerms } from '../report-clocks.ts';
import type { ReportHead, ReportRecord } from '../report-record.ts';

const warningStages = ['soon', 'over', 'escalated'] as const;
export type WarningStage = (typeof warningStages)[number];

/** A run of a clock: since when, until when. Warnings are given once a run. */
export type ClockRun = {
  readonly clock: ClockName;
  readonly run: Date;
  readonly dueAt: Date;
  readonly target: ResponseTarget | null;
};

const shares: Readonly<Record<WarningStage, number>> = { soon: 0.75, over: 1, escalated: 1.25 };

type Clocked = Pick<ReportHead, 'state' | 'answeredAt' | 'submittedAt' | 'priority' | 'facts'> &
  Pick<ReportRecord, 'clocks'>;

/** The clocks of ours that run now. Those that rest have no due date; a question to others is watched for its end only. */
export function runsOf(report: Clocked, { responseTargets }: ProgramTerms): ClockRun[] {
  const { state, clocks, facts, answeredAt, submittedAt, priority } = report;
  if (state === 'resolved' || state === 'closed') return [];
  // While our own people are waited for, what was owed before goes on.
  const stands = state === 'needs_info' ? (facts.resumeState ?? 'new') : state;
  const waits = state === 'needs_info';
  const promised = remediateTarget(responseTargets, priority, facts.outcome);
  const isNamed = facts.remediationDueAt !== null;
  const run = (clock: ClockName, since: Date | null, dueAt: Date | null, target: ResponseTarget | null): ClockRun[] =>
    since && dueAt ? [{ clock, run: since, dueAt, target }] : [];
  return [
    ...(answeredAt === null ? run('acknowledge', submittedAt, clocks.acknowledgeDue, responseTargets.acknowledge) : []),
    ...(stands === 'new' ? run('decide', facts.decideFrom, clocks.decideDue, responseTargets.decide) : []),
    ...(stands === 'triaged' || stands === 'accepted'
      ? run('remediate', facts.remediateFrom, clocks.remediateDue, isNamed ? null : promised)
      : []),
    ...(waits ? run('answer', facts.question?.askedAt ?? null, clocks.answerDue, null) : []),
    // Each word of ours begins a run of its own, which its end names.
    ...(waits ? [] : run('update', clocks.updateDue, clocks.updateDue, responseTargets.update)),
  ];
}

/** When each stage of a run is reached; stages that the clock does not have are left out. */
export function stageTimes(
  { clock, run, dueAt, target }: ClockRun,
  { calendar }: ProgramTerms,
): { readonly stage: WarningStage; readonly at: Date }[] {
  // A question that nobody answered is said once; what to do about it is for the triager to decide.
  if (clock === 'answer') return [{ stage: 'over', at: dueAt }];
  const since = clock === 'update' && target !== null ? new Date(dueAt.getTime() - target.count * DAY_MS) : run;
  return warningStages.map(stage => ({
    stage,
    at:
      stage === 'over'
        ? dueAt
        : target === null
          ? new Date(since.getTime() + (dueAt.getTime() - since.getTime()) * shares[stage])
          : whenUsed(since, dueAt, shares[stage], target, calendar),
  }));
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/**
 * When the clocks of a report that has just come in want to be looked at for the first time: never too late, at most a
 * minute too early, because the calendar is asked once a minute and not once a report.
 */
export function firstCheck(terms: ProgramTerms, report: Pick<ReportHead, 'submittedAt' | 'facts'>): Date {
  const minute = Math.floor(report.submittedAt.getTime() / MINUTE_MS);
  const known = lastMinute.get(terms.responseTargets);
  if (known?.minute === minute && known.calendar === terms.calendar) return known.at;
  const begin = new Date(minute * MINUTE_MS);
  const runs = runsOf(
    {
      state: 'new',
      answeredAt: null,
      submittedAt: begin,
      priority: null,
      facts: { ...report.facts, decideFrom: begin },
      clocks: firstClocks(terms, begin),
    },
    terms,
  );
  const times = runs.flatMap(run => stageTimes(run, terms).map(({ at }) => at.getTime()));
  const at = new Date(Math.min(...times));
  lastMinute.set(terms.responseTargets, { minute, calendar: terms.calendar, at });
  return at;
}

const lastMinute = new WeakMap<
  ProgramTerms['responseTargets'],
  { readonly minute: number; readonly calendar: ProgramTerms['calendar']; readonly at: Date }
>();
