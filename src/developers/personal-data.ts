// What developers holds of a person: the organizations they belong to, and calls of applications on their cars.
import { findPerson } from '../accounts/index.ts';
import type { PersonalData } from '../core/module.ts';
import { deleteInvitationsTo, deleteMemberships, listMemberships, organizationNames } from './organization-store.ts';
import { flushRequests } from './requests/record-request.ts';
import { countRequests, exportRequests, forgetOwner } from './requests/request-store.ts';

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
      requests: exportRequests(kernel, person),
    };
  },
  counts: async (kernel, person) => ({
    organizations: (await listMemberships(kernel, person)).length,
    requests: await countRequests(kernel, person),
  }),
  heldBy: { 'developers.request': { person: 'owner' } },
  // Names and applications belong to the organization, which its other members go on using.
  erase: async (kernel, person) => {
    const found = await findPerson(kernel, person);
    if (found) await deleteInvitationsTo(kernel, found.email);
    await deleteMemberships(kernel, person);
    await flushRequests(kernel);
    await forgetOwner(kernel, person);
  },
};
