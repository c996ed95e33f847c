// An application with a token of its own names one of its users, and acts with what that owner has granted it.
import type { Application, ApplicationItself } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { listGrantsOfUser, type StoredGrant } from '../grant-store.ts';

/**
 * One actor for each grant that the user has given the application and not ended; a car is in one of them at most.
 * @param user the id by which the application knows the owner
 * @returns none for a user that is not the application's
 */
export async function actorsForUser(kernel: Kernel, actor: ApplicationItself, user: string): Promise<Application[]> {
  return (await listGrantsOfUser(kernel, actor, user)).map(actorOfGrant);
}

/** Who acts with a grant; while it is paused, somebody who may do nothing. */
export const actorOfGrant = ({
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
