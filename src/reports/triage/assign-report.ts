// Gives a report to somebody, or puts it back.
import { listStaff } from '../../accounts/index.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { addEntry } from '../conversation-store.ts';
import { saveReport } from '../report-store.ts';
import { lockForStaff } from './lock-for-staff.ts';

/**
 * Assigns the report to a person who may triage, or to nobody.
 * @throws Refusal invalid_input for anybody else; not_allowed, conflict as `lockForStaff`
 */
export const assignReport = (
  kernel: Kernel,
  actor: Actor,
  { id, revision, assignee }: { readonly id: string; readonly revision: number; readonly assignee: string | null },
): Promise<void> =>
  kernel.transaction(async kernel => {
    const report = await lockForStaff(kernel, actor, id, revision);
    if (report.assignee === assignee) return;
    if (assignee !== null) {
      const staff = await listStaff(kernel, 'report.triage');
      if (!staff.some(person => person.id === assignee)) throw refuse('invalid_input', { field: 'assignee' });
    }
    await saveReport(kernel, report, { assignee });
    const details = { assignee: assignee ?? '', before: report.assignee ?? '' };
    await addEntry(kernel, actor, id, { kind: 'assign', role: 'staff', audience: 'internal', details });
    await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'report.assign', subject: id, details });
    if (assignee !== null)
      await kernel.emit(kernel, 'report.assigned', { report: id, person: assignee, by: actorId(actor) });
  });
