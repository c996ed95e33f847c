// All SQL of subscriptions: which car of which owner a webhook is told about.

import { textArray } from '../../core/database/binary-array.ts';
import { prepared } from '../../core/database/prepared.ts';
import { newUuid } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { WebhooksTables } from '../tables.ts';

const SUBSCRIPTION = 'webhooks.subscription';

export type Subscription = {
  /** UUID. */
  readonly id: string;
  readonly webhook: string;
  readonly application: string;
  /** The owner's person id. */
  readonly owner: string;
  /** The car's UUID. */
  readonly vehicle: string;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly endedAt: Date | null;
};

export type NewSubscription = Pick<Subscription, 'webhook' | 'application' | 'owner' | 'vehicle'>;

/** Adds subscriptions, looked at soon; those that exist stay as they are. @returns the ids of the new ones */
export async function insertSubscriptions(kernel: Kernel, wanted: readonly NewSubscription[]): Promise<string[]> {
  if (wanted.length === 0) return [];
  const now = kernel.clock.now();
  const rows = await tables(kernel)
    .insertInto(SUBSCRIPTION)
    .values(
      wanted.map(one => ({
        id: newUuid(kernel.random),
        webhook: one.webhook,
        application: one.application,
        owner: one.owner,
        vehicle: one.vehicle,
        created_at: now,
        changed_at: now,
        look_at: now,
        leased_until: null,
        ended_at: null,
        seen: null,
      })),
    )
    .onConflict(conflict => conflict.columns(['webhook', 'owner', 'vehicle']).where('ended_at', 'is', null).doNothing())
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

/** Ends subscriptions; what was last sent is forgotten. @returns the ids of those that had not ended before */
export async function endSubscriptions(kernel: Kernel, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const now = kernel.clock.now();
  const rows = await tables(kernel)
    .updateTable(SUBSCRIPTION)
    .set({ ended_at: now, changed_at: now, seen: null })
    .where('id', 'in', [...ids])
    .where('ended_at', 'is', null)
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

export type SubscriptionFilter = {
  readonly webhook?: string | undefined;
  readonly vehicle?: string | undefined;
  /** One of these; at least one. */
  readonly vehicles?: readonly string[] | undefined;
  readonly owner?: string | undefined;
};

/** The subscriptions of an application that have not ended, newest first. */
export async function listSubscriptions(
  kernel: Kernel,
  application: string,
  filter: SubscriptionFilter,
  page: { readonly limit: number; readonly offset: number },
): Promise<Subscription[]> {
  const rows = await active(kernel, application, filter)
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  return rows.map(fromRow);
}

/** How many there are. */
export async function countSubscriptions(
  kernel: Kernel,
  application: string,
  filter: SubscriptionFilter,
): Promise<number> {
  const { count } = await active(kernel, application, filter)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** The cars that they are of, each once. */
export async function listSubscribedVehicles(
  kernel: Kernel,
  application: string,
  filter: SubscriptionFilter,
): Promise<string[]> {
  const rows = await active(kernel, application, filter).select('vehicle').distinct().execute();
  return rows.map(({ vehicle }) => vehicle);
}

/** Those between an owner and an application that have not ended. */
export async function listBetween(kernel: Kernel, application: string, owner: string): Promise<Subscription[]> {
  const rows = await active(kernel, application, { owner }).selectAll().execute();
  return rows.map(fromRow);
}

/** A subscription of an application that has not ended. */
export async function findSubscription(
  kernel: Kernel,
  application: string,
  id: string,
): Promise<Subscription | undefined> {
  const row = await active(kernel, application, {}).selectAll().where('id', '=', id).executeTakeFirst();
  return row && fromRow(row);
}

/** Of a webhook and a car: its subscriptions, ended ones too, as long as the log of deliveries can need them. */
export async function listIdsOfCar(kernel: Kernel, webhook: string, vehicle: string): Promise<string[]> {
  const rows = await tables(kernel)
    .selectFrom(SUBSCRIPTION)
    .select('id')
    .where('webhook', '=', webhook)
    .where('vehicle', '=', vehicle)
    .execute();
  return rows.map(({ id }) => id);
}

/** A car that is told about, as much of its subscription as a message needs that is about to be sent. */
export type ToldCar = Pick<Subscription, 'id' | 'application' | 'owner' | 'vehicle'>;

/** The cars of those subscriptions among these that have not ended. */
export async function findToldCars(kernel: Kernel, ids: readonly string[]): Promise<ToldCar[]> {
  if (ids.length === 0) return [];
  return prepared<ToldCar>(kernel, {
    name: 'webhooks.told-cars',
    text: `select id, application, owner, vehicle from webhooks.subscription where id = any ($1::text[]) and ended_at is null`,
    values: [textArray([...new Set(ids)])],
  });
}

/** How a car that a webhook is told about is doing. */
export type Followed = {
  readonly id: string;
  readonly createdAt: Date;
  /** Messages that were made about it. */
  readonly events: number;
  /** Looks in a row that told nothing. */
  readonly failures: number;
  readonly lookAt: Date;
};

type Car = Pick<Subscription, 'owner' | 'vehicle'>;

/** By which `findFollowed` names a car of an owner. */
export const followedKey = ({ owner, vehicle }: Car): string => `${owner} ${vehicle}`;

/** Which of these cars a webhook is told about, by `followedKey`. */
export async function findFollowed(
  kernel: Kernel,
  webhook: string,
  cars: readonly Car[],
): Promise<Map<string, Followed>> {
  if (cars.length === 0) return new Map();
  const rows = await tables(kernel)
    .selectFrom(SUBSCRIPTION)
    .select(['id', 'owner', 'vehicle', 'created_at', 'events', 'failures', 'look_at'])
    .where('webhook', '=', webhook)
    .where('ended_at', 'is', null)
    .where(
      'vehicle',
      'in',
      cars.map(({ vehicle }) => vehicle),
    )
    .execute();
  const wanted = new Set(cars.map(followedKey));
  return new Map(
    rows
      .map(({ id, events, failures, ...row }): [string, Followed] => [
        followedKey(row),
        { id, events, failures, createdAt: row.created_at, lookAt: row.look_at },
      ])
      .filter(([key]) => wanted.has(key)),
  );
}

/** All that concern a person, ended ones too. */
export async function listOfOwner(kernel: Kernel, owner: string): Promise<Subscription[]> {
  const rows = await tables(kernel).selectFrom(SUBSCRIPTION).selectAll().where('owner', '=', owner).execute();
  return rows.map(fromRow);
}

/** Forgets all that concern a person. */
export const deleteOfOwner = async (kernel: Kernel, owner: string): Promise<void> =>
  void (await tables(kernel).deleteFrom(SUBSCRIPTION).where('owner', '=', owner).execute());

/** Forgets those that ended before a moment. */
export const deleteEnded = async (kernel: Kernel, before: Date): Promise<void> =>
  void (await tables(kernel).deleteFrom(SUBSCRIPTION).where('ended_at', '<', before).execute());

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<WebhooksTables>();

function active(kernel: Kernel, application: string, { webhook, vehicle, vehicles, owner }: SubscriptionFilter) {
  let query = tables(kernel)
    .selectFrom(SUBSCRIPTION)
    .where('application', '=', application)
    .where('ended_at', 'is', null);
  if (webhook !== undefined) query = query.where('webhook', '=', webhook);
  if (vehicle !== undefined) query = query.where('vehicle', '=', vehicle);
  if (vehicles !== undefined) query = query.where('vehicle', 'in', [...vehicles]);
  if (owner !== undefined) query = query.where('owner', '=', owner);
  return query;
}

type Row = {
  id: string;
  webhook: string;
  application: string;
  owner: string;
  vehicle: string;
  created_at: Date;
  changed_at: Date;
  ended_at: Date | null;
};

const fromRow = (row: Row): Subscription => ({
  id: row.id,
  webhook: row.webhook,
  application: row.application,
  owner: row.owner,
  vehicle: row.vehicle,
  createdAt: row.created_at,
  changedAt: row.changed_at,
  endedAt: row.ended_at,
});
