// A copy for one visitor: marked for them, and let out piece by piece, each only while the grant still stands.
import { Readable } from 'node:stream';
import { type Actor, actorId } from '../../core/actor.ts';
import { after, MINUTE } from '../../core/clock.ts';
import { refuse } from '../../core/errors.ts';
import { networkOf } from '../../core/http/network.ts';
import type { Kernel } from '../../core/kernel.ts';
import { describeError } from '../../core/log.ts';
import { markFor } from '../marks/ask-pdf-thread.ts';
import { MARK_BYTES } from '../marks/mark-code.ts';
import { fileOf, findOwnGrant, isOpen, stillOpen } from '../requests/grant-store.ts';
import { termsOf } from '../terms/sign-terms.ts';
import { sha256 } from '../terms/signature.ts';
import { findVisitor } from '../visitors/visitor-store.ts';
import { BEGAN, ENDED, recordHash } from './delivery-record.ts';
import { countSending, endDelivery, insertDelivery, type Outcome } from './delivery-store.ts';

/** Bytes between two looks at the grant. */
const PIECE = 64 * 1024;
/** Copies that one visitor takes at the same time; one that never ended counts no longer than this. */
const MOST_AT_ONCE = 4;
const SENDING = 10 * MINUTE;

export type Copy = { readonly name: string; readonly content: Readable; readonly size: number };

/**
 * @param ip where the request came from, as the server knows it
 * @returns `acceptance` when the terms must be accepted first
 * @throws Refusal not_found for a grant that is foreign, unknown, ended, or of a version that is no longer given out
 */
export async function deliver(
  kernel: Kernel,
  actor: Actor,
  id: string,
  ip: string,
): Promise<Copy | { readonly needs: 'acceptance' }> {
  const grant = await findOwnGrant(kernel, actor, id);
  if (!grant || !isOpen(grant, kernel.clock.now())) throw refuse('not_found');
  const [visitor, { signature }, stored] = await Promise.all([
    findVisitor(kernel, grant.visitor),
    termsOf(kernel, grant.visitor),
    fileOf(kernel, grant),
  ]);
  if (!visitor || !stored) throw refuse('not_found');
  if (!signature) return { needs: 'acceptance' };
  await kernel.rateLimiter.take('documentFile', grant.visitor);
  // Each copy lies in memory until it has left.
  if ((await countSending(kernel, grant.visitor, after(kernel.clock.now(), -SENDING))) >= MOST_AT_ONCE)
    throw refuse('rate_limited', { retryAfter: 60 });
  const mark = kernel.random.bytes(MARK_BYTES);
  const at = kernel.clock.now();
  const bytes = await readAll(kernel.files.read(kernel.db, { id: stored.file, subject: stored.document }));
  const marked = await markFor(bytes, {
    mark,
    words: `${visitor.address}, ${at.toISOString().slice(0, 10)}`,
    title: grant.title,
    at,
  });
  const standing = { grant: grant.id, visitor: grant.visitor, signature: signature.id };
  // Marking took its time: the first byte is asked for anew, and nothing is noted of what never left.
  if (!(await stillOpen(kernel, standing))) throw refuse('not_found');
  const delivery = await kernel.transaction(async kernel => {
    const facts = {
      mark,
      grant: grant.id,
      visitor: grant.visitor,
      version: grant.version,
      signature: signature.id,
      size: marked.length,
      sha256: sha256(marked),
      network: kernel.vault.blindIndex('documents.network', networkOf(ip)),
      at,
    };
    const made = await insertDelivery(kernel, facts);
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: BEGAN,
      subject: made,
      details: {
        grant: grant.id,
        version: grant.version,
        sha256: facts.sha256,
        record: recordHash({ ...facts, id: made }),
      },
    });
    return made;
  });
  return {
    name: `${grant.title} v${grant.versionNumber}.pdf`,
    content: Readable.from(pieces(kernel, marked, delivery, standing), { objectMode: false }),
    size: marked.length,
  };
}

async function* pieces(
  kernel: Kernel,
  marked: Buffer,
  delivery: string,
  standing: Parameters<typeof stillOpen>[1],
): AsyncGenerator<Buffer> {
  let sent = 0;
  let outcome: Outcome = 'broken-off';
  try {
    while (sent < marked.length) {
      if (!(await stillOpen(kernel, standing))) {
        outcome = 'stopped';
        // The connection breaks: the reader must not take a part for the whole.
        throw new Error('the grant ended while the document was sent');
      }
      const piece = marked.subarray(sent, sent + PIECE);
      yield piece;
      sent += piece.length;
    }
    outcome = 'sent';
  } finally {
    await noteEnd(kernel, delivery, { outcome, sent }).catch((error: unknown) =>
      kernel.log.error({ delivery, err: describeError(error) }, 'the end of a delivery could not be noted'),
    );
  }
}

async function noteEnd(
  kernel: Kernel,
  delivery: string,
  { outcome, sent }: { readonly outcome: Outcome; readonly sent: number },
): Promise<void> {
  await kernel.transaction(async kernel => {
    if (!(await endDelivery(kernel, delivery, outcome, sent))) return;
    const entry = { actor: 'system:documents', action: ENDED, subject: delivery, details: { outcome, sent } };
    await kernel.audit.record(kernel.db, entry);
  });
}

async function readAll(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts);
}
