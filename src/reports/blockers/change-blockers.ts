// Staff adds to what is waited for, and ticks off one thing after the other; with the last of them the report goes on.
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { currentProgram } from '../../program/index.ts';
import { addEntry } from '../conversation-store.ts';
import { makeMove } from '../make-move.ts';
import { clocksAfterMove } from '../report-clocks.ts';
import type { ReportRecord } from '../report-record.ts';
import type { Blocker } from '../report-snapshot.ts';
import { saveReport } from '../report-store.ts';
import { lockForStaff } from '../triage/lock-for-staff.ts';
import { noteBlockers } from './blocker-store.ts';

export type BlockerChange = {
  readonly id: string;
  /** Of the page on which the change was made. */
  readonly revision: number;
  readonly blocker: Blocker;
  /** What exactly; the reporter reads it when they are the one who is waited for, else it stays inside. */
  readonly note: string;
};

type Outcome = { readonly ok: true } | { readonly ok: false; readonly sentence: string };

/**
 * Adds a blocker to a report that waits already; the first one is the question that makes it wait.
 * @throws Refusal conflict, not_allowed as `lockForStaff`
 */
export async function openBlocker(kernel: Kernel, actor: Actor, change: BlockerChange): Promise<Outcome> {
  const { blocker, note } = change;
  return kernel.transaction(async kernel => {
    const report = await lockForStaff(kernel, actor, change.id, change.revision);
    const { blockers } = report.snapshot;
    if (report.state !== 'needs_info') return { ok: false, sentence: 'This report doesn’t wait for anybody.' };
    if (blockers.some(({ on, kind }) => on === blocker.on && kind === blocker.kind))
      return { ok: false, sentence: 'That is waited for already.' };
    if (note === '') return { ok: false, sentence: 'Say what exactly is missing.' };
    await setBlockers(kernel, actor, report, [...blockers, blocker]);
    await tell(kernel, actor, report, { kind: 'block', blocker, note });
    return { ok: true };
  });
}

/**
 * Ticks one off. With the last one the report goes on where it was.
 * @throws Refusal conflict, not_allowed as `lockForStaff`; not_found when that is not waited for
 */
export async function resolveBlocker(
  kernel: Kernel,
  actor: Actor,
  { id, revision, blocker }: Omit<BlockerChange, 'note'>,
): Promise<void> {
  const terms = await currentProgram(kernel);
  await kernel.transaction(async kernel => {
    const report = await lockForStaff(kernel, actor, id, revision);
    const isIt = ({ on, kind }: Blocker): boolean => on === blocker.on && kind === blocker.kind;
    const rest = report.snapshot.blockers.filter(each => !isIt(each));
    if (rest.length === report.snapshot.blockers.length) throw refuse('not_found');
    if (rest.length === 0) {
      const outcome = await makeMove(kernel, actor, { report, move: { kind: 'resume' }, terms });
      if (!outcome.ok) throw refuse('not_allowed');
      return;
    }
    await setBlockers(kernel, actor, report, rest);
    await tell(kernel, actor, report, { kind: 'unblock', blocker, note: null });
  });
}

async function setBlockers(
  kernel: Kernel,
  actor: Actor,
  report: ReportRecord,
  blockers: readonly Blocker[],
): Promise<void> {
  const moved = { ...report.snapshot, blockers };
  const at = kernel.clock.now();
  const terms = await currentProgram(kernel);
  const { timing, clocks } = clocksAfterMove(terms, report.facts, {
    moved,
    effects: [],
    priority: report.priority,
    at,
  });
  await saveReport(kernel, report, { snapshot: moved, timing, clocks });
  await noteBlockers(kernel, actor, report.id, { before: report.snapshot.blockers, after: blockers });
}

async function tell(
  kernel: Kernel,
  actor: Actor,
  report: ReportRecord,
  { kind, blocker, note }: { kind: 'block' | 'unblock'; blocker: Blocker; note: string | null },
): Promise<void> {
  const details = { on: blocker.on, what: blocker.kind };
  const audience = blocker.on === 'reporter' ? 'reporter' : 'internal';
  const entry = await addEntry(kernel, actor, report.id, {
    kind,
    role: 'staff',
    audience,
    from: report.state,
    to: report.state,
    reason: note,
    details,
  });
  await kernel.audit.record(kernel.db, {
    actor: actorId(actor),
    action: `report.${kind}`,
    subject: report.id,
    details,
  });
  await kernel.emit(kernel, 'report.moved', { report: report.id, entry });
}
