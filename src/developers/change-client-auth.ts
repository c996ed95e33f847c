// An owner says how an application proves who it is from now on.
import type { Person } from '../core/actor.ts';
import type { Kernel } from '../core/kernel.ts';
import { findApplication, lockApplication, updateClientAuth } from './application-store.ts';
import type { ClientAuth } from './client-auth.ts';
import { findOwnOrganization } from './organization-store.ts';

/** @throws Refusal not_found, not_allowed */
export async function changeClientAuth(
  kernel: Kernel,
  actor: Person,
  { id, auth }: { readonly id: string; readonly auth: ClientAuth },
): Promise<void> {
  await kernel.transaction(async kernel => {
    const application = await findApplication(kernel, actor, id);
    await findOwnOrganization(kernel, actor, application.organization);
    await lockApplication(kernel, id);
    await updateClientAuth(kernel, application, auth);
    await kernel.audit.record(kernel.db, {
      actor: actor.id,
      action: 'application.authentication',
      subject: id,
      details: { method: auth.method, isBound: auth.isBound },
    });
  });
}
