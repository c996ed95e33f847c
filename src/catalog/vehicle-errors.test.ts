import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isVehicleErrorCode, v1Errors, vehicleErrors } from './vehicle-errors.ts';

const entries = Object.entries(vehicleErrors);

// vehicle-platform §13.4, written out: the names and statuses must never change.
const contract: Record<string, [number, string]> = {
  AUTHENTICATION: [401, ''],
  BILLING: [430, 'INVALID_PLAN VEHICLE_LIMIT VEHICLE_REQUEST_LIMIT ACCOUNT_SUSPENDED'],
  COMPATIBILITY: [501, 'MAKE_NOT_COMPATIBLE SMARTCAR_NOT_CAPABLE VEHICLE_NOT_CAPABLE'],
  CONNECTED_SERVICES_ACCOUNT: [
    400,
    'ACCOUNT_ISSUE AUTHENTICATION_FAILED NO_VEHICLES PERMISSION SUBSCRIPTION VEHICLE_MISSING VIRTUAL_KEY_REQUIRED',
  ],
  PERMISSION: [403, ''],
  RATE_LIMIT: [429, 'SMARTCAR_API VEHICLE'],
  RESOURCE_NOT_FOUND: [404, 'PATH VERSION'],
  SERVER: [500, 'INTERNAL'],
  UPSTREAM: [502, 'INVALID_DATA KNOWN_ISSUE NO_RESPONSE RATE_LIMIT UNKNOWN_ISSUE'],
  VALIDATION: [400, ' PARAMETER'],
  VEHICLE_STATE: [
    409,
    `ASLEEP CHARGE_FAULT CHARGING_IN_PROGRESS CHARGING_PLUG_CONNECTED CHARGING_PLUG_NOT_CONNECTED DOOR_OPEN FULLY_CHARGED HOOD_OPEN IGNITION_ON IN_MOTION LOW_BATTERY NOT_CHARGING REMOTE_ACCESS_DISABLED TRUNK_OPEN UNKNOWN UNREACHABLE VEHICLE_OFFLINE_FOR_SERVICE`,
  ],
};

test('the errors of API v2 are exactly those of the contract, under names made of type and code', () => {
  const expected = Object.entries(contract).flatMap(([type, [status, codes]]) =>
    codes.split(' ').map(code => [code === '' ? type : `${type}.${code}`, type, code || null, status]),
  );
  const ours = entries.map(([name, entry]) => [name, entry.type, entry.code, entry.status]);
  assert.deepEqual(ours.toSorted(), expected.toSorted());
});

test('the names of version 1 are those of the contract', () => {
  assert.deepEqual(v1Errors, {
    validation_error: 400,
    authentication_error: 401,
    permission_error: 403,
    resource_not_found_error: 404,
    vehicle_owner_action_required: 400,
    vehicle_state_error: 409,
    rate_limiting_error: 429,
    monthly_limit_exceeded: 430,
    server_error: 500,
    vehicle_not_capable_error: 501,
    smartcar_not_capable_error: 501,
    gateway_timeout_error: 504,
  });
});

test('each error says what happened in a sentence of its own', () => {
  const descriptions = entries.map(([, entry]) => entry.description);
  assert.equal(new Set(descriptions).size, descriptions.length);
  for (const description of descriptions) assert.match(description, /^[A-Z].*\.$/);
});

test('what the car or its account prevents is explained to the owner too', () => {
  for (const [name, entry] of entries)
    if (/^(VEHICLE_STATE|CONNECTED_SERVICES_ACCOUNT|COMPATIBILITY)/.test(name))
      assert.match(entry.suggestedUserMessage ?? '', /\.$/, name);
});

test('names from outside are recognized only when they exist', () => {
  assert.equal(isVehicleErrorCode('VEHICLE_STATE.UNKNOWN'), true);
  for (const name of ['VEHICLE_STATE', 'vehicle_state.unknown', 'toString', '__proto__'])
    assert.equal(isVehicleErrorCode(name), false);
});
