// The official Node SDK, unmodified, reads a car through the vehicle API and meets its errors (vehicle-platform §1.2, §6, §13).
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { href, routes } from '../../src/catalog/routes.ts';
import { giveGrant, issueAccessToken } from '../../src/connect/index.ts';
import { system } from '../../src/core/actor.ts';
import { linkVehicles } from '../../src/vehicles/index.ts';
import { personOf, signInAs } from '../support/sign-in.ts';
import { openWorld, type World } from '../support/world.ts';

/** What these tests use of the SDK, which brings no types. */
type Meta = { requestId: string; dataAge?: Date; fetchedAt?: Date; unitSystem?: string };
type Car = {
  odometer(): Promise<{ distance: number; meta: Meta }>;
  attributes(): Promise<{ id: string; make: string; model: string; year: number; meta: Meta }>;
  permissions(paging?: {
    limit?: number;
    offset?: number;
  }): Promise<{ permissions: string[]; paging: { count: number } }>;
  request(method: string, path: string): Promise<unknown>;
};
type Smartcar = {
  Vehicle: new (id: string, token: string, options?: { unitSystem: 'metric' | 'imperial' }) => Car;
  SmartcarError: new () => Error;
  getVehicles(
    token: string,
    paging?: { limit?: number; offset?: number },
  ): Promise<{ vehicles: string[]; paging: { count: number; offset: number }; meta: Meta }>;
  getUser(token: string): Promise<{ id: string; meta: Meta }>;
};
type SmartcarError = Error & {
  statusCode: number;
  requestId: string;
  type: string;
  /** Absent when it is null on the wire. */
  code?: string | null;
  docURL: string;
  resolution: { type: string | null };
  detail?: unknown;
};

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const APPLICATION = '8229df9f-91a0-4ff0-a1ae-a1f38ee24d07';

describe('the official Node SDK', () => {
  let world: World;
  let smartcar: Smartcar;
  let token: string;
  let volt: string;
  let grant: string;

  before(async () => {
    world = await openWorld();
    const { kernel } = world;
    const owner = await personOf(world, 'owner');
    const ids = await linkVehicles(kernel, system('test'), {
      owner,
      provider: 'simulator',
      credentials: null,
      only: ['volt'],
    });
    volt = ids[0] ?? '';
    grant = await giveGrant(kernel, {
      owner,
      application: APPLICATION,
      vehicles: [volt],
      scopes: ['read_odometer', 'read_vehicle_info'],
    });
    token = await issueAccessToken(kernel, grant);
    process.env['SMARTCAR_API_ORIGIN'] = await world.app.server.listen({ host: '127.0.0.1', port: 0 });
    smartcar = createRequire(import.meta.url)('smartcar');
  });
  after(() => world.close());

  const car = (id = volt, options?: { unitSystem: 'metric' | 'imperial' }) => new smartcar.Vehicle(id, token, options);
  const errorOf = async (call: Promise<unknown>): Promise<SmartcarError> => {
    const error = await call.then(
      () => assert.fail('expected an error'),
      (error: unknown) => error,
    );
    assert.ok(error instanceof smartcar.SmartcarError);
    return error as SmartcarError;
  };

  test('lists the cars of the token, with paging', async () => {
    const { vehicles, paging, meta } = await smartcar.getVehicles(token);
    assert.deepEqual(vehicles, [volt]);
    assert.match(volt, UUID);
    assert.deepEqual(paging, { count: 1, offset: 0 });
    assert.equal(meta.requestId.length, 36);
    assert.deepEqual((await smartcar.getVehicles(token, { limit: 1, offset: 1 })).vehicles, []);
  });

  test('knows the owner by a UUID', async () => {
    assert.match((await smartcar.getUser(token)).id, UUID);
  });

  test('reads the odometer in both unit systems, with the ages of the data', async () => {
    const metric = await car().odometer();
    assert.ok(metric.distance > 0);
    assert.equal(metric.meta.unitSystem, 'metric');
    assert.equal(metric.meta.requestId.length, 36);
    assert.ok(metric.meta.dataAge instanceof Date && metric.meta.dataAge <= world.clock.now());
    assert.ok(metric.meta.fetchedAt instanceof Date);
    const imperial = await car(volt, { unitSystem: 'imperial' }).odometer();
    assert.equal(imperial.meta.unitSystem, 'imperial');
    assert.ok(Math.abs(imperial.distance * 1.609344 - metric.distance) < 0.02);
  });

  test('reads what the car is, and what it may read', async () => {
    const { id, make, model, year } = await car().attributes();
    assert.deepEqual({ id, make, model, year }, { id: volt, make: 'CHEVROLET', model: 'Volt', year: 2016 });
    const { permissions, paging } = await car().permissions();
    assert.deepEqual(permissions.toSorted(), ['read_odometer', 'read_vehicle_info']);
    assert.equal(paging.count, 2);
    assert.equal((await car().permissions({ limit: 1 })).permissions.length, 1);
  });

  test('understands a car outside the grant, a bad id and a bad token', async () => {
    const foreign = await errorOf(car('11111111-1111-4111-8111-111111111111').odometer());
    assert.deepEqual(
      [foreign.statusCode, foreign.type, foreign.code ?? null, foreign.resolution.type],
      [403, 'PERMISSION', null, 'REAUTHENTICATE'],
    );
    assert.equal(foreign.message.startsWith('PERMISSION:null - Your application has insufficient permissions'), true);
    assert.equal(foreign.requestId.length, 36);
    const bad = await errorOf(car('bad-id').odometer());
    assert.deepEqual([bad.statusCode, bad.type, bad.code ?? null], [400, 'VALIDATION', null]);
    const unknown = await errorOf(new smartcar.Vehicle(volt, 'bad-token').odometer());
    assert.deepEqual([unknown.statusCode, unknown.type], [401, 'AUTHENTICATION']);
    assert.ok(unknown.docURL.endsWith('/errors/api-errors/authentication-errors#null'));
  });

  test('a path that is not there is an error the SDK can read', async () => {
    const missing = await errorOf(car().request('get', 'nothing'));
    assert.deepEqual([missing.statusCode, missing.type, missing.code], [404, 'RESOURCE_NOT_FOUND', 'PATH']);
  });

  test('after the owner has revoked, the very next call fails', async () => {
    assert.ok((await car().odometer()).distance > 0);
    const owner = await signInAs(world, 'owner');
    assert.equal((await owner.post(href(routes.privacy.revoke, { id: grant }))).status, 303);
    const refused = await errorOf(car().odometer());
    assert.deepEqual([refused.statusCode, refused.type], [401, 'AUTHENTICATION']);
    await assert.rejects(smartcar.getVehicles(token), smartcar.SmartcarError);
  });
});
