// Every maker's server on this machine, a world that is configured for all of them, and of each provider an account with
// cars: what a new provider adds so that the contract is checked for it.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { type SignalId, signalIds, signals } from '../../src/catalog/signals.ts';
import { system } from '../../src/core/actor.ts';
import { hashToken } from '../../src/core/crypto/tokens.ts';
import { linkVehicles } from '../../src/vehicles/link-vehicles.ts';
import type { OurCar } from '../../src/vehicles/makers/pushed-value-store.ts';
import { carListener } from '../../src/vehicles/providers/mqtt/listen-to-cars.ts';
import {
  isFault,
  type Provider,
  type ProviderConnection,
  type ProviderFault,
  type ProviderVehicle,
  type Reading,
} from '../../src/vehicles/providers/provider.ts';
import { findProvider, providersOf } from '../../src/vehicles/providers/registry.ts';
import { simulatorOf } from '../../src/vehicles/providers/simulator/simulator.ts';
import { testAccount } from '../../src/vehicles/providers/simulator/test-accounts.ts';
import { pairingCode } from '../../src/vehicles/telemetry/fleet.ts';
import { saveFleetCar } from '../../src/vehicles/telemetry/fleet-car-store.ts';
import { telemetryIntake } from '../../src/vehicles/telemetry/take-in-telemetry.ts';
import { isBatchFault, readBatch } from '../../src/vehicles/telemetry/telemetry.ts';
import { openBrokerStandIn } from '../makers/mqtt-broker.ts';
import { openOvmsCar } from '../makers/ovms-car.ts';
import { openSmartcar, SECRET as SMARTCAR_SECRET } from '../makers/smartcar-stand-in.ts';
import { openTesla, SECRET as TESLA_SECRET, teslaCar } from '../makers/tesla-stand-in.ts';
import { shareCars } from './granted-cars.ts';
import { openWorld } from './world.ts';

/** The moment at which cars are asked, unless a test says another one. */
export const noon = new Date('2026-03-03T12:00:00.000Z');
export const later = (hours: number): Date => new Date(noon.getTime() + hours * 3_600_000);

const OWNER = 'per_owner';
const MODEL_3 = '5YJ3E1EA0KF000316';
const VAN = 'WVWZZZAUZFW000001';

export type Sample = {
  readonly credentials: string | null;
  /** Absent where nobody can sign in by a form, or without having made something first. */
  readonly signIn?: { readonly username: string; readonly password: string; readonly make?: string };
  /** Cars as they are once connected, by the maker's id. */
  readonly ours?: ReadonlyMap<string, OurCar>;
};

export type ConnectedCar = ProviderVehicle & { readonly connection: ProviderConnection };

/** Opens all of it. Close it after use. */
export async function openProviderSamples() {
  /** The moment of the question: makers' servers live by it too. */
  let moment = noon;
  const teslaServer = await openTesla([teslaCar(MODEL_3, later(-0.1)), teslaCar('7SAYGDEF6NF000003', later(-0.1))]);
  const upstreamWorld = await openWorld({ now: noon });
  const upstream = await openSmartcar(simulatorOf(upstreamWorld.kernel), () => moment, teslaServer.certificate);
  const broker = await openBrokerStandIn({ anna: 'anna’s word', telltale: 'ours' });
  const leaf = await openOvmsCar(broker, 'anna', 'SJNFAAZE0GU012345', later(-3));
  const ourBroker = broker.url.replace('//', '//telltale:ours@');
  const world = await openWorld({
    now: noon,
    environment: {
      TESLA_CLIENT_ID: 'client-1',
      TESLA_CLIENT_SECRET: TESLA_SECRET,
      TESLA_ORIGIN: teslaServer.origin,
      TESLA_TELEMETRY_BROKER: ourBroker,
      SMARTCAR_CLIENT_ID: 'client-1',
      SMARTCAR_CLIENT_SECRET: SMARTCAR_SECRET,
      SMARTCAR_ORIGIN: upstream.origin,
      OVMS_BROKER: ourBroker,
      FLEET_TELEMETRY: 'on',
    },
    fetch: teslaServer.fetch,
  });
  const { kernel } = world;
  const stopListening = await carListener.start(kernel, {
    databaseUrl: undefined,
    smtpUrl: undefined,
    imapUrl: undefined,
  });
  const fleetIntake = telemetryIntake(kernel);

  /** Goes to the maker's page as a browser would. */
  async function comeBack(id: string, visit: (url: string) => string): Promise<string> {
    const { signIn } = findProvider(kernel, id) ?? assert.fail(id);
    assert.ok(signIn.kind === 'redirect');
    const input = { redirectUri: 'http://127.0.0.1:8080/callback', codeVerifier: 'v'.repeat(43) };
    const codeChallenge = hashToken(input.codeVerifier).toString('base64url');
    const url = signIn.authorizeUrl({ state: 'st-1', redirectUri: input.redirectUri, codeChallenge });
    assert.equal(new URL(url).searchParams.get('state'), 'st-1');
    const answer = await signIn.exchange({ ...input, code: visit(url) }, noon);
    assert.ok(!isFault(answer));
    return answer.credentials;
  }

  /** Connects the cars of an account, and waits until what they report by themselves has come in. */
  async function connect(provider: string, credentials: string, isIn: () => Promise<boolean>) {
    const cars = await findProvider(kernel, provider)?.listVehicles(credentials, noon);
    assert.ok(cars && !isFault(cars));
    const ids = await linkVehicles(kernel, system('test'), { owner: OWNER, provider, credentials });
    // Of a car that is shared with nobody nothing is kept.
    await shareCars(world, ids, [...new Set(signalIds.map(id => signals[id].permission))]);
    for (let tries = 0; !(await isIn()); tries++) {
      assert.ok(tries < 150, 'nothing was reported');
      await pause(100);
    }
    return new Map(cars.map(({ vehicle }, index) => [vehicle, { vehicle: ids[index] ?? '', owner: OWNER }]));
  }
  const pushed = async (name: string, to: number) => {
    const { rows } = await world.database.pool.query('select 1 from vehicles.pushed_value where name like $1', [name]);
    return rows.length >= to;
  };

  async function sampleOfTesla(): Promise<Sample> {
    const credentials = await comeBack('tesla', url => teslaServer.visit(url).code);
    const report = (topic: string, value: unknown) =>
      leaf.client.publishAsync(`telemetry/${MODEL_3}/${topic}`, JSON.stringify(value), { qos: 1 });
    // One of the two reports by itself, the other is asked.
    const ours = await connect('tesla', credentials, async () => {
      await report('connectivity', { ConnectionId: 'c', Status: 'CONNECTED', CreatedAt: noon.toISOString() });
      await report('v/Odometer', 20_000);
      await report('v/BatteryLevel', '55.5');
      return pushed('BatteryLevel', 1);
    });
    return { credentials, ours };
  }

  /** A van of a fleet, whose gateway sends a batch once the owner allows something. */
  async function sampleOfFleet(): Promise<Sample> {
    await saveFleetCar(kernel, { vin: VAN, model: 'e-Crafter', powertrain: 'BEV' });
    const at = later(-0.2).getTime();
    const batch = readBatch(
      {
        vin: VAN,
        signals: [
          { code: 'odometer-traveleddistance', at, value: 20_500.5 },
          { code: 'tractionbattery-stateofcharge', at, value: 71 },
          { code: 'tractionbattery-range', at, value: 140 },
          { code: 'charge-ischarging', at, value: false },
          { code: 'closure-islocked', at, value: true },
          { code: 'location-preciselocation', at, value: { latitude: 48.1, longitude: 11.5, heading: 90 } },
        ],
      },
      noon,
    );
    assert.ok(!isBatchFault(batch), JSON.stringify(batch));
    const ours = await connect('fleet', VAN, async () => {
      await fleetIntake.take([batch]);
      return (await world.database.pool.query('select 1 from vehicles.telemetry')).rows.length > 0;
    });
    return { credentials: VAN, signIn: { username: VAN.toLowerCase(), password: pairingCode(kernel, VAN) }, ours };
  }

  /** What a new provider adds here: credentials of an account with cars, and who signs in where there is a form. */
  const samples: Readonly<Record<string, Sample>> = {
    simulator: { credentials: null },
    test: {
      credentials: JSON.stringify({ account: 'f00d', make: 'CHEVROLET', ...testAccount('anna@example.test') }),
      signIn: { username: 'anna@example.test', password: 'any', make: 'KIA' },
    },
    tesla: await sampleOfTesla(),
    smartcar: { credentials: await comeBack('smartcar', url => upstream.visit(url)) },
    ovms: {
      credentials: 'anna',
      signIn: { username: 'anna', password: 'anna’s word' },
      ours: await connect('ovms', 'anna', () => pushed('v.%', 10)),
    },
    fleet: await sampleOfFleet(),
  };

  const providers = providersOf(kernel);
  const sampleOf = (provider: Provider): Sample =>
    samples[provider.id] ?? assert.fail(`${provider.id} has no sample account`);

  const listed = new Map<string, readonly ConnectedCar[]>();
  /** The cars of the sample, which some makers take a while to tell. */
  const carsOf = async (provider: Provider): Promise<readonly ConnectedCar[]> => {
    const known = listed.get(provider.id);
    if (known) return known;
    const { credentials, ours } = sampleOf(provider);
    const cars = await provider.listVehicles(credentials, noon);
    assert.ok(!isFault(cars));
    assert.ok(cars.length > 0);
    const connected = cars.map(car => {
      const own = ours?.get(car.vehicle);
      return { ...car, connection: { vehicle: car.vehicle, credentials, ...(own && { ours: own }) } };
    });
    listed.set(provider.id, connected);
    return connected;
  };

  /** Asks a car at a moment. */
  const readAt = (
    provider: Provider,
    connection: ProviderConnection,
    asked: readonly SignalId[],
    now: Date,
  ): Promise<readonly Reading[] | ProviderFault> => {
    moment = now;
    return provider.read(connection, asked, now);
  };

  const close = async (): Promise<void> => {
    await stopListening?.();
    await fleetIntake.close();
    await leaf.close();
    await world.close();
    await upstreamWorld.close();
    await broker.close();
    for (const server of [upstream, teslaServer.proxy, teslaServer]) await server.close();
  };

  return { kernel, providers, samples, sampleOf, carsOf, readAt, close };
}

/** No answer of a car may take longer: an owner waits for it, and the gateway before us does not wait for ever. */
const TIME_LIMIT = 30_000;
/** The answer, which must come in time. */
export const inTime = async <T>(answer: Promise<T>): Promise<T> => {
  const timeout = new AbortController();
  const late = pause(TIME_LIMIT, undefined, { signal: timeout.signal }).then(() => assert.fail('no answer in time'));
  try {
    return await Promise.race([answer, late]);
  } finally {
    timeout.abort();
    await late.catch(() => undefined);
  }
};
