// An application with a token of its own names one of its users, and acts with what that owner has granted it.
import type { Application, ApplicationItself } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { listGrantsOfUser, type StoredGrant } from '../grant-store.ts';

/**
 * One actor for each good grant that the user has given the application; a car is in one of them at most.
 * @param user the id by which the application knows the owner
 * @returns none for a user that is not the application's
 */
export async function actorsForUser(kernel: Kernel, actor: ApplicationItself, user: string): Promise<Application[]> {
  return (await listGrantsOfUser(kernel, actor, user)).map(actorOfGrant);
}

/** Who acts with a grant. */
export const actorOfGrant = ({ id, application, owner, scopes, vehicles, sandbox }: StoredGrant): Application => ({
  kind: 'application',
  id: application,
  grant: id,
  owner,
  scopes: new Set(scopes),
  vehicles: new Set(vehicles),
  ...(sandbox !== null && { sandbox }),
});
