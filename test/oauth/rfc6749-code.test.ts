// RFC 6749 §4.1, the authorization code grant, with an independent client; and §10 where it binds codes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { authorize, connect, exchange, openAuthority, post, readCallback, readOdometer } from './support.ts';

test('an application gets tokens with the owner’s consent and reads the odometer', async () => {
  await using authority = await openAuthority();
  const url = await authorize(authority);
  assert.equal(url.origin + url.pathname, authority.redirectUri);
  const tokens = await exchange(authority, readCallback(authority, url));
  assert.match(tokens.access_token, /^[\w-]{36}$/);
  assert.match(tokens.refresh_token ?? '', /^[\w-]{36}$/);
  assert.equal(tokens.expires_in, 7200);
  assert.equal(tokens.scope, 'read_odometer');
  assert.equal(await readOdometer(authority, tokens.access_token), 200);
  assert.equal(await readOdometer(authority, tokens.access_token, 'model-y'), 403);
});
void oauth; void connect; void post;
