// A grant rests: it opens nothing, and what the application holds is kept for the day that its owner resumes it.
import { actorId, type Person, type System } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { forgetTakenBack, hearWhatIsNeeded } from '../../vehicles/index.ts';
import { forgetGrant } from '../authenticate-bearer.ts';
import type { PauseReason } from '../grant.ts';
import { findGrant, listGrants, type StoredGrant } from '../grant-store.ts';
import { updatePaused, updateResumed } from './grant-change-store.ts';

/**
 * Pauses a grant in every process: calls and refreshes are refused, messages that wait are dropped, the maker is asked no
 * more. Codes and tokens stay, so that resuming gives back what was there.
 * @returns false when it had ended or was paused; then nothing happens
 */
export const pause = (
  kernel: Kernel,
  actor: Person | System,
  { id, application, owner }: Pick<StoredGrant, 'id' | 'application' | 'owner'>,
  reason: PauseReason,
): Promise<boolean> =>
  kernel.transaction(async kernel => {
    if (!(await updatePaused(kernel, id, reason))) return false;
    // A pause may last: what was kept for the application meanwhile is nobody's need.
    await forgetTakenBack(kernel, { id, owner });
    await told(kernel, actor, 'grant.pause', { id, application, reason });
    await kernel.emit(kernel, 'grant.paused', { grant: id });
    return true;
  });

/** Pauses the person's own grant. @throws Refusal not_found, already_done */
export const pauseGrant = (kernel: Kernel, actor: Person, id: string): Promise<void> =>
  ofOwn(kernel, actor, id, (kernel, grant) => pause(kernel, actor, grant, 'owner'));

/** What the application holds works again, within the times that it had. @throws Refusal not_found, already_done */
export const resumeGrant = (kernel: Kernel, actor: Person, id: string): Promise<void> =>
  ofOwn(kernel, actor, id, (kernel, grant) => resume(kernel, actor, grant));

/** Pauses everything that the person allowed. @returns how many grants were paused */
export const pauseAllGrants = (kernel: Kernel, actor: Person): Promise<number> =>
  forAll(kernel, actor, (kernel, grant) => pause(kernel, actor, grant, 'owner'));

/** Resumes everything that the person paused; what nobody used stays as it is. @returns how many grants were resumed */
export const resumeAllGrants = (kernel: Kernel, actor: Person): Promise<number> =>
  forAll(kernel, actor, async (kernel, grant) =>
    grant.pauseReason === 'owner' ? resume(kernel, actor, grant) : false,
  );

async function resume(
  kernel: Kernel,
  actor: Person,
  { id, application, owner }: Pick<StoredGrant, 'id' | 'application' | 'owner'>,
): Promise<boolean> {
  if (!(await updateResumed(kernel, id))) return false;
  await hearWhatIsNeeded(kernel, owner);
  await told(kernel, actor, 'grant.resume', { id, application });
  await kernel.emit(kernel, 'grant.resumed', { grant: id });
  return true;
}

/** Writes it down and tells every process; this one before whoever asked hears that it is done. */
async function told(
  kernel: Kernel,
  actor: Person | System,
  action: 'grant.pause' | 'grant.resume',
  { id, ...details }: { id: string; application: string; reason?: PauseReason },
): Promise<void> {
  await kernel.audit.record(kernel.db, { actor: actorId(actor), action, subject: id, details });
  kernel.afterCommit(() => forgetGrant(kernel, id));
}

const ofOwn = (
  kernel: Kernel,
  actor: Person,
  id: string,
  change: (kernel: Kernel, grant: StoredGrant) => Promise<boolean>,
): Promise<void> =>
  kernel.transaction(async kernel => {
    const grant = await findGrant(kernel, actor, id);
    if (!grant) throw refuse('not_found');
    if (!(await change(kernel, grant))) throw refuse('already_done');
  });

const forAll = (
  kernel: Kernel,
  actor: Person,
  change: (kernel: Kernel, grant: StoredGrant) => Promise<boolean>,
): Promise<number> =>
  kernel.transaction(async kernel => {
    let changed = 0;
    for (const grant of await listGrants(kernel, actor)) if (await change(kernel, grant)) changed += 1;
    return changed;
  });
