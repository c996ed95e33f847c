// All SQL of watching: which cars are due, and what was last told of them, sealed under their owner's key.
import { sql } from 'kysely';
import { after, MINUTE } from '../../core/clock.ts';
import type { SubjectVault } from '../../core/crypto/vault.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { WebhooksTables } from '../tables.ts';
import { nothingSeen, type Seen } from './compare.ts';

const SUBSCRIPTION = 'webhooks.subscription';

/** Longer than a look at a car takes; a process that died lets go after it. */
const LEASE = 10 * MINUTE;

/** A car that reports all the time is looked at so often for one webhook, and no more: each look is a read. */
const BETWEEN = MINUTE;

/** A car that is due to be looked at for a webhook. */
export type Watched = {
  readonly id: string;
  readonly webhook: string;
  readonly application: string;
  readonly owner: string;
  readonly vehicle: string;
  readonly failures: number;
  /** How many events were made so far. */
  readonly events: number;
  /** Undefined before the first. */
  readonly seen: Seen | undefined;
};

type Row = Omit<Watched, 'seen'> & { readonly seen: Buffer | null };

/**
 * Takes cars that are due for this process alone, those first that have waited longest. All subscriptions of an
 * application to one car come together, so that it is asked once.
 */
export async function takeDueCars(kernel: Kernel, limit: number): Promise<Watched[]> {
  const now = kernel.clock.now();
  const { rows } = await sql<Row>`
    with due as (
      select s.owner, s.application, s.vehicle from webhooks.subscription s
        join webhooks.webhook w on w.id = s.webhook and w.stopped is null
       where s.ended_at is null and s.look_at <= ${now} and (s.leased_until is null or s.leased_until <= ${now})
       order by s.look_at limit ${limit} for update of s skip locked
    )
    update webhooks.subscription s set leased_until = ${after(now, LEASE)}
      from (select distinct * from due) due, webhooks.webhook w
     where s.owner = due.owner and s.application = due.application and s.vehicle = due.vehicle and s.ended_at is null
       and (s.leased_until is null or s.leased_until <= ${now}) and w.id = s.webhook and w.stopped is null
    returning s.id, s.webhook, s.application, s.owner, s.vehicle, s.failures, s.events, s.seen`.execute(kernel.db);
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ owner }) => owner),
  );
  return rows.map(({ seen, ...row }) => {
    const vault = vaults.get(row.owner);
    return { ...row, seen: seen && vault ? openSeen(vault, row.id, seen) : undefined };
  });
}

export type Looked = {
  readonly lookAt: Date;
  readonly failures: number;
  /** What is told from now on; left as it was when nothing was told. */
  readonly seen?: Seen | undefined;
  /** How many events were made of it. */
  readonly made: number;
};

/**
 * Writes down what a look came to. A car that reported while it was looked at is looked at once more.
 * @returns false when the subscription ended, or somebody else made its next event meanwhile: then nothing is told
 */
export async function saveLook(kernel: Kernel, watched: Watched, looked: Looked): Promise<boolean> {
  const vault = looked.seen && (await kernel.vault.subject(kernel, watched.owner));
  const now = kernel.clock.now();
  const { numUpdatedRows } = await kernel.db
    .withTables<WebhooksTables>()
    .updateTable(SUBSCRIPTION)
    .set({
      look_at: sql<Date>`case when reported_at >= leased_until - ${LEASE_TEXT}::interval
        then least(${looked.lookAt}::timestamptz, ${after(now, BETWEEN)}::timestamptz)
        else ${looked.lookAt}::timestamptz end`,
      looked_at: now,
      leased_until: null,
      failures: looked.failures,
      events: watched.events + looked.made,
      ...(vault && { seen: vault.seal(placeOf(watched.id), JSON.stringify(looked.seen)) }),
    })
    .where('id', '=', watched.id)
    .where('events', '=', watched.events)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/**
 * Brings looks at cars forward: somebody knows that they have news. Each car is looked at once in a minute at most for
 * each webhook; what was reported before that is seen then.
 * @returns when they are looked at, each moment once; none when nobody is told about these cars
 */
export async function hastenLooks(kernel: Kernel, vehicles: readonly string[]): Promise<Date[]> {
  const now = kernel.clock.now();
  const rows = await kernel.db
    .withTables<WebhooksTables>()
    .updateTable(SUBSCRIPTION)
    .set({
      reported_at: now,
      look_at: sql<Date>`least(look_at, greatest(${now}::timestamptz, looked_at + ${BETWEEN_TEXT}::interval))`,
    })
    .where('vehicle', 'in', [...vehicles])
    .where('ended_at', 'is', null)
    .returning('look_at')
    .execute();
  return [...new Set(rows.map(row => row.look_at.getTime()))].map(time => new Date(time));
}

const LEASE_TEXT = `${LEASE} milliseconds`;
const BETWEEN_TEXT = `${BETWEEN} milliseconds`;

const placeOf = (row: string) => ({ table: SUBSCRIPTION, column: 'seen', row });

function openSeen(vault: SubjectVault, id: string, sealed: Buffer): Seen {
  // The column is declared sealed; a raw statement gives it back as bytes. Only saveLook wrote it.
  const text = vault.open(placeOf(id), sealed as Parameters<SubjectVault['open']>[1]);
  return { ...nothingSeen, ...(JSON.parse(text) as Seen) };
}
