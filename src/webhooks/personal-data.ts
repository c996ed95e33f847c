// What webhooks hold of a person: which applications are told about their cars, and what was sent to them. Addresses and
// names of webhooks are the developers' own.

import type { PersonalData } from '../core/module.ts';
import { forgetAbout } from '../core/work/deliveries/delivery-log-store.ts';
import { applicationNames } from '../developers/index.ts';
import { aboutPermission } from './deliveries/tell-permission.ts';
import { deleteOfOwner, listOfOwner } from './subscriptions/subscription-store.ts';
import { WEBHOOKS } from './webhook.ts';

export const personalData: PersonalData = {
  tables: ['webhooks.webhook', 'webhooks.subscription'],
  export: async (kernel, person) => {
    const subscriptions = await listOfOwner(kernel, person);
    const names = await applicationNames(
      kernel,
      subscriptions.map(({ application }) => application),
    );
    return {
      toldByWebhook: subscriptions.map(({ application, vehicle, createdAt, endedAt }) => ({
        application: names.get(application) ?? null,
        vehicle,
        since: createdAt.toISOString(),
        until: endedAt?.toISOString() ?? null,
      })),
    };
  },
  erase: async (kernel, person) => {
    const subscriptions = await listOfOwner(kernel, person);
    await forgetAbout(
      kernel,
      WEBHOOKS,
      subscriptions.flatMap(({ id }) => [id, aboutPermission(id)]),
      'all',
    );
    await deleteOfOwner(kernel, person);
  },
};
