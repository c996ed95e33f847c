// A grant ends: with it, in the same transaction, every code and token, and in every process whatever is known of them.
import type { Kernel } from '../core/kernel.ts';
import { forgetTakenBack } from '../vehicles/index.ts';
import { deleteArtifactsOf } from './artifact-store.ts';
import { forgetGrant } from './authenticate-bearer.ts';
import { askToLetGo } from './ends/let-go-of-makers.ts';
import type { EndReason } from './grant.ts';
import { beginFamily, type StoredGrant, updateEnded, updateVehicles } from './grant-store.ts';
import { deleteAccessTokensOf } from './token-store.ts';

/**
 * @param actor who ended it, as the audit log knows them
 * @returns false when it had ended before; then nothing happens
 */
export async function endGrant(
  kernel: Kernel,
  actor: string,
  grant: Pick<StoredGrant, 'id' | 'application'>,
  reason: EndReason,
): Promise<boolean> {
  return kernel.transaction(async kernel => {
    const ended = await updateEnded(kernel, grant.id, reason);
    if (ended === undefined) return false;
    await endTokens(kernel, grant.id);
    await forgetTakenBack(kernel, { id: grant.id, owner: ended.owner });
    await kernel.audit.record(kernel.db, {
      actor,
      action: 'grant.revoke',
      subject: grant.id,
      details: { application: grant.application, reason },
    });
    await kernel.emit(kernel, 'grant.revoked', { grant: grant.id });
    await askToLetGo(kernel, ended);
    return true;
  });
}

/** Cars leave a grant that goes on without them: what was read of them is not given again. @param left at least one */
export async function narrowGrant(
  kernel: Kernel,
  grant: Pick<StoredGrant, 'id' | 'vehicles' | 'owner' | 'mode'>,
  left: readonly string[],
): Promise<void> {
  await kernel.transaction(async kernel => {
    await updateVehicles(kernel, grant.id, left);
    await askToLetGo(kernel, grant);
    await forgetTakenBack(
      kernel,
      grant,
      grant.vehicles.filter(vehicle => !left.includes(vehicle)),
    );
    kernel.afterCommit(() => forgetGrant(kernel, grant.id));
  });
}

/**
 * Ends the tokens and codes alone: the owner's word stands, but the application has to come through Connect again.
 * @param reuse when a used code or refresh token came again, which means that two hold it (RFC 9700 §4.14.2): by whose
 *   credentials, and which of the two it was. Owner and developer find it in the audit log.
 */
export async function endTokens(
  kernel: Kernel,
  grant: string,
  reuse?: { readonly application: string; readonly kind: 'code' | 'refresh_token' },
): Promise<void> {
  await kernel.transaction(async kernel => {
    await beginFamily(kernel, grant, reuse !== undefined);
    await deleteAccessTokensOf(kernel, grant);
    await deleteArtifactsOf(kernel, grant);
    if (reuse)
      await kernel.audit.record(kernel.db, {
        actor: reuse.application,
        action: 'grant.reuse',
        subject: grant,
        details: { ...reuse },
      });
    kernel.afterCommit(() => forgetGrant(kernel, grant));
  });
}
