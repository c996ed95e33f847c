// What the state machine remembers of a report beyond its columns: opaque ids and times, kept as one JSON value.
import type { FixOutcome, Pause } from '../program/index.ts';
import type {
  Blocker,
  CloseReason,
  Ending,
  Original,
  Question,
  ReportSnapshot,
  RetestStatus,
} from './report-snapshot.ts';

/** The snapshot's memory, and what the clocks need: since when they count and when they stood still. */
export type ReportFacts = Pick<
  ReportSnapshot,
  | 'original'
  | 'resumeState'
  | 'blockers'
  | 'question'
  | 'attempts'
  | 'approvals'
  | 'issueId'
  | 'fixOwnerId'
  | 'remediationDueAt'
  | 'retestOfferedAt'
  | 'retest'
  | 'lastReporterWordAt'
  | 'ending'
  | 'firstEnding'
  | 'appealed'
  | 'barredTriagerId'
  | 'reopened'
> & {
  /** When the decide clock last started. */
  readonly decideFrom: Date;
  /** When the remediate clock started, or null. */
  readonly remediateFrom: Date | null;
  readonly pauses: readonly Pause[];
  /** What decision tables said about the time to fix, once somebody has weighed the report. */
  readonly outcome?: FixOutcome | null;
};

/** The facts as JSON text; dates become RFC 3339. */
export const writeFacts = (facts: ReportFacts): string => JSON.stringify(facts);

/** The part of a snapshot that is kept as facts. */
export const factsOf = (
  snapshot: ReportSnapshot,
  clocks: Pick<ReportFacts, 'decideFrom' | 'remediateFrom' | 'pauses' | 'outcome'>,
): ReportFacts => ({
  original: snapshot.original,
  resumeState: snapshot.resumeState,
  blockers: snapshot.blockers,
  question: snapshot.question,
  attempts: snapshot.attempts,
  approvals: snapshot.approvals,
  issueId: snapshot.issueId,
  fixOwnerId: snapshot.fixOwnerId,
  remediationDueAt: snapshot.remediationDueAt,
  retestOfferedAt: snapshot.retestOfferedAt,
  retest: snapshot.retest,
  lastReporterWordAt: snapshot.lastReporterWordAt,
  ending: snapshot.ending,
  firstEnding: snapshot.firstEnding,
  appealed: snapshot.appealed,
  barredTriagerId: snapshot.barredTriagerId,
  reopened: snapshot.reopened,
  decideFrom: clocks.decideFrom,
  remediateFrom: clocks.remediateFrom,
  pauses: clocks.pauses,
  ...(clocks.outcome && { outcome: clocks.outcome }),
});

type Stored = { readonly [name in keyof ReportFacts]: unknown };
type StoredOriginal = { kind: Original['kind']; id: string; receivedAt: string };
type StoredQuestion = { askedAt: string; dueAt: string; answeredAt: string | null; noticeAt: string | null };
type StoredRetest = { waits: RetestStatus['waits']; dueAt: string };
type StoredEnding = { state: Ending['state']; reason: CloseReason | null; by: string; at: string };

/** Reads what `writeFacts` wrote; only this module writes that column, so its shape is known. */
export function readFacts(json: unknown): ReportFacts {
  const stored = json as Stored;
  const original = stored.original as StoredOriginal | null;
  const question = stored.question as StoredQuestion | null;
  return {
    original: original && { ...original, receivedAt: new Date(original.receivedAt) },
    resumeState: stored.resumeState as ReportFacts['resumeState'],
    blockers: stored.blockers as readonly Blocker[],
    question: question && readQuestion(question),
    attempts: stored.attempts as number,
    approvals: stored.approvals as ReportFacts['approvals'],
    issueId: stored.issueId as string | null,
    fixOwnerId: stored.fixOwnerId as string | null,
    remediationDueAt: dateOrNull(stored.remediationDueAt as string | null),
    retestOfferedAt: dateOrNull(stored.retestOfferedAt as string | null),
    // Not there in what was written before there were requests to check a fix.
    retest: readRetest((stored.retest ?? null) as StoredRetest | null),
    lastReporterWordAt: dateOrNull(stored.lastReporterWordAt as string | null),
    ending: readEnding(stored.ending as StoredEnding | null),
    firstEnding: readEnding(stored.firstEnding as StoredEnding | null),
    appealed: stored.appealed as boolean,
    barredTriagerId: stored.barredTriagerId as string | null,
    reopened: stored.reopened as number,
    decideFrom: new Date(stored.decideFrom as string),
    remediateFrom: dateOrNull(stored.remediateFrom as string | null),
    pauses: (stored.pauses as { from: string; until: string | null }[]).map(({ from, until }) => ({
      from: new Date(from),
      until: dateOrNull(until),
    })),
    ...(stored.outcome ? { outcome: stored.outcome as FixOutcome } : {}),
  };
}

const dateOrNull = (text: string | null): Date | null => (text === null ? null : new Date(text));

const readQuestion = ({ askedAt, dueAt, answeredAt, noticeAt }: StoredQuestion): Question => ({
  askedAt: new Date(askedAt),
  dueAt: new Date(dueAt),
  answeredAt: dateOrNull(answeredAt),
  noticeAt: dateOrNull(noticeAt),
});

const readRetest = (retest: StoredRetest | null): RetestStatus | null =>
  retest && { waits: retest.waits, dueAt: new Date(retest.dueAt) };

const readEnding = (ending: StoredEnding | null): Ending | null => ending && { ...ending, at: new Date(ending.at) };
