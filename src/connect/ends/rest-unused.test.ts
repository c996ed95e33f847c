// What nobody uses is paused, then ends; its owner hears of both, and before any end that comes by itself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openWorld } from '../../../test/support/world.ts';
import { unusedRules } from '../../catalog/grant-rules.ts';
import { href, routes } from '../../catalog/routes.ts';
import type { Person } from '../../core/actor.ts';
import { DAY } from '../../core/clock.ts';
import { findGrantOfOwner, giveGrant, issueAccessToken, resumeGrant, revokeAllGrants } from '../index.ts';
import { restUnusedJob } from './rest-unused.ts';

test('unused grants rest and end, used ones do not, and ends are announced', async () => {
  await using world = await openWorld({ limitsOff: true });
  const facts = await world.seed();
  const { kernel, clock } = world;
  const olivia: Person = {
    kind: 'person',
    id: facts['owner']?.['id'] ?? '',
    session: 'ses',
    staffRole: undefined,
    signedInAt: clock.now(),
  };
  await revokeAllGrants(kernel, olivia);
  const give = (application: string, car: string) =>
    giveGrant(kernel, {
      owner: olivia.id,
      application: facts[application]?.['clientId'] ?? '',
      vehicles: [facts['vehicles']?.[car] ?? ''],
      scopes: ['read_odometer'],
    });
  const used = await give('application', 'volt');
  const idle = await give('otherApplication', 'model-y');
  const grantOf = (id: string) => findGrantOfOwner(kernel, olivia, id);
  const read = async (): Promise<number> => {
    const token = await issueAccessToken(kernel, used);
    const url = href(routes.vehicles.odometer, { version: '2.0', id: facts['vehicles']?.['volt'] ?? '' });
    return (await world.app.server.inject({ url, headers: { authorization: `Bearer ${token}` } })).statusCode;
  };
  const subjects = async (what: RegExp) => (await world.mails()).filter(({ subject }) => what.test(subject)).length;
  const night = async (days: number): Promise<void> => {
    clock.advance(days * DAY);
    await restUnusedJob.run(kernel, {});
    await restUnusedJob.run(kernel, {});
  };
  await night(unusedRules.pauseAfter - 1);
  assert.equal((await grantOf(idle)).pausedAt, undefined);
  assert.equal(await read(), 200);
  // The log knows of a use that left no trace in the grant, as those by an application's own token.
  await world.settle();
  await world.database.pool.query('update connect.grant set last_used_at = null where id = $1', [used]);
  await night(2);
  assert.deepEqual([(await grantOf(idle)).pauseReason, (await grantOf(used)).pausedAt], ['unused', undefined]);
  assert.equal(await subjects(/you do not use is paused/), 1);
  await night(unusedRules.endAfter - 14);
  assert.equal(await subjects(/ends soon/), 1);
  await night(10);
  assert.equal(await read(), 200);
  await night(1);
  assert.equal(await subjects(/ends soon/), 2, '14 days before, and 3');
  await night(3);
  assert.equal((await grantOf(idle)).endReason, 'unused');

  // Whoever resumes it has it for another while; the end of the year is announced as well.
  await night(unusedRules.pauseAfter);
  assert.equal((await grantOf(used)).pauseReason, 'unused');
  await resumeGrant(kernel, olivia, used);
  await night(1);
  assert.equal((await grantOf(used)).pausedAt, undefined);
  const told = await subjects(/ends soon/);
  await world.database.pool.query('update connect.grant set expires_at = $2 where id = $1', [
    used,
    new Date(clock.now().getTime() + 20 * DAY),
  ]);
  await night(7);
  assert.equal(await subjects(/ends soon/), told + 1);
});
