// All SQL of the log of deliveries: what was sent to a receiver, and beginning it anew. The caller has found the receiver for its actor.
import { sql } from 'kysely';
import { after } from '../../clock.ts';
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
  /** When it is tried next; null once it does not wait. */
  readonly dueAt: Date | null;
  readonly endedAt: Date | null;
  readonly last: Pick<DeliveryTry, 'at' | 'milliseconds' | 'status' | 'reason'> | null;
};

export type DeliveryQuery = {
  readonly state?: DeliveryState | undefined;
  /** Only those before this id, newest first. */
  readonly before?: string | undefined;
  /** Only what is about one of these; none of them means that nothing fits. */
  readonly about?: readonly string[] | undefined;
  readonly limit: number;
};

/** What was sent to a receiver, newest first. */
export async function listDeliveries(
  { db }: Kernel,
  channel: string,
  lane: string,
  { state, before, about, limit }: DeliveryQuery,
): Promise<DeliveryFacts[]> {
  if (about?.length === 0) return [];
  let query = db
    .selectFrom('core.delivery as d')
    .leftJoin('core.delivery_waiting as w', 'w.delivery', 'd.id')
    .leftJoinLateral(
      db =>
        db
          .selectFrom('core.delivery_try')
          .select(['number', 'at', 'milliseconds', 'status', 'reason'])
          .whereRef('core.delivery_try.delivery', '=', 'd.id')
          .orderBy('number', 'desc')
          .limit(1)
          .as('last'),
      join => join.onTrue(),
    )
    .select(['d.id', 'd.lane', 'd.kind', 'd.created_at', 'd.failed_at', 'd.tries_before'])
    .select(['w.due_at', 'w.tries', 'last.number', 'last.at', 'last.milliseconds', 'last.status', 'last.reason'])
    .where('d.channel', '=', channel)
    .where('d.lane', '=', lane)
    .orderBy('d.id', 'desc')
    .limit(limit);
  if (state === 'waiting') query = query.where('w.delivery', 'is not', null);
  else if (state === 'failed') query = query.where('w.delivery', 'is', null).where('d.failed_at', 'is not', null);
  else if (state === 'delivered') query = query.where('w.delivery', 'is', null).where('d.failed_at', 'is', null);
  if (about !== undefined) query = query.where('d.about', 'in', [...about]);
  if (before !== undefined) query = query.where('d.id', '<', before);
  return (await query.execute()).map(row => {
    const last = row.at && { at: row.at, milliseconds: row.milliseconds ?? 0, status: row.status, reason: row.reason };
    return {
      id: row.id,
      lane: row.lane,
      kind: row.kind,
      createdAt: row.created_at,
      tries: row.tries ?? Math.max(0, (row.number ?? 0) - row.tries_before),
      ...standing({ dueAt: row.due_at, failedAt: row.failed_at, last }),
      last,
    };
  });
}

/** What follows from being in the queue or not. */
function standing({
  dueAt,
  failedAt,
  last,
}: {
  readonly dueAt: Date | null;
  readonly failedAt: Date | null;
  readonly last: Pick<DeliveryTry, 'at' | 'milliseconds'> | null;
}): Pick<DeliveryFacts, 'state' | 'dueAt' | 'endedAt'> {
  if (dueAt) return { state: 'waiting', dueAt, endedAt: null };
  if (failedAt) return { state: 'failed', dueAt: null, endedAt: failedAt };
  return { state: 'delivered', dueAt: null, endedAt: last && after(last.at, last.milliseconds) };
}

/** One delivery with its payload and every try; undefined when this receiver has none of this id. */
export async function findDelivery(
  kernel: Kernel,
  channel: string,
  lane: string,
  id: string,
): Promise<
  (Delivery & Pick<DeliveryFacts, 'state' | 'dueAt'> & { readonly history: readonly DeliveryTry[] }) | undefined
> {
  const row = await kernel.db
    .selectFrom('core.delivery as d')
    .leftJoin('core.delivery_waiting as w', 'w.delivery', 'd.id')
    .select(['d.kind', 'd.about', 'd.payload', 'd.created_at', 'd.failed_at', 'w.due_at'])
    .where('d.id', '=', id)
    .where('d.channel', '=', channel)
    .where('d.lane', '=', lane)
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
    ...standing({ dueAt: row.due_at, failedAt: row.failed_at, last: null }),
    history: tries.map(({ delivery: _, answer, outcome, ...one }) => ({
      ...one,
      outcome: outcome as DeliveryTry['outcome'],
      answer: answer && vault.open({ table: DELIVERY_TRY, column: 'answer', row: `${id}:${one.number}` }, answer),
    })),
  };
}

/** How many deliveries of a receiver are in each state; with `about` only of those about one of these. */
export async function countDeliveries(
  { db }: Kernel,
  channel: string,
  lane: string,
  about?: readonly string[],
): Promise<Readonly<Record<DeliveryState, number>>> {
  const fits = about === undefined ? sql`` : sql`and about = any (${[...about]}::text[])`;
  const { rows } = await sql<{ all: number; waiting: number; failed: number }>`
    select (select count(*) from core.delivery where channel = ${channel} and lane = ${lane} ${fits}) as all,
           (select count(*) from core.delivery_waiting where channel = ${channel} and lane = ${lane} ${fits}) as waiting,
           (select count(*) from core.delivery d where channel = ${channel} and lane = ${lane} ${fits} and failed_at is not null
               and not exists (select from core.delivery_waiting w where w.delivery = d.id)) as failed`.execute(db);
  const { all = 0, waiting = 0, failed = 0 } = rows[0] ?? {};
  return { waiting, failed, delivered: all - waiting - failed };
}

/** Whether a delivery of this kind waits for a receiver. */
export async function isWaiting({ db }: Kernel, channel: string, lane: string, kind: string): Promise<boolean> {
  const row = await db
    .selectFrom('core.delivery_waiting as w')
    .innerJoin('core.delivery as d', 'd.id', 'w.delivery')
    .select('d.id')
    .where('w.channel', '=', channel)
    .where('w.lane', '=', lane)
    .where('d.kind', '=', kind)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Which deliveries: one by its id, or all that failed since a moment, of those about one of these where that is said. */
export type ToRestart =
  | { readonly id: string }
  | { readonly failedSince: Date; readonly about?: readonly string[] | undefined };

/** Begins deliveries anew. @returns how many */
export async function restartDeliveries(
  { db, clock }: Kernel,
  channel: string,
  lane: string,
  which: ToRestart,
): Promise<number> {
  const chosen =
    'id' in which
      ? sql`d.id = ${which.id}`
      : sql`d.failed_at is not null and d.created_at >= ${which.failedSince}
            ${which.about === undefined ? sql`` : sql`and d.about = any (${[...which.about]}::text[])`}`;
  const { rows } = await sql<{ count: number }>`
    with tried as (
      select d.id, coalesce((select max(t.number) from core.delivery_try t where t.delivery = d.id), 0) as tries
        from core.delivery d where d.channel = ${channel} and d.lane = ${lane} and ${chosen} for update
    ), begun as (
      update core.delivery d set failed_at = null, tries_before = tried.tries from tried where d.id = tried.id
      returning d.id, d.channel, d.lane, d.about, d.tries_before
    ), queued as (
      insert into core.delivery_waiting (delivery, channel, lane, about, due_at, tries, all_tries)
      select id, channel, lane, about, ${clock.now()}, 0, tries_before from begun
      on conflict (delivery) do update set tries = 0, due_at = excluded.due_at
    )
    select count(*) from begun`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Gives up everything that waits for a receiver; it can be begun anew. */
export const failWaiting = async ({ db, clock }: Kernel, channel: string, lane: string): Promise<void> =>
  void (await sql`
    with dropped as (
      delete from core.delivery_waiting where channel = ${channel} and lane = ${lane} returning delivery
    )
    update core.delivery d set failed_at = ${clock.now()} from dropped where d.id = dropped.delivery`.execute(db));

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
  if (which === 'waiting')
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('core.delivery_waiting as w').select('w.delivery').whereRef('w.delivery', '=', 'core.delivery.id'),
      ),
    );
  return Number((await query.executeTakeFirst()).numDeletedRows);
}

/** Forgets a receiver and all that was sent to it. */
export const deleteLane = async ({ db }: Kernel, channel: string, lane: string): Promise<void> =>
  void (await db.deleteFrom('core.delivery_lane').where('channel', '=', channel).where('lane', '=', lane).execute());

/** Lets what waits for another try be tried at once, and ends the receiver's rest. */
export async function hasten({ db, clock }: Kernel, channel: string, lane: string): Promise<void> {
  await db
    .updateTable('core.delivery_waiting')
    .set({ due_at: clock.now() })
    .where('channel', '=', channel)
    .where('lane', '=', lane)
    .execute();
  await db
    .updateTable('core.delivery_lane')
    .set({ rests_until: null })
    .where('channel', '=', channel)
    .where('lane', '=', lane)
    .execute();
}
