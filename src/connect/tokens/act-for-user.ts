// An application with a token of its own names one of its users, and acts with what that owner has granted it.
import type { Application, ApplicationItself } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { recognizerOf } from '../authenticate-bearer.ts';
import { findStandingGrant, listGrantsOfUser, type StoredGrant } from '../grant-store.ts';

/**
 * One actor for each grant that the user has given the application and not ended; a car is in one of them at most.
 * @param user the id by which the application knows the owner
 * @returns none for a user that is not the application's
 */
export async function actorsForUser(kernel: Kernel, actor: ApplicationItself, user: string): Promise<Application[]> {
  const seeing = whoSeesChanges(kernel);
  return (await listGrantsOfUser(kernel, actor, user)).map(grant => seeing(actorOfGrant(grant)));
}

/**
 * Call it before grants are read: what it gives makes an actor of one of them know when the grant has changed since.
 * For those who act without an access token of the grant; whoever has one is known by that.
 */
export function whoSeesChanges(kernel: Kernel): <Grantee extends Application>(actor: Grantee) => Grantee {
  const recognizer = recognizerOf(kernel);
  const began = recognizer.begin();
  return actor => ({
    ...actor,
    since: {
      isUnchanged: () => recognizer.isUnchanged(actor.grant, began),
      lookAgain: () => grantee(kernel, actor.grant),
    },
  });
}

/** Who acts with a grant that has not ended, and knows when it changes. */
export async function grantee(kernel: Kernel, grant: string): Promise<Application | undefined> {
  const seeing = whoSeesChanges(kernel);
  const standing = await findStandingGrant(kernel, grant);
  return standing && seeing(actorOfGrant(standing));
}

/** Who acts with a grant; while it is paused, somebody who may do nothing. */
const actorOfGrant = ({
  id,
  application,
  owner,
  scopes,
  vehicles,
  sandbox,
  pausedAt,
  isCoarse,
}: Pick<
  StoredGrant,
  'id' | 'application' | 'owner' | 'scopes' | 'vehicles' | 'sandbox' | 'pausedAt' | 'isCoarse'
>): Application => ({
  kind: 'application',
  id: application,
  grant: id,
  owner,
  scopes: new Set(pausedAt ? [] : scopes),
  vehicles: new Set(pausedAt ? [] : vehicles),
  ...(sandbox !== null && { sandbox }),
  ...(pausedAt && { isPaused: true }),
  ...(isCoarse && { isCoarse: true }),
});
