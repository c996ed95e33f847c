// Links that the operator makes without mail: the way in for the first admin, and back in for one who lost everything.
import { href, routes } from '../../catalog/routes.ts';
import { HOUR } from '../../core/clock.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { normalizeEmail } from '../people/email-address.ts';
import { findOrCreatePersonByEmail } from '../people/find-or-create-person.ts';
import { updateStaffRole } from '../people/person-store.ts';
import { deleteSessions } from '../sessions/session-store.ts';
import { deleteLinks, insertLink } from './link-store.ts';
import { linkUrl } from './request-link.ts';

/**
 * Makes the person of an address an admin and gives a link that signs them in once within 24 hours. Earlier links of
 * this kind for the address stop working.
 * @throws Refusal `invalid_input` when it is no address
 */
export async function createAdmin(kernel: Kernel, email: string, name: string): Promise<{ signInUrl: string }> {
  const normalized = normalizeEmail(email);
  if (normalized === undefined) throw refuse('invalid_input', { field: 'email' });
  return kernel.transaction(async kernel => {
    const person = await findOrCreatePersonByEmail(kernel, normalized, name);
    if (person.staffRole !== 'admin') {
      await updateStaffRole(kernel, person.id, 'admin');
      await deleteSessions(kernel, person.id, { except: undefined });
    }
    await deleteLinks(kernel, normalized, ['operator', 'sign-in']);
    const { token } = await insertLink(kernel, {
      purpose: 'operator',
      email: normalized,
      returnPath: href(routes.accounts.people),
      browser: undefined,
      milliseconds: 24 * HOUR,
    });
    await kernel.audit.record(kernel.db, {
      actor: 'system:command-line',
      action: 'admin.create',
      subject: person.id,
      details: {},
    });
    return { signInUrl: linkUrl(kernel, token) };
  });
}
