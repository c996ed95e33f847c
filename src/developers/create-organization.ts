// A person starts an organization and becomes its first owner.
import type { Person } from '../core/actor.ts';
import type { Kernel } from '../core/kernel.ts';
import { insertMember, insertOrganization } from './organization-store.ts';

/** @returns the organization's id */
export async function createOrganization(kernel: Kernel, actor: Pick<Person, 'id'>, name: string): Promise<string> {
  return kernel.transaction(async kernel => {
    const id = await insertOrganization(kernel, name);
    await insertMember(kernel, id, actor.id, 'owner');
    await kernel.audit.record(kernel.db, { actor: actor.id, action: 'organization.create', subject: id });
    return id;
  });
}
