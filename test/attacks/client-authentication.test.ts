// Names of OAuch and of the FAPI 2.0 suite about how clients prove themselves: client assertions (RFC 7523) and proofs of
// possession (RFC 9449), by independent clients and by forged ones.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import {
  assertion,
  assertionFields,
  codeWithPkce,
  exchangeAs,
  NO_BASIC,
  newSigner,
  proof,
  redeem,
  refresh,
  registerClient,
  type Signer,
  thumbprintOf,
} from '../oauth/clients.ts';
import { type Authority, http, openAuthority, post, readOdometer } from '../oauth/support.ts';
import { openStandIn, type StandIn } from '../support/https-stand-in.ts';

let authority: Authority & AsyncDisposable;
let standIn: StandIn & AsyncDisposable;
/** An application with a key of its own, given to us; and one that keeps its keys at its own address. */
let signing: Authority;
let elsewhere: Authority;
/** One with a secret, whose tokens count with a proof only. */
let bound: Authority;
let signer: Signer;
before(async () => {
  standIn = await openStandIn();
  authority = await openAuthority({ now: new Date(), limitsOff: true, fetch: standIn.fetch });
  signer = await newSigner();
  signing = await registerClient(authority, { method: 'private-key', keys: { keys: [signer.jwk] }, isBound: false });
  elsewhere = await registerClient(authority, {
    method: 'private-key',
    keys: { uri: `${standIn.origin}/jwks` },
    isBound: false,
  });
  bound = await registerClient(authority, { method: 'client-secret', isBound: true });
});
// Clients count by the machine, and the world's clock stands still.
beforeEach(() => authority.world.clock.set(new Date()));
after(async () => {
  await authority[Symbol.asyncDispose]();
  await standIn.close();
});

const seconds = (): number => Math.floor(Date.now() / 1000);
const tokenUrl = (): string => `${authority.server.issuer}/oauth/token`;
const ownToken = async (jwt: string, more: Record<string, string> = {}, client = signing) =>
  post(client, '/oauth/token', { grant_type: 'client_credentials', ...assertionFields(jwt), ...more }, NO_BASIC);
const isRefused = ({ status, body }: Awaited<ReturnType<typeof post>>): boolean =>
  (status === 401 && body['error'] === 'invalid_client') || (status === 400 && body['error'] === 'invalid_request');

test('HappyFlow, IsAsymmetricClientAuthenticationUsed: the whole way with a signed assertion', async () => {
  const begun = await codeWithPkce(signing);
  const tokens = await exchangeAs(
    signing,
    oauth.PrivateKeyJwt({ key: signer.pair.privateKey, kid: signer.jwk.kid ?? '' }),
    begun,
  );
  assert.equal(await readOdometer(authority, tokens.access_token), 200);
});

test('EnsureClientIdInTokenEndpoint, EnsureClientAssertionInTokenEndpoint: nothing else lets it in', async () => {
  const fields = { grant_type: 'client_credentials', client_id: signing.client.client_id };
  assert.equal((await post(signing, '/oauth/token', fields, NO_BASIC)).status, 401);
  assert.equal(
    (await post(signing, '/oauth/token', { ...fields, client_secret: signing.secret }, NO_BASIC)).status,
    401,
  );
  assert.equal((await ownToken(await assertion(signing, signer), { client_id: bound.client.client_id })).status, 400);
  assert.equal((await ownToken(await assertion(signing, signer))).status, 200);
  // A client with a secret cannot be passed for by a key.
  assert.ok(isRefused(await ownToken(await assertion(bound, signer))));
});

test('HasAudienceClaim, HasIssuerClaim, HasSubjectClaim, EnsureClientAssertionWithNoSubFails', async () => {
  for (const without of ['aud', 'iss', 'sub', 'jti', 'exp'])
    assert.ok(isRefused(await ownToken(await assertion(signing, signer, { without }))), without);
});

test('EnsureClientAssertionWithWrongAudFails, and one of somebody else’s name', async () => {
  for (const claims of [
    { aud: 'https://other.example' },
    { aud: [] as string[] },
    { iss: randomUUID() },
    { sub: randomUUID() },
  ])
    assert.ok(isRefused(await ownToken(await assertion(signing, signer, { claims }))), JSON.stringify(claims));
});

test('IsExpirationChecked, EnsureClientAssertionWithExpIs5MinutesInPastFails, IsNotBeforeChecked, IsIssuedAtChecked', async () => {
  for (const claims of [
    { exp: seconds() - 300 },
    { exp: seconds() - 60 },
    { nbf: seconds() + 300 },
    { iat: seconds() + 300 },
    { exp: seconds() + 86_400 },
  ])
    assert.ok(isRefused(await ownToken(await assertion(signing, signer, { claims }))), JSON.stringify(claims));
});

test('IsJwtReplayDetected: an assertion counts once, of two at the same moment too', async () => {
  const once = await assertion(signing, signer);
  assert.equal((await ownToken(once)).status, 200);
  assert.ok(isRefused(await ownToken(once)));
  const again = await assertion(signing, signer);
  const both = await Promise.all([ownToken(again), ownToken(again)]);
  assert.equal(both.filter(({ status }) => status === 200).length, 1);
});

test('IsSignatureChecked, IsSignatureRequired, AcceptsNoneSignature', async () => {
  const other = await newSigner();
  assert.ok(isRefused(await ownToken(await assertion(signing, other, { header: { kid: signer.jwk.kid } }))));
  const jwt = await assertion(signing, signer);
  const [, payload = '', signature = ''] = jwt.split('.');
  const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
  for (const forged of [`${none}.${payload}.`, `${none}.${payload}.${signature}`, `${jwt.slice(0, -4)}AAAA`, 'x.y.z'])
    assert.ok(isRefused(await ownToken(forged)), forged.slice(0, 30));
});

test('EnsureSignedClientAssertionWithRS256Fails, whatever the key', async () => {
  const rsa = await newSigner('RS256');
  const client = await registerClient(authority, { method: 'private-key', keys: { keys: [rsa.jwk] }, isBound: false });
  assert.ok(isRefused(await ownToken(await assertion(client, rsa), {}, client)));
  const ed = await newSigner('Ed25519');
  const other = await registerClient(authority, { method: 'private-key', keys: { keys: [ed.jwk] }, isBound: false });
  assert.equal((await ownToken(await assertion(other, ed), {}, other)).status, 200);
});

test('keys at the application’s own address: fetched by the guarded door, kept for a while, told apart when they fail', async () => {
  standIn.answer(() => ({ body: { keys: [signer.jwk] }, headers: { 'cache-control': 'max-age=86400' } }));
  const ask = async () => ownToken(await assertion(elsewhere, signer), {}, elsewhere);
  assert.equal((await ask()).status, 200);
  assert.equal((await ask()).status, 200);
  assert.deepEqual(
    standIn.heard.map(({ method, path }) => `${method} ${path}`),
    ['GET /jwks'],
  );
  for (const uri of ['https://intranet.example/jwks', 'https://127.0.0.1:1/jwks', 'https://169.254.169.254/jwks']) {
    const inside = await registerClient(authority, { method: 'private-key', keys: { uri }, isBound: false });
    assert.ok(isRefused(await ownToken(await assertion(inside, signer), {}, inside)), uri);
  }
  for (const body of ['no json', { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] }, 'x'.repeat(100_000)]) {
    standIn.answer(() => ({ body }));
    const fresh = await registerClient(authority, {
      method: 'private-key',
      keys: { uri: `${standIn.origin}/${randomUUID()}` },
      isBound: false,
    });
    assert.ok(isRefused(await ownToken(await assertion(fresh, signer), {}, fresh)));
  }
});

test('EnsureDpopAuthCodeBindingSuccess, RefreshToken: the whole way with a key, by an independent client', async () => {
  const DPoP = oauth.DPoP(bound.client, signer.pair);
  const begun = await codeWithPkce(bound, { dpop_jkt: await thumbprintOf(signer) });
  const tokens = await exchangeAs(bound, oauth.ClientSecretBasic(bound.secret), begun, { DPoP });
  assert.equal(tokens.token_type, 'dpop');
  const url = new URL(`${authority.origin}/v2.0/vehicles/${authority.vehicles['volt']}/odometer`);
  const read = () =>
    oauth.protectedResourceRequest(tokens.access_token, 'GET', url, undefined, undefined, { ...http, DPoP });
  assert.equal((await read()).status, 200);
  assert.equal((await read()).status, 200);
  const refreshed = await oauth.refreshTokenGrantRequest(
    bound.server,
    bound.client,
    oauth.ClientSecretBasic(bound.secret),
    tokens.refresh_token ?? '',
    { ...http, DPoP },
  );
  assert.equal(refreshed.status, 200);
});

test('EnsureMismatchedDpopJktFails, EnsureTokenEndpointFailsWithMismatchedDpopJkt', async () => {
  const { code, verifier } = await codeWithPkce(bound, { dpop_jkt: await thumbprintOf(signer) });
  const dpop = await proof(await newSigner(), { method: 'POST', url: tokenUrl() });
  assert.equal((await redeem(bound, code, { code_verifier: verifier }, { dpop })).status, 400);
});

test('EnsureDpopProofAtParEndpointBindingSuccess: a pushed request is bound to the key of its proof', async () => {
  const parUrl = `${authority.server.issuer}/oauth/par`;
  const push = async (dpop_jkt?: string) =>
    post(
      bound,
      '/oauth/par',
      {
        client_id: bound.client.client_id,
        response_type: 'code',
        scope: 'required:read_odometer',
        redirect_uri: bound.redirectUri,
        ...(dpop_jkt !== undefined && { dpop_jkt }),
      },
      { dpop: await proof(signer, { method: 'POST', url: parUrl }) },
    );
  assert.equal((await push()).status, 201);
  assert.equal((await push(await thumbprintOf(signer))).status, 201);
  assert.equal((await push(await thumbprintOf(await newSigner()))).status, 400);
});

/** A token bound to the signer's key. */
async function boundToken(): Promise<string> {
  const dpop = await proof(signer, { method: 'POST', url: tokenUrl() });
  const { status, body } = await post(bound, '/oauth/token', { grant_type: 'client_credentials' }, { dpop });
  assert.equal(status, 200);
  return String(body['access_token']);
}

test('HasRequiredClaims, IsExplicitTypingRequired, IsSignatureRequired: DpopNegativeTests at the token endpoint', async () => {
  const request = { method: 'POST', url: tokenUrl() };
  const ask = async (dpop: string) => post(bound, '/oauth/token', { grant_type: 'client_credentials' }, { dpop });
  const other = await newSigner();
  const good = await proof(signer, request);
  const bad: [string, string][] = [
    ['another key in the header', await proof(signer, request, { header: { jwk: other.jwk } })],
    ['a private key in the header', await proof(signer, request, { header: { jwk: { ...signer.jwk, d: 'AAAA' } } })],
    ['no type', await proof(signer, request, { header: { typ: 'JWT' } })],
    ['another method', await proof(signer, request, { claims: { htm: 'GET' } })],
    ['another address', await proof(signer, request, { claims: { htu: 'https://other.example/oauth/token' } })],
    ['of long ago', await proof(signer, request, { claims: { iat: seconds() - 600 } })],
    ['of tomorrow', await proof(signer, request, { claims: { iat: seconds() + 600 } })],
    ['broken', `${good.slice(0, -4)}AAAA`],
    ['nonsense', 'x'],
    ['two', `${good}, ${good}`],
  ];
  for (const without of ['jti', 'htm', 'htu', 'iat'])
    bad.push([`no ${without}`, await proof(signer, request, { without })]);
  for (const [what, dpop] of bad) assert.equal((await ask(dpop)).status, 400, what);
  assert.equal((await ask(good)).status, 200);
  assert.equal((await ask(good)).status, 400, 'the same proof again');
});

test('EnsureDpopProofWithIat10SecondsBefore/AfterSucceeds', async () => {
  for (const apart of [-10, 10]) {
    const dpop = await proof(signer, { method: 'POST', url: tokenUrl() }, { claims: { iat: seconds() + apart } });
    assert.equal((await post(bound, '/oauth/token', { grant_type: 'client_credentials' }, { dpop })).status, 200);
  }
});

test('CheckDpopProofNbfExp: a client whose clock is off is given a nonce, and gets on with it', async () => {
  const request = { method: 'POST', url: tokenUrl(), now: seconds() - 86_400 };
  const ask = async (dpop: string) => post(bound, '/oauth/token', { grant_type: 'client_credentials' }, { dpop });
  const first = await ask(await proof(signer, request));
  assert.deepEqual([first.status, first.body['error']], [400, 'use_dpop_nonce']);
  const nonce = first.headers.get('dpop-nonce') ?? '';
  assert.equal((await ask(await proof(signer, request, { claims: { nonce } }))).status, 200);
  assert.equal((await ask(await proof(signer, request, { claims: { nonce: `${nonce}x` } }))).status, 400);
});

test('EnsureHolderOfKeyRequired, IsDPoPTokenRequired, AccessTokenTypeHeaderCaseSensitivity: DpopNegativeTests at the API', async () => {
  const begun = await codeWithPkce(bound);
  const dpop = await proof(signer, { method: 'POST', url: tokenUrl() });
  const { body } = await redeem(bound, begun.code, { code_verifier: begun.verifier }, { dpop });
  const token = String(body['access_token']);
  const url = `${authority.origin}/v2.0/vehicles/${authority.vehicles['volt']}/odometer`;
  const request = { method: 'GET', url, token };
  const read = async (jwt: string | undefined, scheme = 'DPoP') => {
    const headers = { authorization: `${scheme} ${token}`, ...(jwt !== undefined && { dpop: jwt }) };
    return (await fetch(`${url}?units=metric`.replace('?units=metric', ''), { headers })).status;
  };
  const good = await proof(signer, request);
  const bad: [string, string | undefined][] = [
    ['no proof', undefined],
    ['another key', await proof(await newSigner(), request)],
    ['another token', await proof(signer, { ...request, token: 'x'.repeat(36) })],
    ['no token', await proof(signer, { method: 'GET', url })],
    ['another method', await proof(signer, { ...request, method: 'POST' })],
    ['another car', await proof(signer, { ...request, url: url.replace('/odometer', '/location') })],
    ['of long ago', await proof(signer, request, { claims: { iat: seconds() - 600 } })],
    ['no time', await proof(signer, request, { without: 'iat' })],
    ['no id', await proof(signer, request, { without: 'jti' })],
    ['no type', await proof(signer, request, { header: { typ: 'JWT' } })],
    ['too long', `${good}${'A'.repeat(9000)}`],
    ['nonsense', 'x.y.z'],
  ];
  for (const [what, jwt] of bad) assert.equal(await read(jwt), 401, what);
  assert.equal(await read(good, 'Bearer'), 401, 'a bound token as a bearer token');
  assert.equal(await read(good, 'dpop'), 200, 'the scheme in another case');
  assert.equal(await read(good), 401, 'the same proof again');
  const many = await proof(signer, request);
  const together = await Promise.all([read(many), read(many), read(many)]);
  assert.equal(together.filter(status => status === 200).length, 1);
  // A token that is not bound does not become so by a proof.
  assert.notEqual(await boundToken(), token);
});

test('a bound refresh token of an app without a secret is nothing without its key', async () => {
  const mobile = await registerClient(authority, { method: 'none', isBound: true });
  const client = { client_id: mobile.client.client_id };
  const make = async (by: Signer) => ({ ...NO_BASIC, dpop: await proof(by, { method: 'POST', url: tokenUrl() }) });
  const begun = await codeWithPkce(mobile);
  const first = await redeem(mobile, begun.code, { code_verifier: begun.verifier, ...client }, await make(signer));
  assert.equal(first.status, 200);
  const token = String(first.body['refresh_token']);
  assert.equal((await refresh(mobile, token, client, await make(await newSigner()))).status, 400);
  assert.equal((await refresh(mobile, token, client, NO_BASIC)).status, 400);
  assert.equal((await refresh(mobile, token, client, await make(signer))).status, 200);
});
