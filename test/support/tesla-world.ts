// A world that is configured for Tesla, Tesla's stand-in beside it, and an owner whose cars are read through both.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { SignalId } from '../../src/catalog/signals.ts';
import { type Application, system } from '../../src/core/actor.ts';
import { HOUR, MINUTE } from '../../src/core/clock.ts';
import { hashToken } from '../../src/core/crypto/tokens.ts';
import { isRefusal } from '../../src/core/errors.ts';
import type { Kernel } from '../../src/core/kernel.ts';
import { logAndOpen } from '../../src/vehicles/admit-read-store.ts';
import { linkVehicles } from '../../src/vehicles/link-vehicles.ts';
import { findReachedBy } from '../../src/vehicles/makers/account-store.ts';
import { askMaker } from '../../src/vehicles/makers/ask-maker.ts';
import { isFault } from '../../src/vehicles/providers/provider.ts';
import { findProvider } from '../../src/vehicles/providers/registry.ts';
import { readSignals } from '../../src/vehicles/read-signals.ts';
import { openTesla, SECRET, teslaCar } from '../makers/tesla-stand-in.ts';
import { openWorld } from './world.ts';

export const OWNER = 'per_owner';
export const CALLBACK = 'http://127.0.0.1:8080/callback';
export const PUBLIC_KEY = '-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n';
export const MODEL_3 = '5YJ3E1EA0KF000316';
export const MODEL_Y = '7SAYGDEF6NF000003';
const NOW = new Date('2026-11-23T12:00:00.000Z');

/** Opens it. Close it after use; `begin` before each test. */
export async function openTeslaWorld() {
  const fake = await openTesla([]);
  const caFile = path.join(mkdtempSync(path.join(os.tmpdir(), 'telltale-ca-')), 'proxy.pem');
  writeFileSync(caFile, fake.proxy.fetch.ca ?? '');
  const keyFile = path.join(path.dirname(caFile), 'public.pem');
  writeFileSync(keyFile, PUBLIC_KEY);
  const environment = {
    TESLA_CLIENT_ID: 'client-1',
    TESLA_CLIENT_SECRET: SECRET,
    TESLA_ORIGIN: fake.origin,
    TESLA_COMMAND_PROXY: fake.proxy.origin,
    TESLA_COMMAND_PROXY_CA_FILE: caFile,
    TESLA_PUBLIC_KEY_FILE: keyFile,
  };
  const world = await openWorld({ now: NOW, environment, fetch: fake.fetch });

  /** A day later: two cars that reported just now, and nothing that is wrong. */
  const begin = (): void => {
    world.clock.advance(24 * HOUR);
    const now = new Date(world.clock.now().getTime() - 5 * MINUTE);
    fake.cars.splice(0, fake.cars.length, teslaCar(MODEL_3, now), teslaCar(MODEL_Y, now));
    fake.trouble = () => undefined;
    fake.refuseCommand = undefined;
    fake.isPaired = true;
    fake.renewals = 0;
    fake.heard.length = 0;
    fake.commandsTaken.length = 0;
  };

  const signIn = async (kernel: Kernel = world.kernel) => {
    const provider = findProvider(kernel, 'tesla');
    assert.ok(provider?.signIn.kind === 'redirect');
    const codeVerifier = 'v'.repeat(43);
    const { code, state } = fake.visit(
      provider.signIn.authorizeUrl({
        state: 'st-1',
        redirectUri: CALLBACK,
        codeChallenge: hashToken(codeVerifier).toString('base64url'),
      }),
    );
    assert.equal(state, 'st-1');
    return provider.signIn.exchange({ code, redirectUri: CALLBACK, codeVerifier }, kernel.clock.now());
  };
  const connect = async (): Promise<string[]> => {
    const signedIn = await signIn();
    assert.ok(!isFault(signedIn));
    const { credentials } = signedIn;
    return linkVehicles(world.kernel, system('test'), { owner: OWNER, provider: 'tesla', credentials });
  };
  const reader = (vehicle: string, grant = 'grt_1'): Application => ({
    kind: 'application',
    id: 'app',
    grant,
    owner: OWNER,
    scopes: new Set([
      'read_odometer',
      'read_location',
      'read_security',
      'read_vehicle_info',
      'read_battery',
      'read_tires',
    ]),
    vehicles: new Set([vehicle]),
  });
  const read = (
    vehicle: string,
    permission:
      | 'read_odometer'
      | 'read_location'
      | 'read_security'
      | 'read_vehicle_info'
      | 'read_battery'
      | 'read_tires',
    signals: [SignalId, ...SignalId[]],
    { kernel = world.kernel, grant = 'grt_1' } = {},
  ) => readSignals(kernel, reader(vehicle, grant), { vehicle, endpoint: { permission, signals }, request: 'req' });
  const odometer = (vehicle: string, options = {}) => read(vehicle, 'read_odometer', ['odometer'], options);
  const faultOf = async (answer: Promise<unknown>): Promise<unknown> => {
    const error = await answer.then(
      () => assert.fail('it was read'),
      (thrown: unknown) => thrown,
    );
    if (!isRefusal(error, 'vehicle_fault')) throw error;
    return error.details['fault'];
  };
  const refusedCars = async () =>
    [...(await findReachedBy(world.kernel, OWNER))].flatMap(([car, { refusedAt }]) =>
      refusedAt === null ? [] : [car],
    );
  const accountsIn = async () => (await world.database.pool.query('select * from vehicles.account')).rows;
  const command = async (vehicle: string, name: 'lock_or_unlock' | 'set_charge_limit', input: object) => {
    const { open } = await logAndOpen(world.kernel, [
      {
        owner: OWNER,
        grant: 'grt_1',
        application: 'app',
        vehicle,
        signal: 'odometer',
        outcome: 'allowed',
        reason: null,
        request: 'req',
      },
    ]);
    const way = await open();
    assert.ok(way);
    return askMaker(world.kernel, OWNER, way, async (provider, connection) => {
      const run = provider.commands[name] as unknown as (c: object, i: object, n: Date) => Promise<'done'>;
      return run(connection, input, world.clock.now());
    });
  };

  const close = async (): Promise<void> => {
    await world.close();
    await fake.close();
    await fake.proxy.close();
  };

  return {
    fake,
    world,
    begin,
    connect,
    read,
    odometer,
    faultOf,
    refusedCars,
    accountsIn,
    command,
    close,
  };
}
