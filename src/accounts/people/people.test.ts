import assert from 'node:assert/strict';
import { test } from 'node:test';
import { personOf, signInAs } from '../../../test/support/sign-in.ts';
import { openWorld } from '../../../test/support/world.ts';
import { findOrCreatePersonByEmail, findPerson, listStaff, mailPerson, personNames } from '../index.ts';

test('people are found by any spelling of their address, and are made once', async () => {
  await using world = await openWorld();
  const { kernel } = world;
  const spellings = ['Maya@Bücher.example', 'maya@bücher.example ', 'MAYA@xn--bcher-kva.example'];
  const made = await Promise.all(spellings.map(email => findOrCreatePersonByEmail(kernel, email, 'Maya')));
  assert.equal(new Set(made.map(({ id }) => id)).size, 1);
  assert.deepEqual(await findPerson(kernel, made[0]?.id ?? ''), {
    id: made[0]?.id,
    name: 'Maya',
    email: 'maya@xn--bcher-kva.example',
    staffRole: undefined,
  });
  await assert.rejects(findOrCreatePersonByEmail(kernel, 'not an address'), { code: 'invalid_input' });
});

test('the front door names people, finds staff by permission, and mails each cause once', async () => {
  await using world = await openWorld();
  const { kernel } = world;
  const [triager, owner] = [await personOf(world, 'triager'), await personOf(world, 'owner')];
  const visitor = await signInAs(world, 'viewer');
  assert.equal(visitor.cookies.size, 1);
  assert.deepEqual(
    [...(await personNames(kernel, [triager, owner, 'per_none']))].sort(),
    [
      [triager, 'Tara Lind'],
      [owner, 'Olivia Okafor'],
    ].sort(),
  );
  assert.deepEqual(
    (await listStaff(kernel, 'report.triage')).map(({ name }) => name),
    ['Tara Lind'],
  );
  assert.deepEqual(
    (await listStaff(kernel, 'report.read')).map(({ name }) => name),
    ['Tara Lind', 'Vera Novak'],
  );

  const mail = { subject: 'Something happened', text: 'Sign in to see what.' };
  await mailPerson(kernel, owner, mail, 'evt_1:notify');
  await mailPerson(kernel, owner, mail, 'evt_1:notify');
  await mailPerson(kernel, 'per_none', mail, 'evt_1:notify');
  const mails = await world.mails();
  assert.deepEqual(
    mails.map(({ to }) => to),
    ['olivia@owner.example'],
  );
});
