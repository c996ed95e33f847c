// The Authorization header's access token → the application that acts. The path of every vehicle request.
import type { FastifyRequest } from 'fastify';
import type pg from 'pg';
import type { Actor } from '../core/actor.ts';
import type { Kernel } from '../core/kernel.ts';
import type { Authenticator } from '../core/module.ts';
import { type TokenRecognizer, tokenRecognizer } from './recognize-token.ts';
import { listenForGrants, lookupTokens } from './token-store.ts';
import { provenKey } from './tokens/dpop-proof.ts';
import { tellWatchers } from './watch-grants.ts';

/**
 * Reads `Authorization: Bearer …` (RFC 6750 §2.1) and `Authorization: DPoP …` with its proof (RFC 9449 §7.1); tokens in
 * bodies and queries are not looked at.
 */
export const bearerAuthenticator: Authenticator = {
  credential: 'authorization',
  recognize: (kernel, request) => {
    const { authorization } = request.headers;
    if (authorization === undefined) return undefined;
    const token = BEARER.exec(authorization)?.[1];
    if (token !== undefined) return recognizerOf(kernel).recognize(token);
    const bound = DPOP.exec(authorization)?.[1];
    return bound === undefined ? undefined : recognizeBound(kernel, request, bound);
  },
};

const BEARER = /^Bearer +([\w-]{20,100})$/i;
const DPOP = /^DPoP +([\w-]{20,100})$/i;

async function recognizeBound(kernel: Kernel, request: FastifyRequest, token: string): Promise<Actor | undefined> {
  const jkt = await provenKey(kernel, request, token);
  return jkt === undefined ? undefined : recognizerOf(kernel).recognizeBound(token, jkt);
}

/** Drops what this process knows of a grant's tokens, or of those under `keyOfApplication`; other processes do on the notice that the tables send. */
export function forgetGrant(kernel: Kernel, grant: string): void {
  recognizerOf(kernel).forgetGrant(grant);
  tellWatchers(kernel, grant);
}

/** One per database: the kernel itself comes anew with each transaction. */
const recognizers = new WeakMap<pg.Pool, TokenRecognizer>();

/** Milliseconds: where very many tokens are in use most are read anew, and a statement for many costs little more than for one. */
const GATHER = { gatherFor: 6, gatherGap: 1.5 };

/** The recognizer of this process, listening for ended grants from the first call on. */
export function recognizerOf(kernel: Kernel): TokenRecognizer {
  const known = recognizers.get(kernel.pool);
  if (known) return known;
  const recognizer = tokenRecognizer(lookupTokens(kernel), kernel.isListening, kernel.clock, GATHER);
  listenForGrants(kernel, recognizer.forgetGrant, recognizer.forgetAll);
  recognizers.set(kernel.pool, recognizer);
  return recognizer;
}
