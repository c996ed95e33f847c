// Counting an application's requests to each car. On the way of a read it is one step in a map; the counts go to the
// database in batches and come back with those of other processes.
import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import { requestsPerCarAndMonth } from '../../catalog/quotas.ts';
import { MINUTE, SECOND } from '../../core/clock.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { describeError } from '../../core/log.ts';
import { type Month, monthOf } from './month.ts';
import { addRequests, type Count } from './request-count-store.ts';

export type MonthlyQuota = {
  /**
   * Counts one request. What other processes counted in the last minutes is not known yet, so some may pass beyond.
   * @throws Refusal vehicle_fault with BILLING.VEHICLE_REQUEST_LIMIT once the month's requests are used up
   */
  count(application: string, vehicle: string): void;
  /** How many requests are left this month, as far as this process knows. */
  left(application: string, vehicle: string): number;
  /** Whole seconds until counting begins anew. */
  secondsLeft(): number;
  /** The quota as an item of `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10). */
  policy(): string;
  /** Writes down what was counted. */
  flush(): Promise<void>;
};

/** How long the first count of a car waits: what other processes counted is known once it is written. */
const FIRST_AFTER = 2 * SECOND;
/**
 * How long counts of known cars wait. Each is a row to write, so written at once they would cost a car that is asked
 * once a minute as much as its log; within that time its own limit lets no process pass far beyond the quota.
 */
const OTHERS_AFTER = 5 * MINUTE;
/** Cars whose counts wait. */
const WAITING_MAX = 50_000;
/** Rows in one statement. */
const MOST = 1000;

type Counted = { readonly application: string; readonly vehicle: string; unwritten: number };

/** @param perMonth requests of one application to one car */
export function openMonthlyQuota(
  { pool, clock, log }: Pick<Kernel, 'pool' | 'clock' | 'log'>,
  perMonth: number = requestsPerCarAndMonth,
): MonthlyQuota {
  const written = new LRUCache<string, number>({ max: 100_000 });
  let month = monthOf(clock.now());
  let monthEnd = month.until.getTime();
  let policy = policyOf(month, perMonth);
  let waiting = new Map<string, Counted>();
  let first = new Set<string>();
  let firstTimer: NodeJS.Timeout | undefined;
  let othersTimer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const used = (key: string): number => (written.get(key) ?? 0) + (waiting.get(key)?.unwritten ?? 0);

  const quota: MonthlyQuota = {
    count(application, vehicle) {
      if (clock.now().getTime() >= monthEnd) turnMonth();
      const key = `${application}:${vehicle}`;
      const counted = waiting.get(key);
      if ((written.get(key) ?? 0) + (counted?.unwritten ?? 0) >= perMonth)
        throw refuse('vehicle_fault', { fault: 'BILLING.VEHICLE_REQUEST_LIMIT' });
      if (counted) {
        counted.unwritten += 1;
        return;
      }
      waiting.set(key, { application, vehicle, unwritten: 1 });
      if (waiting.size >= WAITING_MAX) void quota.flush();
      else if (written.has(key)) othersTimer ??= setTimeout(() => void quota.flush(), OTHERS_AFTER).unref();
      else {
        first.add(key);
        firstTimer ??= setTimeout(flushFirst, FIRST_AFTER).unref();
      }
    },
    secondsLeft: () => Math.max(0, Math.ceil((monthEnd - clock.now().getTime()) / SECOND)),
    policy: () => policy,
    left: (application, vehicle) => Math.max(0, perMonth - used(`${application}:${vehicle}`)),
    flush() {
      clearTimeout(firstTimer);
      clearTimeout(othersTimer);
      firstTimer = undefined;
      othersTimer = undefined;
      const counts = waiting;
      waiting = new Map();
      first = new Set();
      return writeDown(counts);
    },
  };
  return quota;

  function flushFirst(): void {
    firstTimer = undefined;
    const counts = new Map<string, Counted>();
    for (const key of first) {
      const counted = waiting.get(key);
      if (counted) counts.set(key, counted);
      waiting.delete(key);
    }
    first = new Set();
    void writeDown(counts);
  }

  /** Until they are written they count as if they were. */
  function writeDown(counts: ReadonlyMap<string, Counted>): Promise<void> {
    const of = month;
    for (const [key, { unwritten }] of counts) written.set(key, (written.get(key) ?? 0) + unwritten);
    writing = writing.then(() => write([...counts.values()], of));
    return writing;
  }

  /** What was counted in the old month is written for it; the new one begins with nothing. */
  function turnMonth(): void {
    void quota.flush();
    month = monthOf(clock.now());
    monthEnd = month.until.getTime();
    policy = policyOf(month, perMonth);
    written.clear();
  }

  async function write(all: readonly Counted[], of: Month): Promise<void> {
    for (let start = 0; start < all.length; start += MOST) {
      const some = all.slice(start, start + MOST);
      try {
        const sums = await addRequests(pool, of.from, clock.now(), some.map(asCount));
        if (of === month)
          for (const { application, vehicle, requests } of sums) written.set(`${application}:${vehicle}`, requests);
      } catch (error) {
        // Counts of a moment are lost then; no read waits for them, and none fails.
        log.warn({ err: describeError(error) }, 'requests could not be counted');
      }
    }
  }
}

const policyOf = ({ from, until }: Month, perMonth: number): string =>
  `"month";q=${perMonth};w=${(until.getTime() - from.getTime()) / SECOND}`;

const asCount = ({ application, vehicle, unwritten }: Counted): Count => ({
  application,
  vehicle,
  requests: unwritten,
});

/** One per database: the kernel itself comes anew with each transaction. */
const quotas = new WeakMap<pg.Pool, MonthlyQuota>();

/** The quota of this process. */
export function quotaOf(kernel: Pick<Kernel, 'pool' | 'clock' | 'log'>): MonthlyQuota {
  const known = quotas.get(kernel.pool);
  if (known) return known;
  const quota = openMonthlyQuota(kernel);
  quotas.set(kernel.pool, quota);
  return quota;
}
