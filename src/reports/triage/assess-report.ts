// Judges a report anew: target, kind, CVSS, priority; the due date of the fix follows the priority.
import { type Actor, actorId } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { indexSoon } from '../../core/search/source.ts';
import { currentProgram } from '../../program/index.ts';
import { addEntry } from '../conversation-store.ts';
import { loadGround } from '../priority/load-proposal.ts';
import { remediateDueFor } from '../report-clocks.ts';
import { saveReport } from '../report-store.ts';
import { REPORTS } from '../search/search-store.ts';
import { type Fields, readAssessment } from './assessment-form.ts';
import { lockForStaff } from './lock-for-staff.ts';

export type AssessOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/**
 * Writes the judgement. What the form lacks comes back as a value.
 * @throws Refusal conflict, not_allowed as `lockForStaff`
 */
export async function assessReport(
  kernel: Kernel,
  actor: Actor,
  { id, revision, fields }: { readonly id: string; readonly revision: number; readonly fields: Fields },
): Promise<AssessOutcome> {
  const program = await currentProgram(kernel);
  return kernel.transaction(async kernel => {
    const report = await lockForStaff(kernel, actor, id, revision);
    if (report.state === 'resolved' || report.state === 'closed')
      return { ok: false, errors: { priority: 'This report has ended. Open it again to judge it anew.' } };
    const ground = await loadGround(kernel, id);
    const read = readAssessment(fields, { program, report, ground, at: kernel.clock.now() });
    if (!read.ok) return read;
    const { assessment, explanation, proposed } = read;
    const remediateDue = remediateDueFor(program, report.snapshot, report.facts, assessment.priority);
    await saveReport(kernel, report, {
      assessment,
      ...(report.snapshot.issueId !== null && { clocks: { remediateDue } }),
    });
    const details = {
      priorityBefore: report.priority ?? 0,
      priority: assessment.priority ?? 0,
      proposed: proposed ?? 0,
      taxonomy: assessment.taxonomyId ?? '',
      target: assessment.targetId ?? '',
      exploited: assessment.exploited ?? '',
    };
    await addEntry(kernel, actor, id, {
      kind: 'assess',
      role: 'staff',
      // The reporter learns of a new priority and its reason, not of every correction.
      audience: report.priority === assessment.priority && explanation === null ? 'internal' : 'reporter',
      reason: explanation,
      details,
    });
    await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'report.assess', subject: id, details });
    if (report.taxonomyId !== assessment.taxonomyId) await indexSoon(kernel, REPORTS, id);
    return { ok: true };
  });
}
