import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ReadEndpointId, readEndpoints } from '../../catalog/vehicle-endpoints.ts';
import { isFault, type Reading } from '../providers/provider.ts';
import { readCar } from '../providers/simulator/answer.ts';
import { findCar } from '../providers/simulator/fleet.ts';
import { untouched } from '../providers/simulator/life.ts';
import { floatJson } from './float-json.ts';
import { headerDate, shapeV2, type V2Context } from './shape-v2.ts';

const now = new Date('2026-05-04T21:30:00.000Z');
const context: V2Context = { vehicleId: '36ab27d0-fd9d-4455-823a-ce30af709ffc', system: 'metric', capacityUrl: null };

const endpointOf = (id: ReadEndpointId) => {
  const endpoint = readEndpoints.find(one => one.id === id);
  assert.ok(endpoint);
  return endpoint;
};

const answerOf = async (id: ReadEndpointId, vehicle = 'volt', system: V2Context['system'] = 'metric') => {
  const endpoint = endpointOf(id);
  const readings = readCar(findCar(vehicle) ?? assert.fail(vehicle), untouched, endpoint.signals, now);
  assert.ok(!isFault(readings));
  return shapeV2(endpoint, readings, { ...context, system });
};

const recordedAt = new Date('2026-01-05T10:00:00.000Z');
const fetchedAt = new Date('2026-01-05T10:00:02.412Z');
const level: Reading = { signal: 'battery_level', value: 0.3, recordedAt, fetchedAt };
const range: Reading = {
  signal: 'battery_range',
  value: 40.512,
  recordedAt: new Date('2026-01-05T09:00:00.000Z'),
  fetchedAt,
};

test('a body with two readings is as old as the older one, and its headers are lower-case', () => {
  assert.deepEqual(shapeV2(endpointOf('battery'), [range, level], { ...context, system: 'imperial' }), {
    body: { percentRemaining: 0.3, range: 25.17 },
    headers: {
      'sc-data-age': '2026-01-05T09:00:00.000Z',
      'sc-fetched-at': '2026-01-05T10:00:02.412Z',
      'sc-unit-system': 'imperial',
    },
  });
});

test('a part that the car cannot tell is null; without the point of the call there is no answer', () => {
  assert.deepEqual(shapeV2(endpointOf('battery'), [level], context)?.body, { percentRemaining: 0.3, range: null });
  assert.equal(shapeV2(endpointOf('battery'), [range], context), null);
  assert.equal(shapeV2(endpointOf('battery'), [{ ...level, value: null }], context), null);
  assert.equal(shapeV2(endpointOf('battery'), [], context), null);
});

test('a reading that the call is not about never reaches its answer', () => {
  const secret: Reading = {
    signal: 'location',
    value: { latitude: 1, longitude: 2, heading: 3 },
    recordedAt: new Date(0),
    fetchedAt,
  };
  assert.deepEqual(
    shapeV2(endpointOf('battery'), [level, secret], context),
    shapeV2(endpointOf('battery'), [level], context),
  );
  assert.equal(shapeV2(endpointOf('odometer'), [secret], context), null);
});

test('dates have three fraction digits and a Z', () => {
  assert.equal(headerDate(new Date(Date.UTC(2026, 0, 5, 10))), '2026-01-05T10:00:00.000Z');
});

// The keys of vehicle-platform §6.2; all of them must be there, whatever the values.
const keys: { readonly [E in ReadEndpointId]?: readonly string[] } = {
  attributes: ['id', 'make', 'model', 'year'],
  vin: ['vin'],
  odometer: ['distance'],
  location: ['latitude', 'longitude'],
  fuel: ['range', 'percentRemaining', 'amountRemaining'],
  battery: ['percentRemaining', 'range'],
  battery_capacity: ['capacity'],
  nominal_capacity: ['availableCapacities', 'capacity', 'url'],
  charge: ['isPluggedIn', 'state'],
  charge_limit: ['limit'],
  engine_oil: ['lifeRemaining'],
  tires_pressure: ['frontLeft', 'frontRight', 'backLeft', 'backRight'],
  security: ['isLocked', 'doors', 'windows', 'sunroof', 'storage', 'chargingPort'],
  system_status: ['systems'],
  dtcs: ['activeCodes'],
};

test('the demonstration Volt answers every call that is not of another make, with exactly the keys of the contract', async () => {
  for (const endpoint of readEndpoints.filter(one => one.makes === null)) {
    const answer = await answerOf(endpoint.id);
    assert.ok(answer, endpoint.id);
    if (endpoint.id !== 'service_history')
      assert.deepEqual(Object.keys(answer.body).toSorted(), keys[endpoint.id]?.toSorted());
    const headers = [
      ...(endpoint.hasAge ? ['sc-data-age', 'sc-fetched-at'] : []),
      ...(endpoint.hasUnits ? ['sc-unit-system'] : []),
    ];
    assert.deepEqual(Object.keys(answer.headers), headers);
    for (const name of ['sc-data-age', 'sc-fetched-at'])
      if (endpoint.hasAge) assert.match(answer.headers[name] ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  }
});

test('what suites compute with is positive, and fractions lie between 0 and 1', async () => {
  for (const id of [
    'odometer',
    'fuel',
    'battery',
    'battery_capacity',
    'charge_limit',
    'engine_oil',
    'tires_pressure',
  ] as const)
    for (const [field, value] of Object.entries((await answerOf(id))?.body ?? {})) {
      assert.ok(typeof value === 'number' && value > 0, `${id}.${field}`);
      if (/percent|limit|life/.test(field)) assert.ok(value <= 1);
    }
  assert.match(floatJson((await answerOf('tires_pressure'))?.body), /^(\{|,)"frontLeft":\d+\.\d+/);
});

test('a service history is an array at the top, newest first', async () => {
  const body = (await answerOf('service_history'))?.body;
  assert.ok(Array.isArray(body) && body.length > 3);
  assert.deepEqual(Object.keys(body[0]), [
    'serviceId',
    'serviceDate',
    'odometerDistance',
    'serviceTasks',
    'serviceDetails',
    'serviceCost',
  ]);
  assert.ok(body[0].serviceDate > body[1].serviceDate);
});

test('security lists what the car has in words of the contract', async () => {
  const body = JSON.parse(JSON.stringify((await answerOf('security'))?.body));
  assert.deepEqual(
    body.doors.map((door: { type: string }) => door.type),
    ['frontLeft', 'frontRight', 'backLeft', 'backRight'],
  );
  for (const part of [...body.doors, ...body.windows, ...body.storage, ...body.chargingPort])
    assert.match(part.status, /^(OPEN|CLOSED|UNKNOWN)$/);
  assert.deepEqual(body.sunroof, []);
});

test('system status names systems as the contract does', async () => {
  const body = JSON.parse(JSON.stringify((await answerOf('system_status'))?.body));
  const ids = body.systems.map((one: { systemId: string }) => one.systemId);
  for (const id of ['SYSTEM_TPMS', 'SYSTEM_AIRBAG', 'SYSTEM_ABS', 'SYSTEM_BRAKE_FLUID', 'SYSTEM_MIL'])
    assert.ok(ids.includes(id), id);
  for (const id of ids) assert.match(id, /^SYSTEM_[A-Z]+(_[A-Z]+)*$/);
});

test('a car without the part has no answer', async () => {
  assert.equal(await answerOf('fuel', 'model-y'), null);
  assert.equal(await answerOf('battery', 'golf'), null);
  assert.equal(await answerOf('charge', 'captur'), null);
  assert.equal(await answerOf('engine_oil', 'leaf'), null);
});

test('imperial distances are miles', async () => {
  const distance = async (system: V2Context['system']) => {
    const body = (await answerOf('odometer', 'golf', system))?.body;
    return Number(body && 'distance' in body ? body.distance : Number.NaN);
  };
  assert.ok(Math.abs((await distance('metric')) / (await distance('imperial')) - 1.609344) < 1e-5);
});
