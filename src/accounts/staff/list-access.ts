// Who has access as one of the team, for whoever reviews it.
import { type StaffRole, staffRoles } from '../../catalog/permissions.ts';
import type { Kernel } from '../../core/kernel.ts';
import { displayName } from '../people/person.ts';
import { listPeopleByRole } from '../people/person-store.ts';
import { findFactorsOf } from '../second-factor/factor-store.ts';
import { hasSecondFactor } from '../sign-in/next-step.ts';

export type StaffAccess = {
  readonly id: string;
  readonly name: string;
  readonly role: StaffRole;
  readonly hasSecondFactor: boolean;
};

/** Everybody on the team, by name. */
export async function listStaffAccess(kernel: Kernel): Promise<StaffAccess[]> {
  const people = await listPeopleByRole(kernel, staffRoles);
  const factors = await findFactorsOf(
    kernel,
    people.map(({ id }) => id),
  );
  return people.flatMap(person => {
    const its = factors.get(person.id);
    const { id, staffRole: role } = person;
    return role === undefined
      ? []
      : [{ id, name: displayName(person), role, hasSecondFactor: its !== undefined && hasSecondFactor(its) }];
  });
}
