// Every attack of RFC 9700 §4, each as a test of its name, tried on the running authorization server.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { listGrantsOfOwner, revokeGrant } from '../../src/connect/index.ts';
import { MINUTE } from '../../src/core/clock.ts';
import { hashToken } from '../../src/core/crypto/tokens.ts';
import {
  codeWithPkce,
  exchangeAs,
  NO_BASIC,
  newSigner,
  proof,
  redeem,
  refresh,
  registerClient,
} from '../oauth/clients.ts';
import {
  type Authority,
  answerConsent,
  authorize,
  authorizePath,
  connect,
  exchange,
  http,
  openAuthority,
  openConsent,
  post,
  readCallback,
  readOdometer,
} from '../oauth/support.ts';
import { personOf } from '../support/sign-in.ts';
import type { Page } from '../support/visitor.ts';

let authority: Authority & AsyncDisposable;
/** Another application, whose makers attack. */
let attacker: Authority;
/** An app on a phone. */
let mobile: Authority;
before(async () => {
  authority = await openAuthority({ now: new Date(), limitsOff: true });
  attacker = await registerClient(authority, undefined, ['https://attacker.example/cb']);
  mobile = await registerClient(authority, { method: 'none', isBound: false }, ['sc1234://exchange']);
});
after(() => authority[Symbol.asyncDispose]());

const isPage = ({ status, location }: Page): boolean => status === 400 && location === undefined;
const get = (path: string) => authority.owner.get(path);
const codeOf = (url: URL): string => url.searchParams.get('code') ?? '';

test('4.1 insufficient redirect URI validation: only the registered ones, letter by letter, pushed requests too', async () => {
  const { redirectUri } = authority;
  for (const redirect_uri of [
    `${redirectUri}/`,
    `${redirectUri}/x`,
    `${redirectUri}?x=1`,
    `${redirectUri}%2f..%2fx`,
    `${redirectUri}#x`,
    `${redirectUri}.attacker.example`,
    redirectUri.replace('https://', 'https://attacker.example@'),
    redirectUri.replace('https://', 'https://attacker.example\\@'),
    redirectUri.replace('https:', 'http:'),
    redirectUri.toUpperCase(),
    'https://attacker.example/cb',
    'https://*.example.com/auth',
    '//example.com/auth',
  ]) {
    assert.ok(isPage(await get(authorizePath(authority, { parameters: { redirect_uri } }))), redirect_uri);
    const pushed = await post(authority, '/oauth/par', {
      client_id: authority.client.client_id,
      response_type: 'code',
      scope: 'required:read_odometer',
      redirect_uri,
    });
    assert.deepEqual(
      [pushed.status, pushed.body['error'], /redirect_uri/.test(String(pushed.body['error_description']))],
      [400, 'invalid_request', true],
      redirect_uri,
    );
  }
  // RFC 8252 would let the port of loopback differ. Nobody needs it here, and it is a way around.
  const local = await registerClient(authority, undefined, ['http://127.0.0.1:8123/cb']);
  const elsewhere = { redirect_uri: 'http://127.0.0.1:9999/cb' };
  assert.ok(isPage(await get(authorizePath(local, { parameters: elsewhere }))));
});

test('4.2 credential leakage via Referer headers: no page on the way says where it was called from, or asks others for anything', async () => {
  const { started, path, page } = await openConsent(authority);
  const failed = await get(authorizePath(authority, { parameters: { redirect_uri: 'https://attacker.example/cb' } }));
  const back = await authorizeAnswer();
  for (const answer of [started, page, failed, back])
    assert.match(String(answer.headers['referrer-policy']), /^(?:no-referrer|same-origin)$/);
  assert.equal(started.headers['referrer-policy'], 'no-referrer');
  assert.equal(back.headers['referrer-policy'], 'no-referrer');
  for (const { body, headers } of [page, failed]) {
    assert.doesNotMatch(body, /<(?:img|script|iframe|link)[^>]+(?:src|href)="(?:https?:)?\/\//);
    assert.match(String(headers['content-security-policy']), /default-src 'none'/);
  }
  // The address of the page where the owner reads holds nothing of the request.
  assert.doesNotMatch(path, /state|example|code|client/);
});

/** The answer that sends the browser back to the application. */
async function authorizeAnswer(): Promise<Page> {
  const { owner, vehicles } = authority;
  const { path, page } = await openConsent(authority);
  const fields = Object.fromEntries(
    [...page.body.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
      name,
      value,
    ]),
  );
  const answered = await owner.post(`${path}/consent`, { ...fields, vehicles: [vehicles['volt'] ?? ''] });
  return owner.follow(answered);
}

test('4.3 credential leakage via browser history: tokens are never in an address, and a code in it is worth nothing once used', async () => {
  const url = await authorize(authority);
  assert.doesNotMatch(url.href, /token/);
  const { access_token } = await exchange(authority, readCallback(authority, url));
  assert.equal((await redeem(authority, codeOf(url))).status, 400);
  const fresh = await connect(authority);
  for (const name of ['access_token', 'token', 'bearer_token'])
    for (const token of [access_token, fresh.access_token]) {
      const { status } = await fetch(
        `${authority.origin}/v2.0/vehicles/${authority.vehicles['volt']}/odometer?${name}=${token}`,
      );
      assert.ok(status === 401 || status === 400, name);
    }
});

test('4.4 mix-up: every answer names its issuer, and a client that checks it refuses another', async () => {
  const good = await authorize(authority);
  const denied = await authorize(authority, {}, { deny: true });
  const { location = '' } = await get(authorizePath(authority, { scope: 'read_everything' }));
  for (const url of [good, denied, new URL(location)])
    assert.equal(url.searchParams.get('iss'), authority.server.issuer);
  const other = { ...authority.server, issuer: 'https://honest.example' };
  assert.throws(() => oauth.validateAuthResponse(other, authority.client, good, 'state-1'), /iss/);
  assert.equal(authority.server.authorization_response_iss_parameter_supported, true);
});

test('4.5 authorization code injection: a code works for the client, the address and the browser that asked for it', async () => {
  const victim = await codeWithPkce(authority);
  // The attacker's own session, with the victim's code put into it.
  const thief = oauth.generateRandomCodeVerifier();
  assert.equal((await redeem(authority, victim.code, { code_verifier: thief })).status, 400);
  assert.equal(
    (await redeem({ ...attacker, redirectUri: authority.redirectUri }, victim.code, { code_verifier: victim.verifier }))
      .status,
    400,
  );
  const elsewhere = { code_verifier: victim.verifier, redirect_uri: 'https://example.com/other' };
  assert.equal((await redeem(authority, victim.code, elsewhere)).status, 400);
  assert.equal((await redeem(authority, victim.code, { code_verifier: victim.verifier })).status, 200);
});

test('4.6 access token injection: no token comes through the browser', async () => {
  for (const response_type of ['token', 'id_token', 'code token', 'code id_token', 'id_token token']) {
    const { location = '' } = await get(authorizePath(authority, { parameters: { response_type, nonce: 'n' } }));
    const answer = new URL(location.replace('#', '?')).searchParams;
    assert.deepEqual(
      [answer.get('error'), answer.has('access_token'), answer.has('code')],
      ['unsupported_response_type', false, false],
      response_type,
    );
  }
});

test('4.7 cross-site request forgery: state comes back unchanged, and nobody else can press Allow', async () => {
  const state = `s/+ %&=ü"'<>${'x'.repeat(300)}`;
  const url = await authorize(authority, { parameters: { state } });
  assert.equal(url.searchParams.get('state'), state);
  const { path, page } = await openConsent(authority);
  const from = (site: string) => authority.owner.post(`${path}/consent`, {}, { 'sec-fetch-site': site });
  for (const site of ['cross-site', 'same-site']) assert.equal((await from(site)).status, 403, site);
  const stranger = authority.world.visitor();
  assert.equal((await stranger.post(`${path}/consent`)).status, 404);
  assert.equal((await stranger.get(path)).status, 404);
  assert.ok(codeOf(await answerConsent(authority, path, page.body)));
});

test('4.8 PKCE downgrade: what was asked for without a challenge takes no verifier, and the other way round', async () => {
  const plain = await authorize(authority);
  const verifier = oauth.generateRandomCodeVerifier();
  assert.equal((await redeem(authority, codeOf(plain), { code_verifier: verifier })).status, 400);
  const { code } = await codeWithPkce(authority);
  assert.equal((await redeem(authority, code)).status, 400);
  const { location = '' } = await get(
    authorizePath(authority, { parameters: { code_challenge: verifier, code_challenge_method: 'plain' } }),
  );
  assert.equal(new URL(location).searchParams.get('error'), 'invalid_request');
  // A client without a secret cannot begin without one.
  const bare = await get(authorizePath(mobile));
  assert.equal(new URL(bare.location ?? '').searchParams.get('error'), 'invalid_request');
});

test('4.9 access token leakage at the resource server: neither log nor database holds one, and it opens one grant alone', async () => {
  const { access_token, refresh_token = '' } = await connect(authority);
  assert.equal(await readOdometer(authority, access_token), 200);
  assert.equal(await readOdometer(authority, access_token, 'model-y'), 403);
  const { logLines, database } = authority.world;
  for (const token of [access_token, refresh_token]) {
    assert.equal(logLines.filter(line => line.includes(token)).length, 0);
    const { rows } = await database.pool.query(
      `select 1 from connect.access_token token where position($1::bytea in token.hash) > 0 union all
       select 1 from connect.artifact artifact where position($1::bytea in artifact.payload || artifact.hash) > 0`,
      [Buffer.from(token)],
    );
    assert.equal(rows.length, 0);
  }
  const { rows } = await database.pool.query('select 1 from connect.access_token where hash = $1', [
    hashToken(access_token),
  ]);
  assert.equal(rows.length, 1);
});

test('4.10 misuse of stolen access tokens: one that is bound to a key is nothing without it, and each has one audience', async () => {
  const bound = await registerClient(authority, { method: 'client-secret', isBound: true });
  const signer = await newSigner();
  // Clients count by the machine, and the world's clock stands still.
  authority.world.clock.set(new Date());
  const url = `${authority.server.issuer}/oauth/token`;
  const begun = await codeWithPkce(bound);
  const unbound = await redeem(bound, begun.code, { code_verifier: begun.verifier });
  assert.deepEqual([unbound.status, unbound.body['error']], [400, 'invalid_request']);
  const { body } = await redeem(
    bound,
    begun.code,
    { code_verifier: begun.verifier },
    { dpop: await proof(signer, { method: 'POST', url }) },
  );
  assert.equal(body['token_type'], 'DPoP');
  const token = String(body['access_token']);
  assert.equal(await readOdometer(authority, token), 401);
  const address = `${authority.origin}/v2.0/vehicles/${authority.vehicles['volt']}/odometer`;
  const read = async (dpop: string) =>
    (await fetch(address, { headers: { authorization: `DPoP ${token}`, dpop } })).status;
  const right = { method: 'GET', url: address, token };
  assert.equal(await read(await proof(await newSigner(), right)), 401, 'a key of the thief');
  const once = await proof(signer, right);
  assert.equal(await read(once), 200);
  assert.equal(await read(once), 401, 'the same proof again');
  const { location = '' } = await get(
    authorizePath(authority, { parameters: { resource: 'https://elsewhere.example' } }),
  );
  assert.equal(new URL(location).searchParams.get('error'), 'invalid_target');
});

test('4.11 open redirection: what cannot be trusted is told on a page, and the page asks before it leads on', async () => {
  for (const parameters of [
    { client_id: crypto.randomUUID(), redirect_uri: 'https://attacker.example/cb' },
    { client_id: undefined, redirect_uri: 'https://attacker.example/cb' },
    { redirect_uri: 'javascript:alert(1)' },
    { redirect_uri: 'https://attacker.example/cb', prompt: 'none' },
    { redirect_uri: 'https://attacker.example/cb', scope: 'read_everything' },
  ]) {
    const page = await get(authorizePath(authority, { parameters }));
    assert.ok(isPage(page), JSON.stringify(parameters));
    assert.doesNotMatch(page.body, /attacker\.example/);
  }
});

test('4.12 307 redirect: after a form the browser goes on by 303, and takes no body along', async () => {
  const { owner, vehicles } = authority;
  for (const verb of ['deny', 'consent']) {
    const { path, page } = await openConsent(authority);
    const notice = /name="notice" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
    const fields = { notice, 'allow-read_odometer': 'on', vehicles: [vehicles['volt'] ?? ''] };
    const answered = await owner.post(`${path}/${verb}`, fields);
    const back = await owner.follow(answered);
    assert.deepEqual([answered.status, back.status], [303, 303], verb);
  }
});

test('4.13 TLS terminating reverse proxies: headers that a client sends itself change nothing', async () => {
  const lies = {
    'x-forwarded-host': 'attacker.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '10.0.0.1',
    'x-ssl-client-cert': 'MIIB',
    'ssl-client-verify': 'SUCCESS',
    'x-client-cert': 'MIIB',
  };
  const { body } = await post(
    authority,
    '/oauth/token',
    { grant_type: 'client_credentials' },
    { ...NO_BASIC, ...lies },
  );
  assert.equal(body['error'], 'invalid_request');
  const { location = '' } = await authority.owner.get(authorizePath(authority, { scope: 'nonsense' }), lies);
  assert.equal(new URL(location).searchParams.get('iss'), authority.server.issuer);
});

test('4.14 refresh token protection: bound to its client, rotated, dead when reused, when unused, and when the owner says so', async () => {
  const { kernel, clock } = authority.world;
  const { refresh_token } = await connect(authority);
  assert.equal((await refresh(attacker, refresh_token)).status, 400);
  const second = await refresh(authority, refresh_token);
  clock.advance(11 * MINUTE);
  assert.equal((await refresh(authority, refresh_token)).status, 400);
  assert.equal((await refresh(authority, String(second.body['refresh_token']))).status, 400);
  // A phone's is dead with its first use.
  const { client_id } = mobile.client;
  const begun = await codeWithPkce(mobile);
  const first = await exchangeAs(mobile, oauth.None(), begun);
  const next = await refresh(mobile, first.refresh_token, { client_id }, NO_BASIC);
  assert.equal(next.status, 200);
  assert.equal((await refresh(mobile, first.refresh_token, { client_id }, NO_BASIC)).status, 400);
  assert.equal((await refresh(mobile, String(next.body['refresh_token']), { client_id }, NO_BASIC)).status, 400);
  const third = await connect(authority);
  const owner = { kind: 'person', id: await personOf(authority.world, 'owner') } as const;
  const olivia = { ...owner, session: 's', staffRole: undefined, signedInAt: clock.now() };
  for (const { id, revokedAt } of await listGrantsOfOwner(kernel, olivia))
    if (revokedAt === undefined) await revokeGrant(kernel, olivia, id, 'owner');
  assert.equal((await refresh(authority, third.refresh_token)).status, 400);
});

test('4.15 client impersonating resource owner: a token without an owner passes for none', async () => {
  const { body } = await post(authority, '/oauth2/token', { grant_type: 'client_credentials', scope: 'read_odometer' });
  const token = String(body['access_token']);
  const { body: facts } = await post(authority, '/oauth/introspect', { token });
  assert.deepEqual([facts['active'], facts['sub'], facts['scope']], [true, undefined, undefined]);
  for (const path of ['/v2.0/user', '/v2.0/vehicles', `/v2.0/vehicles/${authority.vehicles['volt']}/odometer`]) {
    const { status } = await fetch(authority.origin + path, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(status, 401, path);
  }
  const { status } = await post(
    mobile,
    '/oauth2/token',
    { grant_type: 'client_credentials', client_id: mobile.client.client_id },
    NO_BASIC,
  );
  assert.equal(status, 400);
});

test('4.16 clickjacking: none of the pages can be framed', async () => {
  const { page } = await openConsent(authority);
  const failed = await get(authorizePath(authority, { parameters: { redirect_uri: 'https://attacker.example' } }));
  for (const { headers } of [page, failed])
    assert.match(String(headers['content-security-policy']), /frame-ancestors 'none'/);
});

test('4.17 attacks on in-browser communication flows: no answer is posted to whoever listens', async () => {
  assert.deepEqual(authority.server.response_modes_supported, ['query']);
  for (const response_mode of ['web_message', 'form_post', 'fragment']) {
    const url = await authorize(authority, { parameters: { response_mode } });
    assert.ok(codeOf(url) !== '' && url.hash === '', response_mode);
  }
});

test('2.1.1 public clients: an app without a secret gets its tokens with PKCE, by an independent client', async () => {
  const begun = await codeWithPkce(mobile);
  assert.match(begun.url.href, /^sc1234:\/\/exchange\?/);
  const tokens = await exchangeAs(mobile, oauth.None(), begun);
  assert.equal(await readOdometer(authority, tokens.access_token), 200);
  const response = await oauth.refreshTokenGrantRequest(
    mobile.server,
    mobile.client,
    oauth.None(),
    tokens.refresh_token ?? '',
    http,
  );
  assert.equal(response.status, 200);
  // Nor does it pass with the secret that it was given at first.
  const fields = { client_id: mobile.client.client_id };
  assert.equal((await redeem(mobile, (await codeWithPkce(mobile)).code, fields)).status, 401);
});
