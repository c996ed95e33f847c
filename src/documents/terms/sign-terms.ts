// Accepting the terms: in the name that is typed, under the address that was proved, of the text that was on the screen.
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { findVisitor, lockVisitor } from '../visitors/visitor-store.ts';
import { insertSignature, type Signature, standingSignature } from './signature-store.ts';
import { askForTimeStamp } from './stamp-acceptance.ts';
import { currentTerms, type Terms } from './terms-store.ts';

/** The terms, and whether this visitor's acceptance of exactly them stands. */
export async function termsOf(
  kernel: Kernel,
  visitor: string,
): Promise<{ readonly terms: Terms | undefined; readonly signature: Signature | undefined }> {
  const [terms, standing] = await Promise.all([currentTerms(kernel), standingSignature(kernel, visitor)]);
  const isOfThese = standing?.terms === terms?.number && standing?.record.termsSha256 === terms?.sha256;
  return { terms, signature: isOfThese ? standing : undefined };
}

/**
 * @param input.sha256 of the text that was read
 * @returns undefined when other terms hold by now
 */
export async function signTerms(
  kernel: Kernel,
  actor: Actor,
  input: { readonly name: string; readonly organization: string; readonly sha256: string },
): Promise<Signature | undefined> {
  if (actor.kind !== 'document-visitor') throw refuse('not_found');
  return kernel.transaction(async kernel => {
    if (!(await lockVisitor(kernel, actor.id))) throw refuse('not_found');
    const [{ terms, signature }, visitor] = await Promise.all([
      termsOf(kernel, actor.id),
      findVisitor(kernel, actor.id),
    ]);
    if (!terms || !visitor || terms.sha256 !== input.sha256) return undefined;
    // Sent twice: the first one stands.
    if (signature) return signature;
    const signed = await insertSignature(kernel, actor.id, {
      address: visitor.address,
      name: input.name,
      organization: input.organization,
      terms: terms.number,
      termsSha256: terms.sha256,
      provedAt: visitor.seenAt.toISOString(),
    });
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'documents.accept',
      subject: signed.id,
      details: { terms: terms.number, seal: signed.seal },
    });
    await askForTimeStamp(kernel, signed.id);
    return signed;
  });
}
