import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mailedLink, signInAs, tokenOf } from '../../../test/support/sign-in.ts';
import type { Visitor } from '../../../test/support/visitor.ts';
import { openWorld } from '../../../test/support/world.ts';
import { DAY, HOUR, MINUTE } from '../../core/clock.ts';
import { accountsChecks } from '../checks.ts';
import { deviceWords } from '../sessions/device-words.ts';
import { deleteEndedSessions } from '../sessions/session-store.ts';

const isIn = async (visitor: Visitor): Promise<boolean> => (await visitor.get('/account')).status === 200;

test('sessions are listed with their browser, and end one by one or all but this one', async () => {
  await using world = await openWorld();
  const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
  assert.equal(deviceWords(firefox), 'Firefox on Linux');
  const phone = world.visitor();
  await phone.post('/sign-in', { email: 'olivia@owner.example' });
  const token = tokenOf(await mailedLink(world, 'olivia@owner.example'));
  await phone.post('/sign-in/link', { token }, { 'user-agent': firefox });
  world.clock.advance(MINUTE);
  const laptop = await signInAs(world, 'owner');
  world.clock.advance(MINUTE);
  const third = await signInAs(world, 'owner');

  const list = await laptop.get('/account');
  const ends = [...new Set(list.body.match(/\/account\/sessions\/ses_\w+\/end/g))];
  assert.equal(ends.length, 3);
  assert.equal(list.body.match(/This browser/g)?.length, 1);
  assert.match(list.body, /Firefox on Linux/);

  const stranger = await signInAs(world, 'researcher');
  for (const end of ends) assert.equal((await stranger.post(end)).status, 404);
  assert.equal((await laptop.post(ends[2] ?? '')).location, '/account?done=session-ended');
  assert.deepEqual([await isIn(phone), await isIn(laptop), await isIn(third)], [false, true, true]);

  assert.equal((await laptop.post('/account/sessions/end-others')).status, 303);
  assert.deepEqual([await isIn(phone), await isIn(laptop), await isIn(third)], [false, true, false]);

  const planted = new Map(laptop.cookies);
  assert.equal((await laptop.post('/sign-out')).location, '/');
  assert.equal(laptop.cookies.size, 0);
  for (const [name, value] of planted) laptop.cookies.set(name, value);
  assert.equal(await isIn(laptop), false);
  assert.equal((await world.visitor().post('/sign-out')).location, '/');
});

test('people stay signed in for 14 idle days and 90 in all; staff for 12 idle hours and 7 days', async () => {
  await using world = await openWorld();
  const check = accountsChecks.find(({ name }) => name === 'accounts.sessions');
  const [owner, triager] = [await signInAs(world, 'owner'), await signInAs(world, 'triager')];
  world.clock.advance(12 * HOUR - MINUTE);
  assert.deepEqual([await isIn(owner), await isIn(triager)], [true, true]);
  world.clock.advance(12 * HOUR);
  assert.deepEqual([await isIn(owner), await isIn(triager)], [true, false]);
  world.clock.advance(14 * DAY - MINUTE);
  assert.equal(await isIn(owner), true);
  world.clock.advance(14 * DAY + 5 * MINUTE);
  assert.equal(await isIn(owner), false);

  const [steady, busy] = [await signInAs(world, 'owner'), await signInAs(world, 'triager')];
  for (let day = 1; day < 90; day++) {
    for (let round = 0; round < (day < 8 ? 3 : 1); round++) {
      world.clock.advance(day < 8 ? 8 * HOUR : DAY);
      if (day < 7) assert.equal(await isIn(busy), true, `day ${day}`);
      assert.equal(await isIn(steady), true, `day ${day}`);
    }
    if (day === 7) assert.equal(await isIn(busy), false);
  }
  world.clock.advance(DAY);
  assert.equal(await isIn(steady), false);

  world.clock.advance(3 * HOUR);
  assert.equal((await check?.run(world.kernel))?.ok, false);
  assert.equal(await deleteEndedSessions(world.kernel), 4);
  assert.equal((await check?.run(world.kernel))?.ok, true);
});

test('the time of last use is written at most every five minutes', async () => {
  await using world = await openWorld();
  const owner = await signInAs(world, 'owner');
  const lastUse = async () =>
    (
      await world.kernel.pool.query<{ at: Date }>('select last_used_at as at from accounts.session')
    ).rows[0]?.at.getTime();
  const start = world.clock.now().getTime();
  world.clock.advance(4 * MINUTE);
  await owner.get('/account');
  assert.equal(await lastUse(), start);
  world.clock.advance(MINUTE);
  await owner.get('/account');
  assert.equal(await lastUse(), start + 5 * MINUTE);
});

test('a name is changed, kept on errors, and shown escaped', async () => {
  await using world = await openWorld();
  const owner = await signInAs(world, 'owner');
  assert.equal((await owner.post('/account/profile', { name: '  Liv <b>  O. ' })).location, '/account?done=profile');
  assert.match((await owner.get('/account?done=profile')).body, /Your name is saved[\s\S]*Liv &lt;b(?:>|&gt;) O\./);
  const wrong = await owner.post('/account/profile', { name: 'x'.repeat(101) });
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /x{101}/);
});
