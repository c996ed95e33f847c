// Duties to report to authorities, as a pure fold over events: what began them, what is due when, what ended them.
import { monthsAfter } from '../../core/clock.ts';

/** What is asked in triage. `unknown` has to be asked again. */
export const dutyQuestions = ['exploited', 'incident', 'personalData', 'digitalProduct', 'essentialEntity'] as const;
export type DutyQuestion = (typeof dutyQuestions)[number];
export const dutyReplies = ['yes', 'no', 'unknown'] as const;
export type DutyReply = (typeof dutyReplies)[number];
export type DutyAnswers = Readonly<Record<DutyQuestion, DutyReply>>;

export const dutyKinds = ['cra_vulnerability', 'cra_incident', 'nis2', 'gdpr'] as const;
export type DutyKind = (typeof dutyKinds)[number];
export const stageNames = ['early_warning', 'notification', 'final_report'] as const;
export type StageName = (typeof stageNames)[number];

/** What starts the clock of a stage. */
type ClockStart = 'aware' | 'measure_available' | 'notification_submitted';
type StageRule = {
  readonly stage: StageName;
  readonly from: ClockStart;
  readonly hours?: number;
  readonly days?: number;
  readonly months?: number;
};

/**
 * The law as data. Sources: Regulation (EU) 2024/2847 Art. 14(2) and 14(4), Directive (EU) 2022/2555 Art. 23(4),
 * Regulation (EU) 2016/679 Art. 33(1). The 14 days count from when a corrective or mitigating measure is available,
 * never from awareness and never from the notification.
 */
const dutyRules: Readonly<
  Record<DutyKind, { readonly triggeredBy: readonly DutyQuestion[]; readonly stages: readonly StageRule[] }>
> = {
  cra_vulnerability: {
    triggeredBy: ['digitalProduct', 'exploited'],
    stages: [
      { stage: 'early_warning', from: 'aware', hours: 24 },
      { stage: 'notification', from: 'aware', hours: 72 },
      { stage: 'final_report', from: 'measure_available', days: 14 },
    ],
  },
  cra_incident: {
    triggeredBy: ['digitalProduct', 'incident'],
    stages: [
      { stage: 'early_warning', from: 'aware', hours: 24 },
      { stage: 'notification', from: 'aware', hours: 72 },
      { stage: 'final_report', from: 'notification_submitted', months: 1 },
    ],
  },
  nis2: {
    triggeredBy: ['essentialEntity', 'incident'],
    stages: [
      { stage: 'early_warning', from: 'aware', hours: 24 },
      { stage: 'notification', from: 'aware', hours: 72 },
      { stage: 'final_report', from: 'notification_submitted', months: 1 },
    ],
  },
  gdpr: { triggeredBy: ['personalData'], stages: [{ stage: 'notification', from: 'aware', hours: 72 }] },
};

type StagePlace = { readonly duty: DutyKind; readonly stage: StageName };
export type WarningLevel = 'begun' | 'soon' | 'late';

export type DutyEvent = { readonly id: string; readonly at: Date; readonly actor: string } & (
  | { readonly kind: 'answered'; readonly answers: DutyAnswers; readonly awareAt: Date }
  | { readonly kind: 'measure'; readonly availableAt: Date }
  | { readonly kind: 'measure_withdrawn' }
  | ({ readonly kind: 'submitted'; readonly submittedAt: Date; readonly reference: string } & StagePlace)
  | ({
      readonly kind: 'relief_proposed';
      readonly relief: 'not_required' | 'extension';
      /** Of an extension: the new due date. */
      readonly until: Date | null;
      readonly reason: string;
    } & StagePlace)
  | { readonly kind: 'relief_decided'; readonly of: string; readonly agreed: boolean }
  | ({ readonly kind: 'warned'; readonly level: WarningLevel } & StagePlace)
);

export type Relief = Extract<DutyEvent, { kind: 'relief_proposed' }>;

export type DutyStage = StagePlace & {
  /** `waiting`: what starts its clock has not happened. */
  readonly status: 'waiting' | 'open' | 'submitted' | 'not_required';
  readonly startedAt: Date | null;
  readonly dueAt: Date | null;
  readonly submitted: { readonly at: Date; readonly reference: string; readonly late: boolean } | null;
  readonly extended: boolean;
  /** Proposed, and waiting for a second person. */
  readonly proposed: Relief | null;
  /** Agreed by two. */
  readonly agreed: readonly Relief[];
  readonly warned: readonly WarningLevel[];
};

export type Duty = { readonly kind: DutyKind; readonly awareAt: Date; readonly stages: readonly DutyStage[] };

export type Duties = {
  /** The latest answers; null while nobody was asked. */
  readonly answers: DutyAnswers | null;
  /** Questions that still have no answer. */
  readonly unanswered: readonly DutyQuestion[];
  readonly measureAt: Date | null;
  readonly duties: readonly Duty[];
};

/** What follows from the events, oldest first. A duty that has begun stays until it is met, or two people say why not. */
export function foldDuties(events: readonly DutyEvent[]): Duties {
  const answered = events.flatMap(event => (event.kind === 'answered' ? [event] : []));
  const answers = answered.at(-1)?.answers ?? null;
  const measureAt = measureOf(events);
  const duties = dutyKinds.flatMap(kind => {
    const begun = answered.find(event => dutyRules[kind].triggeredBy.every(each => event.answers[each] === 'yes'));
    return begun ? [dutyOf(kind, begun.awareAt, measureAt, events)] : [];
  });
  return {
    answers,
    unanswered: answers ? dutyQuestions.filter(each => answers[each] === 'unknown') : dutyQuestions,
    measureAt,
    duties,
  };
}

/** The stages that somebody has to do something about, the next due first; waiting ones last. */
export const openStages = ({ duties }: Duties): DutyStage[] =>
  duties
    .flatMap(({ stages }) => stages)
    .filter(({ status }) => status === 'open' || status === 'waiting')
    .toSorted((a, b) => (a.dueAt?.getTime() ?? Number.MAX_VALUE) - (b.dueAt?.getTime() ?? Number.MAX_VALUE));

/** How much of its time is left decides whether it is worth a warning: a quarter, at most a day. */
export function warningDue(stage: DutyStage, now: Date): WarningLevel | null {
  if (stage.status !== 'open' || stage.dueAt === null || stage.startedAt === null) return null;
  const left = stage.dueAt.getTime() - now.getTime();
  const span = stage.dueAt.getTime() - stage.startedAt.getTime();
  const level: WarningLevel = left < 0 ? 'late' : left <= Math.min(span / 4, DAY_MS) ? 'soon' : 'begun';
  const order: readonly WarningLevel[] = ['begun', 'soon', 'late'];
  const highest = Math.max(-1, ...stage.warned.map(each => order.indexOf(each)));
  return order.indexOf(level) > highest ? level : null;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The last time at which a measure became available and was not taken back. */
function measureOf(events: readonly DutyEvent[]): Date | null {
  let at: Date | null = null;
  for (const event of events) {
    if (event.kind === 'measure') at = event.availableAt;
    if (event.kind === 'measure_withdrawn') at = null;
  }
  return at;
}

function dutyOf(kind: DutyKind, awareAt: Date, measureAt: Date | null, events: readonly DutyEvent[]): Duty {
  const stages: DutyStage[] = [];
  for (const rule of dutyRules[kind].stages) {
    const notified = stages.find(({ stage }) => stage === 'notification')?.submitted?.at ?? null;
    const starts = { aware: awareAt, measure_available: measureAt, notification_submitted: notified };
    stages.push(stageOf(kind, rule, starts[rule.from], events));
  }
  return { kind, awareAt, stages };
}

function stageOf(duty: DutyKind, rule: StageRule, startedAt: Date | null, events: readonly DutyEvent[]): DutyStage {
  const { stage } = rule;
  const isHere = (place: StagePlace): boolean => place.duty === duty && place.stage === stage;
  const decided = new Map(
    events.flatMap(event => (event.kind === 'relief_decided' ? [[event.of, event.agreed] as const] : [])),
  );
  const reliefs = events.flatMap(event => (event.kind === 'relief_proposed' && isHere(event) ? [event] : []));
  const agreed = reliefs.filter(({ id }) => decided.get(id) === true);
  const extension = agreed.findLast(({ relief }) => relief === 'extension');
  const submission = events.find(event => event.kind === 'submitted' && isHere(event));
  const dueAt = startedAt === null ? null : (extension?.until ?? dueFrom(startedAt, rule));
  const submitted =
    submission?.kind === 'submitted'
      ? {
          at: submission.submittedAt,
          reference: submission.reference,
          late: dueAt !== null && submission.submittedAt > dueAt,
        }
      : null;
  const isRelieved = agreed.some(({ relief }) => relief === 'not_required');
  return {
    duty,
    stage,
    status: submitted ? 'submitted' : isRelieved ? 'not_required' : startedAt === null ? 'waiting' : 'open',
    startedAt,
    dueAt,
    submitted,
    extended: extension !== undefined,
    proposed: reliefs.findLast(({ id }) => !decided.has(id)) ?? null,
    agreed,
    warned: events.flatMap(event => (event.kind === 'warned' && isHere(event) ? [event.level] : [])),
  };
}

function dueFrom(start: Date, { hours = 0, days = 0, months = 0 }: StageRule): Date {
  if (months > 0) return monthsAfter(start, months);
  return new Date(start.getTime() + hours * HOUR_MS + days * DAY_MS);
}
