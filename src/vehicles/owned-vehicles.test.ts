// An owner's cars in the store: linked once, sealed, exported whole, erased without a rest.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { collected } from '../../test/support/collected.ts';
import { openWorld, type World } from '../../test/support/world.ts';
import { type Application, system } from '../core/actor.ts';
import { isRefusal } from '../core/errors.ts';
import { linkVehicles } from './link-vehicles.ts';
import { vehiclesModule } from './module.ts';
import { vehiclesPersonalData } from './personal-data.ts';
import { readSignals } from './read-signals.ts';
import { userIdOf } from './user-id.ts';
import { findVehiclesOfOwner } from './vehicle-store.ts';

const OWNER = 'per_owner';
const link = (world: World, owner = OWNER, credentials: string | null = null) =>
  linkVehicles(world.kernel, system('test'), { owner, provider: 'simulator', credentials, only: ['volt'] });

const readOnce = async (world: World, vehicle: string, owner = OWNER) => {
  const actor: Application = {
    kind: 'application',
    id: 'app',
    grant: 'grt_1',
    owner,
    scopes: new Set(['read_odometer']),
    vehicles: new Set([vehicle]),
  };
  return readSignals(world.kernel, actor, {
    vehicle,
    endpoint: { permission: 'read_odometer', signals: ['odometer'] },
    request: 'req',
  });
};

test('linking a car again keeps its id; another owner’s same car is another one', async () => {
  await using world = await openWorld();
  const first = await link(world);
  assert.deepEqual(await link(world), first);
  assert.notDeepEqual(await link(world, 'per_other'), first);
  assert.equal((await findVehiclesOfOwner(world.kernel, OWNER)).length, 1);
});

test('nobody links cars for someone else, or at a maker that does not exist', async () => {
  await using world = await openWorld();
  const person = { kind: 'person', id: 'per_a', session: 's', staffRole: undefined, signedInAt: new Date(0) } as const;
  const input = { owner: OWNER, provider: 'simulator', credentials: null };
  await assert.rejects(linkVehicles(world.kernel, person, input), error => isRefusal(error, 'not_found'));
  await assert.rejects(linkVehicles(world.kernel, system('test'), { ...input, provider: 'nobody' }), error =>
    isRefusal(error, 'not_found'),
  );
});

test('neither the VIN nor the way to the car stands in the database as text', async () => {
  await using world = await openWorld();
  await link(world, OWNER, 'CHEVROLET');
  const [car] = await findVehiclesOfOwner(world.kernel, OWNER);
  assert.match(car?.vin ?? '', /^[A-HJ-NPR-Z0-9]{17}$/);
  const { rows } = await world.database.pool.query(
    `select encode(vin || vin_index, 'escape') || encode(access, 'escape') as bytes
     from vehicles.vehicle join vehicles.connection on connection.vehicle = vehicle.id`,
  );
  for (const canary of [car?.vin ?? '', 'volt', 'CHEVROLET']) assert.ok(!rows[0].bytes.includes(canary), canary);
});

test('credentials with line breaks come back as they were', async () => {
  await using world = await openWorld();
  const [vehicle = ''] = await link(world, OWNER, 'CHEVROLET');
  const [reading] = await readOnce(world, vehicle);
  assert.equal(reading?.signal, 'odometer');
});

test('an export holds cars and reads, without credentials; erasing leaves nothing', async () => {
  await using world = await openWorld();
  const [vehicle = ''] = await link(world, OWNER, 'CHEVROLET');
  await readOnce(world, vehicle);
  const exported = await collected(await vehiclesPersonalData.export(world.kernel, OWNER));
  assert.deepEqual(Object.keys(exported).sort(), [
    'accountsAtMakers',
    'chosenBatterySizes',
    'connections',
    'endedSignIns',
    'keptReadings',
    'namedByFleet',
    'orders',
    'reads',
    'reportedByCars',
    'telemetry',
    'vehicles',
  ]);
  assert.equal((exported['reads'] as unknown[]).length, 1);
  assert.ok(!JSON.stringify(exported['connections']).includes('CHEVROLET'));
  await vehiclesPersonalData.erase(world.kernel, OWNER);
  for (const table of vehiclesPersonalData.tables) {
    const { rows } = await world.database.pool.query(`select count(*)::int as count from ${table}`);
    assert.equal(rows[0].count, 0, table);
  }
});

test('once an owner’s keys are gone, a grant that still stands reaches nothing', async () => {
  await using world = await openWorld();
  const [vehicle = ''] = await link(world);
  await readOnce(world, vehicle);
  await world.kernel.vault.shred(world.kernel.db, OWNER);
  await assert.rejects(
    readOnce(world, vehicle),
    error =>
      isRefusal(error, 'vehicle_fault') && error.details['fault'] === 'CONNECTED_SERVICES_ACCOUNT.VEHICLE_MISSING',
  );
});

test('two applications know the same owner by different ids, each by the same one always', async () => {
  await using world = await openWorld();
  const one = userIdOf(world.kernel, 'app-1', OWNER);
  assert.equal(userIdOf(world.kernel, 'app-1', OWNER), one);
  assert.notEqual(userIdOf(world.kernel, 'app-2', OWNER), one);
});

test('what the module claims of itself holds', async () => {
  await using world = await openWorld();
  await link(world);
  for (const { name, run } of vehiclesModule.checks ?? []) assert.equal((await run(world.kernel)).ok, true, name);
});

test('only the gate opens a way to a car', () => {
  const readers = globSync('src/**/*.ts').filter(
    file => !file.endsWith('.test.ts') && /connection\.access|place.{0,3}OfAccess\(/.test(readFileSync(file, 'utf8')),
  );
  // The vehicle store seals what it is given and never reads it back.
  assert.deepEqual(readers.sort(), ['src/vehicles/admit-read-store.ts', 'src/vehicles/vehicle-store.ts']);
  const store = readFileSync('src/vehicles/vehicle-store.ts', 'utf8');
  assert.doesNotMatch(store, /open\(placeOfAccess|select\([^)]*'access'/);
});
