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
};

const HOUR_MS = 3_600_000;

/** Permits at hand, what was left in the bucket when they were taken, and until when no more are given away unasked. */
type Lease = { left: number; readonly until: number; readonly rest: number; readonly aheadUntil: number };

/**
 * Permits taken ahead are dropped after this time, so that an idle process does not hoard them. Whatever one limit lets
 * a process hold refills sooner, so longer than this gains nothing and shorter only asks more often.
 */
const LEASE_MS = 600_000;

/** @param keyedHash hides who is behind a bucket: the table holds hashes only */
export function openRateLimiter(pool: pg.Pool, clock: Clock, keyedHash: (text: string) => Buffer): RateLimiter {
  const leases = recentlyUsed<Lease>(50_000);
  const underway = new Map<string, Promise<void>>();
  const doors = new Map<string, (key: Buffer) => Promise<number | undefined>>();
  return {
    take(name, who) {
      const id = `${name}:${who}`;
      if (takeFromLease(id) || takeAhead(name, id)) return undefined;
      return rateLimits[name].lease > 1 ? takeTogether(name, id) : takeFromDatabase(name, id);
    },
    left(name, who) {
      const lease = leases.get(`${name}:${who}`);
      if (lease === undefined || lease.until <= clock.now().getTime()) return undefined;
      return Math.max(0, Math.floor(lease.left + lease.rest));
    },
  };

  /** The first permits of an hour, where the limit gives them unasked. */
  function takeAhead(name: RateLimitName, id: string): boolean {
    const { ahead, burst }: RateLimit = rateLimits[name];
    const now = clock.now().getTime();
    if (ahead === undefined || (leases.get(id)?.aheadUntil ?? 0) > now) return false;
    leases.set(id, { left: ahead - 1, until: now + HOUR_MS, rest: burst - ahead, aheadUntil: now + HOUR_MS });
    return true;
  }

  function takeFromLease(id: string): boolean {
    const lease = leases.get(id);
    if (!lease || lease.left === 0 || lease.until <= clock.now().getTime()) return false;
    lease.left -= 1;
    return true;
  }

  /** Requests that come while a lease is being fetched share it, or its refusal: each fetching its own would empty the bucket unused. */
  async function takeTogether(name: RateLimitName, id: string): Promise<void> {
    for (let other = underway.get(id); other; other = underway.get(id)) {
      await other;
      if (takeFromLease(id)) return;
    }
    const fetching = takeFromDatabase(name, id).finally(() => underway.delete(id));
    underway.set(id, fetching);
    return fetching;
  }

  async function takeFromDatabase(name: RateLimitName, id: string): Promise<void> {
    const { lease, perHour } = rateLimits[name];
    const now = clock.now();
    const key = keyedHash(id);
    const many = await takeTokens(name, key, lease);
    const rest = many ?? (lease > 1 ? await takeTokens(name, key, 1) : undefined);
    if (rest === undefined) throw refuse('rate_limited', { retryAfter: Math.max(1, Math.ceil(3600 / perHour)) });
    const left = many === undefined ? 0 : lease - 1;
    const aheadUntil = leases.get(id)?.aheadUntil ?? 0;
    if (left > 0 || aheadUntil > 0) leases.set(id, { left, until: now.getTime() + LEASE_MS, rest, aheadUntil });
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

type Bucket = { readonly burst: number; readonly perHour: number; readonly count: number };

/**
 * Takes tokens from buckets; a bucket that is asked for more than once answers each in turn.
 * @returns what is left in each; undefined where it had too few
 */
async function takeAll(
  pool: pg.Pool,
  now: Date,
  keys: readonly Buffer[],
  bucket: Bucket,
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
