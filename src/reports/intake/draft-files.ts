// Keeps files of a form that was not accepted yet, so that a mistake elsewhere in it does not lose them.
import { after, DAY } from '../../core/clock.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import type { FileId } from '../../core/files.ts';
import { isId, newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import {
  type Attachment,
  beginDraft,
  discardDraft,
  findDraft,
  listAttachments,
  listDraftsBefore,
  removeFromDraft,
} from '../attachment-store.ts';

/** The files of the form with this token, if it has a draft. */
export async function openDraft(
  kernel: Kernel,
  token: string | undefined,
): Promise<{ readonly id: string; readonly files: readonly Attachment[] } | undefined> {
  const id = token === undefined ? undefined : await findDraft(kernel, hashToken(token));
  return id === undefined ? undefined : { id, files: await filesOf(kernel, id) };
}

/** The draft of the form with this token, begun when it has none. */
export const draftFor = (kernel: Kernel, token: string): Promise<string> =>
  beginDraft(kernel, newId('rpt', kernel.clock, kernel.random), hashToken(token));

/** Takes files out of a draft that the reporter no longer wants to send. */
export async function dropFromDraft(kernel: Kernel, draft: string, files: readonly string[]): Promise<void> {
  await kernel.transaction(async kernel => {
    for (const file of files) if (isId('fil', file)) await removeFromDraft(kernel, draft, file as FileId);
  });
}

/** Drafts live a day. */
export const sweepDraftsJob: Job = {
  name: 'sweep-report-drafts',
  every: '23 * * * *',
  run: async kernel => {
    for (const draft of await listDraftsBefore(kernel, after(kernel.clock.now(), -DAY), 500))
      await kernel.transaction(kernel => discardDraft(kernel, draft));
    await kernel.files.sweep(kernel.db);
  },
};

/** Nobody is shown a draft's files but whoever has the form's token. */
const filesOf = (kernel: Kernel, draft: string): Promise<Attachment[]> =>
  listAttachments(kernel, { kind: 'receipt-holder', report: draft }, draft);
