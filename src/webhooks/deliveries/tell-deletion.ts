// An application is ordered to delete what it holds of somebody: the signed order goes to those of its webhooks that want
// orders, and is noted as taken once one of their servers took it.
import { uuidOf } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { addDeliveries } from '../../core/work/deliveries/deliver.ts';
import type { Attempt, TryOutcome } from '../../core/work/deliveries/delivery.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { deletionOrder, payloadOf } from '../envelope.ts';
import { laneOf, WEBHOOKS } from '../webhook.ts';
import { listWebhooks } from '../webhook-store.ts';

/** What such a message is about: an order, which needs nobody's permission. */
const aboutOrder = (order: string): string => `order:${order}`;
export const isAboutOrder = (about: string): boolean => about.startsWith('order:');

export const tellWhenDeletionOrdered = subscriber({
  name: 'tell-application-when-deletion-ordered',
  event: 'deletion.ordered',
  handle: async (kernel, { order, application, document }, delivery) => {
    const wanted = (await listWebhooks(kernel, application)).filter(
      ({ takesOrders, stopped }) => takesOrders && stopped === null,
    );
    await addDeliveries(
      kernel,
      wanted.map(webhook => {
        const eventId = uuidOf(kernel.vault.blindIndex('webhooks.event-id', `${delivery}:${order}:${webhook.id}`));
        return {
          channel: WEBHOOKS,
          lane: laneOf(webhook.id, false),
          kind: 'DELETION_ORDER',
          about: aboutOrder(order),
          cause: eventId,
          payload: payloadOf(deletionOrder(eventId, webhook, JSON.parse(document) as { readonly user: string })),
        };
      }),
    );
  },
});

/** Tells that a try of an order was taken; any other try is nobody's news. */
export async function noteTaken(kernel: Kernel, { about }: Attempt, { outcome }: TryOutcome): Promise<void> {
  if (outcome !== 'accepted' || about === null || !isAboutOrder(about)) return;
  const order = about.slice(aboutOrder('').length);
  await kernel.transaction(kernel => kernel.emit(kernel, 'deletion.taken', { order }));
}
