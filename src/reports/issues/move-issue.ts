// Moves an issue on, and with it every report that it answers: taken on for fixing, or fixed.
import type { Actor } from '../../core/actor.ts';
import { actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { currentProgram } from '../../program/index.ts';
import { makeMove, moveRolesOf } from '../make-move.ts';
import type { ReportRecord } from '../report-record.ts';
import type { Refused } from '../report-snapshot.ts';
import { moveReport } from '../report-state.ts';
import { lockReport } from '../report-store.ts';
import { type RetestRequest, setRequest } from '../retests/ask-for-retest.ts';
import { tellIssueMoved, timesAt } from './follow-move.ts';
import type { IssueRecord } from './issue-record.ts';
import { isDecisive, issueMovesOf } from './issue-state.ts';
import { findIssue, lockIssue, saveIssue } from './issue-store.ts';

export type IssueMoveInput =
  | { readonly kind: 'accept'; readonly fixOwnerId: string; readonly dueAt: Date }
  | { readonly kind: 'mark_fixed'; readonly fixReference: string };

export type IssueMoveOutcome =
  | { readonly ok: true; readonly moved: number }
  | { readonly ok: false; readonly refused: Refused; readonly report: string | null };

type IssueMoveRequest = {
  readonly id: string;
  readonly revision: number;
  readonly move: IssueMoveInput;
  /** What is said to the reporters. */
  readonly text: string | null;
  /** Whom to ask to check the fix, and how; everybody with the usual time unless said otherwise. */
  readonly retest?: RetestRequest;
};

/**
 * Makes the move for every report of the issue that can take it; those that wait or have ended stay as they are. When
 * the rules refuse it for one of them, nothing is done, and the number of that report comes back.
 * @throws Refusal not_found, conflict when the issue was changed since the page was made
 */
export async function moveIssue(
  kernel: Kernel,
  actor: Actor,
  { id, revision, move, text, retest }: IssueMoveRequest,
): Promise<IssueMoveOutcome> {
  const terms = await currentProgram(kernel);
  return kernel.transaction(async kernel => {
    const seen = await findIssue(kernel, actor, id);
    if (!seen) throw refuse('not_found');
    if (seen.revision !== revision) throw refuse('conflict', { issue: id });
    const reports = await lockReports(kernel, actor, seen);
    const refused = whyNot(seen, reports, actor, move, kernel.clock.now());
    if (refused) return refused;
    const takers = reports.filter(({ state }) => state === FROM[move.kind]);
    for (const report of takers) {
      const moved = await makeMove(kernel, actor, { report, move, terms, reason: text, details: { issue: id } });
      if (!moved.ok) throw refuse('conflict', { report: report.id });
    }
    await note(kernel, actor, id, move, reports.some(isDecisive));
    if (retest && (await findIssue(kernel, actor, id))?.state === 'fixed') await setRequest(kernel, actor, id, retest);
    return { ok: true, moved: takers.length };
  });
}

const FROM = { accept: 'triaged', mark_fixed: 'accepted' } as const;

/** In order of id, so that two who do this at once wait for each other and never in a circle. */
async function lockReports(kernel: Kernel, actor: Actor, { reports }: IssueRecord): Promise<ReportRecord[]> {
  const locked: ReportRecord[] = [];
  for (const { id } of reports.toSorted((one, other) => (one.id < other.id ? -1 : 1)))
    locked.push(await lockReport(kernel, actor, id));
  return locked;
}

function whyNot(
  issue: IssueRecord,
  reports: readonly ReportRecord[],
  actor: Actor,
  move: IssueMoveInput,
  at: Date,
): Extract<IssueMoveOutcome, { ok: false }> | undefined {
  const takers = reports.filter(({ state }) => state === FROM[move.kind]);
  if (takers.length === 0 && (reports.some(isDecisive) || !issueMovesOf(issue.state).includes(move.kind)))
    return {
      ok: false,
      report: null,
      refused: { code: 'not_from_here', sentence: 'No report of this issue can take this step now.' },
    };
  for (const { snapshot, number, ...report } of takers) {
    const roles = moveRolesOf(actor, report);
    const result = moveReport(snapshot, { id: actorId(actor), roles }, move, at);
    if (!result.ok) return { ok: false, refused: result.refused, report: number };
  }
  // A known issue without reports is held to the same words as a report would be.
  if (takers.length > 0) return undefined;
  if (move.kind === 'accept' && (move.fixOwnerId === '' || move.dueAt <= at))
    return {
      ok: false,
      report: null,
      refused:
        move.fixOwnerId === ''
          ? { code: 'fix_owner_missing', sentence: 'Name who will fix this.' }
          : { code: 'due_missing', sentence: 'Give a date in the future to fix this by.' },
    };
  return move.kind === 'mark_fixed' && move.fixReference.trim() === ''
    ? {
        ok: false,
        report: null,
        refused: {
          code: 'fix_reference_missing',
          sentence: 'Say where the fix is: a commit, a release, a change number.',
        },
      }
    : undefined;
}

/** What the issue itself remembers of the move. */
async function note(kernel: Kernel, actor: Actor, id: string, move: IssueMoveInput, follows: boolean): Promise<void> {
  const issue = await lockIssue(kernel, actor, id);
  const state = follows ? issue.state : move.kind === 'accept' ? 'accepted' : 'fixed';
  const times = state === issue.state ? {} : timesAt(state, issue, kernel.clock.now());
  if (move.kind === 'accept')
    await saveIssue(kernel, issue, { ...times, fixOwner: move.fixOwnerId, dueAt: move.dueAt });
  else {
    const references = new Set([...issue.fixReferences, move.fixReference.trim()]);
    await saveIssue(kernel, issue, { ...times, fixReferences: [...references] });
  }
  if (state !== issue.state) await tellIssueMoved(kernel, actor, issue, state);
}
