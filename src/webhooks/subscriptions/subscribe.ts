// Subscriptions begin and end: by the application, with a new grant, and when no grant covers the car any more.

import { coveringGrants, isStillGranted, partiesOfGrant } from '../../connect/index.ts';
import type { Actor } from '../../core/actor.ts';
import { actorId, system } from '../../core/actor.ts';
import { after, DAY } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import { forgetAbout } from '../../core/work/deliveries/delivery-log-store.ts';
import type { Job } from '../../core/work/jobs.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { tellPermission } from '../deliveries/tell-permission.ts';
import { WEBHOOKS } from '../webhook.ts';
import { listWebhooks } from '../webhook-store.ts';
import {
  deleteEnded,
  endSubscriptions,
  insertSubscriptions,
  listBetween,
  type NewSubscription,
  type Subscription,
} from './subscription-store.ts';

/** The name of the job that looks at cars. */
export const WATCH_CARS = 'watch-subscribed-cars';

const self = system('webhooks');

/** Subscribes cars; the caller has checked that the grant covers them. @returns the ids of the new subscriptions */
export const subscribe = (kernel: Kernel, actor: Actor, wanted: readonly NewSubscription[]): Promise<string[]> =>
  kernel.transaction(async kernel => {
    const ids = await insertSubscriptions(kernel, wanted);
    if (ids.length === 0) return ids;
    const [first] = wanted;
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'webhook.subscribe',
      subject: first?.webhook ?? '',
      details: { subscriptions: ids },
    });
    await kernel.enqueue(kernel, WATCH_CARS, {}, { key: WATCH_CARS });
    return ids;
  });

/** Ends subscriptions, and drops what waits to be sent by them. @returns how many had not ended before */
export const unsubscribe = (
  kernel: Kernel,
  actor: Actor,
  subscriptions: readonly Pick<Subscription, 'id' | 'webhook'>[],
): Promise<number> =>
  kernel.transaction(async kernel => {
    const ended = new Set(
      await endSubscriptions(
        kernel,
        subscriptions.map(({ id }) => id),
      ),
    );
    await forgetAbout(kernel, WEBHOOKS, [...ended], 'waiting');
    const gone = subscriptions.filter(({ id }) => ended.has(id));
    for (const [webhook, those] of Map.groupBy(gone, one => one.webhook))
      await kernel.audit.record(kernel.db, {
        actor: actorId(actor),
        action: 'webhook.unsubscribe',
        subject: webhook,
        details: { subscriptions: those.map(({ id }) => id) },
      });
    return ended.size;
  });

/** A new grant subscribes its cars to the webhooks that want every newly connected one. */
export const subscribeWhenGranted = subscriber({
  name: 'subscribe-cars-when-granted',
  event: 'grant.given',
  handle: async (kernel, { grant }) => {
    const parties = await partiesOfGrant(kernel, grant);
    if (!parties) return;
    const { application, owner } = parties;
    const webhooks = (await listWebhooks(kernel, application)).filter(({ autoSubscribe }) => autoSubscribe);
    if (webhooks.length === 0) return;
    const cars = parties.vehicles.map(vehicle => ({ application, owner, vehicle }));
    const covered = await coveringGrants(kernel, cars);
    for (const { id: webhook } of webhooks)
      await subscribe(
        kernel,
        self,
        cars.filter((_, index) => covered[index]).map(car => ({ ...car, webhook })),
      );
  },
});

/**
 * The end of a grant ends what it covered. Nothing was sent since its commit anyway, because every try asks first; this
 * drops what waits, and tells the application that it is over.
 */
export const unsubscribeWhenRevoked = subscriber({
  name: 'unsubscribe-cars-when-revoked',
  event: 'grant.revoked',
  handle: async (kernel, { grant }, delivery) => {
    const parties = await partiesOfGrant(kernel, grant);
    if (!parties) return;
    const between = await listBetween(kernel, parties.application, parties.owner);
    const granted = await isStillGranted(kernel, between);
    const over = between.filter((_, index) => !granted[index]);
    await kernel.transaction(async kernel => {
      await unsubscribe(kernel, self, over);
      // An application that gave it back knows.
      if (parties.endReason !== 'application') await tellPermission(kernel, over, delivery, 'ERROR');
    });
  },
});

/** As long as the log of deliveries, so that an erasure finds all that was sent about a person. */
export const forgetEndedJob: Job = {
  name: 'forget-ended-subscriptions',
  every: '20 3 * * *',
  run: kernel => deleteEnded(kernel, after(kernel.clock.now(), -40 * DAY)),
};
