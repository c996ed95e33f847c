// When each promise about a report falls due: at its start, and after every move and word.
import {
  type BusinessCalendar,
  dueAt,
  dueAtWithPauses,
  type ResponseTargets,
  remediateTarget,
} from '../program/index.ts';
import type { ReportFacts } from './report-facts.ts';
import { silenceEnds } from './report-guards.ts';
import type { ReportClocks, ReportPriority } from './report-record.ts';
import type { ReportSnapshot } from './report-snapshot.ts';
import type { Effect } from './report-state.ts';

/** The promises of the program and the calendar that counts their business days. */
export type ProgramTerms = { readonly responseTargets: ResponseTargets; readonly calendar: BusinessCalendar };

type Timing = Pick<ReportFacts, 'decideFrom' | 'remediateFrom' | 'pauses' | 'outcome'>;

const MINUTE_MS = 60_000;

/**
 * The clocks of a report that has just come in. Within one minute a due date moves on with the time of sending, or (on
 * days that do not count) stands still; days begin and clocks change on whole minutes. So the calendar is asked once a
 * minute, not once a report.
 */
export function firstClocks(terms: ProgramTerms, submittedAt: Date): ReportClocks {
  const minute = Math.floor(submittedAt.getTime() / MINUTE_MS);
  let known = lastMinute.get(terms.responseTargets);
  if (known?.minute !== minute || known.calendar !== terms.calendar) {
    const { responseTargets, calendar } = terms;
    const { acknowledge, decide, update } = responseTargets;
    known = {
      minute,
      calendar,
      acknowledge: duringMinute(minute, acknowledge, calendar),
      decide: duringMinute(minute, decide, calendar),
      update: duringMinute(minute, update, calendar),
    };
    lastMinute.set(responseTargets, known);
  }
  return {
    acknowledgeDue: known.acknowledge(submittedAt),
    decideDue: known.decide(submittedAt),
    updateDue: known.update(submittedAt),
    remediateDue: null,
    answerDue: null,
    retestDue: null,
  };
}

type DueDuringMinute = (at: Date) => Date;
type Minute = {
  readonly minute: number;
  readonly calendar: BusinessCalendar;
  readonly acknowledge: DueDuringMinute;
  readonly decide: DueDuringMinute;
  readonly update: DueDuringMinute;
};
const lastMinute = new WeakMap<ResponseTargets, Minute>();

function duringMinute(
  minute: number,
  target: ResponseTargets['acknowledge'],
  calendar: BusinessCalendar,
): DueDuringMinute {
  const begin = minute * MINUTE_MS;
  const first = dueAt(new Date(begin), target, calendar).getTime();
  const last = dueAt(new Date(begin + MINUTE_MS - 1), target, calendar).getTime();
  if (last === first) return () => new Date(first);
  if (last - first === MINUTE_MS - 1) return at => new Date(first + at.getTime() - begin);
  return at => dueAt(at, target, calendar);
}

/** What a move does to the clocks; `moved` is the snapshot after it, `effects` what the state machine said it sets off. */
export function clocksAfterMove(
  { responseTargets, calendar }: ProgramTerms,
  before: Timing,
  { moved, effects, priority, at }: MovedReport,
): { timing: Timing; clocks: Omit<ReportClocks, 'acknowledgeDue' | 'updateDue'> } {
  const has = (effect: Effect): boolean => effects.includes(effect);
  const timing: Timing = {
    decideFrom: has('start_decide_clock') ? at : before.decideFrom,
    remediateFrom: has('start_remediate_clock') ? at : moved.issueId === null ? null : before.remediateFrom,
    pauses: pausesAfter(before.pauses, { moved, effects, at }),
    ...(before.outcome && { outcome: before.outcome }),
  };
  const promised = remediateTarget(responseTargets, priority, timing.outcome);
  const computed =
    timing.remediateFrom === null || promised === null
      ? null
      : dueAtWithPauses(timing.remediateFrom, promised, calendar, timing.pauses);
  const isOpen = moved.state !== 'resolved' && moved.state !== 'closed';
  return {
    timing,
    clocks: {
      decideDue: isOpen ? dueAtWithPauses(timing.decideFrom, responseTargets.decide, calendar, timing.pauses) : null,
      // A date that the fix's owner has named counts more than the promise by priority.
      remediateDue: isOpen ? (moved.remediationDueAt ?? computed) : null,
      answerDue: moved.state === 'needs_info' ? (moved.question?.dueAt ?? null) : null,
      retestDue: moved.state === 'fixed' ? silenceEnds(moved) : null,
    },
  };
}

export type MovedReport = {
  readonly moved: ReportSnapshot;
  readonly effects: readonly Effect[];
  readonly priority: ReportPriority | null;
  readonly at: Date;
};

/** When a report without a fix date should be fixed, by its new priority; for a change of severity. */
export function remediateDueFor(
  { responseTargets, calendar }: ProgramTerms,
  snapshot: ReportSnapshot,
  timing: Timing,
  priority: ReportPriority | null,
): Date | null {
  if (snapshot.remediationDueAt !== null) return snapshot.remediationDueAt;
  const promised = remediateTarget(responseTargets, priority, timing.outcome);
  if (timing.remediateFrom === null || promised === null) return null;
  return dueAtWithPauses(timing.remediateFrom, promised, calendar, timing.pauses);
}

/** When staff owes the reporter the next word, having spoken at `at`. */
export const nextUpdateDue = ({ responseTargets, calendar }: ProgramTerms, at: Date): Date =>
  dueAt(at, responseTargets.update, calendar);

/** Our clocks rest while somebody else is waited for; waiting for our own people costs our own time. */
const rests = ({ state, blockers }: ReportSnapshot): boolean =>
  state === 'needs_info' && (blockers.length === 0 || blockers.some(({ on }) => on !== 'owner'));

function pausesAfter(
  pauses: Timing['pauses'],
  { moved, effects, at }: Pick<MovedReport, 'moved' | 'effects' | 'at'>,
): Timing['pauses'] {
  // A report that starts over waits no longer, and what it waited for before counts no more.
  if (effects.includes('start_decide_clock')) return [];
  const isOpen = pauses.some(({ until }) => until === null);
  if (rests(moved)) return isOpen ? pauses : [...pauses, { from: at, until: null }];
  return isOpen ? pauses.map(pause => (pause.until === null ? { ...pause, until: at } : pause)) : pauses;
}
