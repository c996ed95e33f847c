// Developers through the pages: founding an organization, letting people in and out, applications and their secrets.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mailedLink, personOf, signInAs, tokenOf } from '../../test/support/sign-in.ts';
import type { Page, Visitor } from '../../test/support/visitor.ts';
import { openWorld, type World } from '../../test/support/world.ts';
import { HOUR } from '../core/clock.ts';
import { applicationOfManagementToken, findRegisteredApplication, verifyClientSecret } from './index.ts';

let world: World;
let devon: Visitor;
let robin: Visitor;
before(async () => {
  world = await openWorld();
  devon = await signInAs(world, 'developer');
  robin = await signInAs(world, 'researcher');
});
after(() => world.close());

/** Founds an organization. @returns its page's path */
async function found(name = 'Evergreen'): Promise<string> {
  const { location = '' } = await devon.post('/developer/organizations', { name });
  assert.match(location, /^\/developer\/organizations\/org_\w{26}$/);
  return location;
}

const fields = {
  name: 'Evergreen Charging',
  purpose: 'Plans charging for when power is clean.',
  privacyPolicyUrl: 'https://example.com/privacy',
  redirectUris: 'https://example.com/auth',
};

const hidden = ({ body }: Page, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? assert.fail(`no hidden field ${name}`);
const secretsIn = ({ body }: Page): string[] =>
  [...body.matchAll(/data-copy[^>]*>([^<]+)</g)].map(([, text = '']) => text);

/** Creates an application. @returns its id and the secrets as shown */
async function createApplication(organization: string) {
  const id = hidden(await devon.get(`${organization}/applications`), 'id');
  const shown = await devon.post(`${organization}/applications`, { ...fields, id });
  assert.equal(shown.status, 200);
  const [clientId, secret = '', managementToken = ''] = secretsIn(shown);
  assert.equal(clientId, id);
  return { id, secret, managementToken };
}

test('secrets are shown once, hold 256 bits, and are nowhere in the database', async () => {
  const organization = await found();
  const { id, secret, managementToken } = await createApplication(organization);
  assert.match(secret, /^[\w-]{43}$/);
  assert.match(managementToken, /^[\w-]{43}$/);
  assert.equal(await verifyClientSecret(world.kernel, id, secret), true);
  assert.equal(await verifyClientSecret(world.kernel, id, managementToken), false);
  const page = await devon.get(`/developer/applications/${id}`);
  assert.doesNotMatch(page.body, new RegExp(`${secret}|${managementToken}`));
  // Sending the form again makes nothing new and shows nothing.
  const again = await devon.post(`${organization}/applications`, { ...fields, id });
  assert.equal(again.status, 409);
});

test('a replaced management token works for 24 more hours, the new one from now on, and a form sent twice replaces once', async () => {
  const { id, managementToken } = await createApplication(await found());
  const path = `/developer/applications/${id}/management-token`;
  const form = { present: hidden(await devon.get(path), 'present') };
  const [fresh = ''] = secretsIn(await devon.post(path, form));
  assert.equal((await devon.post(path, form)).status, 409);
  const works = async (one: string) => (await applicationOfManagementToken(world.kernel, one)) === id;
  assert.deepEqual([await works(managementToken), await works(fresh)], [true, true]);
  world.clock.advance(24 * HOUR - 1);
  assert.equal(await works(managementToken), true);
  world.clock.advance(1);
  assert.deepEqual([await works(managementToken), await works(fresh)], [false, true]);
});

test('how an application proves who it is can be changed by its owners, and what was typed is kept', async () => {
  const { id } = await createApplication(await found());
  const path = `/developer/applications/${id}/authentication`;
  assert.match((await devon.get(path)).body, /value="client-secret"[^>]*checked/);
  const wrong = await devon.post(path, { method: 'private-key', keys: '{"keys": [{"kty": "oct", "k": "zz"}]}' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.body, /this is a private key/);
  assert.match(wrong.body, /value="private-key"[^>]*checked/);
  const uri = 'https://example.com/jwks.json';
  assert.equal((await devon.post(path, { method: 'private-key', keysUri: uri, isBound: 'on' })).status, 303);
  const { clientAuth } = (await findRegisteredApplication(world.kernel, id)) ?? assert.fail();
  assert.deepEqual(clientAuth, { method: 'private-key', keys: { uri }, isBound: true });
  assert.match(
    (await devon.get(`/developer/applications/${id}`)).body,
    /a key of its own, and a proof with each token/,
  );
  assert.match((await devon.get(path)).body, new RegExp(uri));
  assert.equal((await robin.get(path)).status, 404);
  assert.equal((await robin.post(path, { method: 'none' })).status, 404);
});

test('what others own does not exist for a stranger', async () => {
  const organization = await found();
  const { id } = await createApplication(organization);
  for (const path of [
    organization,
    `${organization}/applications`,
    `/developer/applications/${id}`,
    `/developer/applications/${id}/secrets`,
    `/developer/applications/${id}/settings`,
    `/developer/applications/${id}/management-token`,
  ])
    assert.equal((await robin.get(path)).status, 404, path);
  assert.equal((await robin.post(`/developer/applications/${id}/settings`, fields)).status, 404);
  assert.equal(
    (await robin.post(`${organization}/members`, { email: 'robin@research.example', role: 'owner' })).status,
    404,
  );
  assert.doesNotMatch((await robin.get('/developer')).body, /Evergreen/);
});

test('somebody invited joins once, sees, and changes nothing as a member', async () => {
  const organization = await found('Invites');
  const { id } = await createApplication(organization);
  const invited = await devon.post(`${organization}/members`, { email: ' Robin@research.example ', role: 'member' });
  assert.equal(invited.status, 303);
  const link = await mailedLink(world, 'robin@research.example');
  assert.match((await robin.get(new URL(link).pathname + new URL(link).search)).body, /Join Invites/);
  const joined = await robin.post('/developer/invitation', { token: tokenOf(link) });
  assert.equal(joined.location, organization);
  assert.equal((await robin.post('/developer/invitation', { token: tokenOf(link) })).status, 410);
  assert.equal((await robin.get(`/developer/applications/${id}`)).status, 200);
  assert.equal((await robin.post(`/developer/applications/${id}/settings`, fields)).status, 403);
  assert.equal((await robin.get(`${organization}/applications`)).status, 403);
  assert.equal((await robin.get(`/developer/applications/${id}/secrets`)).status, 200);
  assert.equal((await robin.post(`/developer/applications/${id}/secrets`, { name: 'Mine' })).status, 403);
  assert.equal((await robin.post(`/developer/applications/${id}/settings/policy`)).status, 403);
  assert.equal((await robin.get(`/developer/applications/${id}/management-token`)).status, 403);
  assert.equal((await robin.post(`${organization}/members`, { email: 'x@y.example', role: 'member' })).status, 403);
  const devonId = await personOf(world, 'developer');
  assert.equal((await robin.post(`${organization}/members/${devonId}/remove`)).status, 403);
});

test('the last owner stays; anybody else can be removed, and then sees nothing', async () => {
  const organization = await found('Leaving');
  const devonId = await personOf(world, 'developer');
  const last = await devon.post(`${organization}/members/${devonId}/remove`);
  assert.equal(last.status, 409);
  assert.match(last.body, /at least one owner/);
  world.clock.advance(1000);
  await devon.post(`${organization}/members`, { email: 'robin@research.example', role: 'owner' });
  await robin.post('/developer/invitation', { token: tokenOf(await mailedLink(world, 'robin@research.example')) });
  const robinId = await personOf(world, 'researcher');
  // Two owners who remove each other at the same moment do not leave the organization alone.
  const both = await Promise.all([
    devon.post(`${organization}/members/${robinId}/remove`),
    robin.post(`${organization}/members/${devonId}/remove`),
  ]);
  assert.equal(both.filter(({ status }) => status === 303).length, 1);
});

test('mistakes in a form keep what was typed', async () => {
  const { id } = await createApplication(await found());
  const page = await devon.post(`/developer/applications/${id}/settings`, {
    ...fields,
    name: 'A',
    redirectUris: 'http://a.example',
  });
  assert.equal(page.status, 422);
  assert.match(page.body, /value="A"/);
  assert.match(page.body, /http:\/\/a\.example: use https/);
});

test('everything is audited, without a person’s words', async () => {
  await world.settle();
  const { rows } = await world.database.pool.query<{ action: string; details: unknown }>(
    'select action, details from core.audit_entry order by seq',
  );
  const actions = new Set(rows.map(({ action }) => action));
  for (const action of [
    'organization.create',
    'organization.invite',
    'organization.join',
    'organization.remove',
    'application.create',
    'application.rotate',
  ])
    assert.ok(actions.has(action), action);
  assert.doesNotMatch(JSON.stringify(rows), /Evergreen|robin@/);
});
