import assert from 'node:assert/strict';
import { test } from 'node:test';
import { personOf, signInAs, tokenOf } from '../../test/support/sign-in.ts';
import { openWorld } from '../../test/support/world.ts';
import { demoPeople } from '../catalog/demo-people.ts';
import { accountsChecks } from './checks.ts';
import { findPerson } from './index.ts';
import { accountsModule } from './module.ts';
import { personalData } from './personal-data.ts';
import { hasDemoDoor, refreshDemoLinks, seedDemoPeople } from './sign-in/demo-door.ts';
import { isAccepted } from './sign-in/use-link.ts';

test('the demo has one button for each person, and links that stay good over a restart', async () => {
  await using world = await openWorld();
  const { kernel } = world;
  assert.doesNotMatch((await world.visitor().get('/sign-in')).body, /This is a demo/);
  await kernel.transaction(kernel => seedDemoPeople(kernel, {}));
  await kernel.transaction(kernel => seedDemoPeople(kernel, {}));
  const facts = await refreshDemoLinks(kernel, { application: { clientId: 'x' }, owner: { car: 'y' } });
  assert.deepEqual(Object.keys(facts).sort(), ['application', 'developer', 'owner', 'staff']);
  assert.equal(facts['owner']?.['car'], 'y');

  const page = await world.visitor().get('/sign-in');
  assert.match(page.body, /This is a demo/);
  for (const [person, { name }] of Object.entries(demoPeople)) {
    assert.match(page.body, new RegExp(`Sign in as ${name}, `));
    const visitor = world.visitor();
    assert.equal((await visitor.post('/sign-in/demo', { person, next: '/account' })).location, '/account');
    assert.match((await visitor.get('/account')).body, new RegExp(demoPeople[person as 'admin'].email));
  }
  assert.equal((await world.visitor().post('/sign-in/demo', { person: 'toString' })).status, 404);

  const old = facts['staff']?.['signInUrl'] ?? '';
  const fresh = (await refreshDemoLinks(kernel, facts))['staff']?.['signInUrl'] ?? '';
  const visitor = world.visitor();
  assert.equal((await visitor.get(old)).status, 410);
  assert.equal((await visitor.post('/sign-in/link', { token: tokenOf(fresh) })).location, '/triage');
  assert.match((await visitor.get('/admin/people')).body, /Ada Marsh/);
});

test('the demo door is shut in production and wherever others can reach the server', async () => {
  await using world = await openWorld();
  const { config } = world.kernel;
  assert.equal(hasDemoDoor(config), true);
  assert.equal(hasDemoDoor({ ...config, host: '0.0.0.0' }), false);
  assert.equal(hasDemoDoor({ ...config, environment: 'production' }), false);
  assert.equal(isAccepted({ ...world.kernel, config: { ...config, environment: 'production' } }, 'demo'), false);
  assert.equal(isAccepted({ ...world.kernel, config: { ...config, environment: 'production' } }, 'operator'), true);
});

test('an export says everything held, an erasure leaves nothing, and the last admin cannot vanish', async () => {
  await using world = await openWorld();
  const { kernel } = world;
  const owner = await signInAs(world, 'owner');
  const id = await personOf(world, 'owner');
  const admin = await signInAs(world, 'admin');
  await admin.post('/admin/people/invite', { email: 'olivia@owner.example', name: 'Olivia', role: 'viewer' });
  await world.visitor().post('/sign-in', { email: 'olivia@owner.example' });
  const held = await personalData.export(kernel, id);
  assert.deepEqual([held['name'], held['email'], held['staffRole']], ['Olivia Okafor', 'olivia@owner.example', null]);
  assert.equal(Array.isArray(held['sessions']) && held['sessions'].length, 1);

  await personalData.erase(kernel, id);
  await personalData.erase(kernel, id);
  assert.equal(await findPerson(kernel, id), undefined);
  assert.deepEqual(await personalData.export(kernel, id), {});
  assert.equal((await owner.get('/account')).status, 303);
  for (const table of ['link', 'invitation', 'half_sign_in', 'passkey', 'totp']) {
    const { rows } = await world.kernel.pool.query(`select 1 from accounts.${table}`);
    assert.equal(rows.length, 0, table);
  }
  await assert.rejects(personalData.erase(kernel, await personOf(world, 'admin')), { code: 'last_admin' });
});

test('every table of the schema with something of a person is known to export and erase', async () => {
  await using world = await openWorld();
  const { rows } = await world.kernel.pool.query<{ name: string }>(
    "select schemaname || '.' || tablename as name from pg_tables where schemaname = 'accounts' order by 1",
  );
  assert.deepEqual(
    [...personalData.tables].sort(),
    rows.map(({ name }) => name),
  );
});

test('the checks tell of staff without a second factor', async () => {
  await using world = await openWorld();
  const run = async (name: string) => (await accountsChecks.find(check => check.name === name)?.run(world.kernel))?.ok;
  assert.equal(await run('accounts.admin'), false);
  assert.equal(await run('accounts.second-factor'), true);
  await personOf(world, 'admin');
  assert.equal(await run('accounts.admin'), true);
  assert.equal(await run('accounts.second-factor'), false);
  assert.deepEqual(accountsModule.checks, accountsChecks);
});
