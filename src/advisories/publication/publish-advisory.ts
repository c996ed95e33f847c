// Publishes an advisory: once nothing stands against it, page, artefacts and CSAF document appear together.
import { type Actor, actorId } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { AdvisoryRecord } from '../advisory-record.ts';
import { validateForPublication } from '../artefacts/validate-for-publication.ts';
import type { RecordFault } from '../check-product.ts';
import { publishCsaf } from '../csaf/publish-csaf.ts';
import { savePublished } from './published-advisory-store.ts';

/**
 * Publishes `record`, which carries its new revision already (`publishRecord`).
 * @returns what stands against it, and then nothing has been published; empty when it is
 */
export async function publishAdvisory(kernel: Kernel, actor: Actor, record: AdvisoryRecord): Promise<RecordFault[]> {
  const faults = await validateForPublication(record);
  if (faults.length === 0) await kernel.transaction(kernel => putOut(kernel, actor, record));
  return faults;
}

/** Stores a record that has been validated, in the surrounding transaction. */
export async function putOut(kernel: Kernel, actor: Actor, record: AdvisoryRecord): Promise<void> {
  await savePublished(kernel, record);
  await publishCsaf(kernel, actor, record);
  await kernel.audit.record(kernel.db, {
    actor: actorId(actor),
    action: 'advisory.publish',
    subject: record.trackingId,
    details: { revision: record.revisions.length },
  });
}
