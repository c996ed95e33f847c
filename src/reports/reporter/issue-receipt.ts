// Hands out the signed receipt of a report: signed once, when it is first asked for, and the same ever after.
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { type Receipt, signReceipt, type UnsignedReceipt } from '../receipt.ts';
import { findReceipt, keepSignature } from '../receipt-store.ts';
import { readReport } from '../report-store.ts';

/**
 * The receipt of a report that the actor may see; undefined while its audit entry has no place yet, which lasts moments.
 * @throws Refusal not_found
 */
export async function issueReceipt(kernel: Kernel, actor: Actor, id: string): Promise<Receipt | undefined> {
  const { content } = await readReport(kernel, actor, id);
  const stored = await findReceipt(kernel, id);
  if (!stored) return undefined;
  const unsigned = (index: number, hash: Buffer): UnsignedReceipt => ({
    program: content.program,
    number: content.number,
    reportSha256: stored.reportHash.toString('hex'),
    submittedAt: content.submittedAt,
    log: { index, hash: hash.toString('hex') },
  });
  if (stored.signed) {
    const { logIndex, logHash, keyId, signature } = stored.signed;
    return {
      format: 'telltale-receipt-1',
      ...unsigned(logIndex, logHash),
      keyId,
      signature: signature.toString('base64url'),
    };
  }
  const { seq, hash } = await kernel.audit.linked(stored.entry);
  const receipt = signReceipt(unsigned(seq, hash), kernel.keyring.signer('receipt'));
  await keepSignature(kernel, id, {
    logIndex: seq,
    logHash: hash,
    keyId: receipt.keyId,
    signature: Buffer.from(receipt.signature, 'base64url'),
  });
  return receipt;
}
