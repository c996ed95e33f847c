// An admin asks somebody to join the team.
import { type StaffRole, staffRoles } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { normalizeEmail } from '../people/email-address.ts';
import { readName, readStaffRole, roleWords } from '../people/person.ts';
import { findPersonByEmail, lockEmail } from '../people/person-store.ts';
import { INVITATION_DAYS, insertInvitation, withdrawInvitations } from './invitation-store.ts';

export type InvitationForm = {
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  readonly role?: string | undefined;
};

export type InvitationInput = { readonly email: string; readonly name: string; readonly role: StaffRole };

type Read =
  | { readonly ok: true; readonly value: InvitationInput }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

/** Checks the form by hand: one sentence for each field that needs another look. */
export function readInvitation(form: InvitationForm): Read {
  const email = normalizeEmail(form.email ?? '');
  const name = readName(form.name);
  const role = readStaffRole(form.role);
  if (email !== undefined && name !== undefined && role !== undefined)
    return { ok: true, value: { email, name, role } };
  return {
    ok: false,
    errors: {
      ...(email === undefined ? { email: 'Enter an e-mail address, such as tara@example.com.' } : {}),
      ...(name === undefined ? { name: 'Enter a name of at most 100 characters.' } : {}),
      ...(role === undefined ? { role: `Choose a role: ${staffRoles.join(', ')}.` } : {}),
    },
  };
}

/**
 * Mails an invitation; an earlier open one of the same address stops working.
 * @returns false when the address belongs to the team already
 */
export async function inviteStaff(kernel: Kernel, actor: Actor, input: InvitationInput): Promise<boolean> {
  return kernel.transaction(async kernel => {
    await lockEmail(kernel, input.email);
    if ((await findPersonByEmail(kernel, input.email))?.staffRole !== undefined) return false;
    await withdrawInvitations(kernel, { email: input.email });
    const { id, token } = await insertInvitation(kernel, { ...input, invitedBy: actorId(actor) });
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'invitation.create',
      subject: id,
      details: { role: input.role },
    });
    await kernel.emit(kernel, 'person.invited', { invitation: id });
    await mailInvitation(kernel, input, token);
    return true;
  });
}

async function mailInvitation(kernel: Kernel, { email, role }: InvitationInput, token: string): Promise<void> {
  const { operator, publicUrl } = kernel.config;
  await kernel.compose(kernel, {
    to: email,
    subject: `You are invited to the security team of ${operator.name}`,
    text: [
      `You are invited to work with vulnerability reports at ${operator.name} as ${roleWords[role].label.toLowerCase()}.`,
      '',
      `Open this link within ${INVITATION_DAYS} days to join:`,
      '',
      publicUrl + href(routes.accounts.invitation, undefined, { token }),
      '',
      'If you did not expect this, do nothing.',
    ].join('\n'),
  });
}
