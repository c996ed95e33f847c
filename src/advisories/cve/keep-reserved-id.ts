// An id that CVE Services have reserved goes into its advisory.
import { actorId, system } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { lockDraft, saveDraft } from '../publication/draft-store.ts';
import type { Assignment } from './assignment.ts';
import { saveAssignment } from './assignment-store.ts';

/** Whoever carries out what people asked of CVE Services. */
export const cveActor = system('cve-services');

/** Inside the transaction that has locked the assignment. An id that somebody wrote into the draft meanwhile stays. */
export async function keepReservedId(kernel: Kernel, found: Assignment, cveId: string): Promise<void> {
  const draft = await lockDraft(kernel, cveActor, found.advisory);
  await saveAssignment(kernel, found, {
    cveId,
    standing: 'reserved',
    task: null,
    stage: null,
    sentAt: null,
    candidates: [],
    fault: null,
  });
  if (draft.record.cveId === null)
    await saveDraft(kernel, draft, { record: { ...draft.record, cveId }, credits: draft.credits });
  await kernel.audit.record(kernel.db, {
    actor: actorId(cveActor),
    action: 'cve.reserved',
    subject: found.advisory,
    details: { cveId },
  });
}
