// Has PDFs read and marked in a thread, with limits on how many wait, how long one takes, and on memory.
import { refuse } from '../../core/errors.ts';
import { workerThread } from '../../core/work/worker-thread.ts';
import type { Recipient } from './mark-pdf.ts';
import type { PdfAnswer, PdfQuestion } from './pdf-worker.ts';

const MOST_WAITING = 12;
const thread = workerThread<PdfQuestion, PdfAnswer>(new URL('./pdf-worker.ts', import.meta.url), {
  restMs: 120_000,
  mostMs: 90_000,
  heapMb: 768,
});

async function ask(question: PdfQuestion): Promise<PdfAnswer> {
  if (thread.waiting() >= MOST_WAITING) throw refuse('rate_limited', { retryAfter: 15 });
  return thread.ask(question);
}

/** How many pages the PDF has, or why it cannot be marked: the copy for nobody is made and thrown away as a trial. */
export async function tryToMark(
  bytes: Uint8Array,
  trial: Recipient,
): Promise<{ readonly pages: number } | { readonly refused: string }> {
  const tried = await ask({ bytes, recipient: trial, isNew: true }).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'Refusal') throw error;
    return { refused: 'The PDF takes too long or too much memory to be marked. Print it to a new PDF.' };
  });
  return 'refused' in tried ? tried : { pages: tried.pages };
}

/** The marked copy. @throws Error when it cannot be made: nothing leaves unmarked */
export async function markFor(bytes: Uint8Array, recipient: Recipient): Promise<Buffer> {
  const found = await ask({ bytes, recipient, isNew: false });
  if ('refused' in found) throw new Error('a stored document could not be marked');
  return Buffer.from(found.marked.buffer, found.marked.byteOffset, found.marked.byteLength);
}
