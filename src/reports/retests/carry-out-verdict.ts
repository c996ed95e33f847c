// Does what the answers about a fix say: back to fixing, resolved, or left to staff to confirm.
import { type Actor, actorId, system } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { currentProgram } from '../../program/index.ts';
import { addEntry } from '../conversation-store.ts';
import { moveIssueItself } from '../issues/follow-move.ts';
import { isDecisive } from '../issues/issue-state.ts';
import { listReportsOf } from '../issues/issue-store.ts';
import { makeMove } from '../make-move.ts';
import type { Move } from '../report-moves.ts';
import { isReporter, lockReport } from '../report-store.ts';
import { noteWaits } from './ask-for-retest.ts';
import { verdictOf } from './retest.ts';
import { findOpenRetest } from './retest-store.ts';

const SYSTEM = system('retests');

/** Why the issue moves, for the log and for staff: whose answer or check it was. */
export type Cause = { readonly actor: Actor; readonly said: string };

/** Looks at the open request of the issue and does what follows. The caller holds the reports' locks. */
export async function settleRetest(kernel: Kernel, issue: string, cause: Cause): Promise<void> {
  const open = await findOpenRetest(kernel, SYSTEM, issue);
  if (!open) return;
  const verdict = verdictOf(open.asked, open.checks);
  if (verdict === 'wait' || verdict === 'confirm') {
    await noteWaits(kernel, issue);
    if (verdict === 'confirm') await kernel.emit(kernel, 'retest.to-confirm', { retest: open.id, issue });
    return;
  }
  const outcome = verdict === 'back' ? 'not_fixed' : 'fixed';
  const reason = verdict === 'back' ? WORKS_STILL : FOUND_FIXED;
  await moveAll(kernel, SYSTEM, issue, {
    move: { kind: 'retest', outcome, observation: reason },
    reason,
    details: { retest: open.id },
    cause,
  });
}

/**
 * Staff calls the fix confirmed although the answers alone did not say enough, or nobody answered in time.
 * @throws Refusal conflict while somebody still has time to answer, and when nobody is asked
 */
export async function confirmRetest(kernel: Kernel, actor: Actor, issue: string): Promise<void> {
  await kernel.transaction(async kernel => {
    await lockToJudge(kernel, actor, issue);
    const open = await findOpenRetest(kernel, actor, issue);
    if (!open || verdictOf(open.asked, open.checks) !== 'confirm') throw refuse('conflict', { issue });
    await moveAll(kernel, actor, issue, {
      move: { kind: 'resolve_after_silence' },
      reason: null,
      details: { retest: open.id },
    });
  });
}

/** Locks the reports that a change of the request may move, in order of id. */
export async function lockLinked(kernel: Kernel, issue: string): Promise<void> {
  const reports = await listReportsOf(kernel, SYSTEM, issue);
  for (const { id } of reports.toSorted((one, other) => (one.id < other.id ? -1 : 1)))
    await lockReport(kernel, SYSTEM, id);
}

/**
 * As `lockLinked`, for staff that judges the fix.
 * @throws Refusal not_allowed for who sent one of the reports themselves
 */
export async function lockToJudge(kernel: Kernel, actor: Actor, issue: string): Promise<void> {
  await lockLinked(kernel, issue);
  const reports = await listReportsOf(kernel, actor, issue);
  if (reports.some(report => isReporter(actor, report))) throw refuse('not_allowed');
}

const WORKS_STILL = 'The fix was checked, and it still works. It goes back to whoever fixes it.';
const FOUND_FIXED = 'The fix was checked and holds.';

type Step = {
  readonly move: Move;
  readonly reason: string | null;
  readonly details: Readonly<Record<string, string>>;
  readonly cause?: Cause;
};

/** Makes the move for every fixed report of the issue; an issue without a report of its own moves by itself. */
async function moveAll(
  kernel: Kernel,
  actor: Actor,
  issue: string,
  { move, reason, details, cause }: Step,
): Promise<void> {
  const terms = await currentProgram(kernel);
  const reports = await listReportsOf(kernel, SYSTEM, issue);
  const fixed = reports.filter(({ state }) => state === 'fixed');
  for (const { id } of fixed.toSorted((one, other) => (one.id < other.id ? -1 : 1))) {
    const report = await lockReport(kernel, SYSTEM, id);
    const moved = await makeMove(kernel, actor, { report, move, terms, reason, details: { ...details, issue } });
    if (!moved.ok) throw refuse('conflict', { report: id });
    // Apart from the step itself, which the reporter sees: nobody learns who else has reported it.
    if (cause)
      await addEntry(kernel, actor, id, {
        kind: 'retest_cause',
        role: 'system',
        audience: 'internal',
        details: { ...details, said: cause.said, by: actorId(cause.actor) },
      });
  }
  if (reports.some(isDecisive)) return;
  const state = move.kind === 'retest' && move.outcome === 'not_fixed' ? 'accepted' : 'resolved';
  await moveIssueItself(kernel, actor, issue, state);
}
