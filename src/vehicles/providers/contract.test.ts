// What every provider promises, checked over the registry: a new one only adds its sample account here.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { openBrokerStandIn } from '../../../test/makers/mqtt-broker.ts';
import { openOvmsCar } from '../../../test/makers/ovms-car.ts';
import { openSmartcar, SECRET as SMARTCAR_SECRET } from '../../../test/makers/smartcar-stand-in.ts';
import { openTesla, SECRET as TESLA_SECRET, teslaCar } from '../../../test/makers/tesla-stand-in.ts';
import { shareCars } from '../../../test/support/granted-cars.ts';
import { openWorld } from '../../../test/support/world.ts';
import { type Kind, quantities } from '../../catalog/signal-values.ts';
import { type SignalId, signalIds, signals } from '../../catalog/signals.ts';
import type { Command } from '../../catalog/vehicle-endpoints.ts';
import { isVehicleErrorCode } from '../../catalog/vehicle-errors.ts';
import { system } from '../../core/actor.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import { linkVehicles } from '../link-vehicles.ts';
import type { OurCar } from '../makers/pushed-value-store.ts';
import { makeOfVin, vinFault } from '../vehicle.ts';
import { carListener } from './mqtt/listen-to-cars.ts';
import {
  type CommandInputs,
  isFault,
  type Provider,
  type ProviderConnection,
  type Reading,
  type RunCommand,
} from './provider.ts';
import { findProvider, providersOf, providersOfMake } from './registry.ts';
import { simulatorOf } from './simulator/simulator.ts';
import { testAccount } from './simulator/test-accounts.ts';

const noon = new Date('2026-03-03T12:00:00.000Z');
const later = (hours: number) => new Date(noon.getTime() + hours * 3_600_000);
/** The moment of the question: makers' servers live by it too. */
let moment = noon;

const OWNER = 'per_owner';
const MODEL_3 = '5YJ3E1EA0KF000316';
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
  },
  fetch: teslaServer.fetch,
});
const { kernel } = world;
const stopListening = await carListener.start(kernel, {
  databaseUrl: undefined,
  smtpUrl: undefined,
  imapUrl: undefined,
});
after(async () => {
  await stopListening?.();
  await leaf.close();
  await world.close();
  await upstreamWorld.close();
  await broker.close();
  for (const server of [upstream, teslaServer.proxy, teslaServer]) await server.close();
});
const providers = providersOf(kernel);

type Sample = {
  readonly credentials: string | null;
  /** Absent where nobody can sign in by a form, or without having made something first. */
  readonly signIn?: { readonly username: string; readonly password: string; readonly make?: string };
  /** Cars as they are once connected, by the maker's id. */
  readonly ours?: ReadonlyMap<string, OurCar>;
};

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
};

const sampleOf = (provider: Provider): Sample =>
  samples[provider.id] ?? assert.fail(`${provider.id} has no sample account`);

const listed = new Map<string, Awaited<ReturnType<typeof listCars>>>();
const listCars = async (provider: Provider) => {
  const { credentials, ours } = sampleOf(provider);
  const cars = await provider.listVehicles(credentials, noon);
  assert.ok(!isFault(cars));
  assert.ok(cars.length > 0);
  return cars.map(car => {
    const own = ours?.get(car.vehicle);
    return { ...car, connection: { vehicle: car.vehicle, credentials, ...(own && { ours: own }) } };
  });
};
/** The cars of the sample, which some makers take a while to tell. */
const carsOf = async (provider: Provider) => {
  const cars = listed.get(provider.id) ?? (await listCars(provider));
  listed.set(provider.id, cars);
  return cars;
};

/** Asks a car at a moment. */
const readAt = (provider: Provider, connection: ProviderConnection, signals: readonly SignalId[], now: Date) => {
  moment = now;
  return provider.read(connection, signals, now);
};

/** No answer of a car may take longer: an owner waits for it, and the gateway before us does not wait for ever. */
const TIME_LIMIT = 30_000;
const inTime = async <T>(answer: Promise<T>): Promise<T> => {
  const timeout = new AbortController();
  const late = pause(TIME_LIMIT, undefined, { signal: timeout.signal }).then(() => assert.fail('no answer in time'));
  try {
    return await Promise.race([answer, late]);
  } finally {
    timeout.abort();
    await late.catch(() => undefined);
  }
};

const isOneOf = (words: readonly string[]) => (value: unknown) => typeof value === 'string' && words.includes(value);
const has = (value: unknown, ...fields: string[]) =>
  typeof value === 'object' && value !== null && fields.every(field => field in value);
const all = (check: (item: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(check);

const structured: Readonly<Record<string, (value: unknown) => boolean>> = {
  flag: value => typeof value === 'boolean',
  text: value => typeof value === 'string' && value.length > 0,
  texts: all(item => typeof item === 'string'),
  attributes: value => has(value, 'make', 'model', 'year', 'powertrain'),
  location: value => has(value, 'latitude', 'longitude', 'heading'),
  openings: all(item => has(item, 'row', 'column', 'isOpen', 'isLocked')),
  opening: value => has(value, 'isOpen', 'isLocked'),
  tires: all(item => has(item, 'row', 'column', 'pressure')),
  capacity: value => has(value, 'nominal', 'source', 'candidates'),
  chargingState: isOneOf(['CHARGING', 'FULLY_CHARGED', 'NOT_CHARGING']),
  timers: all(item => has(item, 'type', 'start', 'end', 'days')),
  chargeRecords: all(item => has(item, 'startedAt', 'endedAt', 'energy')),
  system: value => has(value, 'status', 'description'),
  troubleCodes: all(item => has(item, 'code', 'since')),
  services: all(item => has(item, 'id', 'at', 'odometer', 'tasks', 'place', 'cost')),
};

/** What a value of a kind can be in the platform's unit; others would be another unit or nonsense. */
const ranges: { readonly [K in Kind]?: readonly [least: number, most: number] } = {
  distance: [0, 2_000_000],
  speed: [0, 300],
  volume: [0, 200],
  temperature: [-60, 80],
  fraction: [0, 1],
  energy: [0, 300],
  power: [0, 400_000],
  current: [0, 1000],
  voltage: [0, 1000],
  angle: [0, 360],
  duration: [0, 10_000],
  count: [0, 10_000],
};

/** An order for each command there is. */
const inputs: CommandInputs = {
  lock_or_unlock: { action: 'LOCK' },
  start_or_stop_charge: { action: 'START' },
  set_charge_limit: { limit: 0.8 },
  send_destination: { latitude: 1, longitude: 2 },
  set_charge_current: { current: 16 },
  move_charge_port_door: { action: 'OPEN' },
  set_charge_schedule: { type: 'START_TIME', enable: true, time: '23:30' },
  set_location_schedule: {
    latitude: 1,
    longitude: 2,
    limit: 0.8,
    chargeOnPlugin: null,
    weekday: [{ start: '22:00', end: '06:00' }],
    weekend: [],
  },
  add_charge_schedule: {
    id: '36ab27d0-fd9d-4455-823a-ce30af709ffc',
    type: 'daily',
    days: ['MONDAY'],
    latitude: 1,
    longitude: 2,
    start: '08:00',
    end: '10:00',
  },
  remove_charge_schedule: { id: '36ab27d0-fd9d-4455-823a-ce30af709ffc' },
};

const fits = (kind: Kind, value: unknown): boolean => {
  if (kind === 'fraction') return typeof value === 'number' && value >= 0 && value <= 1;
  if (kind in quantities) return Number.isFinite(value);
  return structured[kind]?.(value) ?? false;
};

for (const provider of providers) {
  const contract = (promise: string, check: () => Promise<void>) => test(`${provider.id}: ${promise}`, check);

  contract('is found by its id and by each of its makes', async () => {
    assert.equal(findProvider(kernel, provider.id), provider);
    assert.equal(providers.filter(other => other.id === provider.id).length, 1);
    assert.ok(provider.modes.length > 0);
    for (const make of provider.makes) {
      assert.equal(make, make.toUpperCase());
      for (const mode of ['live', 'test', 'simulated'] as const)
        assert.equal(providersOfMake(kernel, make, mode).includes(provider), provider.modes.includes(mode));
    }
  });

  contract(
    'asks for a password only where it is none of a maker’s, and takes neither a wrong one nor a made-up code',
    async () => {
      if (provider.signIn.kind === 'redirect') {
        const input = { code: 'made-up', redirectUri: 'http://127.0.0.1:8080/callback', codeVerifier: 'v'.repeat(43) };
        const refused = await provider.signIn.exchange(input, noon);
        assert.deepEqual(refused, { fault: 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED' });
        return;
      }
      assert.equal(provider.signIn.of === 'own-server', provider.modes.includes('live'));
      const { signIn } = sampleOf(provider);
      if (signIn) {
        const answer = await provider.signIn.signIn(signIn, noon);
        const cars = isFault(answer) ? answer : await provider.listVehicles(answer.credentials, noon);
        assert.ok(!isFault(cars));
        assert.ok(cars.length > 0);
        assert.ok(cars.every(({ make }) => signIn.make === undefined || make === signIn.make));
        assert.deepEqual(await provider.signIn.signIn(signIn, noon), answer, 'the same account again');
      }
      const none = await provider.signIn.signIn({ username: '', password: '' }, noon);
      assert.ok(isFault(none));
    },
  );

  contract('lists cars with well-formed, distinct VINs of makes that it serves', async () => {
    const cars = await carsOf(provider);
    for (const car of cars) {
      assert.equal(vinFault(car.vin), null, `${car.make} ${car.vin}`);
      assert.equal(makeOfVin(car.vin), car.make);
      assert.ok(provider.makes.includes(car.make));
      assert.ok(Number.isInteger(car.year));
    }
    assert.equal(new Set(cars.map(car => car.vin)).size, cars.length);
    assert.equal(new Set(cars.map(car => car.vehicle)).size, cars.length);
  });

  contract('reads what was asked, in the shape of its kind, recorded before it was fetched', async () => {
    for (const car of await carsOf(provider)) {
      const readings = await readAt(provider, car.connection, signalIds, noon);
      assert.ok(!isFault(readings));
      assert.equal(new Set(readings.map(reading => reading.signal)).size, readings.length);
      assert.ok(readings.some(reading => reading.signal === 'odometer' && reading.value !== null));
      for (const { signal, value, recordedAt, fetchedAt } of readings) {
        if (value !== null)
          assert.ok(fits(signals[signal].kind, value), `${car.model} ${signal}: ${JSON.stringify(value)}`);
        assert.ok(recordedAt <= fetchedAt, signal);
        assert.ok(fetchedAt <= noon, signal);
      }
    }
  });

  contract('reads nothing that was not asked', async () => {
    const asked: SignalId[] = ['vin', 'odometer'];
    for (const car of await carsOf(provider)) {
      const readings = await readAt(provider, car.connection, asked, noon);
      assert.ok(!isFault(readings));
      assert.deepEqual(readings.map(reading => reading.signal).toSorted(), ['odometer', 'vin']);
      assert.deepEqual(await readAt(provider, car.connection, [], noon), []);
    }
  });

  contract('tells the same identity in the list and in readings', async () => {
    for (const car of await carsOf(provider)) {
      const readings = await readAt(provider, car.connection, ['vin', 'attributes'], noon);
      assert.ok(!isFault(readings));
      const { make, model, year, powertrain } = car;
      const value = (signal: SignalId) => readings.find(reading => reading.signal === signal)?.value;
      assert.equal(value('vin'), car.vin);
      assert.deepEqual(value('attributes'), { make, model, year, powertrain });
    }
  });

  contract('never reports an older moment or a smaller odometer than before', async () => {
    for (const car of await carsOf(provider)) {
      let previous: Extract<Reading, { signal: 'odometer' }> | undefined;
      for (let hours = 0; hours < 48; hours += 1.7) {
        const readings = await readAt(provider, car.connection, ['odometer'], later(hours));
        assert.ok(!isFault(readings));
        const reading = readings.find(one => one.signal === 'odometer');
        assert.ok(reading && reading.value !== null);
        assert.ok(!previous || (reading.recordedAt >= previous.recordedAt && reading.value >= (previous.value ?? 0)));
        previous = reading;
      }
    }
  });

  contract('leaves out what a car does not have, whatever else is asked, and offers it to no reading', async () => {
    for (const car of await carsOf(provider)) {
      const readings = await inTime(readAt(provider, car.connection, signalIds, noon));
      assert.ok(!isFault(readings));
      const had = new Set(readings.map(({ signal }) => signal));
      for (const signal of signalIds) {
        const alone = await readAt(provider, car.connection, [signal], noon);
        assert.ok(!isFault(alone), `${car.model} ${signal}: ${JSON.stringify(alone)}`);
        assert.deepEqual(
          alone.map(reading => reading.signal),
          had.has(signal) ? [signal] : [],
          `${car.model} ${signal}`,
        );
      }
      const unknown = 'no_such_signal' as SignalId;
      assert.deepEqual(await readAt(provider, car.connection, [unknown], noon), []);
      const electric: readonly SignalId[] = ['battery_level', 'charge_state', 'plugged_in'];
      if (car.powertrain === 'ICE')
        assert.ok(
          electric.every(signal => !had.has(signal)),
          car.model,
        );
      if (car.powertrain === 'BEV') assert.ok(!had.has('fuel_level') && had.has('battery_level'), car.model);
    }
  });

  contract('reads without changing anything: the same moment gives the same answer', async () => {
    for (const car of await carsOf(provider)) {
      const once = await readAt(provider, car.connection, signalIds, later(100));
      assert.deepEqual(await readAt(provider, car.connection, [...signalIds, ...signalIds], later(100)), once);
    }
  });

  contract('tells values in the units of the platform', async () => {
    for (const car of await carsOf(provider)) {
      const readings = await readAt(provider, car.connection, signalIds, noon);
      assert.ok(!isFault(readings));
      for (const { signal, value } of readings) {
        const range = ranges[signals[signal].kind];
        if (range !== undefined && typeof value === 'number')
          assert.ok(value >= range[0] && value <= range[1], `${car.model} ${signal} ${value}`);
        if (signal === 'tires')
          for (const { pressure } of value ?? []) assert.ok(pressure > 120 && pressure < 500, `${pressure} kPa`);
      }
    }
  });

  contract('says which commands it takes, and takes no other; a command twice is no harm', async () => {
    const [car] = await carsOf(provider);
    assert.ok(car);
    for (const [command, input] of Object.entries(inputs)) {
      const run = provider.commands[command as Command] as RunCommand<Command> | undefined;
      if (run === undefined) continue;
      for (const answer of [await inTime(run(car.connection, input, noon)), await run(car.connection, input, noon)]) {
        if (answer === 'done') continue;
        assert.ok(isVehicleErrorCode(answer.fault), `${command} ${answer.fault}`);
        assert.ok(answer.retryAfter === undefined || answer.retryAfter > 0);
      }
    }
    assert.deepEqual(
      Object.keys(provider.commands).filter(command => !Object.hasOwn(inputs, command)),
      [],
    );
  });

  contract('answers about a car that it does not know with a fault, to reads and to commands', async () => {
    const unknown = { vehicle: 'no such car', credentials: sampleOf(provider).credentials };
    const answers = [
      await inTime(readAt(provider, unknown, ['odometer'], noon)),
      ...(await Promise.all(
        Object.entries(inputs).map(([command, input]) =>
          (provider.commands[command as Command] as RunCommand<Command> | undefined)?.(unknown, input, noon),
        ),
      )),
    ];
    for (const answer of answers.filter(given => given !== undefined)) {
      assert.ok(isFault(answer));
      assert.ok(isVehicleErrorCode(answer.fault));
    }
  });

  contract('carries out a command, or says why not in words of the API', async () => {
    for (const car of await carsOf(provider)) {
      const answer = await provider.commands.lock_or_unlock?.(car.connection, { action: 'LOCK' }, noon);
      assert.ok(answer === undefined || answer === 'done' || isVehicleErrorCode(answer.fault));
    }
  });
}
