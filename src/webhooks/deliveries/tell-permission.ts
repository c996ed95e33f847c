// An application hears that an owner has ended, paused, narrowed or resumed what it may do with a car: an error of the
// kind that its own calls would get, with its end when the owner resumes it.
import { type SignalId, signals } from '../../catalog/signals.ts';
import { partiesOfGrant } from '../../connect/index.ts';
import { uuidOf } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { addDeliveries } from '../../core/work/deliveries/deliver.ts';
import { forgetAbout } from '../../core/work/deliveries/delivery-log-store.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { marksOfVehicles, userIdOf } from '../../vehicles/index.ts';
import { payloadOf, type ToldError, vehicleError } from '../envelope.ts';
import { listBetween, type Subscription } from '../subscriptions/subscription-store.ts';
import { laneOf, WEBHOOKS } from '../webhook.ts';
import { findWebhooks } from '../webhook-store.ts';

/** What a message about the permission itself is about: it needs no permission, and goes when its subscription is forgotten. */
export const aboutPermission = (subscription: string): string => `permission:${subscription}`;
export const isAboutPermission = (about: string): boolean => about.startsWith('permission:');

/**
 * Tells each webhook of these subscriptions, in the scope's transaction.
 * @param cause the same one never tells twice
 * @param signals those that the owner took back; undefined for the whole car
 */
export async function tellPermission(
  kernel: Kernel,
  subscriptions: readonly Subscription[],
  cause: string,
  state: ToldError['state'],
  taken?: readonly SignalId[],
): Promise<void> {
  if (subscriptions.length === 0) return;
  const webhooks = await findWebhooks(
    kernel,
    subscriptions.map(({ webhook }) => webhook),
  );
  const marks = await marksOfVehicles(
    kernel,
    subscriptions.map(({ vehicle }) => vehicle),
  );
  await addDeliveries(
    kernel,
    subscriptions.flatMap(({ id, webhook: webhookId, application, owner, vehicle }) => {
      const webhook = webhooks.get(webhookId);
      const lost = webhook && taken?.filter(signal => webhook.data.includes(signal));
      if (!webhook || lost?.length === 0) return [];
      const eventId = uuidOf(kernel.vault.blindIndex('webhooks.event-id', `${cause}:${id}`));
      const about = {
        user: userIdOf(kernel, application, owner),
        vehicle: { id: vehicle, make: null, model: null, year: null },
        mode: marks.get(vehicle)?.mode === 'live' ? ('LIVE' as const) : ('TEST' as const),
      };
      const error: ToldError = { code: 'PERMISSION', state, ...(lost && { signals: lost }) };
      const envelope = vehicleError(eventId, webhook, about, [error], kernel.config.errorDocs);
      return [
        {
          channel: WEBHOOKS,
          lane: laneOf(webhook.id, webhook.errorCallback !== null),
          kind: 'VEHICLE_ERROR',
          about: aboutPermission(id),
          cause: eventId,
          payload: payloadOf(envelope),
        },
      ];
    }),
  );
}

/** Nothing was sent since the commit, because every try asks first; this drops what waits, and tells why it is quiet. */
export const tellWhenPaused = subscriber({
  name: 'tell-application-when-paused',
  event: 'grant.paused',
  handle: (kernel, { grant }, delivery) =>
    ofGrant(kernel, grant, async (kernel, subscriptions) => {
      await dropWaiting(kernel, subscriptions);
      await tellPermission(kernel, subscriptions, delivery, 'ERROR');
    }),
});

export const tellWhenResumed = subscriber({
  name: 'tell-application-when-resumed',
  event: 'grant.resumed',
  handle: (kernel, { grant }, delivery) =>
    ofGrant(kernel, grant, (kernel, subscriptions) => tellPermission(kernel, subscriptions, delivery, 'RESOLVED')),
});

/** What waits may tell what was taken back; the next look at the car tells the rest anew. */
export const tellWhenNarrowed = subscriber({
  name: 'tell-application-when-narrowed',
  event: 'grant.narrowed',
  handle: (kernel, { grant, permissions }, delivery) =>
    ofGrant(kernel, grant, async (kernel, subscriptions) => {
      await dropWaiting(kernel, subscriptions);
      const taken = permissions.split(' ');
      const lost = (Object.keys(signals) as SignalId[]).filter(id => taken.includes(signals[id].permission));
      if (lost.length > 0) await tellPermission(kernel, subscriptions, delivery, 'ERROR', lost);
    }),
});

/** Does something with the subscriptions to the cars of a grant, in one transaction. */
async function ofGrant(
  kernel: Kernel,
  grant: string,
  work: (kernel: Kernel, subscriptions: readonly Subscription[]) => Promise<void>,
): Promise<void> {
  const parties = await partiesOfGrant(kernel, grant);
  if (!parties) return;
  const between = await listBetween(kernel, parties.application, parties.owner);
  const subscriptions = between.filter(({ vehicle }) => parties.vehicles.includes(vehicle));
  await kernel.transaction(kernel => work(kernel, subscriptions));
}

const dropWaiting = (kernel: Kernel, subscriptions: readonly Subscription[]): Promise<number> =>
  forgetAbout(
    kernel,
    WEBHOOKS,
    subscriptions.map(({ id }) => id),
    'waiting',
  );
