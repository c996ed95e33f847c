// Recognizes a signed-in person by the session cookie.
import { readCookie } from '../../core/http/cookies.ts';
import type { Authenticator } from '../../core/module.ts';
import { isAlive, isEnough, isUseWorthWriting } from './session.ts';
import { findSessionByToken, touchSession } from './session-store.ts';

/** The role is read with every request, so that losing it takes effect at once. */
export const sessionAuthenticator: Authenticator = {
  credential: 'cookie',
  recognize: async (kernel, request) => {
    const token = readCookie(kernel.config, request, 'session');
    if (token === undefined) return undefined;
    const session = await findSessionByToken(kernel, token);
    if (!session) return undefined;
    const now = kernel.clock.now();
    const isStaff = session.staffRole !== undefined;
    if (!isAlive(session, isStaff, now) || !isEnough(session.method, isStaff)) return undefined;
    if (isUseWorthWriting(session, now)) await touchSession(kernel, session.id);
    return {
      kind: 'person',
      id: session.person,
      session: session.id,
      staffRole: session.staffRole,
      signedInAt: session.createdAt,
      ...(session.sandbox !== null && { sandbox: session.sandbox }),
    };
  },
};
