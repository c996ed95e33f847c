// Token buckets in PostgreSQL, so that all processes share them; a process takes several permits at once where a limit allows it.
import type pg from 'pg';
import { type RateLimit, type RateLimitName, rateLimits } from '../../catalog/rate-limits.ts';
import type { Clock } from '../clock.ts';
import { coalesce } from '../coalesce.ts';
import { refuse } from '../errors.ts';
import { recentlyUsed } from '../recently-used.ts';

export type RateLimiter = {
  /**
   * Uses one permit.
   * @param who opaque: an actor's id or a network
   * @throws Refusal `rate_limited` with `retryAfter` in whole seconds
   */
  take(name: RateLimitName, who: string): Promise<void> | undefined;
  /** How many permits are left, as far as this process knows without asking; undefined when it took none lately. */
  left(name: RateLimitName, who: string): number | undefined;
  /** A bucket to keep, for whoever keeps what it is of as well: using it then looks up nothing. */
  bucket(name: RateLimitName, who: string): Bucket;
  /** As `take`. */
  takeFrom(bucket: Bucket): Promise<void> | undefined;
  /** As `left`. */
  leftIn(bucket: Bucket): number | undefined;
};

/** What this process has of a bucket: permits at hand until a time, what was left in it when they were taken. */
export type Bucket = {
  readonly name: RateLimitName;
  readonly who: string;
  left: number;
  until: number;
  rest: number;
  /** Until when no more are given away unasked. */
  aheadUntil: number;
  /** Given away unasked, and not yet taken out of the bucket. */
  owed: number;
  /** Permits on their way from the database. */
  underway: Promise<void> | undefined;
};

const HOUR_MS = 3_600_000;

/**
 * Permits taken ahead are dropped after this time, so that an idle process does not hoard them. Whatever one limit lets
 * a process hold refills sooner, so longer than this gains nothing and shorter only asks more often.
 */
const LEASE_MS = 600_000;

const newBucket = (name: RateLimitName, who: string): Bucket => ({
  name,
  who,
  left: 0,
  until: 0,
  rest: 0,
  aheadUntil: 0,
  owed: 0,
  underway: undefined,
});

/** Refuses nobody and knows of no limits. */
export const noLimits: RateLimiter = {
  take: () => undefined,
  left: () => undefined,
  bucket: newBucket,
  takeFrom: () => undefined,
  leftIn: () => undefined,
};

/** @param keyedHash hides who is behind a bucket: the table holds hashes only */
export function openRateLimiter(pool: pg.Pool, clock: Clock, keyedHash: (text: string) => Buffer): RateLimiter {
  const buckets = recentlyUsed<Bucket>(50_000);
  const doors = new Map<string, (key: Buffer) => Promise<number | undefined>>();
  return {
    take: (name, who) =>
      rateLimits[name].lease > 1 ? takeFrom(known(name, who)) : takeFromDatabase(newBucket(name, who)),
    left(name, who) {
      const bucket = buckets.get(`${name}:${who}`);
      return bucket === undefined ? undefined : leftIn(bucket);
    },
    bucket: newBucket,
    takeFrom,
    leftIn,
  };

  function known(name: RateLimitName, who: string): Bucket {
    const id = `${name}:${who}`;
    const found = buckets.get(id);
    if (found !== undefined) return found;
    const bucket = newBucket(name, who);
    buckets.set(id, bucket);
    return bucket;
  }

  function takeFrom(bucket: Bucket): Promise<void> | undefined {
    return takeFromLease(bucket) || takeAhead(bucket) ? undefined : takeTogether(bucket);
  }

  function leftIn({ left, rest, until }: Bucket): number | undefined {
    if (until <= clock.now().getTime()) return undefined;
    return Math.max(0, Math.floor(left + rest));
  }

  /** The first permits of an hour, where the limit gives them unasked. */
  function takeAhead(bucket: Bucket): boolean {
    const { ahead, burst }: RateLimit = rateLimits[bucket.name];
    const now = clock.now().getTime();
    if (ahead === undefined || bucket.aheadUntil > now) return false;
    bucket.left = ahead - 1;
    bucket.rest = burst - ahead;
    bucket.until = now + HOUR_MS;
    bucket.aheadUntil = bucket.until;
    bucket.owed = ahead;
    return true;
  }

  function takeFromLease(bucket: Bucket): boolean {
    if (bucket.left === 0 || bucket.until <= clock.now().getTime()) return false;
    bucket.left -= 1;
    return true;
  }

  /** Requests that come while a lease is being fetched share it, or its refusal: each fetching its own would empty the bucket unused. */
  async function takeTogether(bucket: Bucket): Promise<void> {
    while (bucket.underway !== undefined) {
      await bucket.underway;
      if (takeFromLease(bucket)) return;
    }
    bucket.underway = takeFromDatabase(bucket).finally(() => {
      bucket.underway = undefined;
    });
    return bucket.underway;
  }

  async function takeFromDatabase(bucket: Bucket): Promise<void> {
    const { name, who } = bucket;
    const { lease, perHour } = rateLimits[name];
    const now = clock.now().getTime();
    const key = keyedHash(`${name}:${who}`);
    const { owed } = bucket;
    const many = await takeTokens(name, key, lease + owed);
    const rest = many ?? (lease > 1 ? await takeTokens(name, key, 1) : undefined);
    if (rest === undefined) throw refuse('rate_limited', { retryAfter: Math.max(1, Math.ceil(3600 / perHour)) });
    bucket.left = many === undefined ? 0 : lease - 1;
    if (many !== undefined) bucket.owed -= owed;
    bucket.rest = rest;
    // With none at hand nothing is known of what is left but where the limit gives some ahead.
    if (bucket.left > 0 || bucket.aheadUntil > 0) bucket.until = now + LEASE_MS;
  }

  /** Requests of many that come at the same moment ask in one statement; alone one waits for nobody. */
  function takeTokens(name: RateLimitName, key: Buffer, count: number): Promise<number | undefined> {
    const id = `${name}:${count}`;
    const door =
      doors.get(id) ??
      coalesce({
        maxInFlight: 1,
        run: (keys: readonly Buffer[]) => takeAll(pool, clock.now(), keys, { ...rateLimits[name], count }),
      });
    doors.set(id, door);
    return door(key);
  }
}

type Taking = { readonly burst: number; readonly perHour: number; readonly count: number };

/**
 * Takes tokens from buckets; a bucket that is asked for more than once answers each in turn.
 * @returns what is left in each; undefined where it had too few
 */
async function takeAll(
  pool: pg.Pool,
  now: Date,
  keys: readonly Buffer[],
  bucket: Taking,
): Promise<(number | undefined)[]> {
  const taken = keys.map((): number | undefined => undefined);
  let left = keys.map((key, place) => ({ key: key.toString('hex'), place }));
  while (left.length > 0) {
    const round = new Map<string, number>();
    const next: typeof left = [];
    for (const one of left) {
      if (round.has(one.key)) next.push(one);
      else round.set(one.key, one.place);
    }
    // In order, so that two processes wait for each other and not both.
    const ordered = [...round.keys()].sort().map(key => Buffer.from(key, 'hex'));
    const { rows } = await pool.query<{ key: Buffer; tokens: number }>({
      name: 'core.take-tokens',
      text: TAKE,
      values: [ordered, now, bucket.burst, bucket.perHour / 3600, bucket.count],
    });
    for (const { key, tokens } of rows) {
      const place = round.get(key.toString('hex'));
      if (place !== undefined) taken[place] = tokens;
    }
    left = next;
  }
  return taken;
}

const TAKE = `
  insert into core.rate_bucket as bucket (key, tokens, filled_at)
  select key, $3::float8 - $5::float8, $2::timestamptz from unnest($1::bytea[]) as key
  on conflict (key) do update set
    tokens = least($3::float8, bucket.tokens + greatest(0, extract(epoch from $2::timestamptz - bucket.filled_at)) * $4::float8) - $5::float8,
    filled_at = greatest(bucket.filled_at, $2::timestamptz)
  where least($3::float8, bucket.tokens + greatest(0, extract(epoch from $2::timestamptz - bucket.filled_at)) * $4::float8) >= $5::float8
  returning key, tokens`;
