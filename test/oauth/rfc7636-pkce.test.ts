// RFC 7636: proof key for code exchange, S256 alone; and that it cannot be talked away (RFC 9700 §4.8).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { type Authority, authorize, authorizePath, exchange, openAuthority, post, readCallback } from './support.ts';

let authority: Authority & AsyncDisposable;
before(async () => {
  authority = await openAuthority();
});
after(() => authority[Symbol.asyncDispose]());

async function begin() {
  const verifier = oauth.generateRandomCodeVerifier();
  const parameters = {
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  };
  return { verifier, url: await authorize(authority, { parameters }) };
}

const redeem = (url: URL, more: Record<string, string>) =>
  post(authority, '/oauth/token', {
    grant_type: 'authorization_code',
    code: url.searchParams.get('code') ?? '',
    redirect_uri: authority.redirectUri,
    ...more,
  });

test('§4.6: the right verifier redeems the code', async () => {
  const { verifier, url } = await begin();
  const tokens = await exchange(authority, readCallback(authority, url), verifier);
  assert.match(tokens.access_token, /^[\w-]{36}$/);
});

test('§4.6: a wrong, short or missing verifier does not', async () => {
  for (const more of [{ code_verifier: oauth.generateRandomCodeVerifier() }, { code_verifier: 'short' }, {}]) {
    const { url } = await begin();
    assert.equal((await redeem(url, more as Record<string, string>)).status, 400);
  }
});

test('RFC 9700 §4.8: a verifier for a code that was asked for without a challenge is refused', async () => {
  const url = await authorize(authority);
  assert.equal((await redeem(url, { code_verifier: oauth.generateRandomCodeVerifier() })).status, 400);
});

test('§4.2: the plain method and malformed challenges are refused', async () => {
  const challenge = 'a'.repeat(43);
  for (const parameters of [
    { code_challenge: challenge, code_challenge_method: 'plain' },
    { code_challenge: challenge },
    { code_challenge: 'short', code_challenge_method: 'S256' },
    { code_challenge_method: 'S256' },
  ]) {
    const { location = '' } = await authority.owner.get(authorizePath(authority, { parameters }));
    assert.equal(new URL(location).searchParams.get('error'), 'invalid_request', JSON.stringify(parameters));
  }
});
