// RFC 6749 §4.1, §5, §6 and §10: codes, tokens and refreshing them, with an independent client.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findOrCreatePersonByEmail } from '../../src/accounts/index.ts';
import { MINUTE, SECOND } from '../../src/core/clock.ts';
import { newUuid } from '../../src/core/ids.ts';
import { registerApplication } from '../../src/developers/create-application.ts';
import { createOrganization } from '../../src/developers/create-organization.ts';
import {
  type Authority,
  answerConsent,
  authorize,
  authorizePath,
  connect,
  exchange,
  openAuthority,
  openConsent,
  post,
  readCallback,
  readOdometer,
} from './support.ts';

let authority: Authority & AsyncDisposable;
before(async () => {
  authority = await openAuthority();
});
after(() => authority[Symbol.asyncDispose]());

const codeOf = (url: URL): string => url.searchParams.get('code') ?? '';
const exchangeFields = (code: string) => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: authority.redirectUri,
});

/** Another registered application, with its secret. */
async function otherApplication(): Promise<{ id: string; secret: string }> {
  const { kernel } = authority.world;
  const developer = await findOrCreatePersonByEmail(kernel, 'dana@other.example', 'Dana');
  const organization = await createOrganization(kernel, developer, 'Other');
  const id = newUuid(kernel.random);
  const secrets = await registerApplication(kernel, developer.id, {
    id,
    organization,
    name: 'Other app',
    purpose: 'Does something else.',
    privacyPolicyUrl: 'https://other.example/privacy',
    redirectUris: [authority.redirectUri],
  });
  return { id, secret: secrets.clientSecret.reveal() };
}
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

test('an application gets tokens with the owner’s consent and reads the odometer of that car alone', async () => {
  const url = await authorize(authority);
  assert.equal(url.origin + url.pathname, authority.redirectUri);
  assert.match(url.searchParams.get('user_id') ?? '', /^[0-9a-f-]{36}$/);
  const tokens = await exchange(authority, readCallback(authority, url));
  assert.match(tokens.access_token, /^[\w-]{36}$/);
  assert.match(tokens.refresh_token ?? '', /^[\w-]{36}$/);
  assert.equal(tokens.expires_in, 7200);
  assert.equal(tokens.scope, 'read_odometer');
  assert.equal(await readOdometer(authority, tokens.access_token), 200);
  assert.equal(await readOdometer(authority, tokens.access_token, 'model-y'), 403);
  authority.world.clock.advance(7201 * SECOND);
  assert.equal(await readOdometer(authority, tokens.access_token), 401);
});

test('§4.1.2: a code works once; used again it ends the tokens that came of it', async () => {
  const url = await authorize(authority);
  const tokens = await exchange(authority, readCallback(authority, url));
  assert.equal(await readOdometer(authority, tokens.access_token), 200);
  const again = await post(authority, '/oauth/token', exchangeFields(codeOf(url)));
  assert.equal(again.status, 400);
  assert.deepEqual(again.body, { error: 'invalid_request', error_description: `Invalid code: ${codeOf(url)}.` });
  assert.equal(await readOdometer(authority, tokens.access_token), 401);
  const refreshed = await post(authority, '/oauth/token', {
    grant_type: 'refresh_token',
    refresh_token: tokens.refresh_token ?? '',
  });
  assert.equal(refreshed.status, 400);
});

test('§10.5: a code expires after ten minutes', async () => {
  const url = await authorize(authority);
  authority.world.clock.advance(10 * MINUTE);
  const late = await post(authority, '/oauth/token', exchangeFields(codeOf(url)));
  assert.equal(late.status, 400);
});

test('§4.1.3: a code belongs to one client and one redirect URI', async () => {
  const other = await otherApplication();
  const url = await authorize(authority);
  const stolen = await post(authority, '/oauth/token', exchangeFields(codeOf(url)), basic(other.id, other.secret));
  assert.equal(stolen.status, 400);
  const elsewhere = await post(authority, '/oauth/token', {
    ...exchangeFields(codeOf(url)),
    redirect_uri: 'https://example.com/other',
  });
  assert.equal(elsewhere.status, 400);
  // The attempts did no harm to its owner.
  assert.equal((await post(authority, '/oauth/token', exchangeFields(codeOf(url)))).status, 200);
});

test('of two exchanges of one code at the same moment exactly one succeeds', async () => {
  for (let round = 0; round < 5; round += 1) {
    const code = codeOf(await authorize(authority));
    const both = await Promise.all([1, 2].map(() => post(authority, '/oauth/token', exchangeFields(code))));
    assert.deepEqual(both.map(({ status }) => status).sort(), [200, 400]);
  }
});

const refresh = (token = '') => post(authority, '/oauth/token', { grant_type: 'refresh_token', refresh_token: token });

test('§6: refreshing gives new tokens; the old refresh token works for ten minutes more', async () => {
  const first = await connect(authority);
  const second = await refresh(first.refresh_token);
  assert.equal(second.status, 200);
  assert.notEqual(second.body['refresh_token'], first.refresh_token);
  assert.notEqual(second.body['access_token'], first.access_token);
  authority.world.clock.advance(10 * MINUTE - SECOND);
  const third = await refresh(first.refresh_token);
  assert.equal(third.status, 200);
  for (const { body } of [second, third])
    assert.equal(await readOdometer(authority, String(body['access_token'])), 200);
});

test('§10.4: used after that, it ends all tokens of the grant, and the audit log says whose it was', async () => {
  const first = await connect(authority);
  const second = await refresh(first.refresh_token);
  const third = await refresh(String(second.body['refresh_token']));
  authority.world.clock.advance(10 * MINUTE);
  const replayed = await refresh(first.refresh_token);
  assert.deepEqual(
    [replayed.status, replayed.body],
    [400, { error: 'invalid_request', error_description: `Invalid refresh_token: ${first.refresh_token}.` }],
  );
  for (const { body } of [second, third]) {
    assert.equal(await readOdometer(authority, String(body['access_token'])), 401);
    assert.equal((await refresh(String(body['refresh_token']))).status, 400);
  }
  const { rows } = await authority.world.database.pool.query(
    `select entry.details, granted.reused_at, granted.revoked_at from core.audit_entry entry
       join connect."grant" granted on granted.id = entry.subject where entry.action = 'grant.reuse' order by entry.at desc limit 1`,
  );
  assert.deepEqual(rows[0]?.details, { application: authority.client.client_id, kind: 'refresh_token' });
  assert.ok(rows[0]?.reused_at instanceof Date && rows[0]?.revoked_at === null);
});

test('of many refreshes of one token at the same moment each succeeds, with tokens of its own', async () => {
  const { refresh_token } = await connect(authority);
  const all = await Promise.all(Array.from({ length: 5 }, () => refresh(refresh_token)));
  assert.deepEqual(new Set(all.map(({ status }) => status)), new Set([200]));
  assert.equal(new Set(all.map(({ body }) => body['refresh_token'])).size, 5);
});

test('§2.3: clients prove themselves by Basic or by form fields, and not otherwise', async () => {
  const { client, secret } = authority;
  const fields = { grant_type: 'refresh_token', refresh_token: 'x'.repeat(36) };
  const inForm = { ...fields, client_id: client.client_id, client_secret: secret };
  const known = await post(authority, '/oauth/token', inForm, { authorization: '' });
  assert.equal(known.body['error_description'], `Invalid refresh_token: ${'x'.repeat(36)}.`);
  for (const wrong of [basic(client.client_id, 'wrong'), basic(newUuid(authority.world.kernel.random), secret)]) {
    const { status, body, headers } = await post(authority, '/oauth/token', fields, wrong);
    assert.deepEqual([status, body['error']], [401, 'invalid_client']);
    assert.match(headers.get('www-authenticate') ?? '', /^Basic /);
  }
  const nobody = await post(authority, '/oauth/token', fields, { authorization: '' });
  assert.equal(nobody.status, 400);
  const inQuery = await fetch(`${authority.origin}/oauth/token?${new URLSearchParams(inForm)}`, { method: 'POST' });
  assert.equal(inQuery.status, 400);
});

test('§5.1: token answers are not stored, and tell nobody where they came from', async () => {
  const url = await authorize(authority);
  const { headers } = await post(authority, '/oauth/token', exchangeFields(codeOf(url)));
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.equal(headers.get('referrer-policy'), 'no-referrer');
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.match(headers.get('content-type') ?? '', /^application\/json/);
  const unsupported = await post(authority, '/oauth/token', { grant_type: 'password', username: 'a', password: 'b' });
  assert.deepEqual([unsupported.status, unsupported.body['error']], [400, 'unsupported_grant_type']);
});

test('§3.1.2.4: to an unregistered address nothing is sent', async () => {
  const { owner, redirectUri } = authority;
  const near = [
    `${redirectUri}/`,
    `${redirectUri}?x=1`,
    `${redirectUri}#x`,
    redirectUri.replace('https', 'http'),
    redirectUri.replace('example.com', 'example.com.evil.example'),
    redirectUri.replace('example.com', 'EXAMPLE.com'),
    `${redirectUri}/../evil`,
    'https://user@example.com/auth',
    'javascript:alert(1)',
  ];
  for (const uri of near) {
    const page = await owner.get(authorizePath(authority, { parameters: { redirect_uri: uri } }));
    assert.deepEqual([page.status, page.location], [400, undefined], uri);
    assert.match(page.body, /This request cannot be answered/);
  }
  const unknown = { client_id: newUuid(authority.world.kernel.random) };
  const page = await owner.get(authorizePath(authority, { parameters: unknown }));
  assert.deepEqual([page.status, page.location], [400, undefined]);
});

test('§4.1.2.1: other mistakes are told to the application, with its state', async () => {
  const mistakes: [Record<string, string | undefined>, string][] = [
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ scope: 'read_odometer read_everything' }, 'invalid_scope'],
    [{ scope: undefined }, 'invalid_scope'],
    [{ scope: 'openid' }, 'invalid_scope'],
    [{ scope: 'required:' }, 'invalid_scope'],
    [{ mode: 'fast' }, 'invalid_request'],
    [{ prompt: 'none' }, 'consent_required'],
    [{ request: 'e30.e30.' }, 'request_not_supported'],
    [{ resource: 'https://elsewhere.example' }, 'invalid_target'],
  ];
  for (const [parameters, error] of mistakes) {
    const { location = '' } = await authority.owner.get(authorizePath(authority, { parameters }));
    // Answers to response types that we do not offer come in the fragment.
    const answer = new URL(location.replace('#', '?')).searchParams;
    assert.deepEqual([answer.get('error'), answer.get('state')], [error, 'state-1'], JSON.stringify(parameters));
    assert.equal(answer.has('code'), false);
    // An empty value breaks SDKs that split by `=` (vehicle-platform §4.4).
    assert.doesNotMatch(location, /=(?:&|$)/, location);
  }
});

test('§3.1: parameters that are not ours are ignored, and the answer goes into the query', async () => {
  const url = await authorize(authority, { parameters: { response_mode: 'form_post', nonsense: 'x' } });
  assert.match(codeOf(url), /^[\w-]{36}$/);
});

test('the redirect URI may be left out when one is registered, as SDKs do by sending `undefined`', async () => {
  const url = await authorize(authority, { parameters: { redirect_uri: 'undefined' } });
  const { status } = await post(authority, '/oauth/token/', {
    ...exchangeFields(codeOf(url)),
    redirect_uri: 'undefined',
  });
  assert.equal(status, 200);
});

test('when the owner says no, the application is told so and gets nothing', async () => {
  const url = await authorize(authority, {}, { deny: true });
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    error: 'access_denied',
    error_description: 'User denied access to application.',
    state: 'state-1',
    iss: authority.server.issuer,
  });
});

test('consent: required permissions are locked, optional ones are the owner’s to tick', async () => {
  const { page } = await openConsent(authority, { scope: 'required:read_odometer read_vin read_location' });
  assert.match(page.body, /<input type="hidden" name="allow-read_odometer" value="on"/);
  const switches = [...page.body.matchAll(/<input [^>]*role="switch"[^>]*>/g)].map(([tag]) => tag);
  assert.deepEqual(
    switches.map(tag => [/name="([^"]+)"/.exec(tag)?.[1], / checked/.test(tag), / disabled/.test(tag)]),
    [
      ['locked-read_odometer', true, true],
      ['allow-read_vin', false, false],
      ['allow-read_location', false, false],
    ],
  );
  const url = await authorize(
    authority,
    { scope: 'required:read_odometer read_vin read_location' },
    { tick: ['read_vin'] },
  );
  const tokens = await exchange(authority, readCallback(authority, url));
  assert.deepEqual(tokens.scope?.split(' ').sort(), ['read_odometer', 'read_vin']);
});

test('consent: nothing else can be smuggled into the form', async () => {
  const { owner, vehicles, world } = authority;
  const { path, page } = await openConsent(authority);
  const notice = /name="notice" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
  const volt = vehicles['volt'] ?? '';
  const attempts: [string, Record<string, string | readonly string[]>][] = [
    ['no car', { notice, 'allow-read_odometer': 'on' }],
    ['a car of somebody else', { notice, 'allow-read_odometer': 'on', vehicles: [newUuid(world.kernel.random)] }],
    ['less than required', { notice, 'allow-read_vin': 'on', vehicles: [volt] }],
    ['only what was not asked for', { notice, 'allow-read_location': 'on', vehicles: [volt] }],
    ['another page than was shown', { notice: '0'.repeat(64), 'allow-read_odometer': 'on', vehicles: [volt] }],
  ];
  for (const [what, fields] of attempts) {
    const answer = await owner.post(`${path}/consent`, fields);
    assert.deepEqual([answer.status, answer.location], [422, undefined], what);
  }
  // What was ticked beyond the offer is not granted.
  const url = await answerConsent(authority, path, page.body, { tick: ['read_location'] });
  const tokens = await exchange(authority, readCallback(authority, url));
  assert.equal(tokens.scope, 'read_odometer');
});

test('consent: the page belongs to the browser that began, leads only to the application, and hides it from the address', async () => {
  const { owner, world } = authority;
  const { started, path, page } = await openConsent(authority);
  assert.equal(started.status, 303);
  assert.match(path, /^\/connect\/[\w-]+$/);
  assert.match(String(page.headers['content-security-policy']), /form-action 'self' https:\/\/example\.com;/);
  assert.match(String(page.headers['content-security-policy']), /frame-ancestors 'none'/);
  const stranger = world.visitor();
  assert.equal((await stranger.get(path)).status, 404);
  assert.equal((await stranger.post(`${path}/deny`)).status, 404);
  const crossSite = await owner.post(`${path}/consent`, {}, { 'sec-fetch-site': 'cross-site' });
  assert.equal(crossSite.status, 403);
});

test('consent: for a real car, whoever is not signed in says who they are first', async () => {
  const visitor = authority.world.visitor();
  const { path, page } = await openConsent(authority, { parameters: { mode: 'live' } }, visitor);
  assert.match(page.body, /id="continue-button"/);
  assert.equal((await visitor.post(path, {})).location, `${path}/email`);
  for (const step of ['brands', 'login', 'grant'])
    assert.equal((await visitor.get(`${path}/${step}`)).location, `${path}/email`, step);
});

test('an answered request cannot be answered again', async () => {
  const { path, page } = await openConsent(authority);
  await answerConsent(authority, path, page.body);
  const again = await authority.owner.post(`${path}/consent`, {});
  assert.equal(again.status, 410);
});

test('a refresh token belongs to one client, and dies after 60 days', async () => {
  const other = await otherApplication();
  const { refresh_token = '' } = await connect(authority);
  const fields = { grant_type: 'refresh_token', refresh_token };
  assert.equal((await post(authority, '/oauth/token', fields, basic(other.id, other.secret))).status, 400);
  authority.world.clock.advance(60 * 24 * 60 * MINUTE);
  assert.equal((await post(authority, '/oauth/token', fields)).status, 400);
});
