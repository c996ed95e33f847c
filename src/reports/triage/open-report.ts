// Staff opens a report: the first time is part of its story, because the reporter is told that a person has read it.
import { may } from '../../catalog/permissions.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { addEntry } from '../conversation-store.ts';
import type { ReportRecord } from '../report-record.ts';
import { isReporter, markRead, readReport } from '../report-store.ts';

/**
 * The report for its page.
 * @throws Refusal not_found as `readReport`
 */
export async function openForStaff(kernel: Kernel, actor: Actor, id: string): Promise<ReportRecord> {
  const report = await readReport(kernel, actor, id);
  const judges = actor.kind === 'person' && may(actor.staffRole, 'report.triage') && !isReporter(actor, report);
  if (report.readAt !== null || !judges) return report;
  await kernel.transaction(async kernel => {
    if (!(await markRead(kernel, actor, id))) return;
    await addEntry(kernel, actor, id, { kind: 'read', role: 'staff', audience: 'reporter' });
    await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'report.read', subject: id, details: {} });
  });
  return readReport(kernel, actor, id);
}
