// What developers holds of a person: the organizations they belong to.
import type { PersonalData } from '../core/module.ts';
import { deleteMemberships, listMemberships, organizationNames } from './organization-store.ts';

export const personalData: PersonalData = {
  tables: [
    'developers.organization',
    'developers.member',
    'developers.invitation',
    'developers.application',
    'developers.credential',
  ],
  export: async (kernel, person) => {
    const memberships = await listMemberships(kernel, person);
    const names = await organizationNames(
      kernel,
      memberships.map(({ organization }) => organization),
    );
    return {
      organizations: memberships.map(({ organization, role, joined_at }) => ({
        id: organization,
        name: names.get(organization) ?? null,
        role,
        joinedAt: joined_at.toISOString(),
      })),
    };
  },
  // Names and applications belong to the organization, which its other members go on using.
  erase: deleteMemberships,
};
