// RFC 7662: what a token is good for, told to the client that it belongs to.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { SECOND } from '../../src/core/clock.ts';
import { type Authority, authorize, exchange, http, openAuthority, readCallback } from './support.ts';

let authority: Authority & AsyncDisposable;
before(async () => {
  authority = await openAuthority();
});
after(() => authority[Symbol.asyncDispose]());

async function introspect(token: string) {
  const { server, client, secret } = authority;
  const response = await oauth.introspectionRequest(server, client, oauth.ClientSecretBasic(secret), token, http);
  return oauth.processIntrospectionResponse(server, client, response);
}

test('§2.2: a good token is described, under the id by which the application knows the owner', async () => {
  const url = await authorize(authority);
  const tokens = await exchange(authority, readCallback(authority, url));
  const access = await introspect(tokens.access_token);
  assert.deepEqual(
    [access.active, access.client_id, access.scope, access.token_type, access.sub, access.iss],
    [
      true,
      authority.client.client_id,
      'read_odometer',
      'Bearer',
      url.searchParams.get('user_id'),
      authority.server.issuer,
    ],
  );
  assert.equal(Number(access.exp) - Number(access.iat), 7200);
  assert.equal((await introspect(tokens.refresh_token ?? '')).active, true);
});

test('§2.2: unknown and expired tokens are inactive, and nothing else is said', async () => {
  const tokens = await exchange(authority, readCallback(authority, await authorize(authority)));
  authority.world.clock.advance(7200 * SECOND);
  for (const token of [tokens.access_token, 'x'.repeat(36)])
    assert.deepEqual(await introspect(token), { active: false });
});

test('§2.1: without credentials nothing is said', async () => {
  const { status } = await fetch(`${authority.origin}/oauth/introspect`, {
    method: 'POST',
    body: new URLSearchParams({ token: 'x' }),
  });
  assert.equal(status, 400);
});
