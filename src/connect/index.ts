// The front door of connect: what owners granted, taking it back, and giving grants and tokens to seeds, benches and tests.
import type { Kernel } from '../core/kernel.ts';
import { giveConsent } from './consent/give-consent.ts';

export { type Connection, readCursor, writeCursor } from './connections/connection.ts';
export { countConnections, listConnections } from './connections/connection-store.ts';
export { readNotice } from './consent/notice-store.ts';
export { isControl, virtualKeyUrl } from './consent/virtual-key.ts';
export {
  type CarOfOwner,
  coveringGrants,
  isStillGranted,
  partiesOfGrant,
  type TellingGrant,
  tellingGrants,
} from './covering-grant-store.ts';
export { endGrantsOfOwner } from './ends/end-all.ts';
export { forgetSandboxGrants } from './ends/forget-sandbox-grants.ts';
export type { EndReason, Grant } from './grant.ts';
export { issueAccessToken } from './issue-access-token.ts';
export { findGrantOfOwner, listGrantsOfOwner, revokeAllGrants, revokeGrant } from './owned-grants.ts';
export { makeCoarse, narrowPermissions } from './owner/narrow-permissions.ts';
export { pauseAllGrants, pauseGrant, resumeAllGrants, resumeGrant } from './owner/pause-grant.ts';
export { renewGrant } from './owner/renew-grant.ts';
export { type Changed, changedSinceAgreed, purposesOfGrants } from './owner/since-agreed.ts';
export { listReceipts } from './receipts/receipt-store.ts';
export { isConsentReceipt, verifyConsentFile } from './receipts/verify-consent-file.ts';
export { actorsForUser, whoSeesChanges } from './tokens/act-for-user.ts';
export { lendToken, listTestConnections, type TestConnection } from './tokens/lend-token.ts';
export { watchGrants } from './watch-grants.ts';

/** Gives a grant without a consent page, for seeds, benches and tests. @returns its id */
export const giveGrant = (
  kernel: Kernel,
  input: { owner: string; application: string; vehicles: readonly string[]; scopes: readonly string[] },
): Promise<string> => giveConsent(kernel, input);
