// All SQL of the log of deliveries: what was sent to a receiver, and beginning it anew. The caller has found the receiver for its actor.
import { sql } from 'kysely';
import type { Kernel } from '../../kernel.ts';
import type { Delivery, TryOutcome } from './delivery.ts';
import { DELIVERY, DELIVERY_TRY } from './delivery-store.ts';

export type DeliveryState = 'waiting' | 'delivered' | 'failed';

export type DeliveryTry = Pick<TryOutcome, 'outcome'> & {
  readonly number: number;
  readonly at: Date;
  readonly milliseconds: number;
  readonly status: number | null;
  readonly reason: string | null;
  readonly answer: string | null;
  /** The signature that was sent, where one was. */
  readonly signature: Buffer | null;
};

/** What a log shows of a delivery. */
export type DeliveryFacts = Omit<Delivery, 'payload' | 'about'> & {
  readonly state: DeliveryState;
  readonly tries: number;
  readonly dueAt: Date;
  readonly endedAt: Date | null;
  readonly last: Pick<DeliveryTry, 'at' | 'milliseconds' | 'status' | 'reason'> | null;
};

export type DeliveryQuery = {
  readonly state?: DeliveryState | undefined;
  /** Only those before this id, newest first. */
  readonly before?: string | undefined;
  readonly limit: number;
};

/** What was sent to a receiver, newest first. */
export async function listDeliveries(
  { db }: Kernel,
  channel: string,
  lane: string,
  { state, before, limit }: DeliveryQuery,
): Promise<DeliveryFacts[]> {
  let query = db
    .selectFrom(DELIVERY)
    .leftJoin(DELIVERY_TRY, join =>
      join.onRef('core.delivery_try.delivery', '=', 'core.delivery.id').onRef('number', '=', 'all_tries'),
    )
    .select(['id', 'lane', 'kind', 'state', 'tries', 'due_at', 'created_at', 'ended_at'])
    .select(['core.delivery_try.at', 'milliseconds', 'status', 'reason'])
    .where('channel', '=', channel)
    .where('lane', '=', lane)
    .orderBy('id', 'desc')
    .limit(limit);
  if (state !== undefined) query = query.where('state', '=', state);
  if (before !== undefined) query = query.where('id', '<', before);
  return (await query.execute()).map(row => ({
    id: row.id,
    lane: row.lane,
    kind: row.kind,
    // A check constraint holds it to the three.
    state: row.state as DeliveryState,
    tries: row.tries,
    dueAt: row.due_at,
    createdAt: row.created_at,
    endedAt: row.ended_at,
    last:
      row.at === null
        ? null
        : { at: row.at, milliseconds: row.milliseconds ?? 0, status: row.status, reason: row.reason },
  }));
}

/** One delivery with its payload and every try; undefined when this receiver has none of this id. */
export async function findDelivery(
  kernel: Kernel,
  channel: string,
  lane: string,
  id: string,
): Promise<
  | (Delivery & { readonly state: DeliveryState; readonly dueAt: Date; readonly history: readonly DeliveryTry[] })
  | undefined
> {
  const row = await kernel.db
    .selectFrom(DELIVERY)
    .selectAll()
    .where('id', '=', id)
    .where('channel', '=', channel)
    .where('lane', '=', lane)
    .executeTakeFirst();
  if (!row) return undefined;
  const tries = await kernel.db
    .selectFrom(DELIVERY_TRY)
    .selectAll()
    .where('delivery', '=', id)
    .orderBy('number')
    .execute();
  const vault = await kernel.vault.subject(kernel, lane);
  return {
    id,
    lane,
    kind: row.kind,
    about: row.about,
    payload: vault.open({ table: DELIVERY, column: 'payload', row: id }, row.payload),
    createdAt: row.created_at,
    state: row.state as DeliveryState,
    dueAt: row.due_at,
    history: tries.map(({ delivery: _, answer, outcome, ...one }) => ({
      ...one,
      outcome: outcome as DeliveryTry['outcome'],
      answer: answer && vault.open({ table: DELIVERY_TRY, column: 'answer', row: `${id}:${one.number}` }, answer),
    })),
  };
}

/** How many deliveries of a receiver are in each state. */
export async function countDeliveries(
  { db }: Kernel,
  channel: string,
  lane: string,
): Promise<Readonly<Record<DeliveryState, number>>> {
  const { rows } = await sql<{ state: DeliveryState; count: number }>`
    select state, count(*) as count from core.delivery where channel = ${channel} and lane = ${lane} group by state`.execute(
    db,
  );
  return {
    waiting: 0,
    delivered: 0,
    failed: 0,
    ...Object.fromEntries(rows.map(({ state, count }) => [state, count])),
  };
}

/** Whether a delivery of this kind waits for a receiver. */
export async function isWaiting({ db }: Kernel, channel: string, lane: string, kind: string): Promise<boolean> {
  const row = await db
    .selectFrom(DELIVERY)
    .select('id')
    .where('channel', '=', channel)
    .where('lane', '=', lane)
    .where('kind', '=', kind)
    .where('state', '=', 'waiting')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Begins deliveries anew: one by its id, or all that failed since a moment. @returns how many */
export async function restartDeliveries(
  { db, clock }: Kernel,
  channel: string,
  lane: string,
  which: { readonly id: string } | { readonly failedSince: Date },
): Promise<number> {
  const query = db
    .updateTable(DELIVERY)
    .set({ state: 'waiting', tries: 0, due_at: clock.now(), ended_at: null })
    .where('channel', '=', channel)
    .where('lane', '=', lane);
  const { numUpdatedRows } = await ('id' in which
    ? query.where('id', '=', which.id)
    : query.where('state', '=', 'failed').where('created_at', '>=', which.failedSince)
  ).executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Gives up everything that waits for a receiver; it can be begun anew. */
export const failWaiting = async ({ db, clock }: Kernel, channel: string, lane: string): Promise<void> =>
  void (await db
    .updateTable(DELIVERY)
    .set({ state: 'failed', ended_at: clock.now() })
    .where('channel', '=', channel)
    .where('lane', '=', lane)
    .where('state', '=', 'waiting')
    .execute());

/**
 * Forgets what was to be said about a thing: what still waits, or also what was sent.
 * @returns how many deliveries
 */
export async function forgetAbout(
  { db }: Kernel,
  channel: string,
  about: readonly string[],
  which: 'waiting' | 'all',
): Promise<number> {
  if (about.length === 0) return 0;
  let query = db
    .deleteFrom(DELIVERY)
    .where('channel', '=', channel)
    .where('about', 'in', [...about]);
  if (which === 'waiting') query = query.where('state', '=', 'waiting');
  return Number((await query.executeTakeFirst()).numDeletedRows);
}

/** Forgets a receiver and all that was sent to it. */
export const deleteLane = async ({ db }: Kernel, channel: string, lane: string): Promise<void> =>
  void (await db.deleteFrom('core.delivery_lane').where('channel', '=', channel).where('lane', '=', lane).execute());

/** Lets what waits for another try be tried at once, and ends the receiver's rest. */
export async function hasten({ db, clock }: Kernel, channel: string, lane: string): Promise<void> {
  await db
    .updateTable(DELIVERY)
    .set({ due_at: clock.now() })
    .where('channel', '=', channel)
    .where('lane', '=', lane)
    .where('state', '=', 'waiting')
    .execute();
  await db
    .updateTable('core.delivery_lane')
    .set({ rests_until: null })
    .where('channel', '=', channel)
    .where('lane', '=', lane)
    .execute();
}
