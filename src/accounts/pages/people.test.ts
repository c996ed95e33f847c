import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mailedLink, personOf, signInAs, tokenOf, useMailedLink } from '../../../test/support/sign-in.ts';
import { openWorld } from '../../../test/support/world.ts';
import { DAY, HOUR, MINUTE } from '../../core/clock.ts';
import { createAdmin, findPerson } from '../index.ts';

const NOOR = { email: 'noor@telltale.example', name: 'Noor Aziz', role: 'triager' };

test('an admin invites, the mail leads to joining and to a second factor', async () => {
  await using world = await openWorld();
  const admin = await signInAs(world, 'admin');
  assert.equal((await admin.post('/admin/people/invite', NOOR)).location, '/admin/people?done=invited');
  assert.match((await admin.get('/admin/people?done=invited')).body, /on its way[\s\S]*noor@telltale\.example/);

  const link = await mailedLink(world, NOOR.email);
  const noor = world.visitor();
  for (let opening = 0; opening < 2; opening++)
    assert.match((await noor.get(link)).body, /noor@telltale\.example[\s\S]*Triager[\s\S]*Ada Marsh/);
  const joined = await noor.post('/invitation', { token: tokenOf(link) });
  assert.equal(joined.location, '/sign-in/enroll');
  assert.equal((await noor.get('/account')).status, 303);
  assert.equal((await world.visitor().post('/invitation', { token: tokenOf(link) })).status, 410);
  assert.match((await admin.get('/admin/people')).body, /Noor Aziz[\s\S]*None yet/);
  assert.equal((await admin.post('/admin/people/invite', NOOR)).status, 422);
});

test('an invitation is accepted by one of several at once, ends after a week, and can be withdrawn or replaced', async () => {
  await using world = await openWorld();
  const admin = await signInAs(world, 'admin');
  const invite = async () => {
    world.clock.advance(MINUTE);
    await admin.post('/admin/people/invite', NOOR);
    return mailedLink(world, NOOR.email);
  };
  const accept = async (link: string) => (await world.visitor().post('/invitation', { token: tokenOf(link) })).status;

  const first = await invite();
  const second = await invite();
  assert.equal(await accept(first), 410);
  const list = await admin.get('/admin/people');
  const withdraw = [...new Set(list.body.match(/\/admin\/invitations\/inv_\w+\/withdraw/g))];
  assert.equal(withdraw.length, 1);
  assert.match((await admin.get(withdraw[0] ?? '')).body, /Withdraw the invitation of noor/);
  assert.equal((await admin.post(withdraw[0] ?? '')).status, 303);
  assert.equal((await admin.post(withdraw[0] ?? '')).status, 404);
  assert.equal(await accept(second), 410);
  assert.equal((await world.visitor().get(second)).status, 410);

  const third = await invite();
  const statuses = await Promise.all([accept(third), accept(third), accept(third)]);
  assert.deepEqual(statuses.sort(), [303, 410, 410]);

  const late = { ...NOOR, email: 'late@telltale.example' };
  await admin.post('/admin/people/invite', late);
  const link = await mailedLink(world, late.email);
  world.clock.advance(7 * DAY);
  assert.equal(await accept(link), 410);
});

test('a new role ends all sessions at once, and whoever leaves the team keeps only their own account', async () => {
  await using world = await openWorld();
  const admin = await signInAs(world, 'admin');
  const id = await personOf(world, 'triager');
  const tara = await signInAs(world, 'triager');
  assert.match((await admin.get(`/admin/people/${id}/role`)).body, /Tara Lind[\s\S]*Change role/);
  assert.equal((await admin.post(`/admin/people/${id}/role`, { role: 'god' })).status, 422);
  assert.equal((await admin.post(`/admin/people/${id}/role`, { role: 'viewer' })).location, '/admin/people?done=role');
  assert.equal((await tara.get('/account')).status, 303);
  assert.equal((await findPerson(world.kernel, id))?.staffRole, 'viewer');

  const again = await signInAs(world, { name: 'Tara Lind', email: 'tara@telltale.example' });
  assert.match((await admin.get(`/admin/people/${id}/remove`)).body, /Take Tara Lind off the team/);
  assert.equal((await admin.post(`/admin/people/${id}/remove`)).location, '/admin/people?done=removed');
  assert.equal((await again.get('/account')).status, 303);
  assert.equal((await admin.post(`/admin/people/${id}/remove`)).status, 404);
  assert.equal((await useMailedLink(world, world.visitor(), 'tara@telltale.example')).location, '/account');
  assert.equal((await world.mails()).filter(({ subject }) => /role .* changed/.test(subject)).length, 2);
});

test('the last admin stays, also when two admins demote each other at once', async () => {
  await using world = await openWorld();
  const admin = await signInAs(world, 'admin');
  const ada = await personOf(world, 'admin');
  assert.equal((await admin.post(`/admin/people/${ada}/remove`)).status, 409);
  assert.equal((await admin.post(`/admin/people/${ada}/role`, { role: 'viewer' })).status, 409);

  const zed = { name: 'Zed', email: 'zed@telltale.example', staffRole: 'admin' } as const;
  const other = await signInAs(world, zed);
  const zedId = await personOf(world, zed);
  const pages = await Promise.all([
    admin.post(`/admin/people/${zedId}/role`, { role: 'viewer' }),
    other.post(`/admin/people/${ada}/role`, { role: 'viewer' }),
  ]);
  assert.equal(pages.filter(({ status }) => status === 303).length, 1);
  const roles = [await findPerson(world.kernel, ada), await findPerson(world.kernel, zedId)];
  assert.deepEqual(roles.map(person => person?.staffRole).sort(), ['admin', 'viewer']);
});

test('the team is for admins: others are refused, strangers see nothing', async () => {
  await using world = await openWorld();
  const id = await personOf(world, 'viewer');
  const paths = ['/admin/people', '/admin/people/invite', `/admin/people/${id}/role`, `/admin/people/${id}/remove`];
  for (const path of paths) {
    assert.equal((await (await signInAs(world, 'triager')).get(path)).status, 403);
    assert.equal((await (await signInAs(world, 'owner')).get(path)).status, 404);
    assert.equal((await world.visitor().get(path)).status, 303);
  }
  const admin = await signInAs(world, 'admin');
  const owner = await personOf(world, 'owner');
  for (const what of ['role', 'remove', 'reset'])
    assert.equal((await admin.get(`/admin/people/${owner}/${what}`)).status, 404);
  assert.equal((await admin.post(`/admin/people/${owner}/role`, { role: 'admin' })).status, 404);
});

test('a reset second factor ends sessions and leads to making a new one', async () => {
  await using world = await openWorld();
  const admin = await signInAs(world, 'admin');
  const tara = await signInAs(world, 'triager');
  const id = await personOf(world, 'triager');
  assert.equal((await admin.post(`/admin/people/${await personOf(world, 'admin')}/reset`)).status, 403);
  assert.match((await admin.get(`/admin/people/${id}/reset`)).body, /Reset the second factor of Tara Lind/);
  assert.equal((await admin.post(`/admin/people/${id}/reset`)).status, 303);
  assert.equal((await tara.get('/account')).status, 303);
  const back = await useMailedLink(world, world.visitor(), 'tara@telltale.example');
  assert.equal(back.location, '/sign-in/enroll');
});

test('the first admin comes in by a link of the operator: once, within a day, and makes a factor first', async () => {
  await using world = await openWorld();
  const old = await createAdmin(world.kernel, 'First@Telltale.example', 'First Admin');
  const { signInUrl } = await createAdmin(world.kernel, 'first@telltale.example', 'First Admin');
  const visitor = world.visitor();
  assert.equal((await visitor.get(old.signInUrl)).status, 410);
  assert.doesNotMatch((await visitor.get(signInUrl)).body, /another browser/);
  const page = await visitor.post('/sign-in/link', { token: tokenOf(signInUrl) });
  assert.equal(page.location, '/sign-in/enroll');
  const late = await createAdmin(world.kernel, 'late@telltale.example', 'Late');
  world.clock.advance(24 * HOUR);
  assert.equal((await world.visitor().get(late.signInUrl)).status, 410);
  await assert.rejects(createAdmin(world.kernel, 'nonsense', 'x'), { code: 'invalid_input' });
});
