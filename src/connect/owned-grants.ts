// Grants as their owner handles them: looking at their own, and taking one back.
import type { Person } from '../core/actor.ts';
import { refuse } from '../core/errors.ts';
import type { Kernel } from '../core/kernel.ts';
import { applicationNames } from '../developers/index.ts';
import { endGrant } from './end-grant.ts';
import type { EndReason, Grant } from './grant.ts';
import { findGrant, listGrants, type StoredGrant } from './grant-store.ts';

/** All grants that the person gave, active ones first, then newest first. */
export const listGrantsOfOwner = async (kernel: Kernel, actor: Pick<Person, 'id'>): Promise<Grant[]> =>
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

/**
 * Ends everything that the person allowed and that has not ended, in one transaction.
 * @returns how many grants ended
 */
export const revokeAllGrants = (kernel: Kernel, actor: Person): Promise<number> =>
  kernel.transaction(async kernel => {
    let ended = 0;
    for (const grant of await listGrants(kernel, actor))
      if (await endGrant(kernel, actor.id, grant, 'owner')) ended += 1;
    return ended;
  });

async function withNames(kernel: Kernel, grants: readonly StoredGrant[]): Promise<Grant[]> {
  const names = await applicationNames(
    kernel,
    grants.map(({ application }) => application),
  );
  return grants.map(({ application, revokedAt, endReason, reusedAt, lastUsedAt, ...stored }) => {
    const { pausedAt, pauseReason, renewedAt, ...grant } = stored;
    return {
      ...grant,
      application: { id: application, name: names.get(application) ?? 'An application that no longer exists' },
      ...(revokedAt && { revokedAt }),
      ...(endReason && { endReason }),
      ...(reusedAt && { reusedAt }),
      ...(lastUsedAt && { lastUsedAt }),
      ...(pausedAt && { pausedAt }),
      ...(pauseReason && { pauseReason }),
      ...(renewedAt && { renewedAt }),
    };
  });
}
