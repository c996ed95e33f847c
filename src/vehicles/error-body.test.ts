import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isVehicleErrorCode, type VehicleErrorCode, v1Errors, vehicleErrors } from '../catalog/vehicle-errors.ts';
import { vehicleErrorBody, vehicleErrorBodyV1 } from './error-body.ts';

const requestId = '5dea93a1-3f79-4246-90c5-89610a20471b';
const docsBase = 'https://smartcar.com/docs';
const codes: VehicleErrorCode[] = Object.keys(vehicleErrors).filter(isVehicleErrorCode);

test('a v2 error has every key that SDKs read, and no null where they break on one', () => {
  for (const code of codes) {
    const body = vehicleErrorBody(code, requestId, { docsBase });
    for (const key of ['type', 'description', 'docURL', 'requestId'] as const)
      assert.equal(typeof body[key], 'string', `${code} ${key}`);
    assert.ok('code' in body && (body.code === null || typeof body.code === 'string'));
    assert.ok('type' in body.resolution && !('url' in body.resolution));
    assert.equal(body.statusCode, vehicleErrors[code].status);
    assert.ok(!('detail' in body));
    assert.ok(!('suggestedUserMessage' in body) || typeof body.suggestedUserMessage === 'string');
    for (const key of Object.keys(body)) assert.match(key, /^[A-Za-z]+$/);
  }
});

test('the address of the explanation is the one that clients compare', () => {
  const url = (code: VehicleErrorCode) => vehicleErrorBody(code, requestId, { docsBase }).docURL;
  assert.equal(url('AUTHENTICATION'), 'https://smartcar.com/docs/errors/api-errors/authentication-errors#null');
  assert.equal(
    url('VEHICLE_STATE.CHARGING_IN_PROGRESS'),
    'https://smartcar.com/docs/errors/api-errors/vehicle-state-errors#charging-in-progress',
  );
  assert.equal(new Set(codes.map(url)).size, codes.length);
});

test('a missing permission reads as the official suites expect it', () => {
  const body = vehicleErrorBody('PERMISSION', requestId, { docsBase });
  assert.deepEqual([body.statusCode, body.code, body.resolution], [403, null, { type: 'REAUTHENTICATE' }]);
  assert.deepEqual(vehicleErrorBodyV1('PERMISSION', requestId), {
    error: 'permission_error',
    message: 'Insufficient permissions to access requested resource.',
    statusCode: 403,
    requestId,
  });
});

test('details and a way to resolve appear when they are given', () => {
  const detail = [{ field: 'vehicleId', message: 'must be a UUID' }];
  assert.deepEqual(vehicleErrorBody('VALIDATION', requestId, { docsBase, detail }).detail, detail);
  const resolutionUrl = 'https://cars.example/oauth/reauthenticate';
  const failed = vehicleErrorBody('CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED', requestId, {
    docsBase,
    resolutionUrl,
  });
  assert.deepEqual(failed.resolution, { type: 'REAUTHENTICATE', url: resolutionUrl });
});

test('a v1 error always has error and message, and a code only when version 1 has one', () => {
  for (const code of codes) {
    const body = vehicleErrorBodyV1(code, requestId);
    assert.ok(body.error in v1Errors && body.message.length > 0);
    assert.ok(!('code' in body) || typeof body.code === 'string');
  }
  assert.deepEqual(vehicleErrorBodyV1('VEHICLE_STATE.UNKNOWN', requestId), {
    error: 'vehicle_state_error',
    message: 'Vehicle state cannot be determined.',
    code: 'VS_000',
    statusCode: 409,
    requestId,
  });
});
