// Developers subscribe connected cars by hand, and end it again.
import { type Connection, listConnections } from '../../connect/index.ts';
import type { Person } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { isUuid } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { openOwnApplication, openWebhook, type WebhookKey } from '../change-webhook.ts';
import { subscribe, unsubscribe } from './subscribe.ts';
import { findFollowed, type Subscription } from './subscription-store.ts';

/** A connected car, as the application knows it. */
export type ConnectedCar = { readonly user: string; readonly vehicle: string };

/** Connections that one statement subscribes. */
const TOGETHER = 500;

/** Subscribes one connected car; one that is subscribed stays so. @throws Refusal not_found, not_allowed */
export async function subscribeCar(kernel: Kernel, actor: Person, key: WebhookKey, car: ConnectedCar): Promise<void> {
  const { owner, vehicle } = await openConnection(kernel, actor, key, car);
  await subscribe(kernel, actor, [{ webhook: key.id, application: key.application, owner, vehicle }]);
}

/** Ends the subscription of one car, if it has one. @throws Refusal not_found, not_allowed */
export async function unsubscribeCar(kernel: Kernel, actor: Person, key: WebhookKey, car: ConnectedCar): Promise<void> {
  const connection = await openConnection(kernel, actor, key, car);
  const found: Pick<Subscription, 'id' | 'webhook'>[] = [];
  for (const { id } of (await findFollowed(kernel, key.id, [connection])).values()) found.push({ id, webhook: key.id });
  await unsubscribe(kernel, actor, found);
}

/** Subscribes every connected car. @returns how many were not subscribed before @throws Refusal not_found, not_allowed */
export async function subscribeAll(kernel: Kernel, actor: Person, key: WebhookKey): Promise<number> {
  const application = await openOwnApplication(kernel, actor, key.application);
  const { webhook } = await openWebhook(kernel, actor, key);
  let count = 0;
  let last: Connection | undefined;
  do {
    const cars = await listConnections(kernel, application, {}, TOGETHER, last);
    const wanted = cars.map(({ owner, vehicle }) => ({
      webhook: webhook.id,
      application: application.id,
      owner,
      vehicle,
    }));
    count += (await subscribe(kernel, actor, wanted)).length;
    last = cars.length === TOGETHER ? cars.at(-1) : undefined;
  } while (last);
  return count;
}

/** The connection behind what a form said, when it is one of this application. */
async function openConnection(
  kernel: Kernel,
  actor: Person,
  key: WebhookKey,
  { user, vehicle }: ConnectedCar,
): Promise<Connection> {
  const application = await openOwnApplication(kernel, actor, key.application);
  await openWebhook(kernel, actor, key);
  if (!isUuid(user) || !isUuid(vehicle)) throw refuse('not_found');
  const [connection] = await listConnections(kernel, application, { user, vehicle }, 1);
  if (!connection) throw refuse('not_found');
  return connection;
}
