// Ending sessions: this one, another one, all others.
import type { Person as PersonActor } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { deleteSessions } from './session-store.ts';

/** @throws Refusal `not_found`: no session of this person */
export async function endSession(kernel: Kernel, actor: PersonActor, session: string): Promise<void> {
  if ((await end(kernel, actor, { only: session })) === 0) throw refuse('not_found');
}

/** @returns how many ended */
export const endOtherSessions = (kernel: Kernel, actor: PersonActor): Promise<number> =>
  end(kernel, actor, { except: actor.session });

async function end(
  kernel: Kernel,
  actor: PersonActor,
  which: { readonly only: string } | { readonly except: string },
): Promise<number> {
  return kernel.transaction(async kernel => {
    const ended = await deleteSessions(kernel, actor.id, which);
    for (const id of ended)
      await kernel.audit.record(kernel.db, { actor: actor.id, action: 'session.end', subject: id, details: {} });
    return ended.length;
  });
}
