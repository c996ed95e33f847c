// What the sign-in pages read from a request: who was signed in, which half sign-in the browser carries.
import type { FastifyRequest } from 'fastify';
import { type Actor, personOf } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { readCookie } from '../../core/http/cookies.ts';
import type { RouteContext } from '../../core/http/define-route.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Person } from '../people/person.ts';
import { findPerson } from '../people/person-store.ts';
import type { Caller } from '../sign-in/admit-person.ts';
import { findHalfSignIn, type HalfSignIn } from '../sign-in/half-sign-in-store.ts';

export const callerOf = ({ request, actor }: Pick<RouteContext, 'request' | 'actor'>): Caller => ({
  userAgent: request.headers['user-agent'],
  before: actor,
});

/** The half sign-in of this browser at the given step, with its person. */
export async function findHalf(
  kernel: Kernel,
  request: FastifyRequest,
  step: HalfSignIn['step'],
): Promise<{ half: HalfSignIn; person: Person } | undefined> {
  const token = readCookie(kernel.config, request, 'signing-in');
  const half = token === undefined ? undefined : await findHalfSignIn(kernel, token);
  if (half?.step !== step) return undefined;
  const person = await findPerson(kernel, half.person);
  return person && { half, person };
}

/** The person behind the actor. */
export async function signedInPerson(kernel: Kernel, actor: Actor): Promise<Person> {
  const person = await findPerson(kernel, personOf(actor).id);
  if (!person) throw refuse('sign_in_required');
  return person;
}
