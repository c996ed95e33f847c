// Turns the story of a report into events of the public log. Pure.
import { type BusinessCalendar, dueAtWithPauses, type ResponseTargets, remediateTarget } from '../../program/index.ts';
import type { ReportStory } from '../../reports/index.ts';
import { dayOf } from './day.ts';
import type { LogEvent, Priority, PromiseKind, ReasonClass } from './event.ts';

/** The promises and the calendar by which it is judged whether one was kept. */
export type Terms = { readonly responseTargets: ResponseTargets; readonly calendar: BusinessCalendar };

/** A story with the day its advisory came out, if one did. */
export type ToldStory = ReportStory & { readonly publishedAt: Date | null };

type Moment = { readonly at: Date; readonly event: Omit<LogEvent, 'day'> };

/** Everything that has happened up to a moment, in order. */
export function eventsOf(story: ToldStory, terms: Terms, until: Date): LogEvent[] {
  const moments: Moment[] = [
    { at: story.submittedAt, event: { event: 'received' } },
    ...answered(story),
    ...decided(story, terms),
    ...fixes(story, terms),
    ...steps(story),
    ...ratings(story),
    ...(story.publishedAt ? [{ at: story.publishedAt, event: { event: 'published' } as const }] : []),
  ];
  const events = moments
    .filter(({ at }) => at.getTime() <= until.getTime())
    .toSorted((one, other) => one.at.getTime() - other.at.getTime())
    .map(({ at, event }) => ({ day: dayOf(at, terms.calendar.timeZone), ...event }));
  // Of several judgements on one day the last one stands: the order within a day is not told.
  return events.filter(
    ({ event, day }, index) =>
      (event !== 'rated' && event !== 'reason') ||
      !events.slice(index + 1).some(later => later.event === event && later.day === day),
  );
}

function answered({ submittedAt, answeredAt, acknowledgeDue, steps }: ToldStory): Moment[] {
  const ended = steps.find(({ to }) => to === 'closed')?.at;
  return [
    ...missedAt('answer', acknowledgeDue, answeredAt ?? ended ?? null),
    ...(answeredAt
      ? [
          {
            at: answeredAt,
            event: {
              event: 'answered',
              hours: hoursBetween(submittedAt, answeredAt),
              kept: answeredAt <= acknowledgeDue,
            },
          } as const,
        ]
      : []),
  ];
}

const isDecision = ({ kind }: ToldStory['steps'][number]): boolean => kind === 'triage' || kind === 'close';

/** Confirmed and closed; the first of them keeps or misses the promise to decide. */
function decided({ submittedAt, pauses, steps }: ToldStory, { responseTargets, calendar }: Terms): Moment[] {
  const first = steps.find(isDecision);
  const due = dueAtWithPauses(submittedAt, responseTargets.decide, calendar, closedBy(pauses, first?.at ?? null));
  return [
    ...missedAt('decide', due, first?.at ?? null),
    ...steps.filter(isDecision).map(step => {
      const kind = step.kind === 'triage' ? 'triaged' : 'closed';
      if (step !== first) return { at: step.at, event: { event: kind } } as const;
      return {
        at: step.at,
        event: { event: kind, hours: hoursBetween(submittedAt, step.at), kept: due === null || step.at <= due },
      } as const;
    }),
  ];
}

/** Each confirmation begins the time to fix; a fix, or an ending without one, is its end. */
function fixes(story: ToldStory, { responseTargets, calendar }: Terms): Moment[] {
  return story.steps.flatMap((step, index) => {
    if (step.kind !== 'triage') return [];
    const end = story.steps.slice(index + 1).find(({ kind }) => kind === 'mark_fixed' || kind === 'close');
    const target = remediateTarget(responseTargets, priorityAfter(story, index), story.outcome);
    const pauses = closedBy(story.pauses, end?.at ?? null);
    const due = target && dueAtWithPauses(step.at, target, calendar, pauses);
    const missed = missedAt('fix', due, end?.at ?? null);
    if (end?.kind !== 'mark_fixed') return missed;
    const hours = hoursBetween(step.at, end.at);
    const kept = target === null ? {} : { kept: due === null || end.at <= due };
    return [...missed, { at: end.at, event: { event: 'fixed', hours, ...kept } } as const];
  });
}

function steps({ submittedAt, steps }: ToldStory): Moment[] {
  let awaitsFix = false;
  return steps.flatMap(({ at, kind, to, closeReason }): Moment[] => {
    const fixAgain = kind === 'mark_fixed' && !awaitsFix;
    if (kind === 'triage') awaitsFix = true;
    if (kind === 'mark_fixed' || kind === 'close') awaitsFix = false;
    switch (kind) {
      case 'accept':
        return [{ at, event: { event: 'accepted' } }];
      case 'mark_fixed':
        // The fix after a retest that failed: how long it took counts from no confirmation of its own.
        return fixAgain ? [{ at, event: { event: 'fixed' } }] : [];
      case 'retest':
      case 'resolve_after_silence':
        return to === 'resolved'
          ? [{ at, event: { event: 'resolved', hours: hoursBetween(submittedAt, at) } }]
          : [{ at, event: { event: 'reopened' } }];
      case 'close':
        return closeReason === null ? [] : [{ at, event: { event: 'reason', reason: reasonClassOf[closeReason] } }];
      case 'appeal':
        return [{ at, event: { event: 'appealed' } }];
      case 'reopen':
        return [{ at, event: { event: 'reopened' } }];
      case 'promote':
        return [{ at, event: { event: 'promoted' } }];
      default:
        return [];
    }
  });
}

/** The priority with each confirmation, and each later change of it. Before, it is the reporter's own judgement. */
function ratings(story: ToldStory): Moment[] {
  let isConfirmed = false;
  let last: Priority | null = null;
  return story.steps.flatMap(({ at, kind }, index): Moment[] => {
    if (kind === 'triage') isConfirmed = true;
    if (!isConfirmed || (kind !== 'triage' && kind !== 'assess')) return [];
    const priority = priorityAfter(story, index);
    if (priority === null || priority === last) return [];
    last = priority;
    return [{ at, event: { event: 'rated', priority } }];
  });
}

/** The priority that a step left: what the next judgement found, or what holds now. */
function priorityAfter({ steps, priority }: ToldStory, index: number): Priority | null {
  const own = steps[index]?.rated;
  if (own) return own.after;
  const next = steps.slice(index + 1).find(({ rated }) => rated !== null);
  return next?.rated ? next.rated.before : priority;
}

function missedAt(promise: PromiseKind, due: Date | null, done: Date | null): Moment[] {
  return due === null || (done !== null && done <= due) ? [] : [{ at: due, event: { event: 'missed', promise } }];
}

/** The rests that count when something was done: those over by then. While it is open, all. */
const closedBy = (pauses: ToldStory['pauses'], done: Date | null): ToldStory['pauses'] =>
  done === null ? pauses : pauses.filter(({ until }) => until !== null && until <= done);

const HOUR_MS = 3_600_000;
const hoursBetween = (from: Date, to: Date): number => Math.ceil(Math.max(0, to.getTime() - from.getTime()) / HOUR_MS);

const reasonClassOf: Readonly<Record<NonNullable<ReportStory['closeReason']>, ReasonClass>> = {
  duplicate: 'duplicate',
  informational: 'declined',
  accepted_risk: 'declined',
  not_reproducible: 'invalid',
  not_applicable: 'invalid',
  out_of_scope: 'invalid',
  rules_violation: 'invalid',
  spam: 'spam',
  withdrawn: 'withdrawn',
  abandoned: 'withdrawn',
};
