// Somebody has proven who they are: a session begins, and the one that this browser had before ends.
import type { FastifyReply } from 'fastify';
import type { Actor } from '../../core/actor.ts';
import { clearCookie, setCookie } from '../../core/http/cookies.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Person } from '../people/person.ts';
import { deviceWords } from './device-words.ts';
import { cookieSeconds, type SessionMethod } from './session.ts';
import { deleteSessions, insertSession } from './session-store.ts';

export type SignIn = {
  readonly person: Pick<Person, 'id' | 'staffRole'>;
  readonly method: SessionMethod;
  /** The User-Agent header. */
  readonly userAgent: string | undefined;
  /** Whose session this browser had: a token known before the sign-in must be worth nothing after it. */
  readonly before: Actor;
};

/** Begins the session in the caller's transaction. @returns the token for the cookie */
export async function beginSession(
  kernel: Kernel,
  { person, method, userAgent, before }: SignIn,
): Promise<{ id: string; token: string }> {
  if (before.kind === 'person') await deleteSessions(kernel, before.id, { only: before.session });
  const session = await insertSession(kernel, { person: person.id, method, device: deviceWords(userAgent) });
  await kernel.audit.record(kernel.db, {
    actor: person.id,
    action: 'session.begin',
    subject: session.id,
    details: { method },
  });
  await kernel.emit(kernel, 'person.signed-in', { person: person.id, session: session.id });
  return session;
}

/** Gives the browser its session and takes back what it carried while signing in. */
export function setSessionCookie(
  { config }: Kernel,
  reply: FastifyReply,
  token: string,
  person: Pick<Person, 'staffRole'>,
): void {
  setCookie(config, reply, 'session', token, cookieSeconds(person.staffRole !== undefined));
  clearCookie(config, reply, 'signing-in');
}
