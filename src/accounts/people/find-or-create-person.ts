// The one way in which people come to be: by an address.
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { normalizeEmail } from './email-address.ts';
import type { Person } from './person.ts';
import { findPersonByEmail, insertPerson, lockEmail } from './person-store.ts';

/**
 * The person of an address, made when there is none. Nobody becomes staff by this.
 * @param name used only for a new person
 * @throws Refusal `invalid_input` when it is no address
 */
export async function findOrCreatePersonByEmail(kernel: Kernel, email: string, name = ''): Promise<Person> {
  const normalized = normalizeEmail(email);
  if (normalized === undefined) throw refuse('invalid_input', { field: 'email' });
  return kernel.transaction(async kernel => {
    await lockEmail(kernel, normalized);
    const known = await findPersonByEmail(kernel, normalized);
    if (known) return known;
    const person = await insertPerson(kernel, normalized, name);
    await kernel.audit.record(kernel.db, {
      actor: person.id,
      action: 'person.create',
      subject: person.id,
      details: {},
    });
    return person;
  });
}
