import assert from 'node:assert/strict';
import { test } from 'node:test';
import { personOf, signInAs, useMailedLink } from '../../../test/support/sign-in.ts';
import {
  type CreationOptions,
  type RequestOptions,
  type SoftwareAuthenticator,
  softwareAuthenticator,
} from '../../../test/support/software-authenticator.ts';
import type { Page, Visitor } from '../../../test/support/visitor.ts';
import { openWorld } from '../../../test/support/world.ts';
import { MINUTE } from '../../core/clock.ts';

const ORIGIN = 'http://localhost:8080';
type Behavior = Parameters<SoftwareAuthenticator['get']>[1];

async function addPasskey(visitor: Visitor, behavior?: Behavior, device = softwareAuthenticator(ORIGIN)) {
  const options = (await visitor.postJson('/account/passkeys/options', {})).json<CreationOptions>();
  const page = await visitor.postJson('/account/passkeys', device.create(options, behavior));
  return { device, page };
}

async function usePasskey(visitor: Visitor, device: SoftwareAuthenticator, behavior?: Behavior): Promise<Page> {
  const options = (await visitor.postJson('/sign-in/passkey/options', {})).json<RequestOptions>();
  return visitor.postJson('/sign-in/passkey', device.get(options, behavior));
}

test('a passkey is added in the settings, told by mail, signs in without a name, and is removed', async () => {
  await using world = await openWorld();
  const owner = await signInAs(world, 'owner');
  const { device, page } = await addPasskey(owner);
  assert.deepEqual(page.json(), { next: '/account?done=passkey' });
  const settings = await owner.get('/account');
  const remove = /\/account\/passkeys\/psk_\w+\/remove/.exec(settings.body)?.[0] ?? '';
  assert.notEqual(remove, '');

  const visitor = world.visitor();
  const options = (await visitor.postJson('/sign-in/passkey/options', {})).json<
    RequestOptions & { allowCredentials?: unknown }
  >();
  assert.equal(options.allowCredentials, undefined);
  const done = await visitor.postJson('/sign-in/passkey?next=%2Fowner', device.get(options));
  assert.deepEqual(done.json(), { next: '/owner' });
  assert.match((await visitor.get('/account')).body, /olivia@owner\.example/);
  const astray = await world.visitor().postJson('/sign-in/passkey/options', {});
  const elsewhere = device.get(astray.json<RequestOptions>());
  assert.deepEqual((await world.visitor().postJson('/sign-in/passkey?next=%2F%2Fevil.example', elsewhere)).json(), {
    next: '/account',
  });

  assert.match((await owner.get(remove)).body, /Remove the passkey/);
  const stranger = await signInAs(world, 'researcher');
  assert.equal((await stranger.get(remove)).status, 404);
  assert.equal((await stranger.post(remove)).status, 404);
  assert.equal((await owner.post(remove)).status, 303);
  assert.equal((await usePasskey(world.visitor(), device)).status, 403);
  const subjects = (await world.mails()).map(({ subject }) => subject);
  assert.deepEqual(subjects.filter(subject => /passkey/.test(subject)).length, 2);
});

test('a challenge is good once, for minutes, for one ceremony', async () => {
  await using world = await openWorld();
  const owner = await signInAs(world, 'owner');
  const { device } = await addPasskey(owner);
  const visitor = world.visitor();
  const ask = async () => (await visitor.postJson('/sign-in/passkey/options', {})).json<RequestOptions>();
  const send = async (answer: unknown) => (await visitor.postJson('/sign-in/passkey', answer)).status;

  const answer = device.get(await ask());
  assert.equal(await send(answer), 200);
  assert.equal(await send(answer), 403);

  const late = device.get(await ask());
  world.clock.advance(5 * MINUTE);
  assert.equal(await send(late), 403);
  assert.equal(await send(device.get({ challenge: 'AAAA', rpId: 'localhost' })), 403);

  const registering = (await owner.postJson('/account/passkeys/options', {})).json<CreationOptions>();
  assert.equal(await send(device.get({ challenge: registering.challenge, rpId: 'localhost' })), 403);
});

test('one answer sent several times at once signs in once', async () => {
  await using world = await openWorld();
  const { device } = await addPasskey(await signInAs(world, 'owner'));
  const options = (await world.visitor().postJson('/sign-in/passkey/options', {})).json<RequestOptions>();
  const answer = device.get(options);
  const pages = await Promise.all(
    Array.from({ length: 4 }, () => world.visitor().postJson('/sign-in/passkey', answer)),
  );
  assert.deepEqual(pages.map(({ status }) => status).sort(), [200, 403, 403, 403]);
});

test('another origin, another site, a copied counter, or a key that is not registered do not sign in', async () => {
  await using world = await openWorld();
  const { device } = await addPasskey(await signInAs(world, 'owner'));
  const visitor = world.visitor();
  assert.equal((await usePasskey(visitor, device, { origin: 'https://evil.example' })).status, 403);
  assert.equal((await usePasskey(visitor, device, { origin: 'http://127.0.0.1:8080' })).status, 403);
  const options = (await visitor.postJson('/sign-in/passkey/options', {})).json<RequestOptions>();
  const astray = device.get({ ...options, rpId: 'evil.example' });
  assert.equal((await visitor.postJson('/sign-in/passkey', astray)).status, 403);
  const unknown = softwareAuthenticator(ORIGIN);
  assert.equal((await usePasskey(visitor, unknown)).status, 403);

  assert.equal((await usePasskey(visitor, device, { counter: 50 })).status, 200);
  assert.equal((await usePasskey(world.visitor(), device, { counter: 50 })).status, 403);
  assert.equal((await usePasskey(world.visitor(), device, { counter: 7 })).status, 403);
  assert.equal((await usePasskey(world.visitor(), device, { counter: 51 })).status, 200);
});

test('a forged signature and a borrowed credential id do not sign in', async () => {
  await using world = await openWorld();
  const { device } = await addPasskey(await signInAs(world, 'owner'));
  const thief = softwareAuthenticator(ORIGIN);
  const visitor = world.visitor();
  const options = (await visitor.postJson('/sign-in/passkey/options', {})).json<RequestOptions>();
  const forged = { ...thief.get(options), id: device.credentialId, rawId: device.credentialId };
  assert.equal((await visitor.postJson('/sign-in/passkey', forged)).status, 403);
  assert.equal((await visitor.get('/account')).status, 303);
});

test('a registration needs its own challenge, our origin, and a credential that nobody has', async () => {
  await using world = await openWorld();
  const owner = await signInAs(world, 'owner');
  const researcher = await signInAs(world, 'researcher');
  const options = (await owner.postJson('/account/passkeys/options', {})).json<CreationOptions>();
  const device = softwareAuthenticator(ORIGIN);
  assert.equal((await researcher.postJson('/account/passkeys', device.create(options))).status, 403);
  assert.equal((await addPasskey(owner, { origin: 'https://evil.example' })).page.status, 403);
  const { page } = await addPasskey(owner, {}, device);
  assert.equal(page.status, 200);
  assert.equal((await addPasskey(researcher, {}, device)).page.status, 409);
  world.clock.advance(16 * MINUTE);
  assert.equal((await owner.postJson('/account/passkeys/options', {})).status, 403);
  assert.equal((await world.visitor().postJson('/account/passkeys/options', {})).status, 401);
});

test('staff make passkeys and sign in with them only when their authenticator checks who they are', async () => {
  await using world = await openWorld();
  const triager = await signInAs(world, 'triager');
  assert.equal((await addPasskey(triager, { verifiesUser: false })).page.status, 403);
  const { device } = await addPasskey(triager);
  assert.equal((await usePasskey(world.visitor(), device, { verifiesUser: false })).status, 403);
  assert.equal((await usePasskey(world.visitor(), device)).status, 200);

  const owner = await signInAs(world, 'owner');
  const key = (await addPasskey(owner, { verifiesUser: false })).device;
  assert.equal((await usePasskey(world.visitor(), key, { verifiesUser: false })).status, 200);
});

test('a first passkey completes the first sign-in of staff, and is then the second step after a link', async () => {
  await using world = await openWorld();
  await personOf(world, 'triager');
  const visitor = world.visitor();
  assert.equal((await visitor.postJson('/sign-in/enroll/passkey/options', {})).status, 403);
  await useMailedLink(world, visitor, 'tara@telltale.example', '/account');
  const options = (await visitor.postJson('/sign-in/enroll/passkey/options', {})).json<CreationOptions>();
  const device = softwareAuthenticator(ORIGIN);
  const done = await visitor.postJson('/sign-in/enroll/passkey', device.create(options));
  assert.deepEqual(done.json(), { next: '/account' });
  assert.equal((await visitor.get('/account')).status, 200);

  world.clock.advance(MINUTE);
  const later = world.visitor();
  assert.equal((await useMailedLink(world, later, 'tara@telltale.example')).location, '/sign-in/second-factor');
  assert.match((await later.get('/sign-in/second-factor', { host: 'localhost:8080' })).body, /data-island="passkey"/);
  assert.equal((await later.get('/account')).status, 303);
  assert.equal((await usePasskey(later, device)).status, 200);
  assert.equal((await later.get('/account')).status, 200);
});
