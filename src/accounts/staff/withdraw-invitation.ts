// An admin takes an invitation back.
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { withdrawInvitations } from './invitation-store.ts';

/** @throws Refusal `not_found`: there is no such open invitation */
export async function withdrawInvitation(kernel: Kernel, actor: Actor, id: string): Promise<void> {
  await kernel.transaction(async kernel => {
    const withdrawn = await withdrawInvitations(kernel, { id });
    if (withdrawn.length === 0) throw refuse('not_found');
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'invitation.withdraw',
      subject: id,
      details: {},
    });
  });
}
