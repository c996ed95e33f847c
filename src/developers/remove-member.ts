// A member leaves: removed by an owner, or by themselves. The last owner stays, or nobody could manage anything.
import type { Person } from '../core/actor.ts';
import { refuse } from '../core/errors.ts';
import type { Kernel } from '../core/kernel.ts';
import { deleteMember, findOrganization, listMembers } from './organization-store.ts';

/** @throws Refusal not_found, not_allowed, last_owner */
export async function removeMember(
  kernel: Kernel,
  actor: Person,
  input: { organization: string; person: string },
): Promise<void> {
  await kernel.transaction(async kernel => {
    const organization = await findOrganization(kernel, actor, input.organization);
    if (organization.role !== 'owner' && input.person !== actor.id) throw refuse('not_allowed');
    const members = await listMembers(kernel, organization, true);
    const leaving = members.find(({ person }) => person === input.person);
    if (!leaving) throw refuse('not_found');
    if (leaving.role === 'owner' && members.filter(({ role }) => role === 'owner').length === 1)
      throw refuse('last_owner');
    await deleteMember(kernel, organization.id, input.person);
    await kernel.audit.record(kernel.db, {
      actor: actor.id,
      action: 'organization.remove',
      subject: organization.id,
      details: { person: input.person },
    });
  });
}
