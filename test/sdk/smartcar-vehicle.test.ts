// Every method of a car in the official Node SDK, unmodified, pointed here by environment variables alone (vehicle-platform §21).
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { scopes } from '../../src/catalog/scopes.ts';
import { grantedCars } from '../support/granted-cars.ts';
import { openWorld, type World } from '../support/world.ts';

type Meta = { requestId: string; dataAge?: Date; fetchedAt?: Date; unitSystem?: string };
type Answer = Record<string, unknown> & { meta: Meta };
type Vehicle = {
  [method in
    | 'attributes'
    | 'vin'
    | 'charge'
    | 'battery'
    | 'batteryCapacity'
    | 'nominalCapacity'
    | 'fuel'
    | 'tirePressure'
    | 'engineOil'
    | 'odometer'
    | 'location'
    | 'lockStatus'
    | 'getChargeLimit'
    | 'diagnosticSystemStatus'
    | 'diagnosticTroubleCodes'
    | 'lock'
    | 'unlock'
    | 'startCharge'
    | 'stopCharge'
    | 'disconnect']: () => Promise<Answer>;
} & {
  permissions(paging?: object): Promise<Answer & { permissions: string[]; paging: { count: number; offset: number } }>;
  serviceHistory(from?: string, to?: string): Promise<{ data: { odometerDistance: number }[]; meta: Meta }>;
  setChargeLimit(limit: number): Promise<Answer>;
  sendDestination(latitude: number, longitude: number): Promise<Answer>;
  batch(paths: string[]): Promise<Record<string, () => Answer>>;
  request(method: string, path: string, body?: object): Promise<{ body: Record<string, unknown>; meta: Meta }>;
  getSignals(): Promise<{ body: { data: { id: string }[] } }>;
  getSignal(code: string): Promise<{ body: { id: string; attributes: { body: { value: number } } } }>;
};
type Smartcar = {
  Vehicle: new (id: string, token: string, options?: object) => Vehicle;
  getVehicle(token: string, id: string): Promise<{ body: { id: string; attributes: { make: string; year: number } } }>;
};
type Failure = Error & { statusCode: number; type: string; code?: string; resolution: { type: string | null } };

describe('the official Node SDK with a car', () => {
  let world: World;
  let smartcar: Smartcar;
  let token: string;
  let cars: Record<string, string>;

  before(async () => {
    world = await openWorld();
    ({ cars, token } = await grantedCars(
      world,
      ['volt', 'model-y'],
      scopes.map(({ name }) => name),
    ));
    const origin = await world.app.server.listen({ host: '127.0.0.1', port: 0 });
    process.env['SMARTCAR_API_ORIGIN'] = origin;
    process.env['SMARTCAR_API_V3_ORIGIN'] = origin;
    smartcar = createRequire(import.meta.url)('smartcar');
  });
  after(() => world.close());

  const volt = (options?: object) => new smartcar.Vehicle(cars['volt'] ?? '', token, options);
  const errorOf = (call: Promise<unknown>): Promise<Failure> =>
    call.then(
      () => assert.fail('expected an error'),
      (error: Failure) => error,
    );

  test('every read', async () => {
    const car = volt();
    for (const method of [
      'attributes',
      'vin',
      'charge',
      'battery',
      'batteryCapacity',
      'nominalCapacity',
      'fuel',
      'tirePressure',
      'engineOil',
      'odometer',
      'location',
      'lockStatus',
      'getChargeLimit',
      'diagnosticSystemStatus',
      'diagnosticTroubleCodes',
    ] as const) {
      const { meta, ...body } = await car[method]();
      assert.equal(meta.requestId.length, 36, method);
      assert.ok(Object.keys(body).length > 0, method);
      if (!['attributes', 'vin'].includes(method)) assert.ok(!Number.isNaN(meta.dataAge?.getTime()), method);
      for (const [name, value] of Object.entries(body))
        if (/percentRemaining|lifeRemaining|limit/.test(name))
          assert.ok(Number(value) > 0 && Number(value) <= 1, method);
    }
  });

  test('the permissions are exactly those granted, page by page', async () => {
    const all = await volt().permissions({ limit: 50 });
    assert.deepEqual(all.permissions.toSorted(), scopes.map(({ name }) => name).toSorted());
    const one = await volt().permissions({ limit: 1, offset: 1 });
    assert.deepEqual(one.paging, { count: scopes.length, offset: 1 });
    assert.equal(one.permissions.length, 1);
  });

  test('a service history with dates, and with the word undefined that it sends without', async () => {
    const { data } = await volt().serviceHistory('2020-05-20', '2026-02-10');
    assert.ok(data.length > 0 && data.every(({ odometerDistance }) => odometerDistance > 0));
    assert.ok(Array.isArray((await volt().serviceHistory()).data));
  });

  test('commands: the exact words, and a limit that it sends as text', async () => {
    for (const answer of [await volt().setChargeLimit(0.9), await volt().sendDestination(40.7, -73.9)])
      assert.deepEqual(
        { ...answer, meta: undefined },
        { message: 'Successfully sent request to vehicle', status: 'success', meta: undefined },
      );
    for (const method of ['lock', 'unlock', 'startCharge', 'stopCharge'] as const) {
      const outcome = await volt()
        [method]()
        .catch((error: Failure) => error);
      // A car on the road or full says so; either way the SDK understands it.
      if (outcome instanceof Error)
        assert.ok(['VEHICLE_STATE', 'COMPATIBILITY'].includes(outcome.type), outcome.message);
      else assert.equal(outcome['status'], 'success');
    }
    assert.equal((await errorOf(volt().setChargeLimit(0.2))).type, 'VALIDATION');
  });

  test('a batch gives a function for each path; one that failed throws an error it can read', async () => {
    const answers = await volt({ unitSystem: 'imperial' }).batch([
      '/',
      '/odometer',
      '/tires/pressure',
      '/security',
      '/diagnostics/system_status',
      '/diagnostics/dtcs',
      '/charge/limit',
      '/tesla/speedometer',
    ]);
    assert.deepEqual(Object.keys(answers), [
      'attributes',
      'odometer',
      'tirePressure',
      'lockStatus',
      'diagnosticSystemStatus',
      'diagnosticTroubleCodes',
      'chargeLimit',
      'teslaSpeedometer',
    ]);
    const odometer = answers['odometer']?.();
    assert.deepEqual([odometer?.meta.unitSystem, odometer?.meta.requestId.length], ['imperial', 36]);
    assert.throws(
      () => answers['teslaSpeedometer']?.(),
      (error: Failure) => error.type === 'COMPATIBILITY' && error.code === 'VEHICLE_NOT_CAPABLE',
    );
    assert.equal((await errorOf(volt().batch(['/odometer', '/LOCATIONNNNNNNN']))).type, 'VALIDATION');
  });

  test('a make’s own calls by the generic request', async () => {
    const tesla = new smartcar.Vehicle(cars['model-y'] ?? '', token);
    const { body } = await tesla.request('get', 'tesla/compass');
    assert.ok(['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW'].includes(String(body['direction'])));
    assert.equal((await errorOf(volt().request('get', 'TESLA/compass'))).type, 'PERMISSION');
  });

  test('version 3 with a token of version 2: the car, its signals, one signal', async () => {
    const { body } = await smartcar.getVehicle(token, cars['volt'] ?? '');
    assert.deepEqual([body.id, body.attributes.make, body.attributes.year], [cars['volt'], 'CHEVROLET', 2016]);
    // The SDK drops the body's `meta`.
    const { data } = (await volt().getSignals()).body;
    assert.ok(data.length > 20);
    const signal = (await volt().getSignal('odometer-traveleddistance')).body;
    assert.ok(signal.attributes.body.value > 0);
    const refused = await errorOf(volt().getSignal('no-such'));
    assert.deepEqual([refused.statusCode, refused.type, refused.code], [404, 'RESOURCE_NOT_FOUND', 'PATH']);
  });

  test('giving the car back', async () => {
    assert.equal((await volt().disconnect())['status'], 'success');
    assert.equal((await errorOf(volt().odometer())).type, 'PERMISSION');
  });
});
