// Owners of test mode that nobody comes back for are forgotten, in two nights; everybody else stays.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openWorld, type World } from '../../../test/support/world.ts';
import { findOrCreatePersonByEmail } from '../../accounts/index.ts';
import { TEST_OWNER_DAYS } from '../../catalog/kept-for.ts';
import { href, routes } from '../../catalog/routes.ts';
import { system } from '../../core/actor.ts';
import { DAY } from '../../core/clock.ts';
import { linkVehicles } from '../../vehicles/index.ts';
import { testAccount } from '../../vehicles/providers/simulator/test-accounts.ts';
import { giveGrant } from '../index.ts';
import { issueAccessToken } from '../issue-access-token.ts';
import { purgeTestOwnersJob } from './purge-test-owners.ts';

const APPLICATION = '8229df9f-91a0-4ff0-a1ae-a1f38ee24d07';

/** Somebody with a test car and a permission, used once. */
async function comeOnce(world: World, email: string, provider = 'test') {
  const { kernel } = world;
  const { id: owner } = await findOrCreatePersonByEmail(kernel, email, email);
  const credentials =
    provider === 'test' ? JSON.stringify({ account: 'f00d', make: 'CHEVROLET', ...testAccount(email) }) : 'CHEVROLET';
  const vehicles = await linkVehicles(kernel, system('test'), { owner, provider, credentials });
  const grant = await giveGrant(kernel, { owner, application: APPLICATION, vehicles, scopes: ['read_odometer'] });
  const read = async () => {
    const token = await issueAccessToken(kernel, grant);
    const at = href(routes.vehicles.odometer, { version: '2.0', id: vehicles[0] ?? '' });
    return (await world.visitor().get(at, { authorization: `Bearer ${token}` })).status;
  };
  assert.equal(await read(), 200);
  return { owner, grant, read };
}

test('idle owners of test mode go with all that is theirs; those in use, of other modes, and real people stay', async () => {
  await using world = await openWorld({ limitsOff: true });
  const { kernel, database } = world;
  const idle = await comeOnce(world, 'idle@test.invalid');
  const busy = await comeOnce(world, 'busy@test.invalid');
  const person = await comeOnce(world, 'person@example.test');
  const simulated = await comeOnce(world, 'sim@simulated.invalid', 'simulator');
  const count = async (owner: string) => {
    const { rows } = await database.pool.query(
      `select (select count(*) from accounts.person where id = $1)::int as people,
              (select count(*) from vehicles.vehicle where owner = $1)::int as cars,
              (select count(*) from vehicles.read_event where owner = $1)::int as reads,
              (select count(*) from connect."grant" where owner = $1)::int as grants,
              (select count(*) from connect."grant" where owner = $1 and revoked_at is null)::int as active,
              (select count(*) from core.data_key where subject = $1)::int as keys`,
      [owner],
    );
    return rows[0];
  };
  const night = async () => {
    await purgeTestOwnersJob.run(kernel, {});
    await world.settle();
  };
  const before = await count(idle.owner);
  world.clock.advance((TEST_OWNER_DAYS - 1) * DAY);
  await night();
  assert.deepEqual(await count(idle.owner), before);
  assert.equal(await busy.read(), 200);
  await world.settle();
  world.clock.advance(2 * DAY);
  await night();
  assert.deepEqual(await count(idle.owner), { ...before, active: 0 }, 'first their permissions end');
  await night();
  assert.deepEqual(await count(idle.owner), { people: 0, cars: 0, reads: 0, grants: 0, active: 0, keys: 0 });
  for (const { owner } of [busy, person, simulated]) assert.equal((await count(owner)).active, 1, owner);
  await night();
  assert.equal(await busy.read(), 200);
});
