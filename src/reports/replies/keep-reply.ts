// Staff writes, changes and deletes the answers that the team keeps ready.
import { type Actor, actorId, system } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { builtinReplies } from './builtin-replies.ts';
import { findReply, hasReplies, insertReply, setReplyDeleted, updateReply } from './reply-store.ts';
import { type CannedReply, whatReplyLacks } from './reply-template.ts';

export type KeepOutcome =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/**
 * Saves a reply: a new one when it has no id. What it lacks comes back by field.
 * @throws Refusal not_found when there is none with its id
 */
export const keepReply = (
  kernel: Kernel,
  actor: Actor,
  reply: Omit<CannedReply, 'id'> & { readonly id: string | null },
): Promise<KeepOutcome> =>
  kernel.transaction(async kernel => {
    if (reply.id !== null && !(await findReply(kernel, actor, reply.id))) throw refuse('not_found');
    const errors = whatReplyLacks(reply);
    if (Object.keys(errors).length > 0) return { ok: false, errors };
    const id = reply.id ?? (await insertReply(kernel, actor, reply));
    if (reply.id !== null) await updateReply(kernel, { ...reply, id });
    await record(kernel, actor, 'reply.keep', id);
    return { ok: true, id };
  });

/**
 * Deletes a reply, or brings it back.
 * @throws Refusal not_found when there is none
 */
export const deleteReply = (kernel: Kernel, actor: Actor, id: string, deleted: boolean): Promise<void> =>
  kernel.transaction(async kernel => {
    if (!(await findReply(kernel, actor, id))) throw refuse('not_found');
    await setReplyDeleted(kernel, id, deleted);
    await record(kernel, actor, deleted ? 'reply.delete' : 'reply.restore', id);
  });

/** A new installation begins with the built-in replies. */
export async function prepareReplies(kernel: Kernel): Promise<void> {
  if (await hasReplies(kernel)) return;
  await kernel.transaction(async kernel => {
    // By fixed ids, so that two processes that start together add them once.
    for (const [index, reply] of builtinReplies.entries())
      await insertReply(kernel, system('first-start'), reply, `rep_builtin_${index + 1}`);
  });
}

const record = (kernel: Kernel, actor: Actor, action: string, subject: string): Promise<unknown> =>
  kernel.audit.record(kernel.db, { actor: actorId(actor), action, subject, details: {} });
