// Ends an API token: its maker does, or an admin.
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { deleteApiToken, findListedToken } from './api-token-store.ts';

/** @throws Refusal `not_found` for a token that the actor does not see */
export const revokeApiToken = (kernel: Kernel, actor: Actor, id: string): Promise<void> =>
  kernel.transaction(async kernel => {
    const token = await findListedToken(kernel, actor, id);
    if (!token || !(await deleteApiToken(kernel, id))) throw refuse('not_found');
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'api-token.revoke',
      subject: id,
      details: { person: token.person },
    });
  });
