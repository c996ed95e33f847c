// Says something about a report: writes the message, and lets the clocks know who has spoken.
import { type Actor, actorId, isAutomated } from '../core/actor.ts';
import type { Kernel } from '../core/kernel.ts';
import { indexSoon } from '../core/search/source.ts';
import { type Audience, addMessage } from './conversation-store.ts';
import { speakerRole } from './make-move.ts';
import { nextUpdateDue, type ProgramTerms } from './report-clocks.ts';
import { silenceEnds } from './report-guards.ts';
import type { ReportRecord } from './report-record.ts';
import { saveReport } from './report-store.ts';
import { REPORTS } from './search/search-store.ts';

/** Longest message in characters. */
export const longestMessage = 20_000;

export type Saying = {
  /** Locked in this transaction (`lockReport`). */
  readonly report: ReportRecord;
  readonly terms: ProgramTerms;
  readonly audience: Audience;
  readonly body: string;
};

/**
 * Adds a message of the reporter, of staff, or an internal note; gives its id. The first message of staff that the
 * reporter sees stops the acknowledge clock, each one starts the update clock anew;
 * what a program writes does neither.
 */
export async function addToConversation(kernel: Kernel, actor: Actor, saying: Saying): Promise<string> {
  const { report, terms, audience, body } = saying;
  const at = kernel.clock.now();
  const role = speakerRole(actor, report);
  const message = await addMessage(kernel, actor, report.id, { role, audience, body });
  if (audience === 'reporter' && role === 'staff' && !isAutomated(actor))
    await saveReport(kernel, report, {
      clocks: { updateDue: nextUpdateDue(terms, at) },
      ...(report.answeredAt === null && { answeredAt: at }),
    });
  if (role === 'reporter') {
    const snapshot = { ...report.snapshot, lastReporterWordAt: at };
    await saveReport(kernel, report, {
      snapshot,
      ...(report.state === 'fixed' && { clocks: { retestDue: silenceEnds(snapshot) } }),
    });
  }
  await kernel.audit.record(kernel.db, {
    actor: actorId(actor),
    action: audience === 'internal' ? 'report.note' : 'report.message',
    subject: report.id,
    details: { message },
  });
  if (audience === 'reporter') await kernel.emit(kernel, 'report.answered', { report: report.id, message });
  else await indexSoon(kernel, REPORTS, report.id);
  return message;
}
