// An owner takes one credential away: from the next request on it proves nothing.
import type { Person } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { findApplication, lockApplication } from '../application-store.ts';
import { findOwnOrganization } from '../organization-store.ts';
import { isTokenInUse } from './credential.ts';
import { endCredentials, listCredentials } from './credential-store.ts';

/**
 * Any client secret, and a management token that is being replaced: the one in use signs webhooks, and is replaced first.
 * @throws Refusal not_found, not_allowed, already_done
 */
export async function revokeCredential(
  kernel: Kernel,
  actor: Person,
  input: { readonly application: string; readonly id: string },
): Promise<void> {
  await kernel.transaction(async kernel => {
    const application = await findApplication(kernel, actor, input.application);
    await findOwnOrganization(kernel, actor, application.organization);
    await lockApplication(kernel, application.id);
    const credential = (await listCredentials(kernel, application)).find(({ id }) => id === input.id);
    if (credential && isTokenInUse(credential)) throw refuse('not_allowed');
    if ((await endCredentials(kernel, application.id, { id: input.id }, kernel.clock.now())) === 0)
      throw refuse('already_done');
    await kernel.audit.record(kernel.db, {
      actor: actor.id,
      action: 'application.secret.revoke',
      subject: application.id,
      details: { secret: input.id },
    });
  });
}
