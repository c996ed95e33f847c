// Mail to a person whose address only this module knows.
import type { Kernel } from '../../core/kernel.ts';
import { findPerson } from './person-store.ts';

/**
 * Writes a mail to the person's address; nothing happens when the person is gone.
 * @param delivery names the cause: the same one never mails twice
 */
export async function mailPerson(
  kernel: Kernel,
  person: string,
  { subject, text }: { readonly subject: string; readonly text: string },
  delivery: string,
): Promise<void> {
  const found = await findPerson(kernel, person);
  // RFC 2606 §2: such an address reaches nobody. Owners of simulated cars have one.
  if (found && !found.email.endsWith('.invalid'))
    await kernel.compose(kernel, { to: found.email, subject, text }, `${delivery}:${person}`);
}
