// Runs in a thread of its own: reading and marking PDFs, one after the other, so that memory has a limit.
import { parentPort } from 'node:worker_threads';
import type { ThreadAnswer, ThreadQuestion } from '../../core/work/worker-thread.ts';
import { markPdf, type Recipient } from './mark-pdf.ts';
import { CannotMark, examinePages, openPdf } from './open-pdf.ts';

export type PdfQuestion = {
  readonly bytes: Uint8Array;
  readonly recipient: Recipient;
  /** At the upload everything is looked at; later only what marking needs, and it still refuses what it cannot mark. */
  readonly isNew: boolean;
};
/** `refused` is a sentence for whoever uploaded it. */
export type PdfAnswer = { readonly pages: number; readonly marked: Uint8Array } | { readonly refused: string };

async function answer({ bytes, recipient, isNew }: PdfQuestion): Promise<PdfAnswer> {
  try {
    const document = await openPdf(bytes);
    const pages = isNew ? examinePages(document) : document.getPageCount();
    return { pages, marked: await markPdf(document, recipient) };
  } catch (error) {
    if (error instanceof CannotMark) return { refused: error.message };
    throw error;
  }
}

let last: Promise<void> = Promise.resolve();
parentPort?.on('message', ({ number, question }: ThreadQuestion<PdfQuestion>) => {
  last = last.then(async () => {
    const told: ThreadAnswer<PdfAnswer> = await answer(question).then(
      found => ({ number, answer: found }),
      (error: unknown) => ({ number, fault: error instanceof Error ? error.message : 'the PDF cannot be read' }),
    );
    parentPort?.postMessage(told);
  });
});
