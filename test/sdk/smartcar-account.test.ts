// The official Node SDK, unmodified, in an application's own name: compatibility and management (vehicle-platform §8, §9, §21).
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { giveGrant } from '../../src/connect/index.ts';
import { system } from '../../src/core/actor.ts';
import { linkVehicles, userIdOf } from '../../src/vehicles/index.ts';
import { openWorld, type World } from '../support/world.ts';

type Connections = {
  connections: { vehicleId: string; userId: string; connectedAt?: string; mode?: string }[];
  paging: { cursor: string | null };
  meta: { requestId: string };
};
type Filter = { userId?: string; vehicleId?: string };
type Failure = Error & { statusCode: number; type: string; detail?: { field: string; message: string }[] };
type Smartcar = {
  getCompatibility(
    vin: string,
    scope: string[],
    country?: string,
    options?: object,
  ): Promise<{ compatible: boolean; reason: string | null; capabilities: { capable: boolean }[]; meta: object }>;
  getCompatibilityMatrix(region: string, options?: object): Promise<Record<string, object[]>>;
  getConnections(amt: string, filter?: Filter, paging?: { limit?: number; cursor?: string }): Promise<Connections>;
  deleteConnections(amt: string, filter: Filter): Promise<Connections>;
};

describe('the official Node SDK in an application’s own name', () => {
  let world: World;
  let smartcar: Smartcar;
  let application: string;
  let amt: string;
  const owners = ['per_one', 'per_two'];
  const cars: Record<string, string[]> = {};

  before(async () => {
    world = await openWorld();
    const facts = (await world.seed())['application'] ?? {};
    application = facts['clientId'] ?? '';
    amt = facts['managementToken'] ?? '';
    for (const owner of owners) {
      const input = { owner, provider: 'simulator', credentials: null };
      cars[owner] = await linkVehicles(world.kernel, system('test'), { ...input, only: ['volt', 'model-y'] });
      // One grant for each car, the second a day later.
      for (const vehicle of cars[owner]) {
        world.clock.advance(1000);
        await giveGrant(world.kernel, { owner, application, vehicles: [vehicle], scopes: ['read_odometer'] });
      }
    }
    const origin = await world.app.server.listen({ host: '127.0.0.1', port: 0 });
    process.env['SMARTCAR_API_ORIGIN'] = origin;
    process.env['SMARTCAR_MANAGEMENT_API_ORIGIN'] = origin;
    process.env['SMARTCAR_CLIENT_ID'] = application;
    process.env['SMARTCAR_CLIENT_SECRET'] = facts['clientSecret'] ?? '';
    smartcar = createRequire(import.meta.url)('smartcar');
  });
  after(() => world.close());

  const errorOf = (call: Promise<unknown>): Promise<Failure> =>
    call.then(
      () => assert.fail('expected an error'),
      (error: Failure) => error,
    );

  test('compatibility by VIN, with the SDK’s own arguments', async () => {
    const { compatible, capabilities, reason } = await smartcar.getCompatibility('5YJXCDE22HF068739', [
      'read_odometer',
      'read_location',
    ]);
    assert.deepEqual([compatible, reason, capabilities.length], [true, null, 2]);
    assert.equal(
      (await smartcar.getCompatibility('WBAKE5C58DJ107700', ['read_odometer'], 'US')).reason,
      'VEHICLE_NOT_COMPATIBLE',
    );
    const pretended = await smartcar.getCompatibility('0SCGMCT0386A85356', ['read_fuel'], 'US', {
      testModeCompatibilityLevel: 'fuel',
    });
    assert.equal(pretended.capabilities[0]?.capable, true);
    const old = await smartcar.getCompatibility('5YJXCDE22HF068739', ['read_odometer'], 'US', { version: '1.0' });
    assert.deepEqual(Object.keys(old).sort(), ['compatible', 'meta']);
  });

  test('a test mode without a level is refused in the words that a suite compares', async () => {
    const refused = await errorOf(
      smartcar.getCompatibility('5YJXCDE22HF068739', ['read_odometer'], 'US', { mode: 'test' }),
    );
    assert.deepEqual([refused.statusCode, refused.type], [400, 'VALIDATION']);
    assert.deepEqual(refused.detail, [
      {
        field: 'test_mode_compatibility_level',
        message: 'Field must be one of: [compatible,phev,incompatible,fuel,dinosaur,bev]',
      },
    ]);
    const unknown = { clientId: application, clientSecret: 'wrong' };
    assert.equal(
      (await errorOf(smartcar.getCompatibility('5YJXCDE22HF068739', ['read_vin'], 'US', unknown))).statusCode,
      401,
    );
  });

  test('the matrix by region, make, type and scope', async () => {
    const { meta: _, ...matrix } = await smartcar.getCompatibilityMatrix('US', {
      make: ['NISSAN', 'TESLA'],
      type: 'BEV',
      scope: ['read_battery', 'read_charge'],
    });
    assert.deepEqual(Object.keys(matrix).sort(), ['NISSAN', 'TESLA']);
    assert.equal((await errorOf(smartcar.getCompatibilityMatrix('MARS'))).type, 'VALIDATION');
  });

  const user = (owner: string) => userIdOf(world.kernel, application, owner);

  test('connections, newest first, page by page until the cursor is null', async () => {
    const all = (await smartcar.getConnections(amt)).connections;
    const ours = all.filter(({ userId }) => owners.map(user).includes(userId));
    assert.deepEqual(
      ours.map(({ vehicleId }) => vehicleId),
      [...(cars['per_one'] ?? []), ...(cars['per_two'] ?? [])].toReversed(),
    );
    for (const { connectedAt, mode } of all) {
      assert.match(connectedAt ?? '', /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      assert.ok(['live', 'test', 'simulated'].includes(mode ?? ''));
    }
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await smartcar.getConnections(amt, {}, { limit: 1, ...(cursor && { cursor }) });
      paged.push(...page.connections.map(({ vehicleId }) => vehicleId));
      cursor = page.paging.cursor ?? undefined;
    } while (cursor !== undefined);
    assert.deepEqual(
      paged,
      all.map(({ vehicleId }) => vehicleId),
    );
  });

  test('by car and by user; nobody else’s', async () => {
    const [volt = ''] = cars['per_one'] ?? [];
    assert.equal((await smartcar.getConnections(amt, { vehicleId: volt })).connections.length, 1);
    const own = await smartcar.getConnections(amt, { userId: user('per_one') });
    assert.deepEqual([own.connections.length, own.paging.cursor], [2, null]);
    const nobody = '11111111-1111-4111-8111-111111111111';
    assert.deepEqual((await smartcar.getConnections(amt, { userId: nobody })).connections, []);
    assert.equal((await errorOf(smartcar.getConnections('amt'))).statusCode, 401);
    assert.equal((await errorOf(smartcar.getConnections(amt, {}, { cursor: 'x' }))).type, 'VALIDATION');
    assert.equal((await errorOf(smartcar.getConnections(amt, {}, { limit: 101 }))).type, 'VALIDATION');
  });

  test('ending them: one car, the rest of a user, and nothing the second time; never everything', async () => {
    const [volt = '', tesla = ''] = cars['per_one'] ?? [];
    assert.equal((await errorOf(smartcar.deleteConnections(amt, {}))).type, 'VALIDATION');
    const one = await smartcar.deleteConnections(amt, { vehicleId: volt });
    assert.deepEqual(one.connections, [{ vehicleId: volt, userId: user('per_one') }]);
    const rest = await smartcar.deleteConnections(amt, { userId: user('per_one') });
    assert.deepEqual(rest.connections, [{ vehicleId: tesla, userId: user('per_one') }]);
    assert.deepEqual((await smartcar.deleteConnections(amt, { userId: user('per_one') })).connections, []);
    assert.equal((await smartcar.getConnections(amt, { userId: user('per_two') })).connections.length, 2);
  });
});
