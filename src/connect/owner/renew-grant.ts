// An owner says anew until when a grant lasts: longer, or shorter than it would.
import type { Person } from '../../core/actor.ts';
import { after } from '../../core/clock.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { hearWhatIsNeeded } from '../../vehicles/index.ts';
import { forgetGrant } from '../authenticate-bearer.ts';
import { findGrant } from '../grant-store.ts';
import { updateExpiry } from './grant-change-store.ts';

/** @param time from now, in milliseconds @returns the new end @throws Refusal not_found; already_done when it has ended */
export const renewGrant = (kernel: Kernel, actor: Person, id: string, time: number): Promise<Date> =>
  kernel.transaction(async kernel => {
    const grant = await findGrant(kernel, actor, id);
    if (!grant) throw refuse('not_found');
    const expiresAt = after(kernel.clock.now(), time);
    if (!(await updateExpiry(kernel, id, expiresAt))) throw refuse('already_done');
    await kernel.audit.record(kernel.db, {
      actor: actor.id,
      action: 'grant.renew',
      subject: id,
      details: { application: grant.application, until: expiresAt.toISOString() },
    });
    await hearWhatIsNeeded(kernel, actor.id);
    await kernel.emit(kernel, 'grant.renewed', { grant: id });
    kernel.afterCommit(() => forgetGrant(kernel, id));
    return expiresAt;
  });
