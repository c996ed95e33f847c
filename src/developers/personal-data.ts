// What developers holds of a person: the organizations they belong to, and calls of applications on their cars.
import type { PersonalData } from '../core/module.ts';
import { deleteMemberships, listMemberships, organizationNames } from './organization-store.ts';
import { flushRequests } from './requests/record-request.ts';
import { exportRequests, forgetOwner } from './requests/request-store.ts';

export const personalData: PersonalData = {
  tables: [
    'developers.organization',
    'developers.member',
    'developers.invitation',
    'developers.application',
    'developers.credential',
    'developers.logo',
    'developers.request',
  ],
  export: async (kernel, person) => {
    await flushRequests(kernel);
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
      requests: (await exportRequests(kernel, person)).map(({ at, ...request }) => ({
        at: at.toISOString(),
        ...request,
      })),
    };
  },
  // Names and applications belong to the organization, which its other members go on using.
  erase: async (kernel, person) => {
    await deleteMemberships(kernel, person);
    await flushRequests(kernel);
    await forgetOwner(kernel, person);
  },
};
