// A fleet's car through the API: what it is is known before it ever reported, and what it does not have is not out of reach.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { shareCars } from '../../../test/support/granted-cars.ts';
import { openWorld } from '../../../test/support/world.ts';
import { issueAccessToken } from '../../connect/index.ts';
import { system } from '../../core/actor.ts';
import { linkVehicles } from '../link-vehicles.ts';
import { saveFleetCar } from './fleet-car-store.ts';
import { telemetryIntake } from './take-in-telemetry.ts';
import { isBatchFault, readBatch } from './telemetry.ts';

const VIN = 'WVWZZZAUZFW000001';
const world = await openWorld({ environment: { FLEET_TELEMETRY: 'on' }, limitsOff: true });
const { kernel } = world;
const intake = telemetryIntake(kernel);
after(async () => {
  await intake.close();
  await world.close();
});

test('a car of a fleet says what it is before it reported; afterwards it lacks what it never told', async () => {
  await saveFleetCar(kernel, { vin: VIN, model: 'e-Crafter', powertrain: 'BEV' });
  const [car = ''] = await linkVehicles(kernel, system('test'), {
    owner: 'per_owner',
    provider: 'fleet',
    credentials: VIN,
  });
  const grant = await shareCars(world, [car], ['read_vehicle_info', 'read_vin', 'read_odometer', 'read_fuel']);
  const token = await issueAccessToken(kernel, grant);
  const get = async (path: string) => {
    const { status, body } = await world
      .visitor()
      .get(`/v2.0/vehicles/${car}${path}`, { authorization: `Bearer ${token}` });
    const { make, model, year, vin, distance, type, code } = JSON.parse(body);
    return { status, ...JSON.parse(JSON.stringify({ make, model, year, vin, distance, type, code })) };
  };
  const unreachable = { status: 409, type: 'VEHICLE_STATE', code: 'UNREACHABLE' };
  const told = { status: 200, make: 'VOLKSWAGEN', model: 'e-Crafter', year: 2015 };
  assert.deepEqual(await get('/'), told);
  assert.deepEqual(await get('/vin'), { status: 200, vin: VIN });
  assert.deepEqual(await get('/odometer'), unreachable);
  assert.deepEqual(await get('/fuel'), unreachable);

  const batch = readBatch(
    {
      vin: VIN,
      signals: [
        { code: 'odometer-traveleddistance', at: kernel.clock.now().getTime(), value: 20_500.5 },
        { code: 'vehicleidentification-vin', at: kernel.clock.now().getTime(), value: 'ANOTHERVIN0000000' },
      ],
    },
    kernel.clock.now(),
  );
  assert.ok(!isBatchFault(batch));
  await intake.take([batch]);
  assert.deepEqual(await get('/odometer'), { status: 200, distance: 20_500.5 });
  assert.deepEqual(await get('/fuel'), { status: 501, type: 'COMPATIBILITY', code: 'VEHICLE_NOT_CAPABLE' });
  assert.deepEqual(await get('/'), told);
  assert.deepEqual(await get('/vin'), { status: 200, vin: VIN }, 'a gateway does not make another car of it');
});
