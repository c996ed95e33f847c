// An owner says which battery a car has: by the link of the application, for that car alone, and then it is told.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { grantedCars } from '../../../test/support/granted-cars.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { href, routes } from '../../catalog/routes.ts';
import { DAY } from '../../core/clock.ts';
import { revokeGrant } from '../index.ts';

const OWNER = 'per_battery';
let world: World;
let car: string;
let volt: string;
let token: string;
let grant: string;
let redirectUri: string;
before(async () => {
  world = await openWorld({ limitsOff: true });
  const facts = (await world.seed())['application'] ?? {};
  redirectUri = facts['redirectUri'] ?? '';
  const cars = ['ev6', 'volt'];
  const granted = await grantedCars(world, cars, ['read_battery'], OWNER, facts['clientId']);
  car = granted.cars['ev6'] ?? '';
  volt = granted.cars['volt'] ?? '';
  ({ token, grant } = granted);
});
after(() => world.close());

const capacityOf = async (id = car) => {
  const reply = await world.app.server.inject({
    url: href(routes.vehicles.nominal_capacity, { version: '2.0', id }),
    headers: { authorization: `Bearer ${token}` },
  });
  return reply.json() as { capacity: { nominal: number; source: string } | null; url: string | null };
};
const pathOf = (url: string): string => url.replace(world.kernel.config.publicUrl, '');
const fieldsOf = (url: string): Record<string, string> => Object.fromEntries(new URL(url).searchParams);

test('a car of one size has nothing to choose, one of several leads to the page where its owner does', async () => {
  const told = await capacityOf(volt);
  assert.ok('capacity' in told, JSON.stringify(told));
  assert.deepEqual([told.capacity?.source, told.url], ['SMARTCAR', null]);
  const { capacity, url } = await capacityOf();
  assert.equal(capacity, null);
  assert.match(
    url ?? '',
    /\/battery-capacity\?vehicle_id=[\da-f-]{36}&client_id=.+&response_type=vehicle_id&redirect_uri=$/,
  );
  assert.equal((await capacityOf()).url, url, 'the same link for a day');
});

test('the owner chooses, comes back to the application, and the choice is told', async () => {
  const { url } = await capacityOf();
  const link = `${url}${encodeURIComponent(redirectUri)}&state=s-1`;
  const owner = world.visitor();
  const page = await owner.get(pathOf(link), { 'accept-language': 'de' });
  assert.equal(page.status, 200);
  assert.match(page.body, /Welche Batterie hat Ihr Auto\?/);
  assert.match(page.body, /77,4 kWh/);
  const nothing = await owner.post(href(routes.connect.batteryCapacity), fieldsOf(link));
  assert.equal(nothing.status, 422);
  assert.equal((await capacityOf()).capacity, null);
  const saved = await owner.post(href(routes.connect.batteryCapacity), { ...fieldsOf(link), capacity: '77.4' });
  assert.equal(saved.status, 303);
  const back = new URL(saved.location ?? '');
  assert.ok(back.href.startsWith(redirectUri));
  assert.deepEqual([back.searchParams.get('vehicle_id'), back.searchParams.get('state')], [car, 's-1']);
  assert.deepEqual((await capacityOf()).capacity, { nominal: 77.4, source: 'USER_SELECTED' });
  const done = await owner.post(href(routes.connect.batteryCapacity), { ...fieldsOf(url ?? ''), capacity: '58' });
  assert.match(done.body, /You can close this page/);
  assert.equal((await capacityOf()).capacity?.nominal, 58);
});

test('a link opens its own car for its own application, for two days at most, to registered addresses, and while the grant lasts', async () => {
  const { url } = await capacityOf();
  const fields = fieldsOf(url ?? '');
  const visitor = world.visitor();
  const status = async (change: Record<string, string>) =>
    (await visitor.post(href(routes.connect.batteryCapacity), { ...fields, capacity: '58', ...change })).status;
  assert.equal(await status({ vehicle_id: volt }), 410);
  assert.equal(await status({ client_id: '8229df9f-91a0-4ff0-a1ae-a1f38ee24d07' }), 410);
  assert.equal(await status({ token: `${fields['token']}x` }), 410);
  assert.equal(await status({ token: '' }), 410);
  assert.equal(await status({ redirect_uri: 'https://evil.example/' }), 400);
  assert.equal(await status({ capacity: '1000' }), 422);
  assert.equal(await status({}), 200);
  const now = world.clock.now();
  world.clock.advance(2 * DAY);
  assert.equal(await status({}), 410);
  world.clock.set(now);
  const owner = { kind: 'person', id: OWNER, session: 'none', staffRole: undefined, signedInAt: now } as const;
  await revokeGrant(world.kernel, owner, grant, 'owner');
  assert.equal(await status({}), 410);
});
