// Reading what an application asks of Connect: every parameter of the contract, and what is said of one that cannot be read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ConnectOptions, readConnectOptions } from './connect-options.ts';

const VEHICLE = '36ab27d0-fd9d-4455-823a-ce30af709ffc';
const optionsOf = (params: Record<string, unknown>): ConnectOptions => {
  const read = readConnectOptions(params);
  assert.ok(read.ok, JSON.stringify(params));
  return read.options;
};

test('nothing asked for is a live request for any number of cars of any brand', () => {
  const nothing = { mode: 'live', approvalPrompt: 'auto', isSingle: false, flags: new Map() };
  assert.deepEqual(optionsOf({}), nothing);
  assert.deepEqual(optionsOf({ mode: '', make: '', single_select: 'false', scope: 'x', nonsense: '1' }), nothing);
});

test('each parameter is read, in the spellings that SDKs send', () => {
  assert.deepEqual(
    optionsOf({
      mode: 'simulated',
      approval_prompt: 'force',
      single_select: 'true',
      make: 'tesla',
      flags: 'country:DE color:00819D tesla_auth account_sync:true url:a:b',
      user: 'customer 7',
      external_id: 'null',
      app_origin: 'https://app.example',
      vehicle_id: VEHICLE.toUpperCase(),
    }),
    {
      mode: 'simulated',
      approvalPrompt: 'force',
      isSingle: true,
      make: 'TESLA',
      flags: new Map([
        ['country', 'DE'],
        ['color', '00819D'],
        ['tesla_auth', 'true'],
        ['account_sync', 'true'],
        ['url', 'a:b'],
      ]),
      user: 'customer 7',
      externalId: 'null',
      appOrigin: 'https://app.example',
    },
  );
});

test('a VIN names one car, and wins over the brand', () => {
  const { isSingle, vin, make } = optionsOf({ single_select_vin: '5yj3e1ea7kf317000', make: 'BMW' });
  assert.deepEqual([isSingle, vin, make], [true, '5YJ3E1EA7KF317000', undefined]);
});

test('signing in again needs the vehicle', () => {
  assert.deepEqual(optionsOf({ reauthenticate: 'true', vehicle_id: VEHICLE.toUpperCase() }).reauthenticate, {
    vehicle: VEHICLE,
  });
  assert.deepEqual(readConnectOptions({ reauthenticate: 'true' }), {
    ok: false,
    fault: 'vehicle_id must name the vehicle',
  });
});

test('what cannot be read is told by its name', () => {
  for (const [name, value] of [
    ['mode', 'fast'],
    ['approval_prompt', 'maybe'],
    ['single_select', 'yes'],
    ['single_select_vin', '5YJ3E1EA7KF31700'],
    ['single_select_vin', 'IOQ3E1EA7KF317000'],
    ['make', 'A B'],
    ['flags', 'x'.repeat(501)],
    ['user', 'x'.repeat(201)],
    ['external_id', 'a\u0000b'],
    ['app_origin', 'https://app.example/'],
    ['app_origin', 'nonsense'],
    ['vehicle_id', 'tst2e255'],
  ] as const) {
    const read = readConnectOptions({ [name]: value });
    assert.ok(!read.ok && read.fault.startsWith(`${name} must `), `${name}=${value}`);
  }
});
