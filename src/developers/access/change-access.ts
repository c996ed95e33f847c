// A developer says what an application wants of cars. What owners granted before stays as they granted it.
import type { Person } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { findApplication, updateAccess } from '../application-store.ts';
import { findOwnOrganization } from '../organization-store.ts';
import { permissionsFor, type VehicleAccess } from './vehicle-access.ts';

/** @throws Refusal not_found, not_allowed */
export async function changeAccess(kernel: Kernel, actor: Person, id: string, access: VehicleAccess): Promise<void> {
  await kernel.transaction(async kernel => {
    const application = await findApplication(kernel, actor, id);
    await findOwnOrganization(kernel, actor, application.organization);
    await updateAccess(kernel, id, access);
    await kernel.audit.record(kernel.db, {
      actor: actor.id,
      action: 'application.access',
      subject: id,
      details: { permissions: permissionsFor(access) },
    });
  });
}
