// Counting an application's requests to each car. On the way of a read it is one step in a map; the counts go to the
// database in batches and come back with those of other processes.
import type pg from 'pg';
import { requestsPerCarAndMonth } from '../../catalog/quotas.ts';
import { MINUTE, SECOND } from '../../core/clock.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { describeError } from '../../core/log.ts';
import { type Month, monthOf } from './month.ts';
import { addRequests, type Count } from './request-count-store.ts';

export type MonthlyQuota = {
  /** A car to keep, of which nothing is known yet. Kept twice it counts twice as far as this process knows, once in the database. */
  car(application: string, vehicle: string): CountedCar;
  /**
   * Counts one request. What other processes counted in the last minutes is not known yet, so some may pass beyond.
   * @throws Refusal vehicle_fault with BILLING.VEHICLE_REQUEST_LIMIT once the month's requests are used up
   */
  count(car: CountedCar): void;
  /** How many requests are left this month, as far as this process knows. */
  left(car: CountedCar): number;
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

/** What is known of one car's requests by one application; the sum of all processes once it has been written. */
export type CountedCar = {
  readonly application: string;
  readonly vehicle: string;
  month: Month;
  written: number | undefined;
  unwritten: number;
};

/** @param perMonth requests of one application to one car */
export function openMonthlyQuota(
  { pool, clock, log }: Pick<Kernel, 'pool' | 'clock' | 'log'>,
  perMonth: number = requestsPerCarAndMonth,
): MonthlyQuota {
  let month = monthOf(clock.now());
  let monthEnd = month.until.getTime();
  let policy = policyOf(month, perMonth);
  /** Cars with something unwritten, those that were never written apart. */
  let first: CountedCar[] = [];
  let others: CountedCar[] = [];
  let firstTimer: NodeJS.Timeout | undefined;
  let othersTimer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const quota: MonthlyQuota = {
    car: (application, vehicle) => ({ application, vehicle, month, written: undefined, unwritten: 0 }),
    count(car) {
      if (clock.now().getTime() >= monthEnd) turnMonth();
      // What it had counted before was put aside when the month turned.
      if (car.month !== month) Object.assign(car, { month, written: undefined, unwritten: 0 });
      if (used(car) >= perMonth) throw refuse('vehicle_fault', { fault: 'BILLING.VEHICLE_REQUEST_LIMIT' });
      car.unwritten += 1;
      if (car.unwritten === 1) putAside(car);
    },
    secondsLeft: () => Math.max(0, Math.ceil((monthEnd - clock.now().getTime()) / SECOND)),
    policy: () => policy,
    left: car => Math.max(0, perMonth - (car.month === month ? used(car) : 0)),
    flush() {
      clearTimeout(othersTimer);
      othersTimer = undefined;
      const waiting = others;
      others = [];
      void flushFirst();
      return writeDown(waiting);
    },
  };
  return quota;

  function putAside(car: CountedCar): void {
    if (car.written === undefined) {
      first.push(car);
      firstTimer ??= setTimeout(() => void flushFirst(), FIRST_AFTER).unref();
    } else {
      others.push(car);
      othersTimer ??= setTimeout(() => void quota.flush(), OTHERS_AFTER).unref();
    }
    if (first.length + others.length >= WAITING_MAX) void quota.flush();
  }

  function flushFirst(): Promise<void> {
    clearTimeout(firstTimer);
    firstTimer = undefined;
    const waiting = first;
    first = [];
    return writeDown(waiting);
  }

  /** What was counted in the old month is written for it; the new one begins with nothing. */
  function turnMonth(): void {
    void quota.flush();
    month = monthOf(clock.now());
    monthEnd = month.until.getTime();
    policy = policyOf(month, perMonth);
  }

  /** Until they are written they count as if they were. */
  function writeDown(waiting: readonly CountedCar[]): Promise<void> {
    const of = month;
    const counts = waiting.map(({ application, vehicle, unwritten }) => ({
      application,
      vehicle,
      requests: unwritten,
    }));
    for (const car of waiting) {
      car.written = used(car);
      car.unwritten = 0;
    }
    writing = writing.then(async () => {
      for (let start = 0; start < counts.length; start += MOST)
        await write(counts.slice(start, start + MOST), waiting.slice(start, start + MOST), of);
    });
    return writing;
  }

  async function write(counts: readonly Count[], of: readonly CountedCar[], counted: Month): Promise<void> {
    try {
      const sums = await addRequests(pool, counted.from, clock.now(), counts);
      const known = new Map(sums.map(({ application, vehicle, requests }) => [keyOf(application, vehicle), requests]));
      for (const car of of) {
        const sum = known.get(keyOf(car.application, car.vehicle));
        if (sum !== undefined && car.month === counted) car.written = sum;
      }
    } catch (error) {
      // Counts of a moment are lost then; no read waits for them, and none fails.
      log.warn({ err: describeError(error) }, 'requests could not be counted');
    }
  }
}

const keyOf = (application: string, vehicle: string): string => `${application}:${vehicle}`;

const used = ({ written, unwritten }: CountedCar): number => (written ?? 0) + unwritten;

const policyOf = ({ from, until }: Month, perMonth: number): string =>
  `"month";q=${perMonth};w=${(until.getTime() - from.getTime()) / SECOND}`;

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
