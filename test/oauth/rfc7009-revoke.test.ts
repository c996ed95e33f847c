// RFC 7009: an application gives its tokens back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Authority, connect, openAuthority, post, readOdometer } from './support.ts';

let authority: Authority & AsyncDisposable;
before(async () => {
  authority = await openAuthority();
});
after(() => authority[Symbol.asyncDispose]());

const refresh = (token = '') => post(authority, '/oauth/token', { grant_type: 'refresh_token', refresh_token: token });

test('§2.1: revoking either token ends both', async () => {
  for (const hint of ['access_token', 'refresh_token'] as const) {
    const tokens = await connect(authority);
    assert.equal(await readOdometer(authority, tokens.access_token), 200);
    const revoked = await post(authority, '/oauth/revoke', { token: tokens[hint] ?? '', token_type_hint: hint });
    assert.equal(revoked.status, 200);
    assert.equal(await readOdometer(authority, tokens.access_token), 401, hint);
    assert.equal((await refresh(tokens.refresh_token)).status, 400, hint);
  }
});

test('§2.1: a wrong hint finds the token all the same', async () => {
  const tokens = await connect(authority);
  await post(authority, '/oauth/revoke', { token: tokens.access_token, token_type_hint: 'refresh_token' });
  assert.equal(await readOdometer(authority, tokens.access_token), 401);
});

test('§2.2: an unknown token is no error', async () => {
  assert.equal((await post(authority, '/oauth/revoke', { token: 'x'.repeat(36) })).status, 200);
});

test('§2.1: whoever does not prove to be the client revokes nothing', async () => {
  const tokens = await connect(authority);
  const { status } = await post(
    authority,
    '/oauth/revoke',
    { token: tokens.access_token },
    { authorization: 'Basic eDp5' },
  );
  assert.equal(status, 401);
  assert.equal(await readOdometer(authority, tokens.access_token), 200);
});
