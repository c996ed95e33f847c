// The front door of connect: what owners granted, taking it back, and giving grants and tokens to seeds, benches and tests.
import type { Kernel } from '../core/kernel.ts';
import { giveConsent } from './give-consent.ts';

export type { EndReason, Grant } from './grant.ts';
export { readNotice } from './grant-store.ts';
export { issueAccessToken } from './issue-access-token.ts';
export { findGrantOfOwner, listGrantsOfOwner, revokeGrant } from './owned-grants.ts';

/** Gives a grant without a consent page, for seeds, benches and tests. @returns its id */
export const giveGrant = (
  kernel: Kernel,
  input: { owner: string; application: string; vehicles: readonly string[]; scopes: readonly string[] },
): Promise<string> => giveConsent(kernel, input);
