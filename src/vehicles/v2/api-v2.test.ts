// The vehicle API over HTTP: the contract's bodies, headers and errors, and a log that misses nothing.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { openWorld, type World } from '../../../test/support/world.ts';
import { rateLimits } from '../../catalog/rate-limits.ts';
import { href, routes } from '../../catalog/routes.ts';
import { type Application, system } from '../../core/actor.ts';
import { renderOauthError, renderPlainPage, renderProblemJson } from '../../core/http/problem.ts';
import { buildServer } from '../../core/http/server.ts';
import type { Module } from '../../core/module.ts';
import { linkVehicles } from '../link-vehicles.ts';
import { renderVehicleProblem, vehiclesModule } from '../module.ts';
import { findProvider } from '../providers/registry.ts';
import { listReadEvents } from '../read-event-store.ts';

const OWNER = 'per_owner';
const STRANGER = 'per_stranger';
const NOWHERE = '11111111-1111-4111-8111-111111111111';

let world: World;
let server: FastifyInstance;
let volt: string;
let strangers: string;
let scopes: Set<string>;

const person = (id: string) =>
  ({ kind: 'person', id, session: 'ses_1', staffRole: undefined, signedInAt: new Date(0) }) as const;

/** Knows one token, whose grant covers the Volt. */
const testTokens: Module = {
  name: 'test-tokens',
  routes: [],
  authenticators: [
    {
      credential: 'authorization',
      recognize: async (_, { headers }): Promise<Application | undefined> =>
        headers.authorization === 'Bearer good'
          ? {
              kind: 'application',
              id: '8229df9f-91a0-4ff0-a1ae-a1f38ee24d07',
              grant: 'grt_1',
              owner: OWNER,
              scopes,
              vehicles: new Set([volt]),
            }
          : undefined,
    },
  ],
};

describe('the vehicle API', () => {
  before(async () => {
    world = await openWorld();
    const { kernel } = world;
    const link = async (owner: string) =>
      (
        await linkVehicles(kernel, system('test'), { owner, provider: 'simulator', credentials: null, only: ['volt'] })
      )[0];
    volt = (await link(OWNER)) ?? '';
    strangers = (await link(STRANGER)) ?? '';
    scopes = new Set(['read_odometer', 'read_vehicle_info']);
    server = await buildServer(kernel, [vehiclesModule, testTokens], {
      page: renderPlainPage,
      api: renderProblemJson(kernel.config.publicUrl),
      oauth: renderOauthError,
      jsonapi: renderProblemJson(kernel.config.publicUrl),
      bugcrowd: renderProblemJson(kernel.config.publicUrl),
      vehicle: renderVehicleProblem(kernel.config.publicUrl, kernel.config.errorDocs),
    });
  });
  after(async () => {
    await server.close();
    await world.close();
  });

  const odometer = (id: string, version = '2.0') => href(routes.vehicles.odometer, { version, id });
  const get = (url: string, headers: Record<string, string> = {}) =>
    server.inject({ url, headers: { authorization: 'Bearer good', ...headers } });
  const log = async (owner = OWNER) => (await listReadEvents(world.kernel, person(owner), {})).events;

  test('the odometer answers as the contract says, with every header in lower case and a fraction on the wire', async () => {
    const reply = await get(odometer(volt), { 'sc-unit-system': 'metric' });
    assert.equal(reply.statusCode, 200);
    assert.match(reply.body, /^\{"distance":\d+\.\d+\}$/);
    assert.equal(reply.headers['content-type'], 'application/json; charset=utf-8');
    assert.equal(reply.headers['sc-unit-system'], 'metric');
    assert.match(String(reply.headers['sc-request-id']), /^[0-9a-f-]{36}$/);
    for (const name of ['sc-data-age', 'sc-fetched-at'])
      assert.match(String(reply.headers[name]), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.equal(
      Object.keys(reply.headers).some(name => name !== name.toLowerCase()),
      false,
    );
  });

  test('imperial means miles', async () => {
    const metric = (await get(odometer(volt))).json<{ distance: number }>();
    const reply = await get(odometer(volt), { 'sc-unit-system': 'imperial' });
    assert.equal(reply.headers['sc-unit-system'], 'imperial');
    assert.ok(Math.abs(reply.json<{ distance: number }>().distance - metric.distance / 1.609344) < 0.01);
    const odd = await get(odometer(volt), { 'sc-unit-system': 'cubits' });
    assert.equal(odd.statusCode, 400);
    assert.equal(odd.json().type, 'VALIDATION');
  });

  test('any version with a number, a trailing slash, and a JSON content type without a body are all fine', async () => {
    for (const url of [odometer(volt, '99999999.99'), odometer(volt, '1.0'), `${odometer(volt)}/`])
      assert.equal((await get(url, { 'content-type': 'application/json' })).statusCode, 200, url);
  });

  test('the account level: user, vehicles and permissions, with paging', async () => {
    const { id } = (await get(href(routes.vehicles.user, { version: '2.0' }))).json();
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal((await get(href(routes.vehicles.user, { version: '2.0' }))).json().id, id);
    const list = (query?: Record<string, string>) => get(href(routes.vehicles.vehicles, { version: '2.0' }, query));
    assert.deepEqual((await list()).json(), { vehicles: [volt], paging: { count: 1, offset: 0 } });
    assert.deepEqual((await list({ limit: '1', offset: '1' })).json(), {
      vehicles: [],
      paging: { count: 1, offset: 1 },
    });
    assert.deepEqual((await list({ limit: 'undefined', offset: '' })).json().vehicles, [volt]);
    for (const limit of ['0', '51', 'ten', '1.5', '-1']) assert.equal((await list({ limit })).statusCode, 400, limit);
    assert.deepEqual((await get(href(routes.vehicles.permissions, { version: '2.0', id: volt }))).json(), {
      permissions: ['read_vehicle_info', 'read_odometer'],
      paging: { count: 2, offset: 0 },
    });
    assert.deepEqual((await get(href(routes.vehicles.attributes, { version: '2.0', id: volt }))).json(), {
      id: volt,
      make: 'CHEVROLET',
      model: 'Volt',
      year: 2016,
    });
  });

  test('each error has the body, the status and the request id of the contract', async () => {
    const cases = [
      { url: odometer('not-a-uuid'), status: 400, type: 'VALIDATION', code: null, resolution: null },
      { url: odometer(strangers), status: 403, type: 'PERMISSION', code: null, resolution: 'REAUTHENTICATE' },
      { url: odometer(NOWHERE), status: 403, type: 'PERMISSION', code: null, resolution: 'REAUTHENTICATE' },
      { url: odometer(volt), token: 'bad', status: 401, type: 'AUTHENTICATION', code: null, resolution: null },
      { url: odometer('not-a-uuid'), token: 'bad', status: 401, type: 'AUTHENTICATION', code: null, resolution: null },
      { url: `${odometer(volt)}/nothing`, status: 404, type: 'RESOURCE_NOT_FOUND', code: 'PATH', resolution: null },
      { url: `${odometer(volt)}?surprise=1`, status: 400, type: 'VALIDATION', code: null, resolution: null },
    ];
    for (const { url, token = 'good', status, type, code, resolution } of cases) {
      const reply = await get(url, { authorization: `Bearer ${token}` });
      const body = reply.json();
      assert.equal(reply.statusCode, status, url);
      assert.deepEqual(
        [body.type, body.code, body.statusCode, body.resolution],
        [type, code, status, { type: resolution }],
        url,
      );
      assert.equal(body.requestId, reply.headers['sc-request-id']);
      assert.equal(String(body.requestId).length, 36);
      assert.match(body.docURL, /\/errors\/api-errors\/[a-z-]+-errors#[a-z-]+$/);
      assert.equal(reply.headers['content-type'], 'application/json; charset=utf-8');
    }
  });

  test('version 1 tells errors in its own form', async () => {
    const reply = await get(odometer(strangers, '1.0'));
    const { requestId, ...body } = reply.json();
    assert.equal(reply.statusCode, 403);
    assert.equal(requestId, reply.headers['sc-request-id']);
    assert.deepEqual(body, {
      error: 'permission_error',
      message: 'Insufficient permissions to access requested resource.',
      statusCode: 403,
    });
  });

  test('a read stands in the log of the owner alone, with the request id that the application saw', async () => {
    const reply = await get(odometer(volt));
    const [latest] = await log();
    assert.deepEqual(
      { ...latest, seq: 0, at: latest?.at.toISOString() },
      {
        seq: 0,
        grant: 'grt_1',
        application: '8229df9f-91a0-4ff0-a1ae-a1f38ee24d07',
        vehicle: volt,
        signal: 'odometer',
        outcome: 'allowed',
        reason: null,
        request: reply.headers['sc-request-id'],
        at: world.clock.now().toISOString(),
      },
    );
    assert.deepEqual(await log(STRANGER), []);
  });

  test('refused reads are logged too: of a car outside the grant, and without the permission', async () => {
    await get(odometer(strangers));
    assert.deepEqual([(await log())[0]?.outcome, (await log())[0]?.reason], ['denied', 'vehicle']);
    scopes.delete('read_odometer');
    const reply = await get(odometer(volt));
    scopes.add('read_odometer');
    assert.equal(reply.statusCode, 403);
    assert.equal(reply.json().type, 'PERMISSION');
    assert.deepEqual([(await log())[0]?.outcome, (await log())[0]?.reason], ['denied', 'scope']);
    assert.deepEqual(await log(STRANGER), []);
  });

  test('when the log cannot be written, nothing is read', async () => {
    await world.database.pool.query(
      `alter table vehicles.read_event add constraint no_more check (request = '') not valid`,
    );
    const reply = await get(odometer(volt));
    await world.database.pool.query('alter table vehicles.read_event drop constraint no_more');
    assert.equal(reply.statusCode, 500);
    assert.equal(reply.json().type, 'SERVER');
    assert.ok(!reply.body.includes('distance'));
  });

  test('the line is committed before the car is asked, and says so when the car then does not answer', async t => {
    let seenByOthers: string | undefined;
    t.mock.method(findProvider(world.kernel, 'simulator') ?? assert.fail(), 'read', async () => {
      const { rows } = await world.database.pool.query(
        'select outcome from vehicles.read_event order by seq desc limit 1',
      );
      seenByOthers = rows[0]?.outcome;
      return { fault: 'VEHICLE_STATE.ASLEEP', retryAfter: 90 };
    });
    const reply = await get(odometer(volt));
    assert.equal(seenByOthers, 'allowed');
    assert.equal(reply.statusCode, 409);
    assert.deepEqual([reply.json().type, reply.json().code], ['VEHICLE_STATE', 'ASLEEP']);
    assert.equal(reply.headers['retry-after'], '90');
    assert.deepEqual([(await log())[0]?.outcome, (await log())[0]?.reason], ['failed', 'VEHICLE_STATE.ASLEEP']);
    t.mock.restoreAll();
    t.mock.method(findProvider(world.kernel, 'simulator') ?? assert.fail(), 'read', async () => {
      throw new Error('a fault of ours');
    });
    assert.equal((await get(odometer(volt))).statusCode, 500);
    assert.deepEqual([(await log())[0]?.outcome, (await log())[0]?.reason], ['failed', 'SERVER.INTERNAL']);
  });

  test('a car whose access was sealed for another car opens nothing', async () => {
    const { pool } = world.database;
    const { rows } = await pool.query('select access from vehicles.connection where vehicle = $1', [volt]);
    const other = await pool.query('select access from vehicles.connection where vehicle = $1', [strangers]);
    await pool.query('update vehicles.connection set access = $2 where vehicle = $1', [volt, other.rows[0].access]);
    const reply = await get(odometer(volt));
    await pool.query('update vehicles.connection set access = $2 where vehicle = $1', [volt, rows[0].access]);
    assert.equal(reply.statusCode, 500);
    assert.equal((await log())[0]?.outcome, 'failed');
  });

  test('a grant over someone else’s car, or one whose owner was shredded, reaches nothing', async () => {
    await world.database.pool.query(`update vehicles.connection set owner = $2 where vehicle = $1`, [volt, STRANGER]);
    const reply = await get(odometer(volt));
    await world.database.pool.query(`update vehicles.connection set owner = $2 where vehicle = $1`, [volt, OWNER]);
    assert.equal(reply.statusCode, 400);
    assert.equal(reply.json().code, 'VEHICLE_MISSING');
  });

  test('a hundred reads at once are a hundred lines, each with the request id of its own answer', async () => {
    const before = (await log())[0]?.seq ?? 0;
    const replies = await Promise.all(Array.from({ length: 100 }, () => get(odometer(volt))));
    const { rows } = await world.database.pool.query('select request from vehicles.read_event where seq > $1', [
      before,
    ]);
    assert.deepEqual(
      rows.map(({ request }) => request).sort(),
      replies.map(({ headers }) => headers['sc-request-id']).sort(),
    );
    assert.ok(replies.every(({ statusCode }) => statusCode === 200));
  });

  test('what is left of the limits stands in headers; a car that is asked too often says when to come again', async () => {
    const { burst } = rateLimits.car;
    const { headers } = await get(odometer(volt));
    assert.match(
      String(headers['ratelimit-policy']),
      /^"vehicle";q=6000;w=60, "car";q=600;w=3600, "month";q=20000;w=2592000$/,
    );
    const left = (from: string) => Number(/"car";r=(\d+);t=\d+/.exec(from)?.[1]);
    const before = left(String(headers['ratelimit']));
    assert.ok(before > 0 && before < burst);
    const batch = await server.inject({
      method: 'POST',
      url: href(routes.vehicles.batch, { version: '2.0', id: volt }),
      headers: { authorization: 'Bearer good' },
      payload: { requests: [{ path: '/odometer' }, { path: '/' }, { path: '/odometer' }] },
    });
    assert.equal(left(String(batch.headers['ratelimit'])), before - 1, 'a batch counts once');
    let reply = batch;
    for (let asked = 0; asked <= burst + 20 && reply.statusCode === 200; asked += 50)
      [reply = batch] = (await Promise.all(Array.from({ length: 50 }, () => get(odometer(volt))))).toReversed();
    assert.equal(reply.statusCode, 429);
    assert.deepEqual([reply.json().type, reply.json().code], ['RATE_LIMIT', 'VEHICLE']);
    assert.match(String(reply.headers['retry-after']), /^\d{1,9}$/);
    const [latest] = await log();
    assert.notEqual(latest?.request, reply.headers['sc-request-id'], 'nothing was asked, so nothing is logged');
    world.clock.advance(60 * 60_000);
    assert.equal((await get(odometer(volt))).statusCode, 200);
  });
});
