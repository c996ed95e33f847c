// An owner says how an application shows itself in Connect.
import type { Person } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { findApplication, lockApplication } from '../application-store.ts';
import { findOwnOrganization } from '../organization-store.ts';
import { saveColor, saveLogo } from './logo-store.ts';

export type BrandChange = {
  readonly color: string | undefined;
  /** A new one as we drew it, none from now on, or the one that is there. */
  readonly logo: Buffer | 'none' | 'same';
};

/** @throws Refusal not_found, not_allowed */
export async function changeBrand(
  kernel: Kernel,
  actor: Person,
  id: string,
  { color, logo }: BrandChange,
): Promise<void> {
  await kernel.transaction(async kernel => {
    const application = await findApplication(kernel, actor, id);
    await findOwnOrganization(kernel, actor, application.organization);
    await lockApplication(kernel, id);
    await saveColor(kernel, application, color);
    if (logo !== 'same') await saveLogo(kernel, application, logo === 'none' ? undefined : logo);
    await kernel.audit.record(kernel.db, {
      actor: actor.id,
      action: 'application.brand',
      subject: id,
      details: { color: color ?? null, logo: typeof logo === 'string' ? logo : 'new' },
    });
  });
}
