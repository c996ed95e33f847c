// Token buckets in PostgreSQL, so that all processes share them; a process takes several permits at once where a limit allows it.
import { sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import { type RateLimitName, rateLimits } from '../../catalog/rate-limits.ts';
import type { Clock } from '../clock.ts';
import type { Db } from '../database/db.ts';
import { refuse } from '../errors.ts';

export type RateLimiter = {
  /**
   * Uses one permit.
   * @param who opaque: an actor's id or a network
   * @throws Refusal `rate_limited` with `retryAfter` in whole seconds
   */
  take(name: RateLimitName, who: string): Promise<void> | undefined;
};

/** Permits taken ahead are dropped after this time, so that an idle process does not hoard them. */
const LEASE_MS = 60_000;

/** @param keyedHash hides who is behind a bucket: the table holds hashes only */
export function openRateLimiter(db: Db, clock: Clock, keyedHash: (text: string) => Buffer): RateLimiter {
  const leases = new LRUCache<string, { left: number; until: number }>({ max: 20_000 });
  const underway = new Map<string, Promise<void>>();
  return {
    take(name, who) {
      const id = `${name}:${who}`;
      if (takeFromLease(id)) return undefined;
      return rateLimits[name].lease > 1 ? takeTogether(name, id) : takeFromDatabase(name, id);
    },
  };

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
    const { lease, burst, perHour } = rateLimits[name];
    const now = clock.now();
    const key = keyedHash(id);
    const taken = (await takeTokens(key, lease, burst, perHour, now))
      ? lease
      : (await takeTokens(key, 1, burst, perHour, now))
        ? 1
        : 0;
    if (taken === 0) throw refuse('rate_limited', { retryAfter: Math.max(1, Math.ceil(3600 / perHour)) });
    if (taken > 1) leases.set(id, { left: taken - 1, until: now.getTime() + LEASE_MS });
  }

  async function takeTokens(key: Buffer, count: number, burst: number, perHour: number, now: Date): Promise<boolean> {
    const { rows } = await sql`
      insert into core.rate_bucket as bucket (key, tokens, filled_at) values (${key}, ${burst - count}, ${now})
      on conflict (key) do update set
        tokens = least(${burst}::float8, bucket.tokens + greatest(0, extract(epoch from ${now}::timestamptz - bucket.filled_at)) * ${perHour / 3600}::float8) - ${count}::float8,
        filled_at = greatest(bucket.filled_at, ${now}::timestamptz)
      where least(${burst}::float8, bucket.tokens + greatest(0, extract(epoch from ${now}::timestamptz - bucket.filled_at)) * ${perHour / 3600}::float8) >= ${count}::float8
      returning 1`.execute(db);
    return rows.length > 0;
  }
}
