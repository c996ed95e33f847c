import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openWorld } from '../../../test/support/world.ts';
import type { endGrant } from '../end-grant.ts';
import { drillRevocation } from './revocation-drill.ts';

test('the drill finds a revocation that works, and one that does not, and leaves nothing behind', async () => {
  await using world = await openWorld();
  const { kernel } = world;
  // Both at once, as when somebody looks while the job runs.
  const [good, beside] = await Promise.all([drillRevocation(kernel), drillRevocation(kernel)]);
  assert.ok(good.ok && beside.ok, `${good.detail}; ${beside.detail}`);
  assert.match(good.detail, /refused \d+ ms .* \d+ ms where only the notice comes/);
  const forgotten = await drillRevocation(kernel, async () => true);
  assert.deepEqual(forgotten, {
    ok: false,
    detail: 'a token was still good 1000 ms after its permission was taken back',
  });
  // Ended by hand in the table: the table tells of it. Without that, another process would go on for minutes.
  const byHand: typeof endGrant = async (kernel, _, { id }) => {
    await sql`update connect."grant" set revoked_at = now(), end_reason = 'owner' where id = ${id}`.execute(kernel.db);
    return true;
  };
  assert.equal((await drillRevocation(kernel, byHand)).ok, true);
  await sql`alter table connect."grant" disable trigger tell_changed`.execute(kernel.db);
  assert.equal((await drillRevocation(kernel, byHand)).ok, false);
  await sql`alter table connect."grant" enable trigger tell_changed`.execute(kernel.db);
  assert.equal((await drillRevocation(kernel)).ok, true);
  await world.settle();
  const { rows } = await sql<{ count: string }>`
    select (select count(*) from connect."grant" where owner = 'per_revocation_drill')
         + (select count(*) from connect.access_token) as count`.execute(kernel.db);
  assert.equal(Number(rows[0]?.count), 0);
});
