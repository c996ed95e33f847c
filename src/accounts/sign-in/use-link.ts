// A link is used: it is gone, the address is proven, and its person comes to be if there was none.
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { findOrCreatePersonByEmail } from '../people/find-or-create-person.ts';
import { admitPerson, type Caller, type Entry } from './admit-person.ts';
import { deleteLinks, type LinkPurpose, takeLink } from './link-store.ts';
import type { Proof } from './next-step.ts';

/** @throws Refusal `link_expired`: unknown, over, or used already */
export async function useLink(kernel: Kernel, token: string, caller: Caller): Promise<Entry> {
  return kernel.transaction(async kernel => {
    const link = await takeLink(kernel, token);
    if (!link || !isAccepted(kernel, link.purpose)) throw refuse('link_expired');
    const person = await findOrCreatePersonByEmail(kernel, link.email);
    await deleteLinks(kernel, link.email, ['sign-in']);
    await kernel.audit.record(kernel.db, {
      actor: person.id,
      action: 'link.use',
      subject: link.id,
      details: { purpose: link.purpose },
    });
    return admitPerson(kernel, person, { proof: proofOf(link.purpose), returnPath: link.returnPath, caller });
  });
}

/** The demo's links are worth nothing in production, even in a database that has seen the demo. */
export const isAccepted = ({ config }: Kernel, purpose: LinkPurpose): boolean =>
  purpose !== 'demo' || config.environment !== 'production';

const proofOf = (purpose: LinkPurpose): Proof => (purpose === 'sign-in' ? 'link' : purpose);
