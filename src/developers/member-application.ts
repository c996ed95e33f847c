// An application as a member of its organization meets it in other modules: what it is, and whether they may change it.
import type { Person } from '../core/actor.ts';
import { hashToken } from '../core/crypto/tokens.ts';
import type { Kernel } from '../core/kernel.ts';
import type { Application } from './application.ts';
import { findApplication, findApplicationsById } from './application-store.ts';
import { findByCredential } from './credentials/credential-store.ts';
import { noteUse } from './credentials/note-use.ts';
import { findOrganization, listOwners } from './organization-store.ts';

export type MemberApplication = Application & {
  /** Owners of the organization change things, members look. */
  readonly mayChange: boolean;
};

/** @throws Refusal not_found, also when the person's organizations do not have it */
export async function findMemberApplication(kernel: Kernel, actor: Person, id: string): Promise<MemberApplication> {
  const application = await findApplication(kernel, actor, id);
  const { role } = await findOrganization(kernel, actor, application.organization);
  return { ...application, mayChange: role === 'owner' };
}

/** The ids of the people who own the application's organization. */
export async function ownersOfApplication(kernel: Kernel, id: string): Promise<readonly string[]> {
  const application = (await findApplicationsById(kernel, [id])).get(id);
  return application ? listOwners(kernel, application.organization) : [];
}

/** The id of the application that a management token proves; undefined for a token that is none, or no longer good. */
export async function applicationOfManagementToken(kernel: Kernel, token: string): Promise<string | undefined> {
  const found = await findByCredential(kernel, 'management-token', hashToken(token));
  if (found) noteUse(kernel, found.credential);
  return found?.id;
}
