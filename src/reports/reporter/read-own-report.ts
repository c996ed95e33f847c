// The report for whoever stands on the reporter's side of it.
import type { Actor } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ReportRecord } from '../report-record.ts';
import { isReporter, readReport } from '../report-store.ts';

/** @throws Refusal not_found for everybody else, staff included: they have pages of their own */
export async function readOwnReport(kernel: Kernel, actor: Actor, id: string): Promise<ReportRecord> {
  const report = await readReport(kernel, actor, id);
  if (!isReporter(actor, report)) throw refuse('not_found');
  return report;
}
