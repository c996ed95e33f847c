// The front door of connect: what owners granted, taking it back, and giving grants and tokens to seeds, benches and tests.
import type { Person } from '../core/actor.ts';
import { after } from '../core/clock.ts';
import { hashToken, newToken } from '../core/crypto/tokens.ts';
import { refuse } from '../core/errors.ts';
import type { Kernel } from '../core/kernel.ts';
import { applicationNames } from '../developers/index.ts';
import { endGrant } from './end-grant.ts';
import { giveConsent } from './give-consent.ts';
import { ACCESS_FOR, type EndReason, type Grant } from './grant.ts';
import { findActiveGrant, findGrant, listGrants, type StoredGrant } from './grant-store.ts';
import { insertAccessToken } from './token-store.ts';

export type { EndReason, Grant } from './grant.ts';
export { readNotice } from './grant-store.ts';

/** All grants that the person gave, active ones first, then newest first. */
export const listGrantsOfOwner = async (kernel: Kernel, actor: Person): Promise<Grant[]> =>
  withNames(kernel, await listGrants(kernel, actor));

/** One of the person's own grants. @throws Refusal not_found */
export async function findGrantOfOwner(kernel: Kernel, actor: Person, grantId: string): Promise<Grant> {
  const stored = await findGrant(kernel, actor, grantId);
  const [grant] = stored ? await withNames(kernel, [stored]) : [];
  if (!grant) throw refuse('not_found');
  return grant;
}

/** Ends the person's own grant with all its codes and tokens, in one transaction. @throws Refusal not_found, already_done */
export async function revokeGrant(kernel: Kernel, actor: Person, grantId: string, reason: EndReason): Promise<void> {
  await kernel.transaction(async kernel => {
    const grant = await findGrant(kernel, actor, grantId);
    if (!grant) throw refuse('not_found');
    if (!(await endGrant(kernel, actor.id, grant, reason))) throw refuse('already_done');
  });
}

/** Gives a grant without a consent page, for seeds, benches and tests. @returns its id */
export const giveGrant = (
  kernel: Kernel,
  input: { owner: string; application: string; vehicles: readonly string[]; scopes: readonly string[] },
): Promise<string> => giveConsent(kernel, input);

/** An access token of a grant with all its scopes, good for two hours, for seeds, benches and tests. @throws Refusal not_found */
export async function issueAccessToken(kernel: Kernel, grantId: string): Promise<string> {
  const grant = await findActiveGrant(kernel, grantId);
  if (!grant) throw refuse('not_found');
  const token = newToken(kernel.random, 216);
  const expiresAt = after(kernel.clock.now(), ACCESS_FOR);
  await insertAccessToken(kernel, { hash: hashToken(token), grant: grantId, scopes: grant.scopes, expiresAt });
  return token;
}

async function withNames(kernel: Kernel, grants: readonly StoredGrant[]): Promise<Grant[]> {
  const names = await applicationNames(
    kernel,
    grants.map(({ application }) => application),
  );
  return grants.map(({ application, revokedAt, lastUsedAt, ...grant }) => ({
    ...grant,
    application: { id: application, name: names.get(application) ?? 'An application that no longer exists' },
    ...(revokedAt && { revokedAt }),
    ...(lastUsedAt && { lastUsedAt }),
  }));
}
