// Owners change their minds while a car is being asked: whether they have, and what is still allowed.
import type { ScopeName } from '../../catalog/scopes.ts';
import type { Application } from '../../core/actor.ts';
import { type Refusal, refuse } from '../../core/errors.ts';
import { denialOf } from '../attempt.ts';

/** Whether nothing of the grant has changed since it was read. Asks nobody: it is on the path of every read. */
export const isAsItWas = ({ since }: Application): boolean => since === undefined || since.isUnchanged();

/** Who acts with the grant now; undefined once it has ended. */
export const actorNow = async (actor: Application): Promise<Application | undefined> =>
  actor.since === undefined || actor.since.isUnchanged() ? actor : actor.since.lookAgain();

/** Why it is not allowed any more, or null. @param permission null for what needs none */
export const denialNow = async (
  actor: Application,
  vehicle: string,
  permission: ScopeName | null,
): Promise<Refusal | null> => denialFrom(await actorNow(actor), vehicle, permission);

/** What whoever asks now would be told. @param now undefined when the grant has ended */
export const denialFrom = (
  now: Application | undefined,
  vehicle: string,
  permission: ScopeName | null,
): Refusal | null => (now === undefined ? refuse('token_invalid') : denialOf(now, vehicle, permission));
