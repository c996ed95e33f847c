// What a move of a report means to its issue: the issue is made or linked when a report is confirmed, and follows it.
import type { Actor } from '../../core/actor.ts';
import { actorId } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { currentProgram, findNode, weaknessesOf } from '../../program/index.ts';
import type { ReportRecord } from '../report-record.ts';
import type { ReportSnapshot } from '../report-snapshot.ts';
import type { Assessment } from '../report-store.ts';
import { askEverybody, endRequest } from '../retests/ask-for-retest.ts';
import { listDuplicatesOf } from './issue-link-store.ts';
import type { IssueRecord } from './issue-record.ts';
import { issueStateOf } from './issue-state.ts';
import { findIssue, insertIssue, issueIdOf, linkReport, listReportsOf, lockIssue, saveIssue } from './issue-store.ts';

export type FollowedMove = {
  /** As it was before the move. */
  readonly report: ReportRecord;
  readonly moved: ReportSnapshot;
  readonly assessment: Assessment | undefined;
};

/** Links the report to its issue where the move says so, and lets the issue take on the state that its reports have. */
export async function followMove(kernel: Kernel, actor: Actor, input: FollowedMove): Promise<void> {
  const { report, moved } = input;
  const before = await issueIdOf(kernel, report.id);
  const after = await issueAfter(kernel, moved, before);
  if (after !== undefined && after !== before) {
    if (!(await findIssue(kernel, SYSTEM, after))) await makeIssue(kernel, actor, after, input);
    // Whoever repeated this report shares what becomes of it.
    for (const id of [report.id, ...(await listDuplicatesOf(kernel, report.id))]) await link(kernel, actor, after, id);
  }
  for (const issue of new Set([before, after]))
    if (issue !== undefined) await refreshIssue(kernel, actor, issue, moved);
}

/** Gives a locked-in-turn issue the state that follows from its reports; tells of it when it has changed. */
export async function refreshIssue(
  kernel: Kernel,
  actor: Actor,
  id: string,
  moved?: Pick<ReportSnapshot, 'fixReference'>,
): Promise<void> {
  const issue = await lockIssue(kernel, SYSTEM, id);
  const state = issueStateOf(issue.state, await listReportsOf(kernel, SYSTEM, id));
  const reference = moved?.fixReference ?? null;
  const isNewFix = reference !== null && !issue.fixReferences.includes(reference);
  if (state === issue.state && !isNewFix) return;
  await saveIssue(kernel, issue, {
    ...timesAt(state, issue, kernel.clock.now()),
    ...(isNewFix && { fixReferences: [...issue.fixReferences, reference] }),
  });
  if (state !== issue.state) await tellIssueMoved(kernel, actor, issue, state);
}

/** Gives an issue that no report decides a state of its own. */
export async function moveIssueItself(
  kernel: Kernel,
  actor: Actor,
  id: string,
  state: IssueRecord['state'],
): Promise<void> {
  const issue = await lockIssue(kernel, SYSTEM, id);
  if (state === issue.state) return;
  await saveIssue(kernel, issue, timesAt(state, issue, kernel.clock.now()));
  await tellIssueMoved(kernel, actor, issue, state);
}

/**
 * Records that an issue stands elsewhere now, for the log and for everybody who waits for its news. Once it is fixed,
 * its reporters are asked to check it; once it is so no longer, nobody is asked any more.
 */
export async function tellIssueMoved(
  kernel: Kernel,
  actor: Actor,
  issue: Pick<IssueRecord, 'id' | 'state'>,
  to: IssueRecord['state'],
): Promise<void> {
  await kernel.audit.record(kernel.db, {
    actor: actorId(actor),
    action: 'issue.move',
    subject: issue.id,
    details: { from: issue.state, to },
  });
  await kernel.emit(kernel, 'issue.moved', { issue: issue.id });
  if (to === 'fixed') await askEverybody(kernel, SYSTEM, issue.id);
  else if (issue.state === 'fixed') await endRequest(kernel, actor, issue.id, to);
}

/** The state with the times that belong to it: what was left behind is forgotten, what still holds is kept. */
export function timesAt(
  state: IssueRecord['state'],
  { acceptedAt, fixedAt }: Pick<IssueRecord, 'acceptedAt' | 'fixedAt'>,
  now: Date,
): Pick<IssueRecord, 'state' | 'acceptedAt' | 'fixedAt' | 'endedAt'> {
  const isFixed = state === 'fixed' || state === 'resolved';
  return {
    state,
    acceptedAt: state === 'open' ? null : (acceptedAt ?? (state === 'closed' ? null : now)),
    fixedAt: isFixed ? (fixedAt ?? now) : null,
    endedAt: state === 'resolved' || state === 'closed' ? now : null,
  };
}

const SYSTEM = { kind: 'system', name: 'issues' } as const;

/** Which issue answers the report after the move. */
async function issueAfter(
  kernel: Kernel,
  { issueId, closeReason, original }: ReportSnapshot,
  before: string | undefined,
): Promise<string | undefined> {
  if (closeReason === 'duplicate' && original !== null)
    return original.kind === 'report' ? ((await issueIdOf(kernel, original.id)) ?? before) : original.id;
  return issueId ?? before;
}

async function makeIssue(kernel: Kernel, actor: Actor, id: string, { report, assessment }: FollowedMove) {
  const { taxonomy } = await currentProgram(kernel);
  const taxonomyId = assessment ? assessment.taxonomyId : report.taxonomyId;
  const node = taxonomyId === null ? null : findNode(taxonomy, taxonomyId);
  const vector = assessment ? assessment.cvssVector : report.cvssVector;
  const number = await insertIssue(kernel, actor, {
    id,
    origin: 'report',
    title: report.title,
    summary: '',
    rootCause: '',
    cvss: vector === null ? [] : [{ version: vector.startsWith('CVSS:4') ? '4.0' : '3.1', vector }],
    fixReferences: [],
    severity: assessment ? assessment.priority : report.priority,
    cweIds: node ? weaknessesOf(taxonomy, node) : [],
  });
  await kernel.audit.record(kernel.db, {
    actor: actorId(actor),
    action: 'issue.create',
    subject: id,
    details: { number, report: report.id },
  });
}

async function link(kernel: Kernel, actor: Actor, issue: string, report: string): Promise<void> {
  await linkReport(kernel, actor, issue, report);
  await kernel.audit.record(kernel.db, {
    actor: actorId(actor),
    action: 'issue.link',
    subject: issue,
    details: { report },
  });
}
