// An admin gives somebody of the team another role, or takes them off it.
import type { StaffRole } from '../../catalog/permissions.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { deleteApiTokensOf } from '../api-tokens/api-token-store.ts';
import { mailPerson } from '../people/mail-person.ts';
import { type Person, roleWords } from '../people/person.ts';
import { findPerson, lockAdmins, updateStaffRole } from '../people/person-store.ts';
import { deleteSessions } from '../sessions/session-store.ts';
import { deleteHalfSignIns } from '../sign-in/half-sign-in-store.ts';
import { withdrawInvitations } from './invitation-store.ts';

/**
 * Changes the role; `undefined` takes the person off the team. All sessions and API tokens of the person end.
 * @throws Refusal `not_found` (not of the team), `not_allowed` (no admin any more), `last_admin`
 */
export async function changeRole(
  kernel: Kernel,
  actor: Actor,
  { person: id, role }: { readonly person: string; readonly role: StaffRole | undefined },
): Promise<void> {
  await kernel.transaction(async kernel => {
    // Two admins who demote each other at once must not both succeed.
    const admins = await lockAdmins(kernel);
    if (!admins.includes(actorId(actor))) throw refuse('not_allowed');
    const person = await findPerson(kernel, id);
    if (person?.staffRole === undefined) throw refuse('not_found');
    if (person.staffRole === role) return;
    if (person.staffRole === 'admin' && admins.length === 1) throw refuse('last_admin');
    await updateStaffRole(kernel, id, role);
    await deleteSessions(kernel, id, { except: undefined });
    await deleteHalfSignIns(kernel, id);
    await deleteApiTokensOf(kernel, id);
    if (person.staffRole === 'admin') await withdrawInvitations(kernel, { invitedBy: id });
    await tell(kernel, actor, person, role);
  });
}

async function tell(kernel: Kernel, actor: Actor, person: Person, role: StaffRole | undefined): Promise<void> {
  const entry = await kernel.audit.record(kernel.db, {
    actor: actorId(actor),
    action: role === undefined ? 'staff.remove' : 'staff.change-role',
    subject: person.id,
    details: { from: person.staffRole ?? 'none', to: role ?? 'none' },
  });
  const name = kernel.config.operator.name;
  const text =
    role === undefined
      ? `You are no longer on the security team of ${name}. You can still sign in to your own account.`
      : `Your role on the security team of ${name} is now ${roleWords[role].label.toLowerCase()}. Sign in again to go on.`;
  await mailPerson(kernel, person.id, { subject: `Your role at ${name} has changed`, text }, entry);
}
