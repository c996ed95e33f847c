// Names of OAuch and of the FAPI 2.0 suite about the endpoints: what they refuse, what they bind, and what they give away.
// Those about how clients prove themselves are in client-authentication.test.ts, those of RFC 7636, 7009, 7662 and 9126
// in test/oauth.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { HOUR, MINUTE, SECOND } from '../../src/core/clock.ts';
import { codeWithPkce, NO_BASIC, redeem, refresh, registerClient } from '../oauth/clients.ts';
import {
  type Authority,
  answerConsent,
  authorize,
  authorizePath,
  connect,
  openAuthority,
  openConsent,
  post,
  readOdometer,
} from '../oauth/support.ts';

let authority: Authority & AsyncDisposable;
let other: Authority;
before(async () => {
  authority = await openAuthority({ limitsOff: true });
  other = await registerClient(authority);
});
after(() => authority[Symbol.asyncDispose]());

const get = (path: string) => authority.owner.get(path);
const ask = async (parameters: Record<string, string | undefined>) => {
  const { status, location } = await get(authorizePath(authority, { parameters }));
  return { status, location, answer: new URL((location ?? 'about:blank').replace('#', '?'), 'http://x').searchParams };
};
const codeOf = (url: URL): string => url.searchParams.get('code') ?? '';
const push = (fields: Record<string, string>, by: Authority = authority, headers: Record<string, string> = {}) =>
  post(
    by,
    '/oauth/par',
    {
      client_id: by.client.client_id,
      response_type: 'code',
      redirect_uri: by.redirectUri,
      scope: 'required:read_odometer',
      mode: 'simulated',
      approval_prompt: 'force',
      ...fields,
    },
    headers,
  );

test('AuthEndpoint: SameParameterTwiceDisallowed, CodePollution', async () => {
  const twice = await get(`${authorizePath(authority)}&scope=read_vin`);
  assert.equal(new URL(twice.location ?? '').searchParams.get('error'), 'invalid_request');
  const stray = `redirect_uri=${encodeURIComponent('https://attacker.example/cb')}`;
  for (const path of [`${authorizePath(authority)}&${stray}`, authorizePath(authority).replace('?', `?${stray}&`)]) {
    const { status, location = '' } = await get(path);
    assert.ok(status === 400 || location.startsWith(`${authority.redirectUri}?error=invalid_request&`), location);
  }
  const clients = await get(`${authorizePath(authority)}&client_id=${other.client.client_id}`);
  assert.deepEqual([clients.status, clients.location], [400, undefined]);
  const polluted = await get(
    authorizePath(authority, { parameters: { redirect_uri: `${authority.redirectUri}?code=stolen` } }),
  );
  assert.deepEqual([polluted.status, polluted.location], [400, undefined]);
  const both = await fetch(`${authority.origin}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `grant_type=client_credentials&grant_type=refresh_token&client_id=${authority.client.client_id}&client_secret=${authority.secret}`,
  });
  assert.equal(both.status, 400);
});

test('AuthEndpoint: UnrecognizedParameterAllowed, IsResponseTypeChecked, AutomaticRedirectInvalidScope/ResponseType', async () => {
  assert.ok(codeOf(await authorize(authority, { parameters: { unheard_of: 'x' } })));
  const missing = await ask({ response_type: undefined });
  assert.equal(missing.answer.get('error'), 'invalid_request');
  for (const response_type of ['', 'CODE', 'code code token', 'vehicle_id'])
    assert.ok(
      /invalid_request|unsupported_response_type/.test((await ask({ response_type })).answer.get('error') ?? ''),
    );
  const scope = await ask({ scope: 'nonsense' });
  assert.deepEqual(
    [scope.answer.get('error'), scope.location?.startsWith(authority.redirectUri)],
    ['invalid_scope', true],
  );
});

test('AuthEndpoint: EnsureAuthorizationRequestWithLongState, LongNonce, WithoutState; EnsureOtherScopeOrderSucceeds', async () => {
  const long = await authorize(authority, { parameters: { state: 'x'.repeat(2000), nonce: 'y'.repeat(2000) } });
  assert.equal(long.searchParams.get('state')?.length, 2000);
  const none = await authorize(authority, { parameters: { state: undefined } });
  assert.deepEqual([codeOf(none).length, none.searchParams.has('state')], [36, false]);
  const empty = await authorize(authority, { parameters: { state: '' } });
  assert.equal(empty.searchParams.has('state'), false, 'an empty value breaks SDKs that split by =');
  const url = await authorize(authority, { scope: 'read_vin required:read_odometer' }, { tick: ['read_vin'] });
  const { body } = await redeem(authority, codeOf(url));
  assert.deepEqual(String(body['scope']).split(' ').toSorted(), ['read_odometer', 'read_vin']);
});

test('AuthEndpoint: HasFragment, IsJar*, EnsureUnsignedAuthorizationRequestWithoutUsingParFails, RequireUserConsent', async () => {
  const { location = '' } = await ask({ scope: 'nonsense' });
  assert.equal(new URL(location).hash, '');
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  for (const [name, value] of [
    ['request', `${none}.${none}.`],
    ['request_uri', 'https://attacker.example/request'],
    ['request_uri', `${authority.server.issuer}/request`],
    ['registration', '{}'],
  ] as const) {
    const { answer, status } = await ask({ [name]: value });
    assert.ok(answer.has('error') || status === 400, `${name}: ${status}`);
  }
  assert.equal((await ask({ prompt: 'none' })).answer.get('error'), 'consent_required');
});

test('AuthEndpoint: HasContentSecurityPolicy, HasFrameOptions, UserRejectsAuthentication', async () => {
  const { started, page } = await openConsent(authority);
  for (const { headers } of [started, page]) {
    assert.ok(headers['content-security-policy']);
    assert.match(String(headers['cache-control']), /no-store/);
    assert.equal(headers['x-content-type-options'], 'nosniff');
  }
  const denied = await authorize(authority, {}, { deny: true });
  assert.equal(denied.searchParams.get('error'), 'access_denied');
});

test('response_type none: the owner decides, and no code is given (vehicle-platform §4.2)', async () => {
  const url = await authorize(authority, { parameters: { response_type: 'none', external_id: 'car-7' } });
  assert.deepEqual(
    [url.searchParams.has('code'), url.searchParams.get('external_id'), url.searchParams.get('state')],
    [false, 'car-7', 'state-1'],
  );
  assert.match(url.searchParams.get('user_id') ?? '', /^[0-9a-f-]{36}$/);
  const cleared = await authorize(authority, { parameters: { external_id: 'null' } });
  assert.equal(cleared.searchParams.has('external_id'), false);
});

test('what Connect cannot read is told to the application before anybody is asked (vehicle-platform §4.2)', async () => {
  for (const parameters of [{ mode: 'x' }, { single_select: 'x' }, { single_select_vin: 'x' }, { app_origin: 'x' }]) {
    const { answer } = await ask(parameters);
    assert.equal(answer.get('error'), 'invalid_request', JSON.stringify(parameters));
    assert.match(answer.get('error_description') ?? '', new RegExp(`^${Object.keys(parameters)[0]} must`));
  }
  const named = await ask({ client_id: undefined, application_id: authority.client.client_id });
  assert.match(named.location ?? '', /^\/connect\//);
});

test('TokenEndpoint: MultipleCodeExchanges, TokenValidAfterMultiExchange, RefreshTokenValidAfterMultiExchange, AttemptReuseAuthorizationCodeAfterOneSecond', async () => {
  const code = codeOf(await authorize(authority));
  const { body } = await redeem(authority, code);
  authority.world.clock.advance(SECOND);
  assert.equal((await redeem(authority, code)).status, 400);
  assert.equal(await readOdometer(authority, String(body['access_token'])), 401);
  assert.equal((await refresh(authority, String(body['refresh_token']))).status, 400);
});

test('TokenEndpoint: AuthorizationCodeTimeout, AttemptToUseExpiredAuthCode', async () => {
  const code = codeOf(await authorize(authority));
  authority.world.clock.advance(10 * MINUTE);
  assert.equal((await redeem(authority, code)).status, 400);
});

test('TokenEndpoint: IsCodeBoundToClient, EnsureAuthorizationCodeIsBoundToClient, RedirectUriChecked, ClientIdsCorrespond', async () => {
  const code = codeOf(await authorize(authority));
  assert.equal((await redeem(other, code)).status, 400);
  for (const redirect_uri of ['', 'https://example.com/', `${authority.redirectUri}/`]) {
    const answer = await redeem(authority, code, { redirect_uri });
    // Where one address is registered, it may be left out.
    if (redirect_uri !== '') assert.equal(answer.status, 400, redirect_uri);
  }
  assert.equal((await redeem(authority, code, { client_id: other.client.client_id })).status, 400);
});

test('TokenEndpoint: IsClientAuthenticationRequired, IsRefreshAuthenticationRequired, IsRefreshBoundToClient', async () => {
  const { client_id } = authority.client;
  const code = codeOf(await authorize(authority));
  assert.equal((await redeem(authority, code, { client_id }, NO_BASIC)).status, 401);
  const { refresh_token } = await connect(authority);
  assert.equal((await refresh(authority, refresh_token, { client_id }, NO_BASIC)).status, 401);
  assert.equal((await refresh(other, refresh_token)).status, 400);
  assert.equal((await refresh(authority, refresh_token)).status, 200);
});

test('TokenEndpoint: IsAuthInUriAllowed, IsGetSupported, IsPasswordFlowDisabled', async () => {
  const { client, secret, origin } = authority;
  const query = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: client.client_id,
    client_secret: secret,
  });
  assert.equal((await fetch(`${origin}/oauth/token?${query}`, { method: 'POST' })).status, 400);
  const got = await fetch(`${origin}/oauth/token?${query}`);
  assert.ok(got.status === 404 || got.status === 405);
  for (const grant_type of ['password', 'implicit', 'urn:ietf:params:oauth:grant-type:device_code', '']) {
    const { status, body } = await post(authority, '/oauth/token', { grant_type, username: 'a', password: 'b' });
    assert.equal(status, 400);
    assert.match(String(body['error']), /unsupported_grant_type|invalid_request/, grant_type);
  }
});

test('TokenEndpoint: HasCacheControlHeader, also when it refuses; JSON in every case', async () => {
  for (const { headers } of [
    await connectAnswer(),
    await redeem(authority, 'nonsense'),
    await redeem(authority, 'x', {}, NO_BASIC),
  ]) {
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.match(headers.get('content-type') ?? '', /^application\/json/);
  }
});
const connectAnswer = async () => redeem(authority, codeOf(await authorize(authority)));

test('TokenEndpoint: what a client sent comes back in the error cut and cleaned, and is not logged (vehicle-platform §3)', async () => {
  const hostile = `x"\\\u0000<script>\r\nset-cookie: a=b${'y'.repeat(500)}`;
  const { status, body } = await redeem(authority, hostile);
  assert.equal(status, 400);
  assert.match(String(body['error_description']), /^Invalid code: [\x20-\x21\x23-\x5b\x5d-\x7e]{1,100}\.$/);
  assert.equal(authority.world.logLines.filter(line => line.includes('set-cookie: a=b')).length, 0);
});

test('TokenEndpoint: UsesTokenRotation, RefreshTokenRevokedAfterUse, InvalidatedRefreshToken', async () => {
  const { refresh_token } = await connect(authority);
  const second = await refresh(authority, refresh_token);
  const third = await refresh(authority, String(second.body['refresh_token']));
  assert.equal(new Set([refresh_token, second.body['refresh_token'], third.body['refresh_token']]).size, 3);
  authority.world.clock.advance(10 * MINUTE);
  assert.equal((await refresh(authority, refresh_token)).status, 400);
  assert.equal((await refresh(authority, String(third.body['refresh_token']))).status, 400);
});

test('TokenEndpoint: a refresh can ask for less, and for nothing that was not granted', async () => {
  const url = await authorize(authority, { scope: 'required:read_odometer required:read_vin' });
  const { body } = await redeem(authority, codeOf(url));
  const token = String(body['refresh_token']);
  const less = await refresh(authority, token, { scope: 'read_vin' });
  assert.deepEqual([less.status, less.body['scope']], [200, 'read_vin']);
  assert.equal(await readOdometer(authority, String(less.body['access_token'])), 403);
  const more = await refresh(authority, token, { scope: 'read_odometer read_location' });
  assert.deepEqual([more.status, more.body['error']], [400, 'invalid_scope']);
});

test('Concurrency: SingleFastACExchange, MultiFastACExchange, ConcurrentTokensRevoked', async () => {
  const code = codeOf(await authorize(authority));
  const all = await Promise.all(Array.from({ length: 10 }, () => redeem(authority, code)));
  const won = all.filter(({ status }) => status === 200);
  assert.ok(won.length <= 1);
  for (const { body } of won) {
    assert.equal((await redeem(authority, code)).status, 400);
    assert.equal(await readOdometer(authority, String(body['access_token'])), 401);
  }
});

test('Concurrency: SingleFastRefresh, MultiFastRefresh: of an app without a secret exactly one wins', async () => {
  const mobile = await registerClient(authority, { method: 'none', isBound: false });
  const { client_id } = mobile.client;
  const begun = await codeWithPkce(mobile);
  const { body } = await redeem(mobile, begun.code, { code_verifier: begun.verifier, client_id }, NO_BASIC);
  const all = await Promise.all(
    Array.from({ length: 6 }, () => refresh(mobile, String(body['refresh_token']), { client_id }, NO_BASIC)),
  );
  assert.ok(all.filter(({ status }) => status === 200).length <= 1);
});

test('Pkce: IsPkceDowngradeDetected, IsPkcePlainDowngradeDetected, IsPkceTokenDowngradeDetected, PlainPkceDisabled, ShortVerifier', async () => {
  const { verifier, code } = await codeWithPkce(authority);
  for (const code_verifier of [undefined, 'short', verifier.slice(0, 42), `${verifier}x`, verifier.toLowerCase()])
    assert.equal((await redeem(authority, code, code_verifier === undefined ? {} : { code_verifier })).status, 400);
  assert.equal((await redeem(authority, code, { code_verifier: verifier })).status, 200);
  const plain = await ask({ code_challenge: verifier, code_challenge_method: 'plain' });
  assert.equal(plain.answer.get('error'), 'invalid_request');
});

test('Pkce: IsPkceRequired for who has no secret', async () => {
  const mobile = await registerClient(authority, { method: 'none', isBound: false });
  const { location = '' } = await get(authorizePath(mobile));
  assert.equal(new URL(location).searchParams.get('error'), 'invalid_request');
  const { status } = await push({}, mobile, NO_BASIC);
  assert.equal(status, 400);
});

test('ParEndpoint: IsParAuthenticationRequired, IsClientBoundToUri, IsRequestUriRevoked, RequestUriTimeout, RequestUriEntropy', async () => {
  assert.equal((await push({}, authority, NO_BASIC)).status, 401);
  const uris = await Promise.all(Array.from({ length: 20 }, async () => String((await push({})).body['request_uri'])));
  assert.equal(new Set(uris).size, 20);
  for (const uri of uris) assert.match(uri, /^urn:ietf:params:oauth:request_uri:[\w-]{36,}$/);
  const [mine = ''] = uris;
  const begin = (by: Authority, request_uri: string) =>
    get(`/oauth/authorize?${new URLSearchParams({ client_id: by.client.client_id, request_uri })}`);
  const refusal = async (by: Authority, uri: string) => {
    const { location = '' } = await begin(by, uri);
    const { searchParams } = new URL(location);
    return searchParams.has('code') ? 'a code' : searchParams.get('error');
  };
  assert.equal(await refusal(other, mine), 'invalid_request_object');
  const started = await begin(authority, mine);
  const url = await answerConsent(
    authority,
    started.location ?? '',
    (await authority.owner.open(started.location ?? '')).body,
  );
  assert.ok(codeOf(url));
  assert.equal(await refusal(authority, mine), 'invalid_request_uri', 'used');
  authority.world.clock.advance(61 * SECOND);
  assert.equal(await refusal(authority, uris[1] ?? ''), 'invalid_request_uri', 'too late');
});

test('ParEndpoint: PARRejectRequestUriInParAuthorizationRequest, ParWithoutDuplicateParameters, EnsureRegisteredRedirectUri', async () => {
  assert.equal((await push({ request_uri: 'urn:ietf:params:oauth:request_uri:x' })).status, 400);
  assert.equal((await push({ redirect_uri: 'https://attacker.example' })).status, 400);
  const { client, secret, redirectUri, origin } = authority;
  const fields = new URLSearchParams({
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: redirectUri,
    scope: 'read_vin',
  });
  fields.append('scope', 'read_odometer');
  const twice = await fetch(`${origin}/oauth/par`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${client.client_id}:${secret}`).toString('base64')}` },
    body: fields,
  });
  assert.equal(twice.status, 400);
});

test('Revocation: CanAccess/RefreshTokensBeRevoked, AccessRevokesRefresh, RefreshRevokesAccess, IsBoundToClient, IsClientAuthRequired', async () => {
  for (const which of ['access_token', 'refresh_token'] as const) {
    const tokens = await connect(authority);
    const token = tokens[which] ?? '';
    assert.equal(
      (await post(authority, '/oauth/revoke', { token, client_id: authority.client.client_id }, NO_BASIC)).status,
      401,
    );
    await post(other, '/oauth/revoke', { token });
    assert.equal(await readOdometer(authority, tokens.access_token), 200, 'revoked by another client');
    assert.equal((await post(authority, '/oauth/revoke', { token })).status, 200);
    assert.equal(await readOdometer(authority, tokens.access_token), 401);
    assert.equal((await refresh(authority, tokens.refresh_token)).status, 400);
  }
  const { rows } = await authority.world.database.pool.query(
    "select count(*) as count from core.audit_entry where action = 'grant.reuse' and details->>'kind' = 'access_token'",
  );
  assert.equal(Number(rows[0]?.count), 0);
});

test('Tokens: AccessToken, AuthorizationCode, RefreshTokenEntropy: 216 random bits each, none like another', async () => {
  const seen: string[] = [];
  for (let round = 0; round < 12; round += 1) {
    const code = codeOf(await authorize(authority));
    const { body } = await redeem(authority, code);
    seen.push(code, String(body['access_token']), String(body['refresh_token']));
  }
  assert.equal(new Set(seen).size, seen.length);
  for (const token of seen) assert.match(token, /^[\w-]{36}$/);
  // Each place takes many values: nothing in them is a counter, a time or a fixed part.
  for (let place = 0; place < 36; place += 1)
    assert.ok(new Set(seen.map(token => token[place])).size > 8, `place ${place}`);
});

test('Tokens: ShortTokenTimeout, TokenTimeout', async () => {
  const { access_token, expires_in } = await connect(authority);
  assert.equal(expires_in, 7200);
  authority.world.clock.advance(2 * HOUR - SECOND);
  assert.equal(await readOdometer(authority, access_token), 200);
  authority.world.clock.advance(SECOND);
  assert.equal(await readOdometer(authority, access_token), 401);
});

test('ApiEndpoint: TokenAsQueryParameterDisabled, CacheControl', async () => {
  const { access_token } = await connect(authority);
  const url = `${authority.origin}/v2.0/vehicles/${authority.vehicles['volt']}/odometer`;
  assert.ok([400, 401].includes((await fetch(`${url}?access_token=${access_token}`)).status));
  const good = await fetch(url, { headers: { authorization: `Bearer ${access_token}` } });
  assert.match(good.headers.get('cache-control') ?? '', /no-store/);
});

test('DiscoveryEndpointVerification: what the metadata says is so', async () => {
  const { server, origin } = authority;
  assert.equal(server.issuer, origin);
  for (const name of ['authorization_endpoint', 'token_endpoint', 'pushed_authorization_request_endpoint'] as const)
    assert.ok(server[name]?.startsWith(`${origin}/`));
  assert.deepEqual(server.code_challenge_methods_supported, ['S256']);
  const again = await oauth.discoveryRequest(new URL(origin), {
    algorithm: 'oauth2',
    [oauth.allowInsecureRequests]: true,
  });
  assert.equal(again.status, 200);
});
