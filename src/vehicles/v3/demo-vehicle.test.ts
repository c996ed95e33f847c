// The public demo vehicle: anybody may read it, and nobody else's car or log is touched by who does.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { grantedCars } from '../../../test/support/granted-cars.ts';
import { openWorld, type World } from '../../../test/support/world.ts';
import { flushRequests } from '../../developers/requests/record-request.ts';

const DEMO = { authorization: 'Bearer test-data-token' };
const DEMO_CAR = '/v3/vehicles/tst2e255-d3c8-4f90-9fec-e6e68b98e9cb';
const NOBODY = '11111111-1111-4111-8111-111111111111';

let world: World;
let application: string;
let car: string;
let token: string;

before(async () => {
  world = await openWorld({ limitsOff: true, environment: { DEMO_VEHICLE: 'on' } });
  application = (await world.seed())['application']?.['clientId'] ?? '';
  const granted = await grantedCars(world, ['volt'], ['read_odometer'], 'per_demo', application);
  car = granted.cars['volt'] ?? '';
  token = granted.token;
});
after(() => world.close());

const get = (url: string, headers: Record<string, string>) => world.app.server.inject({ url, headers });

test('reading it leaves the request log of applications as it is', async () => {
  assert.equal((await get(`${DEMO_CAR}/signals`, DEMO)).statusCode, 200);
  const read = await get(`/v2.0/vehicles/${car}/odometer`, { authorization: `Bearer ${token}` });
  assert.equal(read.statusCode, 200);
  await flushRequests(world.kernel);
  const { rows } = await world.database.pool.query('select request from developers.request where application = $1', [
    application,
  ]);
  assert.ok(rows.some(({ request }) => request === read.headers['sc-request-id']));
});

test('its token opens nothing else, and nothing fails on it', async () => {
  const orders = ['commands/security/lock', 'commands/charge/start', 'charge-schedules/daily'];
  for (const [method, url] of [
    ...['', '/signals', '/signals/odometer-traveleddistance', `/charge-schedules/${NOBODY}`].flatMap(path => [
      ['GET', `/v3/vehicles/${car}${path}`] as const,
      ['GET', `/v3/vehicles/${NOBODY}${path}`] as const,
    ]),
    ...orders.map(path => ['POST', `/v3/vehicles/${car}/${path}`] as const),
    ...orders.map(path => ['POST', `${DEMO_CAR}/${path}`] as const),
    ['GET', '/v3/connections'],
    ['GET', `/v3/connections/grt_01m8ee56c989qc2y6e74ny6th5.${car}`],
    ['DELETE', `/v3/connections/grt_01m8ee56c989qc2y6e74ny6th5.${car}`],
    ['DELETE', `/v3/users/${NOBODY}`],
    ['GET', '/v3/webhooks'],
    ['GET', '/v3/subscriptions'],
    ['POST', '/v3/subscriptions'],
    ['GET', `/v3/vehicles/${car}/commands/executions/exec_${NOBODY}`],
    ['GET', '/v2.0/vehicles'],
    ['GET', '/v2.0/user'],
  ] as const) {
    const { statusCode, body } = await world.app.server.inject({
      method,
      url,
      headers: { ...DEMO, 'content-type': 'application/json' },
      ...(method === 'POST' && { payload: '{}' }),
    });
    const isEmptyList = statusCode === 200 && JSON.parse(body).data.length === 0;
    assert.ok(isEmptyList || (statusCode >= 400 && statusCode < 500), `${method} ${url}: ${statusCode} ${body}`);
  }
});
