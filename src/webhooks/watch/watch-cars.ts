// Looks at subscribed cars when they are due, and makes an event of what changed. Each look is a read in its owner's log.

import { signals } from '../../catalog/signals.ts';
import { coveringGrants, isStillGranted, whoSeesChanges } from '../../connect/index.ts';
import { system } from '../../core/actor.ts';
import { after, HOUR, MINUTE, SECOND } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { unsubscribe, WATCH_CARS } from '../subscriptions/subscribe.ts';
import type { Webhook } from '../webhook.ts';
import { findWebhooks } from '../webhook-store.ts';
import { type CarLook, lookAtCar } from './look-at-car.ts';
import { tellChanges } from './tell-changes.ts';
import { hastenLooks, takeDueCars, type Watched } from './watch-store.ts';

/** How often a car is looked at, give or take a tenth, so that those that began together drift apart. */
const EVERY = 5 * MINUTE;
/** The longest that a car which tells nothing is left alone. */
const LONGEST = 6 * HOUR;
/** How many subscriptions one statement takes, and how many cars are asked at the same time. */
const TAKEN = 64;
const AT_ONCE = 8;
/** After this time the job ends and begins anew, so that a process can stop. */
const SHIFT = MINUTE;
const STEP = 5 * SECOND;

const self = system('webhooks');

export const watchCarsJob: Job = {
  name: WATCH_CARS,
  every: '* * * * *',
  run: async kernel => {
    const end = after(kernel.clock.now(), SHIFT);
    while (kernel.clock.now() < end) {
      const due = await takeDueCars(kernel, TAKEN);
      if (due.length === 0) return;
      const cars = [...Map.groupBy(due, one => `${one.application} ${one.owner} ${one.vehicle}`).values()];
      const webhooks = await findWebhooks(
        kernel,
        due.map(({ webhook }) => webhook),
      );
      await inTurns(cars, AT_ONCE, car => watchCar(kernel, car, webhooks));
    }
    await kernel.enqueue(kernel, WATCH_CARS, {}, { key: WATCH_CARS });
  },
};

/** A provider to which cars report by themselves has news of one: whoever is subscribed is told at once. */
export const lookWhenCarReported = subscriber({
  name: 'look-at-car-when-reported',
  event: 'vehicle.reported',
  handleAll: async (kernel, deliveries) => {
    const vehicles = [...new Set(deliveries.map(({ payload }) => payload.vehicle))];
    const now = kernel.clock.now();
    for (const moment of roundedUp(await hastenLooks(kernel, vehicles), now))
      await kernel.enqueue(
        kernel,
        WATCH_CARS,
        {},
        moment <= now ? { key: WATCH_CARS } : { key: `${WATCH_CARS}:${moment.toISOString()}`, runAt: moment },
      );
  },
});

/** Later moments in steps of some seconds, so that many cars are one job. */
const roundedUp = (moments: readonly Date[], now: Date): Date[] =>
  [...new Set(moments.map(moment => (moment <= now ? now.getTime() : Math.ceil(moment.getTime() / STEP) * STEP)))].map(
    time => new Date(time),
  );

/** One car of one owner, for one application and all of its webhooks that want it. */
async function watchCar(
  kernel: Kernel,
  watched: readonly Watched[],
  webhooks: ReadonlyMap<string, Webhook>,
): Promise<void> {
  const [first] = watched;
  if (!first) return;
  try {
    const seeing = whoSeesChanges(kernel);
    const [covering] = await coveringGrants(kernel, [first]);
    if (!covering) {
      // Of a paused one the lease goes on: it is asked about again when that is over, and its maker is not.
      if (!(await isStillGranted(kernel, [first]))[0]) await unsubscribe(kernel, self, watched);
      return;
    }
    const actor = seeing(covering);
    const open = watched.flatMap(one => {
      const webhook = webhooks.get(one.webhook);
      return webhook ? [{ watched: one, webhook }] : [];
    });
    const wanted = [...new Set(open.flatMap(({ webhook }) => webhook.data))];
    const granted = wanted.filter(signal => actor.scopes.has(signals[signal].permission));
    const look = await lookAtCar(kernel, actor, first.vehicle, granted);
    for (const { watched: one, webhook } of open)
      await tellChanges(kernel, { actor }, webhook, one, {
        look,
        lookAt: nextLook(kernel, one, look),
      });
  } catch (error) {
    // The others are not to wait; this one comes again when its lease is over.
    kernel.log.error({ subscription: first.id, err: error }, 'a subscribed car could not be looked at');
  }
}

/** When a car is looked at again: after failures ever later, and never before its maker allows it. */
function nextLook(kernel: Kernel, { failures }: Watched, look: CarLook): Date {
  const pause = look.hasTold ? EVERY : Math.min(LONGEST, EVERY * 2 ** Math.min(failures + 1, 20));
  const chance = kernel.random.bytes(1).readUInt8() / 255;
  return after(kernel.clock.now(), Math.max(pause * (0.9 + chance / 5), (look.retryAfter ?? 0) * SECOND));
}

/** Does `work` with every item, `most` of them at the same time. */
async function inTurns<Item>(items: readonly Item[], most: number, work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const next = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, next));
}
