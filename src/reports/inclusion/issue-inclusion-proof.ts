// Hands out the proof that the original of a duplicate was in the audit log before it.
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { findCommitment } from '../known/commitment-store.ts';
import { findReceipt } from '../receipt-store.ts';
import { readReport } from '../report-store.ts';
import { issueReceipt } from '../reporter/issue-receipt.ts';
import { type InclusionProof, signInclusion } from './inclusion-proof.ts';

/**
 * The proof for a report that is closed as duplicate and that the actor may see; undefined for any other report, and
 * where the log can't show it: entries that early versions linked, and originals that were noted after the report.
 * @throws Refusal not_found
 */
export async function issueInclusionProof(
  kernel: Kernel,
  actor: Actor,
  id: string,
): Promise<InclusionProof | undefined> {
  const { snapshot } = await readReport(kernel, actor, id);
  const { original, closeReason } = snapshot;
  if (closeReason !== 'duplicate' || original === null) return undefined;
  const earlier =
    original.kind === 'report'
      ? (await findReceipt(kernel, original.id))?.entry
      : (await findCommitment(kernel, original.id))?.entry;
  const later = (await findReceipt(kernel, id))?.entry;
  const receipt = await issueReceipt(kernel, actor, id);
  if (earlier === undefined || later === undefined || !receipt) return undefined;
  const proof = await kernel.audit.prove(earlier, later);
  return proof && signInclusion(receipt, proof, kernel.keyring.signer('receipt'));
}
