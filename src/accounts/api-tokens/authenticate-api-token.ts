// Recognizes a program by the API token in its Authorization header, on API routes only.
import { after, MINUTE } from '../../core/clock.ts';
import type { Authenticator } from '../../core/module.ts';
import { isTokenGood } from './api-token.ts';
import { findApiToken, touchApiToken } from './api-token-store.ts';

/** Says what the secret is wherever one leaks, and keeps other bearer tokens from being looked up here. */
export const TOKEN_PREFIX = 'tta_';

const HEADER = /^(?:Bearer|Token) +(tta_[\w-]{43})$/i;

/** How often the time of last use is written down, at most. */
const USE_GRAIN = 5 * MINUTE;

/** The person's role is read with every request, so that losing it takes effect at once. */
export const apiTokenAuthenticator: Authenticator = {
  credential: 'authorization',
  recognize: (kernel, { headers: { authorization } }) => {
    const secret = authorization === undefined ? undefined : HEADER.exec(authorization)?.[1];
    return secret === undefined ? undefined : recognize(secret);

    async function recognize(secret: string) {
      const token = await findApiToken(kernel, secret);
      const now = kernel.clock.now();
      if (!token || !isTokenGood(token, token.roleNow, now)) return undefined;
      if (token.lastUsedAt === null || now >= after(token.lastUsedAt, USE_GRAIN)) await touchApiToken(kernel, token.id);
      return {
        kind: 'person',
        id: token.person,
        session: token.id,
        staffRole: token.roleNow,
        signedInAt: token.createdAt,
        token: { id: token.id, scopes: new Set<string>(token.scopes) },
      } as const;
    }
  },
};
