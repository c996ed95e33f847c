// What the newsletter holds of a person: the subscription of their address, and what they agreed to.
import { findPerson } from '../accounts/index.ts';
import type { Kernel } from '../core/kernel.ts';
import type { PersonalData } from '../core/module.ts';
import { end } from './subscribers/subscribe.ts';
import { findByAddress, type Subscriber } from './subscribers/subscriber-store.ts';

export const personalData: PersonalData = {
  tables: ['newsletter.subscriber'],
  export: async (kernel, person) => {
    const found = await subscriptionOf(kernel, person);
    if (!found) return {};
    return {
      newsletter: {
        address: found.address,
        topics: found.topics,
        agreedTo: found.words,
        askedOn: found.askedOn,
        askedAt: found.askedAt.toISOString(),
        confirmedAt: found.confirmedAt?.toISOString() ?? null,
      },
    };
  },
  erase: async (kernel, person) => {
    const found = await subscriptionOf(kernel, person);
    if (found) await end(kernel, found.id, 'erased');
  },
};

async function subscriptionOf(kernel: Kernel, person: string): Promise<Subscriber | undefined> {
  const found = await findPerson(kernel, person);
  return found && findByAddress(kernel, found.email);
}
