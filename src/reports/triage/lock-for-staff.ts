// Finds a report for a change by staff: of the version they saw, and never one that they sent themselves.
import { may } from '../../catalog/permissions.ts';
import type { Actor } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ReportRecord } from '../report-record.ts';
import { isReporter, lockReport } from '../report-store.ts';

/**
 * Locks the report for this transaction.
 * @param revision of the page on which the change was made; left out where the change can't be overtaken
 * @throws Refusal conflict when somebody changed the report since, not_allowed for those who may not judge it
 */
export async function lockForStaff(
  kernel: Kernel,
  actor: Actor,
  id: string,
  revision?: number | undefined,
): Promise<ReportRecord> {
  const report = await lockReport(kernel, actor, id);
  const judges = actor.kind === 'person' && may(actor.staffRole, 'report.triage') && !isReporter(actor, report);
  if (!judges) throw refuse('not_allowed');
  if (revision !== undefined && report.revision !== revision) throw refuse('conflict', { report: id });
  return report;
}
