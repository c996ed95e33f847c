// The signed-in person of a page that `signedIn()` guards.
import type { Actor, Person } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';

/** @throws Refusal sign_in_required, which the route's access has ruled out already */
export function personOf(actor: Actor): Person {
  if (actor.kind !== 'person') throw refuse('sign_in_required');
  return actor;
}
