// All SQL of deliveries. The caller has found the receiver for its actor before it asks for what was sent to it.
import { sql } from 'kysely';
import { after, MINUTE } from '../../clock.ts';
import { newId } from '../../ids.ts';
import type { Kernel } from '../../kernel.ts';
import type { Delivery, LaneHealth, TryOutcome } from './delivery.ts';

export const DELIVERY = 'core.delivery';
export const DELIVERY_TRY = 'core.delivery_try';

/** Longer than any one try takes; a process that died lets go of its lanes after it. */
const LEASE = 3 * MINUTE;

export type NewDelivery = Pick<Delivery, 'lane' | 'kind' | 'payload'> & {
  readonly channel: string;
  /** What made it: the same cause makes no second delivery to the same receiver. */
  readonly cause: string;
};

/** Writes a delivery in the scope's transaction. @returns its id; undefined when its cause has made one already */
export async function insertDelivery(kernel: Kernel, delivery: NewDelivery): Promise<string | undefined> {
  const { channel, lane, kind, cause, payload } = delivery;
  const id = newId('msg', kernel.clock, kernel.random);
  const now = kernel.clock.now();
  const vault = await kernel.vault.subject(kernel, lane);
  await kernel.db
    .insertInto('core.delivery_lane')
    .values({ channel, lane, failing_since: null, rests_until: null, leased_until: null, turn_at: now })
    .onConflict(conflict => conflict.columns(['channel', 'lane']).doNothing())
    .execute();
  const { numInsertedOrUpdatedRows } = await kernel.db
    .insertInto(DELIVERY)
    .values({
      id,
      channel,
      lane,
      kind,
      cause: kernel.vault.blindIndex('delivery-cause', cause),
      payload: vault.seal({ table: DELIVERY, column: 'payload', row: id }, payload),
      state: 'waiting',
      due_at: now,
      created_at: now,
      ended_at: null,
    })
    .onConflict(conflict => conflict.columns(['channel', 'lane', 'cause']).doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n ? id : undefined;
}

/** Takes the lane that has waited longest and has something due, for this process alone. */
export async function takeLane(kernel: Kernel, channel: string): Promise<string | undefined> {
  const now = kernel.clock.now();
  const { rows } = await sql<{ lane: string }>`
    update core.delivery_lane set leased_until = ${after(now, LEASE)}, turn_at = ${now}
     where (channel, lane) = (
       select l.channel, l.lane from core.delivery_lane l
        where l.channel = ${channel}
          and (l.leased_until is null or l.leased_until <= ${now})
          and (l.rests_until is null or l.rests_until <= ${now})
          and exists (select 1 from core.delivery d
                       where d.channel = l.channel and d.lane = l.lane and d.state = 'waiting' and d.due_at <= ${now})
        order by l.turn_at, l.lane limit 1 for update skip locked)
    returning lane`.execute(kernel.db);
  return rows[0]?.lane;
}

/** Lets go of a lane; after failures it rests. */
export const releaseLane = async ({ db }: Kernel, channel: string, lane: string): Promise<void> =>
  void (await db
    .updateTable('core.delivery_lane')
    .set({ leased_until: null })
    .where('channel', '=', channel)
    .where('lane', '=', lane)
    .execute());

/** The next delivery of a lane that is due, and the lane for as long as one try takes. */
export async function nextDue(
  kernel: Kernel,
  channel: string,
  lane: string,
): Promise<(Delivery & { readonly tries: number; readonly allTries: number }) | undefined> {
  const now = kernel.clock.now();
  const row = await kernel.db
    .selectFrom(DELIVERY)
    .selectAll()
    .where('channel', '=', channel)
    .where('lane', '=', lane)
    .where('state', '=', 'waiting')
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  if (!row) return undefined;
  await kernel.db
    .updateTable('core.delivery_lane')
    .set({ leased_until: after(now, LEASE) })
    .where('channel', '=', channel)
    .where('lane', '=', lane)
    .execute();
  const vault = await kernel.vault.subject(kernel, lane);
  return {
    id: row.id,
    lane,
    kind: row.kind,
    payload: vault.open({ table: DELIVERY, column: 'payload', row: row.id }, row.payload),
    createdAt: row.created_at,
    tries: row.tries,
    allTries: row.all_tries,
  };
}

/** Writes down a try and what follows from it. */
export async function recordTry(
  kernel: Kernel,
  delivery: Delivery,
  tried: TryOutcome & {
    readonly number: number;
    readonly tries: number;
    readonly at: Date;
    readonly dueAt: Date | null;
  },
): Promise<void> {
  const now = kernel.clock.now();
  const { id, lane } = delivery;
  const vault = tried.answer === undefined ? undefined : await kernel.vault.subject(kernel, lane);
  // Gone when the receiver was removed while the message was under way.
  const saved = await kernel.db
    .updateTable(DELIVERY)
    .set({
      tries: tried.tries,
      all_tries: tried.number,
      state: tried.outcome === 'accepted' ? 'delivered' : tried.dueAt === null ? 'failed' : 'waiting',
      ...(tried.dueAt === null ? { ended_at: now } : { due_at: tried.dueAt }),
    })
    .where('id', '=', id)
    .executeTakeFirst();
  if (saved.numUpdatedRows !== 1n) return;
  await kernel.db
    .insertInto(DELIVERY_TRY)
    .values({
      delivery: id,
      number: tried.number,
      at: tried.at,
      milliseconds: Math.max(0, now.getTime() - tried.at.getTime()),
      outcome: tried.outcome,
      status: tried.status ?? null,
      reason: tried.reason ?? null,
      answer:
        vault?.seal({ table: DELIVERY_TRY, column: 'answer', row: `${id}:${tried.number}` }, tried.answer ?? '') ??
        null,
    })
    .onConflict(conflict => conflict.columns(['delivery', 'number']).doNothing())
    .execute();
}

/** How a receiver is doing; undefined when nothing was ever sent to it. */
export async function findHealth({ db }: Kernel, channel: string, lane: string): Promise<LaneHealth | undefined> {
  const row = await db
    .selectFrom('core.delivery_lane')
    .select(['failures', 'failing_since', 'rests_until'])
    .where('channel', '=', channel)
    .where('lane', '=', lane)
    .executeTakeFirst();
  return row && { failures: row.failures, failingSince: row.failing_since, restsUntil: row.rests_until };
}

/** Writes down how a receiver is doing. */
export const saveHealth = async (kernel: Kernel, channel: string, lane: string, health: LaneHealth): Promise<void> =>
  void (await kernel.db
    .updateTable('core.delivery_lane')
    .set({ failures: health.failures, failing_since: health.failingSince, rests_until: health.restsUntil })
    .where('channel', '=', channel)
    .where('lane', '=', lane)
    .execute());

/** When the next delivery of this channel can be tried; undefined when none waits. */
export async function nextMoment({ db }: Kernel, channel: string): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date | null }>`
    select min(greatest(d.due_at, l.rests_until, l.leased_until)) as at
      from core.delivery d join core.delivery_lane l using (channel, lane)
     where d.channel = ${channel} and d.state = 'waiting'`.execute(db);
  return rows[0]?.at ?? undefined;
}
