// Puts labels on a report and takes them off; they stay inside the team.
import { type Actor, actorId } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { addEntry } from '../conversation-store.ts';
import { lockForStaff } from '../triage/lock-for-staff.ts';
import { changedLabels, type LabelChange } from './label.ts';
import { labelsOf, saveLabels } from './label-store.ts';

export type LabelOutcome =
  | { readonly ok: true; readonly changed: boolean }
  | { readonly ok: false; readonly sentence: string };

/**
 * Adds and removes labels.
 * @throws Refusal not_allowed, conflict as `lockForStaff`
 */
export const labelReport = (
  kernel: Kernel,
  actor: Actor,
  { id, revision, change }: { readonly id: string; readonly revision?: number; readonly change: LabelChange },
): Promise<LabelOutcome> =>
  kernel.transaction(async kernel => {
    await lockForStaff(kernel, actor, id, revision);
    const before = await labelsOf(kernel, id);
    const result = changedLabels(before, change);
    if (!result.ok) return result;
    const { labels } = result;
    if (labels.join() === [...before].sort().join()) return { ok: true, changed: false };
    await saveLabels(kernel, actor, id, labels);
    const details = { labels: [...labels], before: [...before] };
    await addEntry(kernel, actor, id, { kind: 'label', role: 'staff', audience: 'internal', details });
    await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'report.label', subject: id, details });
    return { ok: true, changed: true };
  });
