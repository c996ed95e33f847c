// An upstream through the product: sign-in, batch reads of every kind of value, its errors, renewal, commands.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type FakeSmartcar, openSmartcar, SECRET } from '../../../../test/makers/smartcar-stand-in.ts';
import { openWorld, type World } from '../../../../test/support/world.ts';
import { type SignalId, signalIds } from '../../../catalog/signals.ts';
import { HOUR } from '../../../core/clock.ts';
import { hashToken } from '../../../core/crypto/tokens.ts';
import { isFault, type Provider, type ProviderConnection, type Reading, readingValue } from '../provider.ts';
import { findProvider } from '../registry.ts';
import { simulatorOf } from '../simulator/simulator.ts';

const NOW = new Date('2026-11-23T12:07:30.000Z');
const CALLBACK = 'http://127.0.0.1:8080/callback';

describe('an upstream that speaks Smartcar’s API', () => {
  let upstream: World;
  let fake: FakeSmartcar;
  let world: World;
  let provider: Provider;
  let credentials = '';

  before(async () => {
    upstream = await openWorld({ now: NOW });
    fake = await openSmartcar(simulatorOf(upstream.kernel), () => upstream.clock.now());
    world = await openWorld({
      now: NOW,
      environment: { SMARTCAR_CLIENT_ID: 'client-1', SMARTCAR_CLIENT_SECRET: SECRET, SMARTCAR_ORIGIN: fake.origin },
      fetch: { ...fake.fetch, allow: () => false },
    });
    provider = findProvider(world.kernel, 'smartcar') ?? assert.fail('it is not offered');
  });
  after(async () => {
    await world.close();
    await fake.close();
    await upstream.close();
  });

  const now = () => world.clock.now();
  const cars = async () => {
    const list = await provider.listVehicles(credentials, now());
    assert.ok(!isFault(list));
    return list.map(car => ({ ...car, connection: { vehicle: car.vehicle, credentials } }));
  };
  const read = async (connection: ProviderConnection, signals: readonly SignalId[]): Promise<readonly Reading[]> => {
    const readings = await provider.read(connection, signals, now());
    assert.ok(!isFault(readings), JSON.stringify(readings));
    return readings;
  };

  test('the owner signs in there with code and PKCE, at an address that the operator named', async () => {
    assert.ok(provider.signIn.kind === 'redirect');
    const codeVerifier = 'w'.repeat(50);
    const codeChallenge = hashToken(codeVerifier).toString('base64url');
    const code = fake.visit(provider.signIn.authorizeUrl({ state: 's', redirectUri: CALLBACK, codeChallenge }));
    const wrong = await provider.signIn.exchange({ code: 'x', redirectUri: CALLBACK, codeVerifier }, now());
    assert.deepEqual(wrong, { fault: 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED' });
    const signedIn = await provider.signIn.exchange({ code, redirectUri: CALLBACK, codeVerifier }, now());
    assert.ok(!isFault(signedIn));
    credentials = signedIn.credentials;
    assert.equal(provider.renewal?.accountOf(credentials), 'e0514ef4-5226-11e8-8c13-8f6e8f02e27e');
  });

  test('its cars are known by make, model, year and how they are driven', async () => {
    assert.deepEqual(
      (await cars()).map(({ make, model, powertrain }) => [make, model, powertrain]),
      [
        ['CHEVROLET', 'Volt', 'PHEV'],
        ['TESLA', 'Model Y', 'BEV'],
      ],
    );
  });

  test('every value that API v2 can carry arrives as the car said it, in one request and with its times', async () => {
    const theirs = simulatorOf(upstream.kernel);
    for (const [index, { connection }] of (await cars()).entries()) {
      const original = await theirs.read(
        { vehicle: [...fake.cars.values()][index] ?? '', credentials: null },
        signalIds,
        upstream.clock.now(),
      );
      assert.ok(!isFault(original));
      fake.heard.length = 0;
      const readings = await read(connection, signalIds);
      assert.equal(fake.heard.length, 1);
      assert.ok(readings.length > 15, String(readings.length));
      for (const reading of readings) {
        const said = original.find(one => one.signal === reading.signal);
        assert.ok(said, reading.signal);
        assert.ok(
          isAlike(reading.value, said.value),
          `${reading.signal}: ${JSON.stringify([reading.value, said.value])}`,
        );
        assert.ok(reading.recordedAt <= reading.fetchedAt && reading.fetchedAt <= now());
      }
    }
    const [volt] = await cars();
    assert.ok(volt);
    fake.heard.length = 0;
    const [odometer] = await read(volt.connection, ['odometer']);
    assert.deepEqual(
      fake.heard.map(({ method, path }) => `${method} ${path}`),
      ['GET /v2.0/vehicles/36ab27d0-fd9d-4455-823a-ce30af709ff1/odometer'],
    );
    assert.ok(odometer && odometer.recordedAt < now());
  });

  test('its errors are passed on, unless they are about us', async () => {
    const [volt] = await cars();
    assert.ok(volt);
    for (const code of [
      'VEHICLE_STATE.ASLEEP',
      'UPSTREAM.NO_RESPONSE',
      'CONNECTED_SERVICES_ACCOUNT.SUBSCRIPTION',
    ] as const) {
      fake.faults.set('/odometer', code);
      assert.deepEqual(await provider.read(volt.connection, ['odometer'], now()), { fault: code });
    }
    const [battery] = await read(volt.connection, ['odometer', 'battery_level']);
    assert.equal(battery?.signal, 'battery_level', 'what could be read is');
    for (const [code, fault] of [
      ['PERMISSION', 'CONNECTED_SERVICES_ACCOUNT.PERMISSION'],
      ['AUTHENTICATION', 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED'],
      ['RATE_LIMIT.SMARTCAR_API', 'UPSTREAM.RATE_LIMIT'],
      ['VALIDATION', 'UPSTREAM.UNKNOWN_ISSUE'],
    ] as const) {
      fake.faults.set('/odometer', code);
      assert.deepEqual(await provider.read(volt.connection, ['odometer'], now()), { fault });
    }
    fake.faults.clear();
    const gone = { ...volt.connection, vehicle: volt.connection.vehicle.replace('36ab', '36ac') };
    assert.deepEqual(await provider.read(gone, ['odometer'], now()), {
      fault: 'CONNECTED_SERVICES_ACCOUNT.VEHICLE_MISSING',
    });
    assert.deepEqual(await read(volt.connection, ['nickname']), []);
  });

  test('commands go on with what they say', async () => {
    const [volt, tesla] = await cars();
    assert.ok(volt && tesla);
    const { commands } = provider;
    assert.equal(await commands.lock_or_unlock?.(volt.connection, { action: 'LOCK' }, now()), 'done');
    assert.equal(await commands.set_charge_limit?.(volt.connection, { limit: 0.7 }, now()), 'done');
    assert.equal(await commands.set_charge_current?.(tesla.connection, { current: 16 }, now()), 'done');
    assert.deepEqual(fake.commandsTaken, [
      { path: '/security', body: { action: 'LOCK' } },
      { path: '/charge/limit', body: { limit: 0.7 } },
      { path: '/tesla/charge/ammeter', body: { amperage: 16 } },
    ]);
    fake.faults.set('/charge', 'VEHICLE_STATE.CHARGING_PLUG_NOT_CONNECTED');
    assert.deepEqual(await commands.start_or_stop_charge?.(volt.connection, { action: 'START' }, now()), {
      fault: 'VEHICLE_STATE.CHARGING_PLUG_NOT_CONNECTED',
    });
    fake.faults.clear();
  });

  test('tokens are renewed, and only a refused refresh token ends the sign-in', async () => {
    const { renewal } = provider;
    assert.ok(renewal && !renewal.isDue(credentials, now()));
    world.clock.advance(2 * HOUR);
    assert.ok(renewal.isDue(credentials, now()));
    fake.trouble = () => ({ status: 503, body: 'maintenance' });
    assert.deepEqual(await renewal.renew(credentials, now()), { fault: 'UPSTREAM.UNKNOWN_ISSUE' });
    fake.trouble = () => undefined;
    const renewed = await renewal.renew(credentials, now());
    assert.ok(!isFault(renewed) && renewed.credentials !== credentials);
    assert.deepEqual(await renewal.renew(credentials, now()), {
      fault: 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED',
    });
    credentials = renewed.credentials;
    const [volt] = await cars();
    assert.ok(volt);
    assert.ok(readingValue(await read(volt.connection, ['vin']), 'vin'));
  });
});

/** API v2 rounds numbers, and leaves out the heading of a place and whether single doors are locked. */
function isAlike(read: unknown, said: unknown): boolean {
  if (typeof read === 'number' && typeof said === 'number')
    return Math.abs(read - said) <= Math.max(1, Math.abs(said) * 0.01);
  if (Array.isArray(read) && Array.isArray(said))
    return read.length === said.length && read.every((one, index) => isAlike(one, said[index]));
  if (typeof read === 'object' && read !== null && typeof said === 'object' && said !== null)
    return Object.entries(read).every(
      ([name, value]) => value === null || isAlike(value, (said as Record<string, unknown>)[name]),
    );
  return read === said;
}
