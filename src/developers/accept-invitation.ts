// Somebody who was invited joins. Whoever holds the link is the one invited.
import type { Person } from '../core/actor.ts';
import { hashToken } from '../core/crypto/tokens.ts';
import { refuse } from '../core/errors.ts';
import type { Kernel } from '../core/kernel.ts';
import { memberRoleWords } from './organization.ts';
import { deleteInvitation, findInvitationByToken, insertMember, organizationNames } from './organization-store.ts';

/** What the invitation is for. @throws Refusal link_expired */
export async function readInvitation(
  kernel: Kernel,
  token: string,
): Promise<{ organization: string; role: string; may: string }> {
  const invitation = await findInvitationByToken(kernel, hashToken(token));
  if (!invitation) throw refuse('link_expired');
  const names = await organizationNames(kernel, [invitation.organization]);
  const { label, may } = memberRoleWords[invitation.role];
  return { organization: names.get(invitation.organization) ?? '', role: label, may };
}

/** Joins, once. @returns the organization's id @throws Refusal link_expired */
export async function acceptInvitation(kernel: Kernel, actor: Person, token: string): Promise<string> {
  return kernel.transaction(async kernel => {
    const invitation = await findInvitationByToken(kernel, hashToken(token));
    if (!invitation || !(await deleteInvitation(kernel, invitation.id))) throw refuse('link_expired');
    await insertMember(kernel, invitation.organization, actor.id, invitation.role);
    await kernel.audit.record(kernel.db, {
      actor: actor.id,
      action: 'organization.join',
      subject: invitation.organization,
      details: { invitation: invitation.id, role: invitation.role },
    });
    return invitation.organization;
  });
}
