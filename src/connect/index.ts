// The front door of connect: what an owner granted, taking it back, and giving grants and tokens to seeds, benches and tests.
import type { Person } from '../core/actor.ts';
import type { Kernel } from '../core/kernel.ts';
import type { EndReason, Grant } from './grant.ts';

export type { EndReason, Grant } from './grant.ts';

/** All grants that the signed-in person gave, active ones first, then by time, newest first. */
export declare function listGrantsOfOwner(kernel: Kernel, actor: Person): Promise<Grant[]>;

/** One of the person's own grants. @throws Refusal not_found */
export declare function findGrantOfOwner(kernel: Kernel, actor: Person, grantId: string): Promise<Grant>;

/** Ends the person's own grant with all its codes and tokens, in one transaction. @throws Refusal not_found, already_done */
export declare function revokeGrant(kernel: Kernel, actor: Person, grantId: string, reason: EndReason): Promise<void>;

/** Gives a grant without a consent page, for seeds, benches and tests. @returns its id */
export declare function giveGrant(
  kernel: Kernel,
  input: { owner: string; application: string; vehicles: readonly string[]; scopes: readonly string[] },
): Promise<string>;

/** An access token of a grant, good for two hours, for seeds, benches and tests. */
export declare function issueAccessToken(kernel: Kernel, grantId: string): Promise<string>;
