// What a reporter does with their report after it was sent: write, answer, try the fix, withdraw, ask for a second look.
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { currentProgram } from '../../program/index.ts';
import { addToConversation } from '../add-to-conversation.ts';
import { addMessage } from '../conversation-store.ts';
import { type MoveOutcome, makeMove } from '../make-move.ts';
import type { Move } from '../report-moves.ts';
import type { ReportRecord } from '../report-record.ts';
import { isReporter, lockReport } from '../report-store.ts';

/** Writes to staff; when staff had asked something, the message is the answer, and the report goes on. */
export async function writeAsReporter(kernel: Kernel, actor: Actor, id: string, body: string): Promise<void> {
  const terms = await currentProgram(kernel);
  await kernel.transaction(async kernel => {
    const report = await lockOwn(kernel, actor, id);
    if (report.state !== 'needs_info' || !report.facts.blockers.some(({ on }) => on === 'reporter')) {
      await addToConversation(kernel, actor, { report, terms, audience: 'reporter', body });
      return;
    }
    const message = await addMessage(kernel, actor, id, { role: 'reporter', audience: 'reporter', body });
    const moved = await makeMove(kernel, actor, {
      report,
      move: { kind: 'answer', text: body },
      terms,
      details: { message },
    });
    if (!moved.ok) throw refuse('conflict', { report: id });
    await kernel.emit(kernel, 'report.answered', { report: id, message });
  });
}

/** Takes the report back. What the rules refuse comes back as a value. */
export const withdrawReport = (kernel: Kernel, actor: Actor, id: string): Promise<MoveOutcome> =>
  move(kernel, actor, id, { kind: 'close', closing: { reason: 'withdrawn' } }, null);

/** Asks once for a second look by someone else. */
export const appealReport = (kernel: Kernel, actor: Actor, id: string, text: string): Promise<MoveOutcome> =>
  move(kernel, actor, id, { kind: 'appeal', text }, text);

/** Notes in story and log that files were added; the files themselves are stored already. */
export async function noteAddedFiles(
  kernel: Kernel,
  actor: Actor,
  id: string,
  files: readonly string[],
): Promise<void> {
  const terms = await currentProgram(kernel);
  await kernel.transaction(async kernel => {
    const report = await lockOwn(kernel, actor, id);
    const body = files.length === 1 ? 'I added a file.' : `I added ${files.length} files.`;
    await addToConversation(kernel, actor, { report, terms, audience: 'reporter', body });
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'report.add-files',
      subject: id,
      details: { files: [...files] },
    });
  });
}

async function move(kernel: Kernel, actor: Actor, id: string, move: Move, reason: string | null): Promise<MoveOutcome> {
  const terms = await currentProgram(kernel);
  return kernel.transaction(async kernel =>
    makeMove(kernel, actor, { report: await lockOwn(kernel, actor, id), move, terms, reason }),
  );
}

/** @throws Refusal not_found for everybody who is not on the reporter's side, staff included */
async function lockOwn(kernel: Kernel, actor: Actor, id: string): Promise<ReportRecord> {
  const report = await lockReport(kernel, actor, id);
  if (!isReporter(actor, report)) throw refuse('not_found');
  return report;
}
