// The address is proven: what comes next, a session or a second step.
import type { FastifyReply } from 'fastify';
import { href, routes } from '../../catalog/routes.ts';
import type { Actor } from '../../core/actor.ts';
import { setCookie } from '../../core/http/cookies.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Person } from '../people/person.ts';
import { findFactors } from '../second-factor/factor-store.ts';
import { deleteUnconfirmedTotp } from '../second-factor/totp-store.ts';
import { beginSession, setSessionCookie } from '../sessions/begin-session.ts';
import type { SessionMethod } from '../sessions/session.ts';
import { insertHalfSignIn } from './half-sign-in-store.ts';
import { nextStep, type Proof } from './next-step.ts';

/** The browser at the door. */
export type Caller = {
  readonly userAgent: string | undefined;
  /** Who it was signed in as until now. */
  readonly before: Actor;
};

export type Entry =
  | { readonly kind: 'session'; readonly token: string; readonly person: Person; readonly returnPath: string }
  | { readonly kind: 'half'; readonly token: string; readonly step: 'second-factor' | 'enroll' };

/** Decides the next step and takes it, in the caller's transaction. */
export async function admitPerson(
  kernel: Kernel,
  person: Person,
  { proof, returnPath, caller }: { readonly proof: Proof; readonly returnPath: string; readonly caller: Caller },
): Promise<Entry> {
  const step = nextStep(person.staffRole !== undefined, await findFactors(kernel, person.id), proof);
  if (step === 'done') return completeSignIn(kernel, person, { method: proof, returnPath, caller });
  // A secret that somebody else began to set up must not be finished by this sign-in.
  if (step === 'enroll') await deleteUnconfirmedTotp(kernel, person.id);
  return { kind: 'half', step, token: await insertHalfSignIn(kernel, { person: person.id, step, returnPath }) };
}

/** Nothing is missing any more: a session. */
export async function completeSignIn(
  kernel: Kernel,
  person: Person,
  {
    method,
    returnPath,
    caller,
  }: { readonly method: SessionMethod; readonly returnPath: string; readonly caller: Caller },
): Promise<Extract<Entry, { kind: 'session' }>> {
  const { token } = await beginSession(kernel, { person, method, ...caller });
  return { kind: 'session', token, person, returnPath };
}

const HALF_COOKIE_SECONDS = 20 * 60;

/** Sets the cookie that goes with the entry. @returns where to go */
export function enter(kernel: Kernel, reply: FastifyReply, entry: Entry): string {
  if (entry.kind === 'session') {
    setSessionCookie(kernel, reply, entry.token, entry.person);
    return entry.returnPath;
  }
  setCookie(kernel.config, reply, 'signing-in', entry.token, HALF_COOKIE_SECONDS);
  return href(entry.step === 'enroll' ? routes.accounts.signInEnroll : routes.accounts.signInSecondFactor);
}
