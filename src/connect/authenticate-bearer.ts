// The Authorization header's access token → the application that acts. The path of every vehicle request.
import type pg from 'pg';
import type { Kernel } from '../core/kernel.ts';
import type { Authenticator } from '../core/module.ts';
import { type TokenRecognizer, tokenRecognizer } from './recognize-token.ts';
import { GRANT_CHANGED, lookupTokens } from './token-store.ts';

/** Reads `Authorization: Bearer …` (RFC 6750 §2.1); tokens in bodies and queries are not looked at. */
export const bearerAuthenticator: Authenticator = {
  credential: 'authorization',
  recognize: (kernel, { headers: { authorization } }) => {
    const token = authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
    return token === undefined ? undefined : recognizerOf(kernel).recognize(token);
  },
};

const BEARER = /^Bearer +([\w-]{20,100})$/i;

/** Drops what this process knows of a grant's tokens; other processes do on the notice that the store sends. */
export const forgetGrant = (kernel: Kernel, grant: string): void => recognizerOf(kernel).forgetGrant(grant);

/** One per database: the kernel itself comes anew with each transaction. */
const recognizers = new WeakMap<pg.Pool, TokenRecognizer>();

/** The recognizer of this process, listening for ended grants from the first call on. */
export function recognizerOf(kernel: Kernel): TokenRecognizer {
  const known = recognizers.get(kernel.pool);
  if (known) return known;
  const recognizer = tokenRecognizer(lookupTokens(kernel), kernel.isListening, kernel.clock);
  kernel.listen(GRANT_CHANGED, recognizer.forgetGrant, recognizer.forgetAll);
  recognizers.set(kernel.pool, recognizer);
  return recognizer;
}
