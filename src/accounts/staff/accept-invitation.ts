// Somebody joins the team by the link in their invitation, which also proves their address.
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { findOrCreatePersonByEmail } from '../people/find-or-create-person.ts';
import { updateName, updateStaffRole } from '../people/person-store.ts';
import { deleteSessions } from '../sessions/session-store.ts';
import { admitPerson, type Caller, type Entry } from '../sign-in/admit-person.ts';
import { deleteHalfSignIns } from '../sign-in/half-sign-in-store.ts';
import { takeInvitation } from './invitation-store.ts';

/** @throws Refusal `link_expired`: unknown, over, withdrawn, or used already */
export async function acceptInvitation(kernel: Kernel, token: string, caller: Caller): Promise<Entry> {
  return kernel.transaction(async kernel => {
    const invitation = await takeInvitation(kernel, token);
    if (!invitation) throw refuse('link_expired');
    const person = await findOrCreatePersonByEmail(kernel, invitation.email, invitation.name);
    if (person.staffRole !== undefined) throw refuse('link_expired');
    if (person.name === '') await updateName(kernel, person.id, invitation.name);
    await updateStaffRole(kernel, person.id, invitation.role);
    // What was begun with less proof than staff must give ends here.
    await deleteSessions(kernel, person.id, { except: undefined });
    await deleteHalfSignIns(kernel, person.id);
    await kernel.audit.record(kernel.db, {
      actor: person.id,
      action: 'invitation.accept',
      subject: invitation.id,
      details: { role: invitation.role },
    });
    return admitPerson(
      kernel,
      { ...person, staffRole: invitation.role },
      { proof: 'link', returnPath: href(routes.reports.queue), caller },
    );
  });
}
