// The front door: what other modules may know of people.
import { may, type Permission, staffRoles } from '../catalog/permissions.ts';
import type { Kernel } from '../core/kernel.ts';
import { displayName, type Person } from './people/person.ts';
import { findPeople, listPeopleByRole } from './people/person-store.ts';

export { normalizeEmail } from './people/email-address.ts';
export { findOrCreatePersonByEmail } from './people/find-or-create-person.ts';
export { isLastAdmin } from './people/last-admin.ts';
export { mailPerson } from './people/mail-person.ts';
export type { Person } from './people/person.ts';
export { findPerson, findPersonByEmail } from './people/person-store.ts';
export { createSimulatedOwner, eraseSimulatedOwner, linkForSimulatedOwner } from './people/simulated-owner.ts';
export { eraseTestOwner, isTestOwner } from './people/test-owner.ts';
export { sessionStands } from './sessions/session-stands.ts';
export { mailSignInLink } from './sign-in/mail-link.ts';
export { createAdmin } from './sign-in/operator-link.ts';
export { LINK_MINUTES } from './sign-in/request-link.ts';
export { listStaffAccess, type StaffAccess } from './staff/list-access.ts';

/** The names under which people are shown, by id; whoever is gone is left out. */
export async function personNames(kernel: Kernel, ids: readonly string[]): Promise<Map<string, string>> {
  const people = await findPeople(kernel, ids);
  return new Map([...people].map(([id, person]) => [id, displayName(person)]));
}

/** Staff whose role includes the permission, by name. */
export async function listStaff(
  kernel: Kernel,
  permission: Permission,
): Promise<readonly { readonly id: Person['id']; readonly name: string }[]> {
  const people = await listPeopleByRole(
    kernel,
    staffRoles.filter(role => may(role, permission)),
  );
  return people.map(person => ({ id: person.id, name: displayName(person) }));
}
