// Names of OAuch and of the FAPI 2.0 suite about addresses that answers go to, and about what stands in the answers. The
// others are in oauch-and-fapi.test.ts. Those that do not apply: RedirectUriRequired and
// EnsureRedirectUriInAuthorizationRequest (vehicle-platform §4.2 lets it be left out), IsParRequired (offered, not required),
// NonceRequired (nobody signs in through us), FragmentFix (answers go into the query, and browsers drop no fragment there).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { codeWithPkce, NO_BASIC, redeem, registerClient } from '../oauth/clients.ts';
import {
  type Authority,
  authorize,
  authorizePath,
  connect,
  openAuthority,
  openConsent,
  post,
} from '../oauth/support.ts';

let authority: Authority & AsyncDisposable;
before(async () => {
  authority = await openAuthority({ limitsOff: true });
});
after(() => authority[Symbol.asyncDispose]());

/** Where the browser is sent when this address is asked for; undefined when nowhere. */
const sentTo = async (redirect_uri: string): Promise<string | undefined> => {
  const { status, location } = await authority.owner.get(authorizePath(authority, { parameters: { redirect_uri } }));
  if (location === undefined) assert.equal(status, 400, redirect_uri);
  return location;
};

test('AuthEndpoint: RedirectUriFullyMatched, RedirectUriPathMatched, InvalidRedirect: another address is none', async () => {
  const own = new URL(authority.redirectUri);
  const { host, pathname, protocol } = own;
  assert.match((await sentTo(own.href)) ?? '', /^\/connect\//);
  for (const address of [
    `${protocol}//${host}`,
    `${protocol}//${host}/`,
    `${own.href}/`,
    `${own.href}/more`,
    `${own.href}?a=b`,
    `${own.href}#part`,
    `${protocol}//${host}${pathname.toUpperCase()}`,
    `${protocol}//${host.toUpperCase()}${pathname}`,
    `${protocol}//${host}:443${pathname}`,
    `${protocol}//${host}.${pathname}`,
    `${protocol}//${host}//${pathname.slice(1)}`,
    `${protocol}//${host}/x/..${pathname}`,
    `${protocol}//${host}/%2e${pathname}`,
    `${protocol}//${host}${pathname.replace('a', '%61')}`,
    own.href.replace('https:', 'http:'),
    own.href.replace('https:', 'HTTPS:'),
    ` ${own.href}`,
    `${own.href} `,
  ])
    assert.equal(await sentTo(address), undefined, address);
});

test('AuthEndpoint: RedirectUriConfusion: nothing that two readers read differently', async () => {
  const { host, pathname } = new URL(authority.redirectUri);
  for (const address of [
    `https://${host}@attacker.example${pathname}`,
    `https://attacker.example#@${host}${pathname}`,
    `https://attacker.example\\@${host}${pathname}`,
    `https://${host}%00.attacker.example${pathname}`,
    `https://${host}.attacker.example${pathname}`,
    `https://attacker.example/?${authority.redirectUri}`,
    `//${host}${pathname}`,
    `https:${host}${pathname}`,
    `https:///${host}${pathname}`,
    `https://${host}\t${pathname}`,
    `https://${host}${pathname}\r\nlocation: https://attacker.example`,
    `javascript:location='${authority.redirectUri}'`,
    `data:text/html,${authority.redirectUri}`,
  ])
    assert.equal(await sentTo(address), undefined, address);
});

test('ParEndpoint: AcceptsNewRedirectUri, RequiresNewRedirectUriAuth: a pushed address is a registered one, too', async () => {
  const push = (redirect_uri: string, headers: Record<string, string> = {}) =>
    post(
      authority,
      '/oauth/par',
      { client_id: authority.client.client_id, response_type: 'code', redirect_uri, scope: 'read_odometer' },
      headers,
    );
  assert.equal((await push('https://new.example/callback')).status, 400);
  assert.equal((await push('https://new.example/callback', NO_BASIC)).status, 401);
  assert.equal((await push(authority.redirectUri)).status, 201);
});

test('AuthEndpoint: EnsureResponseTypeTokenFails, EnsureResponseTypeCodeIdTokenFails', async () => {
  for (const response_type of ['token', 'id_token', 'code id_token', 'code token', 'id_token token']) {
    const { location = '' } = await authority.owner.get(authorizePath(authority, { parameters: { response_type } }));
    const answer = new URL(location);
    assert.equal(answer.searchParams.get('error'), 'unsupported_response_type', response_type);
    assert.equal(answer.hash, '', 'no answer in a fragment');
    assert.equal(answer.searchParams.get('state'), 'state-1');
  }
});

test('AuthEndpoint: StatePresent, ReferrerPolicyEnforced, RefreshTokenPresent', async () => {
  const url = await authorize(authority);
  assert.equal(url.searchParams.get('state'), 'state-1');
  assert.ok(!url.searchParams.has('refresh_token') && !url.searchParams.has('access_token'));
  const { started, page } = await openConsent(authority);
  // Neither tells another origin anything.
  for (const { headers } of [started, page])
    assert.match(String(headers['referrer-policy']), /^(?:no-referrer|same-origin)$/);
  const tokens = await connect(authority);
  assert.equal(tokens.refresh_token?.length, 36);
});

test('Tokens: ClientSecretEntropy: 256 bits of chance, and what is nearly right is wrong', async () => {
  const secret = authority.secret;
  assert.equal(Buffer.from(secret, 'base64url').length, 32);
  const ask = (client_secret: string) =>
    post(
      authority,
      '/oauth/token',
      { grant_type: 'client_credentials', client_id: authority.client.client_id, client_secret },
      NO_BASIC,
    );
  assert.equal((await ask(secret)).status, 200);
  for (const wrong of [secret.slice(0, -1), `${secret}A`, secret.toLowerCase(), ` ${secret}`, `${secret}=`, ''])
    assert.equal((await ask(wrong)).status, 401, 'a wrong secret');
});

test('ApiEndpoint: AreBearerTokensDisabled, EnsureTokenEndpointFailsWithMismatchedDpopProofJkt: who binds tokens has no others', async () => {
  const bound = await registerClient(authority, { method: 'none', isBound: true });
  const begun = await codeWithPkce(bound);
  const { client_id } = bound.client;
  const plain = await redeem(bound, begun.code, { code_verifier: begun.verifier, client_id }, NO_BASIC);
  assert.equal(plain.status, 400);
  assert.match(String(plain.body['error']), /invalid_dpop_proof|invalid_request/);
});
