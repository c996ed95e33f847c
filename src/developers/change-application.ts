// An owner changes what an application says of itself and where its answers may go.
import type { Person } from '../core/actor.ts';
import type { Kernel } from '../core/kernel.ts';
import type { ApplicationInput } from './application.ts';
import { findApplication, updateApplication } from './application-store.ts';
import { findOwnOrganization } from './organization-store.ts';

/** @throws Refusal not_found, not_allowed */
export async function changeApplication(
  kernel: Kernel,
  actor: Person,
  { id, ...input }: ApplicationInput & { id: string },
): Promise<void> {
  await kernel.transaction(async kernel => {
    const application = await findApplication(kernel, actor, id);
    await findOwnOrganization(kernel, actor, application.organization);
    await updateApplication(kernel, application, input);
    const fields = (['name', 'purpose', 'privacyPolicyUrl', 'redirectUris', 'origins'] as const).filter(
      field => String(application[field]) !== String(input[field] ?? ''),
    );
    await kernel.audit.record(kernel.db, {
      actor: actor.id,
      action: 'application.change',
      subject: id,
      details: { fields },
    });
  });
}
