// The API reference through the public door: every call has its page, is found by words, and can be tried with test cars
// of one's own and with nothing else.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { grantedCars } from '../../test/support/granted-cars.ts';
import { personOf, signInAs } from '../../test/support/sign-in.ts';
import type { Page, Visitor } from '../../test/support/visitor.ts';
import { openWorld, type World } from '../../test/support/world.ts';
import { href, routes } from '../catalog/routes.ts';
import { readEndpoints } from '../catalog/vehicle-endpoints.ts';
import { allCalls, findCall } from './find-calls.ts';
import { addressOf, curl, shownValues } from './sample-code.ts';
import { canBeTried, readTryForm } from './tried-request.ts';

let world: World;
let developer: Visitor;
let application: string;
let organization: string;
let car: string;
let connection: string;
before(async () => {
  world = await openWorld();
  const facts = await world.seed();
  application = facts['application']?.['clientId'] ?? '';
  organization = facts['application']?.['organization'] ?? '';
  developer = await signInAs(world, 'developer');
  const scopes = ['read_odometer', 'read_charge', 'control_charge'];
  const granted = await grantedCars(world, ['volt'], scopes, 'per_try', application);
  car = granted.cars['volt'] ?? '';
  connection = `${granted.grant}.${car}`;
});
after(() => world.close());

const at = (api: string, call: string) => href(routes.reference.call, { api, call });
const tryIt = (visitor: Visitor, call: string, fields: Record<string, string> = {}, api = 'v2'): Promise<Page> =>
  visitor.post(at(api, call), { connection, ...fields });
const tokens = async (): Promise<number> => {
  const { rows } = await world.database.pool.query('select count(*)::int as count from connect.access_token');
  return rows[0].count;
};

test('every call has a page of its own that anybody may read, in the reference of its API', async () => {
  const calls = allCalls();
  assert.ok(calls.length > 100);
  assert.equal(new Set(calls.map(({ api, id }) => `${api} ${id}`)).size, calls.length, 'no address is taken twice');
  for (const { id } of readEndpoints) assert.ok(findCall('v2', id.replaceAll('_', '-')), id);
  const visitor = world.visitor();
  const home = await visitor.get(href(routes.reference.home));
  assert.equal(home.status, 200);
  for (const { api, id } of calls) assert.ok(home.body.includes(`href="${at(api, id)}"`), `${api} ${id}`);
  for (const api of ['v2', 'v3', 'management', 'connect', 'disclosure', 'bugcrowd'])
    assert.equal((await visitor.get(href(routes.reference.api, { api }))).status, 200, api);
  assert.equal((await visitor.get(href(routes.reference.api, { api: 'v9' }))).status, 404);
  assert.equal((await visitor.get(at('v2', 'no-such'))).status, 404);
  for (const { api, id } of calls.filter((_, index) => index % 9 === 0)) {
    const { status, body } = await visitor.get(at(api, id));
    assert.equal(status, 200, id);
    assert.match(body, /aria-label="Request with curl"/);
  }
});

test('a call’s page tells permission, units, an example of a simulated car, and leads to its errors', async () => {
  const { body } = await world.visitor().get(at('v2', 'odometer'));
  for (const part of ['read_odometer', 'km, or mi', '&quot;distance&quot;:', 'vehicle.odometer()', 'sc-data-age'])
    assert.ok(body.includes(part), part);
  for (const [, link = ''] of body.matchAll(/href="(\/errors\/api-errors\/[^"#]+)#/g))
    assert.equal((await world.visitor().get(link)).status, 200, link);
  assert.ok(body.includes('Sign in to try it'));
});

test('the search needs no script: words, permission, and nothing found', async () => {
  const visitor = world.visitor();
  const find = async (query: Record<string, string>) => {
    const { body } = await visitor.get(href(routes.reference.home, undefined, query));
    return [...body.matchAll(/<a href="(\/reference\/\w+\/[\w-]+)"/g)].map(([, link]) => link);
  };
  assert.deepEqual(await find({ q: 'Odometer GET v2.0' }), [at('v2', 'odometer')]);
  assert.ok((await find({ permission: 'read_battery' })).includes(at('v2', 'nominal-capacity')));
  assert.deepEqual(await find({ q: 'no such words' }), []);
  const { body } = await visitor.get(href(routes.reference.home, undefined, { q: '"><script>x' }));
  assert.ok(!body.includes('<script>x'));
});

test('a developer reads a test car through the API: same logs, same limits, and no token left behind', async () => {
  const before = await tokens();
  const page = await tryIt(developer, 'odometer', { 'header.sc-unit-system': 'imperial' });
  assert.equal(page.status, 200, page.body.slice(0, 500));
  assert.match(page.body, /Status 200/);
  assert.match(page.body, /&quot;distance&quot;: [\d.]+/);
  for (const part of ['sc-unit-system', 'ratelimit', '$ACCESS_TOKEN', car]) assert.ok(page.body.includes(part), part);
  assert.equal(await tokens(), before, 'the token is gone');
  assert.doesNotMatch(page.body, /Bearer [\w-]{36}/, 'and was shown nowhere');
  const request = /Request id<\/dt><dd><code class="mono">([\da-f-]{36})/.exec(page.body)?.[1];
  const { rows } = await world.database.pool.query(
    'select signal, outcome from vehicles.read_event where request = $1',
    [request],
  );
  assert.deepEqual(rows, [{ signal: 'odometer', outcome: 'allowed' }]);
  await world.settle();
  const audit = await world.database.pool.query(
    `select details from core.audit_entry where action = 'application.try'`,
  );
  assert.equal(audit.rows[0].details.request, request);
});

test('an error is explained: what it is, what to do, and its page', async () => {
  const { status, body } = await tryIt(developer, 'location');
  assert.equal(status, 200);
  assert.match(body, /Status 403/);
  assert.match(body, /Ask for the permission in Connect/);
  assert.match(body, /permission-errors#null/);
});

test('a command is told by owners of the organization; a member may only look', async () => {
  const told = await tryIt(developer, 'control-charge-limit', { body: '{"limit":0.7}' });
  assert.match(told.body, /Successfully sent request to vehicle/);
  const v3 = await tryIt(developer, 'set-charge-limit', { body: '{"data":{"attributes":{"percent":70}}}' }, 'v3');
  assert.match(v3.body, /&quot;commandType&quot;: &quot;charge-set-limit&quot;/);
  const member = { name: 'Mel Member', email: 'mel@dev.example' };
  const visitor = await signInAs(world, member);
  assert.equal((await tryIt(visitor, 'odometer')).status, 422, 'a stranger has no such connection');
  await world.database.pool.query(
    `insert into developers.member (organization, person, role, joined_at) values ($1, $2, 'member', now())`,
    [organization, await personOf(world, member)],
  );
  assert.match((await tryIt(visitor, 'odometer')).body, /Status 200/);
  assert.equal((await tryIt(visitor, 'control-charge-limit', { body: '{"limit":0.6}' })).status, 403);
});

test('what is wrong in the form is said beside its field, and what was typed is kept', async () => {
  const broken = await tryIt(developer, 'control-charge-limit', { body: '{"limit":0.7' });
  assert.equal(broken.status, 422);
  assert.match(broken.body, /This is no JSON/);
  assert.ok(broken.body.includes('{&quot;limit&quot;:0.7'));
  for (const make of ['..', 'tesla/../../user', ''])
    assert.equal((await tryIt(developer, 'compass', { 'path.make': make })).status, 422, make);
  assert.equal((await developer.post(at('v2', 'odometer'), { connection: 'grt_0.x' })).status, 422);
});

test('nobody else’s cars, no real ones, nothing without signing in, and no call that ends the connection', async () => {
  const { body } = await (await signInAs(world, { name: 'Else', email: 'else@dev.example' })).get(at('v2', 'odometer'));
  assert.ok(!body.includes(car));
  assert.match(body, /No test car is connected yet/);
  await world.database.pool.query(`update connect."grant" set mode = 'live' where id = $1`, [connection.split('.')[0]]);
  assert.equal((await tryIt(developer, 'odometer')).status, 422);
  assert.ok(!(await developer.get(at('v2', 'odometer'))).body.includes(connection));
  await world.database.pool.query(`update connect."grant" set mode = 'simulated' where id = $1`, [
    connection.split('.')[0],
  ]);
  assert.notEqual((await tryIt(world.visitor(), 'odometer')).status, 200);
  for (const [api, call] of [
    ['v2', 'disconnect-delete'],
    ['management', 'v2-connections-delete'],
    ['connect', 'token'],
  ] as const)
    if (findCall(api, call)) assert.equal((await tryIt(developer, call, {}, api)).status, 404, call);
  assert.ok(
    allCalls()
      .filter(canBeTried)
      .every(({ path }) => path.startsWith('/v')),
  );
});

test('values are encoded, and a command line cannot be broken out of', () => {
  const call = findCall('v3', 'signal');
  assert.ok(call);
  assert.equal(addressOf(call, { path: { id: 'a/b', code: 'x?y' }, query: {} }), '/v3/vehicles/a%2Fb/signals/x%3Fy');
  const limit = findCall('v2', 'control-charge-limit');
  assert.ok(limit);
  const values = { ...shownValues(limit), body: `{"limit":"'; rm -rf /"}` };
  assert.ok(curl(limit, 'https://x', values).includes(`'{"limit":"'\\''; rm -rf /"}'`));
  assert.equal(readTryForm(limit, { body: '1' }, 'car').ok, true);
});

test('the limits page shows the month’s requests to each car and when counting begins anew', async () => {
  const path = href(routes.reference.limits, { id: application });
  const { status, body } = await developer.get(path);
  assert.equal(status, 200);
  assert.ok(body.includes(car));
  assert.match(body, /\d+ of 20,000/);
  assert.match(body, /datetime="2026-12-01T00:00:00.000Z"/);
  await world.database.pool.query('update vehicles.request_count set requests = 20000 where vehicle = $1', [car]);
  assert.match((await developer.get(path)).body, /The month’s requests of a car are used up/);
  const stranger = await signInAs(world, { name: 'Stranger', email: 'stranger@dev.example' });
  assert.equal((await stranger.get(path)).status, 404);
});
