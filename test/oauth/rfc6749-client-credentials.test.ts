// RFC 6749 §4.4: an application's token for itself, which the calls of version 3 are made with (vehicle-platform §3, §12.1).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { recognizerOf } from '../../src/connect/authenticate-bearer.ts';
import { actorsForUser, listGrantsOfOwner, revokeGrant } from '../../src/connect/index.ts';
import { purgeExpiredJob } from '../../src/connect/purge-expired.ts';
import { HOUR, SECOND } from '../../src/core/clock.ts';
import { byApplication, withGrant } from '../../src/core/http/access.ts';
import { personOf } from '../support/sign-in.ts';
import {
  type Authority,
  authorize,
  connect,
  exchange,
  http,
  openAuthority,
  post,
  readCallback,
  readOdometer,
} from './support.ts';

let authority: Authority & AsyncDisposable;
before(async () => {
  authority = await openAuthority();
});
after(() => authority[Symbol.asyncDispose]());

const ask = (path = '/oauth2/token', more: Record<string, string> = {}) =>
  post(authority, path, { grant_type: 'client_credentials', ...more });
const recognize = async (token: unknown) => recognizerOf(authority.world.kernel).recognize(String(token));

test('§4.4.2: the credentials alone give a token for an hour, and no refresh token', async () => {
  const { server, client, secret } = authority;
  const response = await oauth.clientCredentialsGrantRequest(
    server,
    client,
    oauth.ClientSecretPost(secret),
    new URLSearchParams(),
    http,
  );
  const { access_token, ...rest } = await oauth.processClientCredentialsResponse(server, client, response);
  assert.match(access_token, /^[\w-]{36}$/);
  assert.deepEqual(rest, { token_type: 'bearer', expires_in: 3600 });
  assert.deepEqual(await recognize(access_token), { kind: 'application-itself', id: client.client_id });
  authority.world.clock.advance(HOUR);
  assert.equal(await recognize(access_token), undefined);
});

test('vehicle-platform §1.2: every address of the token endpoint answers alike, directly', async () => {
  for (const path of [
    '/',
    '/oauth/token',
    '/oauth/token/',
    '/oauth/token/oauth/token',
    '/oauth2/token',
    '/oauth2/token/',
    '/oauth/token?flags=country:DE',
  ]) {
    const { status, body, headers } = await ask(path);
    assert.deepEqual([status, body['expires_in'], body['token_type']], [200, 3600, 'Bearer'], path);
    assert.equal(headers.get('cache-control'), 'no-store', path);
  }
});

test('it asks for no permission, and gets none', async () => {
  const { status, body } = await ask('/oauth2/token', { scope: 'read_odometer' });
  assert.deepEqual([status, body['scope']], [200, undefined]);
});

test('a wrong secret and a missing one are told apart', async () => {
  const wrong = await post(
    authority,
    '/oauth2/token',
    { grant_type: 'client_credentials', client_id: authority.client.client_id, client_secret: 'wrong' },
    { authorization: '' },
  );
  assert.deepEqual([wrong.status, wrong.body['error']], [401, 'invalid_client']);
  const missing = await post(authority, '/oauth2/token', { grant_type: 'client_credentials' }, { authorization: '' });
  assert.deepEqual([missing.status, missing.body['error']], [400, 'invalid_request']);
});

test('it opens no car by itself, and whatever an owner granted by naming the owner', async () => {
  const { kernel } = authority.world;
  const token = String((await ask()).body['access_token']);
  assert.equal(await readOdometer(authority, token), 401);
  const actor = await recognize(token);
  assert.ok(actor?.kind === 'application-itself');
  byApplication().check(actor, kernel.clock.now());
  assert.throws(() => withGrant().check(actor, kernel.clock.now()));
  const url = await authorize(authority);
  const user = url.searchParams.get('user_id') ?? '';
  const { access_token } = await exchange(authority, readCallback(authority, url));
  const [found, ...others] = await actorsForUser(kernel, actor, user.toUpperCase());
  const withToken = await recognize(access_token);
  assert.ok(found && withToken?.kind === 'application' && others.length === 0);
  // Each knows in its own way whether the grant has changed since.
  assert.deepEqual({ ...found, since: undefined }, { ...withToken, since: undefined });
  assert.equal(found.since?.isUnchanged(), true);
  assert.deepEqual(await actorsForUser(kernel, { ...actor, id: crypto.randomUUID() }, user), []);
  assert.deepEqual(await actorsForUser(kernel, actor, crypto.randomUUID()), []);
  const owner = await personOf(authority.world, 'owner');
  const olivia = {
    kind: 'person',
    id: owner,
    session: 's',
    staffRole: undefined,
    signedInAt: kernel.clock.now(),
  } as const;
  for (const { id, revokedAt } of await listGrantsOfOwner(kernel, olivia))
    if (revokedAt === undefined) await revokeGrant(kernel, olivia, id, 'owner');
  assert.deepEqual(await actorsForUser(kernel, actor, user), []);
});

test('it is introspected and revoked by its application alone, at once', async () => {
  const token = String((await ask()).body['access_token']);
  const { body } = await post(authority, '/oauth/introspect', { token });
  assert.deepEqual([body['active'], body['client_id']], [true, authority.client.client_id]);
  assert.ok(await recognize(token));
  assert.equal((await post(authority, '/oauth/revoke', { token })).status, 200);
  assert.equal(await recognize(token), undefined);
  assert.deepEqual((await post(authority, '/oauth/introspect', { token })).body, { active: false });
});

test('the night removes what has expired', async () => {
  const { world } = authority;
  await ask();
  await connect(authority);
  world.clock.advance(48 * HOUR + SECOND);
  await purgeExpiredJob.run(world.kernel, {});
  const { rows } = await world.database.pool.query('select count(*) as count from connect.application_token');
  assert.equal(Number(rows[0]?.count), 0);
});
