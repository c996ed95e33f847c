// The quota of requests by application, car and month: counted once for all processes, told, kept to, begun anew.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { grantedCars } from '../../../test/support/granted-cars.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { DAY } from '../../core/clock.ts';
import { isRefusal } from '../../core/errors.ts';
import { monthOf } from './month.ts';
import { openMonthlyQuota } from './monthly-quota.ts';
import { useOfMonth } from './use-of-month.ts';

const APPLICATION = '0a9f0c52-3d0b-4c5f-8c7c-4f8a3e0c9b11';
let world: World;
let car: string;
let token: string;
before(async () => {
  world = await openWorld();
  const granted = await grantedCars(world, ['volt'], ['read_odometer', 'read_battery'], undefined, APPLICATION);
  car = granted.cars['volt'] ?? '';
  token = granted.token;
});
after(() => world.close());

const usedUp = (error: unknown): boolean =>
  isRefusal(error, 'vehicle_fault') && error.details['fault'] === 'BILLING.VEHICLE_REQUEST_LIMIT';

test('a month begins and ends at midnight UTC', () => {
  const { from, until } = monthOf(new Date('2026-12-31T23:59:59.999Z'));
  assert.deepEqual([from.toISOString(), until.toISOString()], ['2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z']);
});

test('two processes share a quota, a batch of counts is one statement, and a new month begins with nothing', async () => {
  const { kernel, clock } = world;
  const [one, two] = [openMonthlyQuota(kernel, 10), openMonthlyQuota(kernel, 10)];
  const [first, second] = [one.car('app', car), two.car('app', car)];
  for (let n = 0; n < 6; n++) one.count(first);
  assert.equal(one.left(first), 4);
  await one.flush();
  two.count(second);
  await two.flush();
  assert.equal(two.left(second), 3, 'the other process counted six');
  for (let n = 0; n < 3; n++) two.count(second);
  assert.throws(() => two.count(second), usedUp);
  two.count(two.car('other app', car));
  await two.flush();
  assert.throws(() => two.count(second), usedUp, 'refused requests are not counted');
  one.count(one.car('app', 'a car that is gone'));
  await one.flush();

  const now = clock.now();
  clock.advance(8 * DAY);
  two.count(second);
  assert.equal(two.left(second), 9);
  await two.flush();
  const { rows } = await world.database.pool.query(
    'select month::text, requests from vehicles.request_count where application = $1 order by month',
    ['app'],
  );
  assert.deepEqual(rows, [
    { month: '2026-11-01', requests: 10 },
    { month: '2026-12-01', requests: 1 },
  ]);
  clock.set(now);
});

test('a car that was forgotten and met again within one flush is added up, and costs the others nothing', async () => {
  const quota = openMonthlyQuota(world.kernel, 10);
  const other = (await grantedCars(world, ['model-y'], ['read_odometer'])).cars['model-y'] ?? '';
  quota.count(quota.car('crowded app', car));
  quota.count(quota.car('crowded app', other));
  const again = quota.car('crowded app', car);
  quota.count(again);
  await quota.flush();
  assert.equal(quota.left(again), 8, 'once written, it knows of both');
  const { rows } = await world.database.pool.query(
    'select vehicle, requests from vehicles.request_count where application = $1 order by requests',
    ['crowded app'],
  );
  assert.deepEqual(rows, [
    { vehicle: other, requests: 1 },
    { vehicle: car, requests: 2 },
  ]);
  await world.database.pool.query('delete from vehicles.vehicle where id = $1', [other]);
  const left = await world.database.pool.query('select vehicle from vehicles.request_count where vehicle = $1', [
    other,
  ]);
  assert.equal(left.rows.length, 0, 'the counts of a removed car go with it');
});

test('requests through the API are counted, a batch once, and told in headers; the quota refuses with 430', async () => {
  const { kernel, app } = world;
  const call = (path: string, body?: object) =>
    app.server.inject({
      method: body ? 'POST' : 'GET',
      url: `/v2.0/vehicles/${car}${path}`,
      headers: { authorization: `Bearer ${token}` },
      ...(body && { payload: body }),
    });
  const month = (headers: Record<string, unknown>) =>
    Number(/"month";r=(\d+);t=\d+/.exec(String(headers['ratelimit']))?.[1]);
  const first = month((await call('/odometer')).headers);
  const batch = await call('/batch', { requests: [{ path: '/odometer' }, { path: '/battery' }] });
  assert.equal(month(batch.headers), first - 1);
  const used = await useOfMonth(kernel, { id: APPLICATION }, 10);
  assert.deepEqual(used.cars, [{ application: APPLICATION, vehicle: car, requests: 2 }]);
  assert.equal(used.until.toISOString(), '2026-12-01T00:00:00.000Z');

  await world.database.pool.query('update vehicles.request_count set requests = 20000 where application = $1', [
    APPLICATION,
  ]);
  await call('/odometer');
  await useOfMonth(kernel, { id: APPLICATION }, 10);
  const refused = await call('/odometer');
  assert.equal(refused.statusCode, 430);
  const { type, code, resolution } = refused.json();
  assert.deepEqual([type, code, resolution], ['BILLING', 'VEHICLE_REQUEST_LIMIT', { type: 'CONTACT_SUPPORT' }]);
});
