// What a case takes over from the report that it begins with.
import { findPerson } from '../../accounts/index.ts';
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type ReportRecord, readReport } from '../../reports/index.ts';
import type { RmState } from '../machines/report-management.ts';

export type Origin = {
  readonly report: string;
  readonly number: string;
  readonly issue: string | null;
  readonly title: string;
  readonly summary: string;
  readonly progress: RmState;
  /** Whom an invitation could reach, under the name they want to be known by. */
  readonly reporter: { readonly name: string; readonly email: string } | undefined;
};

/** @throws Refusal not_found when the actor may not see the report */
export async function findOrigin(kernel: Kernel, actor: Actor, id: string): Promise<Origin> {
  const report = await readReport(kernel, actor, id);
  const email = report.contact ?? (report.reporter && (await findPerson(kernel, report.reporter))?.email);
  return {
    report: id,
    number: report.number,
    issue: report.snapshot.issueId,
    title: report.title,
    summary: [report.content.description, report.content.impact].filter(text => text.trim() !== '').join('\n\n'),
    progress: progressOf(report),
    reporter: email ? { name: report.credit ?? `Reporter of ${report.number}`, email } : undefined,
  };
}

/** How far the operator is with the matter, by where the report stands. */
function progressOf({ state, decidedAt }: ReportRecord): RmState {
  if (state === 'accepted' || state === 'fixed' || state === 'resolved') return 'accepted';
  return state === 'triaged' || decidedAt !== null ? 'valid' : 'received';
}
