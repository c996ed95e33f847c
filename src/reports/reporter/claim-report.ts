// A signed-in researcher takes a report that was sent without an account into theirs.
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { addEntry } from '../conversation-store.ts';
import { endReceiptSessions, opensReport } from '../receipt-store.ts';
import { lockReport, saveReport } from '../report-store.ts';

/**
 * Makes the report the researcher's own. Needs both: to be signed in, and to hold the report's code.
 * @param token of the receipt cookie
 * @throws Refusal not_found without the code, already_done when the report belongs to an account
 */
export async function claimReport(kernel: Kernel, actor: Actor, id: string, token: string | undefined): Promise<void> {
  if (actor.kind !== 'person' || !(await opensReport(kernel, token, id))) throw refuse('not_found');
  await kernel.transaction(async kernel => {
    const report = await lockReport(kernel, { kind: 'receipt-holder', report: id }, id);
    if (report.reporter !== null) throw refuse('already_done');
    await saveReport(kernel, report, { reporter: actor.id });
    await endReceiptSessions(kernel, id);
    await addEntry(kernel, actor, id, { kind: 'claim', role: 'reporter', audience: 'reporter' });
    await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'report.claim', subject: id });
  });
}
