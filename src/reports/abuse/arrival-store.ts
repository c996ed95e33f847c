// All SQL of what arrives: counts by hash, standing of accounts, spent work, and what the policy did in numbers.
import { sql } from 'kysely';
import { after, DAY } from '../../core/clock.ts';
import { coalesce } from '../../core/coalesce.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ReportSource } from '../report-record.ts';
import type { ReportsTables } from '../tables.ts';

/** How often each of these keys was counted, in their order; null for no key. Askings of the same moment share a statement. */
export const readCounts = (kernel: Kernel, keys: readonly (Buffer | null)[]): Promise<(number | null)[]> =>
  Promise.all(keys.map(key => (key === null ? null : counterOf(kernel).read(key))));

/** Counts each of these keys once more, together with what others count at the same moment. */
export async function countKeys(kernel: Kernel, keys: readonly Buffer[]): Promise<void> {
  await Promise.all(keys.map(key => counterOf(kernel).count(key)));
}

type Counter = {
  readonly read: (key: Buffer) => Promise<number>;
  readonly count: (key: Buffer) => Promise<void>;
};

const counters = new WeakMap<Kernel['pool'], Counter>();

/** Outside any transaction: what is counted stays counted, and nobody waits for a lock that a transaction holds. */
function counterOf({ pool, clock }: Kernel): Counter {
  const known = counters.get(pool);
  if (known) return known;
  const counter: Counter = {
    read: coalesce({
      run: async (keys: readonly Buffer[]) => {
        const { rows } = await pool.query<{ key: string; count: number }>({
          name: 'reports.read-counts',
          text: `select encode(key_hash, 'hex') as key, count from reports.intake_count where key_hash = any($1)`,
          values: [keys],
        });
        const found = new Map(rows.map(({ key, count }) => [key, count]));
        return keys.map(key => found.get(key.toString('hex')) ?? 0);
      },
    }),
    count: coalesce({
      run: async (keys: readonly Buffer[]) => {
        // In one order, so that two that count the same keys never wait for each other in a circle.
        await pool.query({
          name: 'reports.count-keys',
          text: `
            insert into reports.intake_count (key_hash, count, created_at)
            select key, count(*), $2 from unnest($1::bytea[]) as key group by key order by key
            on conflict (key_hash) do update set count = intake_count.count + excluded.count`,
          values: [keys, clock.now()],
        });
        return keys.map(() => undefined);
      },
    }),
  };
  counters.set(pool, counter);
  return counter;
}

export type Standing = { readonly thisWeek: number; readonly isKnown: boolean };

/** How an account stands: what it sent this week, and whether reports of it were confirmed and none was spam. */
export async function readStanding(kernel: Kernel, person: string): Promise<Standing> {
  const { rows } = await sql<{ week: number; good: number; spam: number }>`
    select (count(*) filter (where submitted_at >= ${after(kernel.clock.now(), -7 * DAY)}))::int as week,
           (count(*) filter (where state in ('triaged', 'accepted', 'fixed', 'resolved')))::int as good,
           (count(*) filter (where close_reason = 'spam'))::int as spam
      from reports.report where reporter = ${person}`.execute(kernel.db);
  const { week = 0, good = 0, spam = 0 } = rows[0] ?? {};
  return { thisWeek: week, isKnown: good > 0 && spam === 0 };
}

/**
 * Spends a solution or a ticket on a form.
 * @returns false when it was spent on another form before
 */
export async function spendWork(kernel: Kernel, work: Buffer, form: Buffer): Promise<boolean> {
  const { rows } = await sql<{ isOurs: boolean }>`
    insert into reports.spent_work as spent (work_hash, form_hash, created_at)
    values (${work}, ${form}, ${kernel.clock.now()})
    on conflict (work_hash) do update set created_at = spent.created_at
    returning form_hash = ${form} as "isOurs"`.execute(kernel.db);
  return rows[0]?.isOurs ?? false;
}

export type Outcome = 'asked' | 'worked' | 'waited' | 'held' | 'turned_away';

/** Counts what the policy did. */
export async function tally(kernel: Kernel, source: ReportSource, outcome: Outcome): Promise<void> {
  await sql`
    insert into reports.intake_tally (day, source, outcome, count)
    values (${dayOf(kernel.clock.now())}::date, ${source}, ${outcome}, 1)
    on conflict (day, source, outcome) do update set count = intake_tally.count + 1`.execute(kernel.db);
}

/** What the policy did since a moment, by outcome. */
export async function sumTallies(kernel: Kernel, since: Date): Promise<ReadonlyMap<Outcome, number>> {
  const { rows } = await sql<{ outcome: Outcome; count: number }>`
    select outcome, sum(count)::int as count from reports.intake_tally
     where day >= ${dayOf(since)}::date group by outcome`.execute(kernel.db);
  return new Map(rows.map(({ outcome, count }) => [outcome, count]));
}

/** How many reports came in since a moment. */
export async function countArrived(kernel: Kernel, since: Date): Promise<number> {
  const row = await kernel.db
    .withTables<ReportsTables>()
    .selectFrom('reports.report')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('submitted_at', '>=', since)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10);
