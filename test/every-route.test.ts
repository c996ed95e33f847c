// The same attacks on every route of the product: no actor, wrong actor, wrong role, foreign id, unknown field, too large, cross-site.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { modules } from '../src/app.ts';
import { may } from '../src/catalog/permissions.ts';
import { href, type RoutePath, routes } from '../src/catalog/routes.ts';
import { schemaCompiler } from '../src/core/http/compile-schema.ts';
import type { AnyRoute } from '../src/core/http/define-route.ts';
import { BUGCROWD, JSON_API } from '../src/core/http/negotiate.ts';
import { tokenHeaders } from './support/api-client.ts';
import { signInAs } from './support/sign-in.ts';
import type { FormFields, Page, Visitor } from './support/visitor.ts';
import { openWorld, type World } from './support/world.ts';

const all: readonly AnyRoute[] = modules.flatMap(module => module.routes);
/** Served by oidc-provider, which answers by its own protocol; test/oauth attacks those. */
const mounted = new Set(
  Object.values(routes.connect)
    .filter(({ family }) => family === 'oauth')
    .map(({ path }) => path as string),
);

let world: World;
let nobody: Visitor;
let stranger: Visitor;
let viewer: Visitor;
/** What a program of each role sends beside its request. */
let programs: Record<'admin' | 'viewer', Record<string, string>>;
before(async () => {
  // Limits are tried in their own test; here hundreds of requests come from one address.
  world = await openWorld({ limitsOff: true });
  nobody = world.visitor();
  stranger = await signInAs(world, 'owner');
  viewer = await signInAs(world, 'viewer');
  programs = { admin: await tokenHeaders(world, 'admin'), viewer: await tokenHeaders(world, 'viewer') };
});
after(() => world.close());

const strangers: Readonly<Record<string, string>> = {
  version: '2.0',
  id: 'rpt_01kazyx0000000000000000000',
  file: 'fil_01kazyx0000000000000000000',
  person: 'per_01kazyx0000000000000000000',
  code: 'no_such_code',
  uid: 'no-such-interaction',
};

/** The route's address with ids that belong to nobody. */
function addressOf(at: RoutePath): string {
  const names = [...at.path.matchAll(/:(\w+)/g)].map(match => match[1] ?? '');
  return (href as (route: RoutePath, params: Record<string, string>) => string)(
    at,
    Object.fromEntries(names.map(name => [name, strangers[name] ?? 'x'])),
  );
}

test('every schema can be compiled, since a server does so only when it is first asked', () => {
  const compile = schemaCompiler();
  let count = 0;
  for (const route of all)
    for (const schema of [route.body, route.query])
      if (schema !== undefined) {
        assert.doesNotThrow(() => compile(schema, 'texts')({}), `${route.method} ${route.at.path}`);
        count += 1;
      }
  assert.ok(count > 100);
});

const mediaTypes: Readonly<Partial<Record<string, string>>> = { jsonapi: JSON_API, bugcrowd: BUGCROWD };

/** The headers with which somebody of this role is let in. */
const lettingIn = ({ access }: AnyRoute, role: 'admin' | 'viewer'): Record<string, string> =>
  access.rule === 'token' ? programs[role] : {};

/** A body that an API with a token takes: ids are looked at after it only. */
function wellFormed({ access, method, at }: AnyRoute): object {
  if (access.rule !== 'token' || method === 'GET') return {};
  if (at.family === 'bugcrowd' && method === 'PATCH') return { data: { type: 'submission' } };
  if (at.family === 'bugcrowd')
    return { data: { type: 'comment', attributes: { body: 'Seen.', visibility_scope: 'everyone' } } };
  const comment = { type: 'comments', attributes: { body: 'Seen.', audience: 'internal' } };
  return { data: method === 'PATCH' ? { type: 'reports', id: addressOf(at).split('/').at(-1) } : comment };
}

const label = ({ method, at }: AnyRoute): string => `${method} ${at.path}`;

async function call(
  visitor: Visitor,
  route: AnyRoute,
  headers: Record<string, string> = {},
  fields: object = {},
): Promise<Page> {
  const url = addressOf(route.at);
  const type = mediaTypes[route.at.family];
  if (type !== undefined) headers = { 'content-type': type, ...headers };
  if (route.method === 'PATCH') return visitor.patchJson(url, fields, headers);
  if (route.method === 'PUT') return visitor.putJson(url, fields, headers);
  if (route.method === 'GET') return visitor.get(url, headers);
  if (route.method === 'DELETE') return visitor.delete(url, headers);
  if (route.multipart) return visitor.upload(url, fields as FormFields, []);
  return route.at.family === 'page'
    ? visitor.post(url, fields as FormFields, headers)
    : visitor.postJson(url, fields, headers);
}

function assertSound(page: Page, route: AnyRoute): void {
  assert.ok(page.status < 500, `${label(route)} answered ${page.status}: ${page.body.slice(0, 200)}`);
  assert.equal(page.headers['x-content-type-options'], 'nosniff', label(route));
  assert.ok(page.headers['content-security-policy'], `${label(route)} has no policy`);
  assert.doesNotMatch(page.body, /\bat .*\.tsx?:\d+/, `${label(route)} shows a stack trace`);
}

test('every address of the catalog is served, and nothing else is', () => {
  const served = new Set([...all.map(({ at }) => at.path), ...mounted]);
  const named = new Set(
    Object.values(routes).flatMap(module => Object.values(module).map(({ path }) => path as string)),
  );
  assert.deepEqual(
    [...named].filter(path => !served.has(path)),
    [],
    'in the catalog, but not served',
  );
  assert.deepEqual(
    [...served].filter(path => !named.has(path)),
    [],
    'served, but not in the catalog',
  );
});

test('no route is declared twice', () => {
  const seen = all.map(label);
  assert.deepEqual(
    seen.filter((one, index) => seen.indexOf(one) !== index),
    [],
  );
});

test('nobody in particular is let into public routes only', async () => {
  for (const route of all) {
    const page = await call(nobody, route);
    assertSound(page, route);
    if (route.access.rule === 'public') continue;
    const isRefused =
      page.status === 401 ||
      (page.status === 303 &&
        [routes.accounts.signIn, routes.documents.enter].some(({ path }) => page.location?.startsWith(path)));
    assert.ok(isRefused, `${label(route)} let nobody in: ${page.status}`);
  }
});

test('somebody who is no staff finds no staff page at all', async () => {
  for (const route of all.filter(({ access }) => access.rule === 'staff')) {
    const page = await call(stranger, route);
    assertSound(page, route);
    assert.equal(page.status, 404, label(route));
  }
});

test('a role without the permission is refused', async () => {
  for (const route of all.filter(
    ({ access }) => access.permission !== undefined && !may('viewer', access.permission),
  )) {
    const page = await call(viewer, route, lettingIn(route, 'viewer'));
    assertSound(page, route);
    assert.equal(page.status, 403, label(route));
  }
});

test('a cookie opens no API that asks for a token', async () => {
  for (const route of all.filter(({ access }) => ['grant', 'application', 'client', 'token'].includes(access.rule))) {
    const page = await call(stranger, route);
    assertSound(page, route);
    assert.equal(page.status, 401, label(route));
    assert.equal(
      (await call(nobody, route, { authorization: 'Bearer 00000000-0000-4000-8000-000000000000' })).status,
      401,
      label(route),
    );
  }
});

test('unknown and foreign ids are the same 404', async () => {
  const withIds = all.filter(
    ({ at, access }) =>
      /:(?:id|file|person|uid)\b/.test(at.path) &&
      !['grant', 'application', 'client', 'public', 'document-visitor'].includes(access.rule),
  );
  assert.ok(withIds.length > 15);
  for (const route of withIds) {
    const visitor = route.access.rule === 'staff' ? await adminOf(world) : stranger;
    const page = await call(visitor, route, lettingIn(route, 'admin'), wellFormed(route));
    assertSound(page, route);
    assert.ok([404, 403].includes(page.status), `${label(route)} answered ${page.status} to an unknown id`);
    if (page.status === 403)
      assert.match(page.body, /fresh_sign_in_required/, `${label(route)} tells that the id is foreign`);
  }
});

test('fields that nobody declared are refused', async () => {
  for (const route of all.filter(
    ({ method, body, multipart }) => /^P/.test(method) && body !== undefined && !multipart,
  )) {
    const page = await call(await adminOf(world), route, lettingIn(route, 'admin'), { surprise: 'yes' });
    assertSound(page, route);
    assert.ok(page.status >= 400 && page.status < 500, `${label(route)} took an undeclared field: ${page.status}`);
  }
});

test('bodies that are too large are refused, not read', async () => {
  const huge = 'x'.repeat(300 * 1024);
  for (const route of all.filter(
    ({ method, multipart, limitBytes }) => /^P/.test(method) && !multipart && limitBytes === undefined,
  )) {
    const page = await call(await adminOf(world), route, lettingIn(route, 'admin'), { surprise: huge });
    assertSound(page, route);
    assert.ok([413, 404, 403, 400, 401].includes(page.status), `${label(route)} took 300 KiB: ${page.status}`);
  }
});

test('text that cannot be stored is refused as bad input', async () => {
  for (const route of all.filter(({ method }) => method === 'GET')) {
    const url = addressOf(route.at);
    const page = await nobody.get(`${url}?q=%00&u=%00&next=%00&state=%00&before=%00`);
    assertSound(page, route);
  }
});

test('changes asked for by another site are refused', async () => {
  for (const route of all.filter(({ method, access }) => method !== 'GET' && access.credential === 'cookie')) {
    const page = await call(await adminOf(world), route, { 'sec-fetch-site': 'cross-site' });
    if (route.multipart) continue;
    assert.equal(page.status, 403, label(route));
  }
});

let admin: Promise<Visitor> | undefined;
function adminOf(world: World): Promise<Visitor> {
  admin = admin ?? signInAs(world, 'admin');
  return admin;
}
