// All SQL of deliveries. The caller has found the receiver for its actor before it asks for what was sent to it.
import { sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import { after, MINUTE, SECOND } from '../../clock.ts';
import type { SubjectVault } from '../../crypto/vault.ts';
import { bytesArray, textArray } from '../../database/binary-array.ts';
import { newId } from '../../ids.ts';
import type { Kernel } from '../../kernel.ts';
import type { Delivery, LaneHealth } from './delivery.ts';

export const DELIVERY = 'core.delivery';
export const DELIVERY_TRY = 'core.delivery_try';

/** Longer than any one try takes; a process that died lets go of its lanes after it. */
const LEASE = 3 * MINUTE;

export type NewDelivery = Pick<Delivery, 'lane' | 'kind' | 'payload'> & {
  readonly channel: string;
  /** What made it: the same cause makes no second delivery to the same receiver. */
  readonly cause: string;
  readonly about?: string | undefined;
};

/**
 * Writes deliveries in the scope's transaction.
 * @returns their ids, in order; undefined for one whose cause has made one already
 */
export async function insertDeliveries(
  kernel: Kernel,
  deliveries: readonly NewDelivery[],
): Promise<(string | undefined)[]> {
  if (deliveries.length === 0) return [];
  const now = kernel.clock.now();
  // In one order everywhere, so that two that write to the same receivers wait for each other and never both.
  const lanes = [
    ...new Map(deliveries.map(({ channel, lane }) => [`${channel} ${lane}`, { channel, lane }])).values(),
  ].toSorted((one, other) => (one.lane < other.lane ? -1 : 1));
  const vaults = await kernel.vault.subjects(
    kernel.db,
    lanes.map(({ lane }) => lane),
  );
  for (const { lane } of lanes) if (!vaults.has(lane)) vaults.set(lane, await kernel.vault.subject(kernel, lane));
  const rows = deliveries.map(({ channel, lane, kind, cause, about = null, payload }) => {
    const id = newId('msg', kernel.clock, kernel.random);
    const sealed = vaults.get(lane)?.seal({ table: DELIVERY, column: 'payload', row: id }, payload);
    if (!sealed) throw new Error('a lane without a key');
    fresh.set(id, { kind, payload, createdAt: now });
    return { id, channel, lane, kind, about, cause: kernel.vault.blindIndex('delivery-cause', cause), payload: sealed };
  });
  // The lanes are held until the commit: one that is removed meanwhile is removed with these.
  const written = await sql<{ id: string }>`
    with lanes as (
      select * from unnest(${textArray(lanes.map(({ channel }) => channel))}::text[], ${textArray(lanes.map(({ lane }) => lane))}::text[])
        as lanes (channel, lane)
    ), made as (
      insert into core.delivery_lane (channel, lane, turn_at) select channel, lane, ${now} from lanes
      on conflict (channel, lane) do nothing
    ), held as (
      select from core.delivery_lane l join lanes using (channel, lane) for key share of l
    ), written as (
      insert into core.delivery (id, channel, lane, kind, about, cause, payload, created_at)
      select id, channel, lane, kind, about, cause, payload, ${now}
        from unnest(
          ${textArray(rows.map(({ id }) => id))}::text[], ${textArray(rows.map(({ channel }) => channel))}::text[],
          ${textArray(rows.map(({ lane }) => lane))}::text[], ${textArray(rows.map(({ kind }) => kind))}::text[],
          ${textArray(rows.map(({ about }) => about))}::text[], ${bytesArray(rows.map(({ cause }) => cause))}::bytea[],
          ${bytesArray(rows.map(({ payload }) => payload))}::bytea[]
        ) as given (id, channel, lane, kind, about, cause, payload)
       where (select count(*) from held) >= 0
      on conflict (channel, lane, cause) do nothing
      returning id, channel, lane, about
    )
    insert into core.delivery_waiting (delivery, channel, lane, about, due_at)
    select id, channel, lane, about, ${now} from written
    returning delivery as id`.execute(kernel.db);
  const ids = new Set(written.rows.map(({ id }) => id));
  return rows.map(({ id }): string | undefined => (ids.has(id) ? id : undefined));
}

/** What was written by this process and leaves in the next moment need not be opened for that. */
const fresh = new LRUCache<string, Message>({ max: 2000, ttl: 10 * SECOND });

type Message = Pick<Delivery, 'kind' | 'payload' | 'createdAt'>;

const openPayload = (vault: SubjectVault, row: string, payload: Buffer): string =>
  // The column is declared sealed; a raw statement gives it back as bytes.
  vault.open({ table: DELIVERY, column: 'payload', row }, payload as Parameters<SubjectVault['open']>[1]);

/** A lane that was taken, and what is sent to it now. */
export type Turn = {
  readonly lane: string;
  readonly health: LaneHealth;
  readonly due: readonly (Delivery & { readonly tries: number; readonly allTries: number })[];
};

type DueRow = {
  lane: string;
  failures: number;
  failing_since: Date | null;
  rests_until: Date | null;
  id: string;
  about: string | null;
  tries: number;
  all_tries: number;
};

// The lanes that have something waiting are found by jumping from one to the next in the index, so that neither idle
// receivers nor a long backlog cost anything. A lane that fails is probed with one message. Nothing waits for the disk: a
// lease that a crash of the database loses lets a message be sent once more, which a crash of the sender does too.
const TAKE_DUE = `
  with recursive unhurried as materialized (
    select set_config('synchronous_commit', 'off', true) as hurry
  ), waiting (lane) as (
    (select lane from core.delivery_waiting where channel = $1 order by lane limit 1)
    union all
    select (select next.lane from core.delivery_waiting next
             where next.channel = $1 and next.lane > waiting.lane order by next.lane limit 1)
      from waiting where waiting.lane is not null
  ), free as (
    select l.channel, l.lane from core.delivery_lane l
     where l.channel = $1 and l.lane in (select lane from waiting)
       and (l.leased_until is null or l.leased_until <= $2) and (l.rests_until is null or l.rests_until <= $2)
       and exists (select 1 from core.delivery_waiting d
                    where d.channel = $1 and d.lane = l.lane and d.due_at <= $2)
     order by l.turn_at, l.lane limit $3 for update skip locked
  ), taken as (
    update core.delivery_lane l set leased_until = $4, turn_at = $2 from free, unhurried
     where l.channel = free.channel and l.lane = free.lane and unhurried.hurry = 'off'
    returning l.lane, l.failures, l.failing_since, l.rests_until
  )
  select taken.lane, taken.failures, taken.failing_since, taken.rests_until,
         due.delivery as id, due.about, due.tries, due.all_tries
    from taken cross join lateral (
      select d.* from core.delivery_waiting d
       where d.channel = $1 and d.lane = taken.lane and d.due_at <= $2
       order by d.due_at, d.delivery limit case when taken.failures > 0 then 1 else $5::int end
    ) as due
   order by taken.lane, due.due_at, due.delivery`;

/**
 * Takes lanes that have something due, those first that have waited longest, for this process alone.
 * @param most how many lanes, and how many deliveries of each; of one thing it takes one at a time, so that messages
 *   about it go in order as long as they are taken
 */
export async function takeDue(
  kernel: Kernel,
  channel: string,
  most: { readonly lanes: number; readonly each: number },
): Promise<Turn[]> {
  const now = kernel.clock.now();
  const { rows } = await kernel.pool.query<DueRow>({
    name: 'core.take-due-deliveries',
    text: TAKE_DUE,
    values: [channel, now, most.lanes, after(now, LEASE), most.each],
  });
  if (rows.length === 0) return [];
  const lanes = Map.groupBy(rows, ({ lane }) => lane);
  const vaults = await kernel.vault.subjects(kernel.db, [...lanes.keys()]);
  // What was sealed under a key that is gone opens nowhere any more: kept, it would be taken again and again.
  for (const lane of [...lanes.keys()].filter(lane => !vaults.has(lane))) {
    await kernel.db.deleteFrom('core.delivery_lane').where('channel', '=', channel).where('lane', '=', lane).execute();
    lanes.delete(lane);
  }
  const messages = await messagesOf(kernel, vaults, [...lanes.values()].flatMap(firstOfEach));
  return [...lanes].map(([lane, rows]) => {
    const [first] = rows;
    return {
      lane,
      health: {
        failures: first?.failures ?? 0,
        failingSince: first?.failing_since ?? null,
        restsUntil: first?.rests_until ?? null,
      },
      due: firstOfEach(rows).flatMap(({ id, about, tries, all_tries }) => {
        const message = messages.get(id);
        return message ? [{ id, lane, about, tries, allTries: all_tries, ...message }] : [];
      }),
    };
  });
}

/** Of one thing the first alone. */
function firstOfEach(rows: readonly DueRow[]): DueRow[] {
  const seen = new Set<string>();
  return rows.filter(({ about }) => about === null || (!seen.has(about) && seen.add(about)));
}

/** By id, of those that were not removed meanwhile. */
async function messagesOf(
  { pool }: Kernel,
  vaults: ReadonlyMap<string, SubjectVault>,
  due: readonly DueRow[],
): Promise<Map<string, Message>> {
  const messages = new Map<string, Message>();
  for (const { id } of due) {
    const message = fresh.get(id);
    if (message) messages.set(id, message);
    fresh.delete(id);
  }
  const others = due.filter(({ id }) => !messages.has(id));
  if (others.length === 0) return messages;
  const { rows } = await pool.query<{ id: string; lane: string; kind: string; payload: Buffer; created_at: Date }>({
    name: 'core.read-due-deliveries',
    text: 'select id, lane, kind, payload, created_at from core.delivery where id = any ($1::text[])',
    values: [others.map(({ id }) => id)],
  });
  for (const { id, lane, kind, payload, created_at } of rows) {
    const vault = vaults.get(lane);
    if (vault) messages.set(id, { kind, payload: openPayload(vault, id, payload), createdAt: created_at });
  }
  return messages;
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

const NEXT_MOMENT = `
  with recursive waiting (lane) as (
    (select lane from core.delivery_waiting where channel = $1 order by lane limit 1)
    union all
    select (select next.lane from core.delivery_waiting next
             where next.channel = $1 and next.lane > waiting.lane order by next.lane limit 1)
      from waiting where waiting.lane is not null
  )
  select min(greatest(
           (select d.due_at from core.delivery_waiting d
             where d.channel = $1 and d.lane = l.lane order by d.due_at limit 1),
           l.rests_until, l.leased_until)) as at
    from core.delivery_lane l where l.channel = $1 and l.lane in (select lane from waiting)`;

/** When the next delivery of this channel can be tried; undefined when none waits. */
export async function nextMoment({ pool }: Kernel, channel: string): Promise<Date | undefined> {
  const { rows } = await pool.query<{ at: Date | null }>({
    name: 'core.next-delivery',
    text: NEXT_MOMENT,
    values: [channel],
  });
  return rows[0]?.at ?? undefined;
}
