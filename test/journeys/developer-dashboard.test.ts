// A developer looks after an application: secrets change without downtime, and every call is found again by its request id.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { href, routes } from '../../src/catalog/routes.ts';
import { DAY, MINUTE } from '../../src/core/clock.ts';
import { applyRetention } from '../../src/core/database/retention.ts';
import { recordRequest } from '../../src/developers/index.ts';
import { KEPT_DAYS } from '../../src/developers/requests/request-line.ts';
import { newSigner, proof } from '../oauth/clients.ts';
import { type Authority, connect, http, openAuthority, post } from '../oauth/support.ts';
import { collected } from '../support/collected.ts';
import { personOf, signInAs } from '../support/sign-in.ts';
import type { Page, Visitor } from '../support/visitor.ts';

let authority: Authority & AsyncDisposable;
let developer: Visitor;
let stranger: Visitor;
let id: string;
before(async () => {
  authority = await openAuthority({ limitsOff: true });
  developer = await signInAs(authority.world, 'developer');
  stranger = await signInAs(authority.world, 'researcher');
  id = authority.client.client_id;
});
after(() => authority[Symbol.asyncDispose]());

const hidden = ({ body }: Page, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? assert.fail(`no hidden field ${name}`);
const shown = ({ body }: Page): string => /data-copy[^>]*>([^<]+)</.exec(body)?.[1] ?? assert.fail('nothing to copy');
const rows = ({ body }: Page): string[] => body.match(/<tr\b[\s\S]*?<\/tr>/g) ?? [];
const secrets = (): string => href(routes.developers.secrets, { id });

/** The ways in which a client proves itself by a secret. @returns which of them the secret opens */
async function waysOf(secret: string): Promise<Record<string, boolean>> {
  const { server, client } = authority;
  const grant = async (auth: oauth.ClientAuth, headers: Record<string, string> = {}) =>
    (await oauth.clientCredentialsGrantRequest(server, client, auth, new URLSearchParams(), { ...http, headers })).ok;
  const dpop = await proof(await newSigner(), { method: 'POST', url: `${authority.origin}/oauth/token` });
  const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  const compatibility = await fetch(
    `${authority.origin}/v2.0/compatibility?vin=5YJSA1E26HF000001&country=US&scope=read_odometer`,
    { headers: { authorization: basic } },
  );
  return {
    basic: await grant(oauth.ClientSecretBasic(secret)),
    post: await grant(oauth.ClientSecretPost(secret)),
    dpop: await grant(oauth.ClientSecretBasic(secret), { dpop }),
    api: compatibility.ok,
  };
}
const all = { basic: true, post: true, dpop: true, api: true };
const none = { basic: false, post: false, dpop: false, api: false };

test('a secret is changed without downtime: another one, both work, the use is seen, the old one goes', async () => {
  const first = authority.secret;
  assert.deepEqual(await waysOf(first), all);
  const page = await developer.get(secrets());
  assert.match(page.body, /First secret/);
  const nameless = await developer.post(secrets(), { id: hidden(page, 'id'), name: ' ' });
  assert.equal(nameless.status, 422);
  const fields = { id: hidden(page, 'id'), name: 'Production <1>' };
  const made = await developer.post(secrets(), fields);
  const second = shown(made);
  assert.match(second, /^[\w-]{43}$/);
  assert.equal((await developer.post(secrets(), fields)).status, 409, 'a form sent twice makes one');
  const rowOf = async (name: string) => rows(await developer.get(secrets())).find(row => row.includes(name)) ?? '';
  assert.match(await rowOf('Production &lt;1>'), /never/);
  assert.doesNotMatch((await developer.get(secrets())).body, new RegExp(`${first}|${second}`));

  assert.deepEqual([await waysOf(first), await waysOf(second)], [all, all]);
  assert.doesNotMatch(await rowOf('Production &lt;1>'), /never/);
  authority.world.clock.advance(3 * MINUTE);
  assert.match(await rowOf('Production &lt;1>'), /3 minutes ago/);

  const revoke = /href="([^"]+\/revoke)"/.exec(await rowOf('First secret'))?.[1] ?? assert.fail();
  for (const path of [secrets(), revoke]) assert.equal((await stranger.get(path)).status, 404);
  assert.equal((await stranger.post(revoke)).status, 404);
  assert.match((await developer.get(revoke)).body, /It is in use/);
  assert.equal((await developer.post(revoke)).status, 303);
  assert.equal((await developer.post(revoke)).status, 409);
  assert.deepEqual([await waysOf(first), await waysOf(second)], [none, all]);
  authority = Object.assign(authority, { secret: second });
});

test('there are few secrets at most, the last one says what its end means, and the token that signs is replaced only', async () => {
  for (let count = 2; count <= 5; count++) {
    const made = await developer.post(secrets(), {
      id: hidden(await developer.get(secrets()), 'id'),
      name: `Secret ${count}`,
    });
    assert.equal(made.status, 200);
  }
  const full = await developer.get(secrets());
  assert.doesNotMatch(full.body, /name="name"/);
  const known = /secrets\/(crd_\w+)\/revoke/.exec(full.body)?.[1] ?? '';
  const late = await developer.post(secrets(), { id: `${known.slice(0, -1)}z`, name: 'One more' });
  assert.equal(late.status, 409);
  assert.match(late.body, /as many secrets as it may/);
  const { rows: found } = await authority.world.database.pool.query<{ id: string }>(
    `select id from developers.credential where kind = 'management-token' and application = $1`,
    [id],
  );
  const token = href(routes.developers.revokeSecret, { id, secret: found[0]?.id ?? '' });
  assert.equal((await developer.get(token)).status, 404);
  assert.equal((await developer.post(token)).status, 403);
  const extra = rows(full).filter(row => /Secret [2-5]/.test(row));
  for (const row of extra)
    assert.equal((await developer.post(/href="([^"]+\/revoke)"/.exec(row)?.[1] ?? '')).status, 303);
  const only = /href="([^"]+\/revoke)"/.exec((await developer.get(secrets())).body)?.[1] ?? '';
  assert.match((await developer.get(only)).body, /It is the only one/);
});

/** A call with a token. @returns its status and the request id that the answer carried */
async function call(token: string, path: string, method = 'GET') {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(authority.origin + path, { method, headers });
  await response.arrayBuffer();
  return { status: response.status, request: response.headers.get('sc-request-id') ?? assert.fail('no request id') };
}

/** A page as it reads; long words carry hints for breaking lines. */
const plain = ({ body, ...page }: Page): Page => ({
  ...page,
  body: body.replaceAll('<wbr>', '').replaceAll('<wbr/>', ''),
});
const logOf = async (query: Record<string, string> = {}) =>
  plain(await developer.get(href(routes.developers.requests, { id }, query)));

test('every call is found by the request id of its answer, with its error explained, and no value of it', async () => {
  const { access_token: token } = await connect(authority);
  const { volt = '' } = authority.vehicles;
  const read = await call(token, `/v2.0/vehicles/${volt}/odometer`);
  const refused = await call(token, `/v2.0/vehicles/${volt}/location`);
  const foreign = await call(token, '/v2.0/vehicles/36ab27d0-fd9d-4455-823a-ce30af709ffc/odometer');
  const third = await call(token, `/v3/vehicles/${volt}/signals/odometer-traveleddistance`);
  const unknown = await call('x'.repeat(36), `/v2.0/vehicles/${volt}/odometer`);
  const managed = await fetch(`${authority.origin}/v2.0/management/connections?user_id=zebra`, {
    headers: { authorization: `Basic ${Buffer.from(`${id}:${authority.secret}`).toString('base64')}` },
  });
  assert.deepEqual([read.status, refused.status, foreign.status, unknown.status], [200, 403, 403, 401]);
  const fields = { grant_type: 'authorization_code', code: 'zebra', redirect_uri: authority.redirectUri };
  const nowhere = await fetch(`${authority.origin}/v2.0/nowhere`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(((await nowhere.json()) as { type: string }).type, 'RESOURCE_NOT_FOUND');
  const grant = await post(authority, '/oauth/token', fields);
  const unproven = await post(authority, '/oauth/token', fields, {
    authorization: `Basic ${Buffer.from(`${id}:wrong`).toString('base64')}`,
  });
  const exchanged = grant.headers.get('request-id') ?? '';

  const open = async (request: string) =>
    plain(await developer.follow(await logOf({ request: request.toUpperCase() })));
  const pages = {
    read: await open(read.request),
    refused: await open(refused.request),
    foreign: await open(foreign.request),
    third: await open(third.request),
    exchanged: await open(exchanged),
    unproven: await open(unproven.headers.get('request-id') ?? ''),
  };
  for (const page of Object.values(pages)) assert.equal(page.status, 200);
  assert.match(pages.read.body, /GET \/v2\.0\/vehicles\/:id\/odometer/);
  assert.ok(pages.read.body.includes(volt));
  assert.match(pages.refused.body, /PERMISSION/);
  assert.match(pages.refused.body, /href="\/errors\/api-errors\/permission-errors#/);
  assert.doesNotMatch(pages.foreign.body, /36ab27d0/, 'a car that was not given is no car of the log');
  assert.match(pages.third.body, /GET \/v3\/vehicles\/:id\/signals\/:code/);
  assert.match(pages.exchanged.body, /invalid_request/);
  assert.match(pages.exchanged.body, /use each code once/);
  assert.match(pages.unproven.body, /Anybody who knows the client id can cause this/);
  assert.equal((await logOf({ request: unknown.request })).status, 200);
  assert.match((await logOf({ request: unknown.request })).body, /No call of this application/);
  assert.equal(managed.status, 401);
  for (const path of [
    href(routes.developers.requests, { id }),
    href(routes.developers.request, { id, request: read.request }),
  ])
    assert.equal((await stranger.get(path)).status, 404);
  const { rows: stored } = await authority.world.database.pool.query('select * from developers.request');
  assert.doesNotMatch(JSON.stringify(stored), new RegExp(`zebra|36ab27d0|${token}`));
});

test('the log is filtered by status, car and time, and goes on page by page', async () => {
  const { volt = '' } = authority.vehicles;
  const owner = await personOf(authority.world, 'owner');
  const line = { application: id, method: 'GET', path: '/v2.0/vehicles/:id/fuel', error: null, micros: 900, owner };
  const { kernel, clock } = authority.world;
  for (let count = 0; count < 120; count++)
    recordRequest(kernel, {
      ...line,
      request: `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
      at: new Date(clock.now().getTime() - 3 * DAY),
      status: 502,
      error: 'UPSTREAM',
      vehicle: volt,
    });
  const seen = new Set<string>();
  let next: string | undefined = href(routes.developers.requests, { id }, { status: 'failed', vehicle: volt });
  for (let page = 0; next !== undefined && page < 5; page++) {
    const { body } = await developer.get(next);
    for (const [, request = ''] of body.matchAll(/requests\/([0-9a-f-]{36})"/g)) seen.add(request);
    next = /href="([^"]+)" rel="next"/.exec(body)?.[1]?.replaceAll('&amp;', '&');
  }
  assert.equal(seen.size, 120);
  assert.match((await logOf({ status: 'failed', period: 'day' })).body, /Nothing fits this search/);
  assert.match((await logOf({ status: 'failed' })).body, /:id\/fuel/);
  assert.doesNotMatch((await logOf({ status: 'refused' })).body, /:id\/fuel/);
  assert.match((await logOf({ vehicle: 'zebra' })).body, /A vehicle id is a UUID/);
  assert.match((await logOf({ vehicle: '36ab27d0-fd9d-4455-823a-ce30af709ffc' })).body, /Nothing fits/);
});

test('connections are seen as the API tells them, led to their calls, and ended as by the API', async () => {
  const { access_token: token } = await connect(authority, {}, { tick: ['read_vin'] });
  const { volt = '' } = authority.vehicles;
  const path = href(routes.connect.connections, { id });
  const list = async (query: Record<string, string> = {}) =>
    plain(await developer.get(href(routes.connect.connections, { id }, query)));
  assert.equal((await call(token, `/v2.0/vehicles/${volt}/vin`)).status, 200);
  const page = await list({ vehicle: volt.toUpperCase() });
  const row = rows(page).find(one => one.includes('Granted')) ?? assert.fail('no row');
  assert.match(row, /read_odometer/);
  assert.match(row, /read_vin/);
  assert.match(row, /Simulated/);
  assert.doesNotMatch(row, /none in 14 days/);
  assert.doesNotMatch(page.body, /Volt|Chevrolet|per_/);
  assert.match((await logOf({ vehicle: volt })).body, /:id\/vin/);
  assert.match((await list({ vehicle: 'zebra' })).body, /An id is a UUID/);
  assert.match((await list({ mode: 'live' })).body, /Nothing fits/);
  assert.match((await list({ user: volt })).body, /Nothing fits/);

  const end = /href="([^"]+\/disconnect)"/.exec(row)?.[1] ?? assert.fail('no way to disconnect');
  for (const one of [path, end]) assert.equal((await stranger.get(one)).status, 404);
  assert.equal((await stranger.post(end)).status, 404);
  assert.match((await developer.get(end)).body, /Only the owner can connect it again/);
  assert.equal((await developer.post(end)).status, 303);
  assert.equal((await developer.post(end)).status, 409);
  assert.equal((await call(token, `/v2.0/vehicles/${volt}/vin`)).status, 401, 'its tokens ended with it');
  assert.doesNotMatch((await list({ state: 'granted' })).body, /Granted<\/span>/);
  const ended = rows(await list({ state: 'ended' })).join('');
  assert.match(ended, /Ended<\/span>/);
  assert.doesNotMatch(ended, /\/disconnect"/);
  const { rows: audited } = await authority.world.database.pool.query(
    `select actor, details from core.audit_entry where action = 'connection.end'`,
  );
  assert.deepEqual(
    audited.map(({ actor, details }) => [actor, details.vehicle]),
    [[await personOf(authority.world, 'developer'), volt]],
  );
});

test('lines end with their time; an owner who is erased is in none, and is told of all before', async () => {
  const { world } = authority;
  const owner = await personOf(world, 'owner');
  const { personalData } = (await import('../../src/developers/module.ts')).developersModule;
  const exported = await collected(await personalData?.export(world.kernel, owner));
  const requests = exported['requests'] as { path: string }[];
  assert.ok(requests.some(({ path }) => path === '/v2.0/vehicles/:id/odometer'));
  await personalData?.erase(world.kernel, owner);
  const { rows: left } = await world.database.pool.query(
    'select 1 from developers.request where owner = $1 or vehicle = $2',
    [owner, authority.vehicles['volt']],
  );
  assert.equal(left.length, 0);
  const count = async () =>
    Number((await world.database.pool.query('select count(*) from developers.request')).rows[0].count);
  assert.ok((await count()) > 0);
  world.clock.advance((KEPT_DAYS + 1) * DAY);
  await applyRetention(world.kernel);
  assert.equal(await count(), 0);
});
