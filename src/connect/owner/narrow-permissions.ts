// An owner takes single permissions back, or makes places less exact: the rest of the grant goes on.
import type { Person } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { forgetTakenBack } from '../../vehicles/index.ts';
import { forgetGrant } from '../authenticate-bearer.ts';
import { endGrant } from '../end-grant.ts';
import { findGrant, lockPair, type StoredGrant } from '../grant-store.ts';
import { updateCoarse, updateScopes } from './grant-change-store.ts';

/**
 * Takes permissions out of the person's own grant. Tokens stay and carry less from the commit on; none can get them back
 * by being refreshed. A grant that has none left ends, as by revoking it.
 * @param permissions those that the grant does not have are passed over
 * @returns those that were taken back
 * @throws Refusal not_found; already_done when the grant has ended, or has none of them
 */
export const narrowPermissions = (
  kernel: Kernel,
  actor: Person,
  id: string,
  permissions: readonly string[],
): Promise<string[]> =>
  kernel.transaction(async kernel => {
    const grant = await standingOf(kernel, actor, id);
    const taken = grant.scopes.filter(scope => permissions.includes(scope));
    const left = grant.scopes.filter(scope => !permissions.includes(scope));
    if (taken.length === 0) throw refuse('already_done');
    if (left.length === 0) {
      await endGrant(kernel, actor.id, grant, 'owner');
      return taken;
    }
    await updateScopes(kernel, id, left);
    await hasNarrowed(kernel, actor, grant, taken);
    return taken;
  });

/** From now on the application learns places to about a kilometer. @throws Refusal not_found, already_done */
export const makeCoarse = (kernel: Kernel, actor: Person, id: string): Promise<void> =>
  kernel.transaction(async kernel => {
    const grant = await standingOf(kernel, actor, id);
    if (!(await updateCoarse(kernel, id))) throw refuse('already_done');
    await hasNarrowed(kernel, actor, grant, []);
  });

/** The grant as it is under the lock that whoever gives or changes one takes. */
async function standingOf(kernel: Kernel, actor: Person, id: string): Promise<StoredGrant> {
  const found = await findGrant(kernel, actor, id);
  if (!found) throw refuse('not_found');
  await lockPair(kernel, actor.id, found.application);
  const grant = await findGrant(kernel, actor, id);
  if (!grant || grant.revokedAt !== undefined) throw refuse('already_done');
  return grant;
}

async function hasNarrowed(
  kernel: Kernel,
  actor: Person,
  { id, application }: StoredGrant,
  taken: readonly string[],
): Promise<void> {
  // What was read before is not given again, whichever permission it was of: it will be read anew.
  await forgetTakenBack(kernel, { id, owner: actor.id });
  await kernel.audit.record(kernel.db, {
    actor: actor.id,
    action: 'grant.narrow',
    subject: id,
    details: { application, ...(taken.length > 0 ? { permissions: [...taken] } : { location: 'coarse' }) },
  });
  await kernel.emit(kernel, 'grant.narrowed', { grant: id, permissions: taken.join(' ') });
  kernel.afterCommit(() => forgetGrant(kernel, id));
}
