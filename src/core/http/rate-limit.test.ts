import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { sql } from 'kysely';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import { type RateLimitName, rateLimits } from '../../catalog/rate-limits.ts';
import { MINUTE, SECOND } from '../clock.ts';
import { isRefusal } from '../errors.ts';
import { openRateLimiter, type RateLimiter } from './rate-limit.ts';

let database: TestDatabase;
let now = Date.parse('2026-11-23T12:00:00Z');
before(async () => {
  database = await testDatabase();
});
after(() => database.close());
beforeEach(async () => {
  await sql`truncate core.rate_bucket`.execute(database.db);
});

/** As many processes as a test wants share one database. */
const limiter = (): RateLimiter =>
  openRateLimiter(database.pool, { now: () => new Date(now) }, text => createHash('sha256').update(text).digest());

/** Whether a permit was given. */
async function takes(from: RateLimiter, name: RateLimitName, who = 'ada'): Promise<boolean> {
  try {
    await from.take(name, who);
    return true;
  } catch (error) {
    assert.ok(isRefusal(error, 'rate_limited'));
    return false;
  }
}
const takeMany = async (from: RateLimiter, name: RateLimitName, count: number, who?: string): Promise<number> => {
  let given = 0;
  for (let i = 0; i < count; i++) if (await takes(from, name, who)) given += 1;
  return given;
};

test('a bucket gives its burst, then refills by the clock and never beyond the burst', async () => {
  const one = limiter();
  const { burst } = rateLimits.signIn;
  assert.equal(rateLimits.signIn.perHour, 60);
  assert.equal(await takeMany(one, 'signIn', burst + 5), burst);
  now += 59 * SECOND;
  assert.equal(await takes(one, 'signIn'), false);
  now += SECOND;
  assert.equal(await takes(one, 'signIn'), true);
  assert.equal(await takes(one, 'signIn'), false);
  now += 5 * MINUTE;
  assert.equal(await takeMany(one, 'signIn', 10), 5);
  now += 100 * 60 * MINUTE;
  assert.equal(await takeMany(one, 'signIn', burst + 5), burst);
});

test('being refused costs nothing, and a clock that goes back gives nothing', async () => {
  const one = limiter();
  await takeMany(one, 'signIn', rateLimits.signIn.burst);
  now -= 60 * MINUTE;
  assert.equal(await takeMany(one, 'signIn', 30), 0);
  now += 61 * MINUTE;
  assert.equal(await takeMany(one, 'signIn', 30), 1);
});

test('the refusal says when one permit will have come back', async () => {
  const one = limiter();
  await takeMany(one, 'codeTry', rateLimits.codeTry.burst);
  await assert.rejects(
    async () => one.take('codeTry', 'ada'),
    (error: unknown) => isRefusal(error, 'rate_limited') && error.details['retryAfter'] === 225,
  );
  now += 225 * SECOND;
  assert.ok(await takes(one, 'codeTry'));
});

test('people and limits have buckets of their own, processes share them', async () => {
  const [one, other] = [limiter(), limiter()];
  const { burst } = rateLimits.signIn;
  assert.equal(await takeMany(one, 'signIn', burst), burst);
  assert.equal(await takes(other, 'signIn'), false, 'another process, the same bucket');
  assert.equal(await takes(other, 'signIn', 'grace'), true);
  assert.equal(await takes(one, 'report'), true);
});

test('takes at the same moment never exceed the burst, in one process or several', async () => {
  for (const name of ['signIn', 'lookup', 'token'] as const) {
    const processes = [limiter(), limiter(), limiter()];
    const { burst } = rateLimits[name];
    const given = await Promise.all(
      Array.from({ length: burst + 150 }, (_, i) => takes(processes[i % 3] ?? limiter(), name)),
    );
    assert.ok(given.filter(Boolean).length <= burst, name);
    assert.ok(given.filter(Boolean).length >= burst - 2 * rateLimits[name].lease, name);
  }
});

test('a crowd that arrives at once does not throw away permits that one process took ahead', async () => {
  const one = limiter();
  const { burst, lease } = rateLimits.page;
  assert.ok(lease > 1);
  await Promise.all(Array.from({ length: 60 }, () => takes(one, 'page')));
  assert.equal(await takeMany(one, 'page', burst), burst - 60);
});

test('permits taken ahead cost no question to the database, and are dropped after ten minutes', async () => {
  const one = limiter();
  const { lease } = rateLimits.lookup;
  await one.take('lookup', 'ada');
  for (let left = lease - 1; left > 0; left--) assert.equal(one.take('lookup', 'ada'), undefined);
  await takes(one, 'lookup');
  assert.equal(one.take('lookup', 'ada'), undefined);
  assert.equal(typeof one.left('lookup', 'ada'), 'number');
  now += 10 * MINUTE;
  assert.equal(one.left('lookup', 'ada'), undefined, 'what is left by now was not asked');
  assert.ok(one.take('lookup', 'ada') instanceof Promise, 'the lease is over');
  await takes(one, 'lookup');
});

test('the table holds hashes only', async () => {
  await limiter().take('linkMail', 'ada@example.com');
  const { rows } = await sql<{ row: string }>`select encode(key, 'escape') as row from core.rate_bucket`.execute(
    database.db,
  );
  assert.equal(rows.length, 1);
  assert.doesNotMatch(rows[0]?.row ?? '', /ada|linkMail/);
});

test('where buckets are many, the first permits of an hour ask nobody; the limit holds all the same', async () => {
  const { burst, ahead } = rateLimits.car;
  const one = limiter();
  assert.equal(await takeMany(one, 'car', ahead), ahead);
  const rows = async () => (await sql`select 1 from core.rate_bucket`.execute(database.db)).rows.length;
  assert.equal(await rows(), 0);
  assert.equal(one.left('car', 'ada'), burst - ahead);
  // What was given away unasked is taken out of the bucket with the first that is asked for.
  assert.equal(await takes(one, 'car'), true);
  assert.equal(one.left('car', 'ada'), burst - ahead - 1);
  assert.equal(await takeMany(one, 'car', burst), burst - ahead - 1);
  assert.equal(await rows(), 1);
  now += 60 * MINUTE;
  assert.equal(await takes(one, 'car'), true);
  assert.equal(one.left('car', 'grace'), undefined);
});
