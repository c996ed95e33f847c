// Tokens bound to a key: whoever brings one shows with each request that they hold the key (RFC 9449 §7).
import type { FastifyRequest } from 'fastify';
import { calculateJwkThumbprint, EmbeddedJWK, type JWTPayload, jwtVerify } from 'jose';
import { PROOF_ALGORITHMS } from '../../catalog/proof-algorithms.ts';
import { after, SECOND } from '../../core/clock.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import type { Kernel } from '../../core/kernel.ts';
import { useProof } from './used-proof-store.ts';

/** How old a proof may be, and how far ahead the clock of whoever made it (RFC 9449 §11.1). */
const RECENT = 60 * SECOND;
const LONGEST = 8_000;

type Proven = Pick<FastifyRequest, 'method' | 'url' | 'headers'>;

/**
 * The key that the request's proof was made with, when the proof is good for this request and this token and was not
 * used before.
 * @returns the key's thumbprint (RFC 7638, SHA-256, base64url), or undefined
 */
export async function provenKey(kernel: Kernel, request: Proven, token: string): Promise<string | undefined> {
  const proof = request.headers['dpop'];
  if (typeof proof !== 'string' || proof.length > LONGEST) return undefined;
  const now = kernel.clock.now();
  const verified = await jwtVerify(proof, EmbeddedJWK, {
    algorithms: [...PROOF_ALGORITHMS],
    typ: 'dpop+jwt',
    currentDate: now,
  }).catch(() => undefined);
  const jwk = verified?.protectedHeader.jwk;
  if (!verified || !jwk || !isFor(verified.payload, kernel.config.publicUrl, request, token, now)) return undefined;
  const thumbprint = await calculateJwkThumbprint(jwk);
  const isFirst = await useProof(kernel, `${thumbprint} ${verified.payload.jti}`, after(now, 2 * RECENT));
  return isFirst ? thumbprint : undefined;
}

/** Method, address without query, token and time (RFC 9449 §4.3). */
function isFor(payload: JWTPayload, origin: string, { method, url }: Proven, token: string, now: Date): boolean {
  const { htm, htu, ath, iat, jti } = payload;
  if (typeof jti !== 'string' || jti === '' || jti.length > 1000) return false;
  if (htm !== method || typeof htu !== 'string' || addressOf(htu) !== addressOf(url, origin)) return false;
  if (ath !== hashToken(token).toString('base64url')) return false;
  return typeof iat === 'number' && Math.abs(now.getTime() - iat * SECOND) <= RECENT;
}

function addressOf(text: string, base?: string): string | undefined {
  if (!URL.canParse(text, base)) return undefined;
  const { origin, pathname } = new URL(text, base);
  return origin + pathname;
}
