// RFC 9207: answers say who gives them, so that a client of several servers is not led to mix them up.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { authorize, openAuthority, readCallback } from './support.ts';

test('§2: both kinds of answers carry the issuer, and a client notices another one', async () => {
  await using authority = await openAuthority();
  const { server, client } = authority;
  assert.equal(server.authorization_response_iss_parameter_supported, true);
  const success = await authorize(authority);
  assert.equal(success.searchParams.get('iss'), server.issuer);
  readCallback(authority, success);
  const denied = await authorize(authority, {}, { deny: true });
  assert.equal(denied.searchParams.get('iss'), server.issuer);
  success.searchParams.set('iss', 'https://evil.example');
  assert.throws(() => oauth.validateAuthResponse(server, client, success, 'state-1'), /iss/);
});
