// An access token without the protocol around it, for seeds, benches and tests.
import { after } from '../core/clock.ts';
import { hashToken, newToken } from '../core/crypto/tokens.ts';
import { refuse } from '../core/errors.ts';
import type { Kernel } from '../core/kernel.ts';
import { ACCESS_FOR } from './grant.ts';
import { findActiveGrant } from './grant-store.ts';
import { insertAccessToken } from './token-store.ts';

/** An access token of a grant with all its scopes, good for two hours. @throws Refusal not_found */
export async function issueAccessToken(kernel: Kernel, grantId: string): Promise<string> {
  const grant = await findActiveGrant(kernel, grantId);
  if (!grant) throw refuse('not_found');
  const token = newToken(kernel.random, 216);
  const expiresAt = after(kernel.clock.now(), ACCESS_FOR);
  await insertAccessToken(kernel, { hash: hashToken(token), grant: grantId, scopes: grant.scopes, expiresAt });
  return token;
}
