// An upstream that speaks Smartcar's API as a provider: Smartcar itself, or another installation of this product.
// So an application can move here one brand at a time while its other cars stay where they are.
import type { Powertrain } from '../../../catalog/signal-values.ts';
import { signals as catalog, type SignalId } from '../../../catalog/signals.ts';
import { readEndpoints } from '../../../catalog/vehicle-endpoints.ts';
import type { SmartcarConfig } from '../../../core/config-makers.ts';
import { manufacturerIdentifiers } from '../../vehicle.ts';
import { objectIn, textIn } from '../ask-json.ts';
import type {
  Provider,
  ProviderConnection,
  ProviderDoor,
  ProviderFault,
  ProviderVehicle,
  Reading,
} from '../provider.ts';
import { readCredentials, smartcarRenewal, smartcarSignIn } from './smartcar-account.ts';
import { readers } from './smartcar-bodies.ts';
import { giveBack, listCars, readPaths, sendCommand, type Told } from './smartcar-client.ts';

type Endpoint = (typeof readEndpoints)[number];

/** Where each signal is read: at the first endpoint that has it and that we can read. */
const endpointOf: ReadonlyMap<SignalId, Endpoint> = new Map(
  (Object.keys(catalog) as SignalId[]).flatMap(signal => {
    const endpoint = readEndpoints.find(
      one => readers[one.id] !== undefined && (one.signals as readonly SignalId[]).includes(signal),
    );
    return endpoint === undefined ? [] : [[signal, endpoint]];
  }),
);

/** The upstream's id of a car, and what paths and bodies need to know of it. */
type Car = { readonly id: string; readonly make: string; readonly powertrain: Powertrain };

const writeCar = ({ id, make, powertrain }: Car): string => `${id} ${powertrain} ${make}`;

const readCar = (vehicle: string): Car => {
  const [id = '', powertrain = 'ICE', ...make] = vehicle.split(' ');
  return { id, powertrain: powertrain as Powertrain, make: make.join(' ') };
};

/**
 * The provider of an upstream's cars. It reads only what the owner allowed there, several paths in one request, and
 * passes the upstream's errors on.
 */
export function smartcar(config: SmartcarConfig, door: ProviderDoor): Provider {
  const makes = config.makes ?? Object.keys(manufacturerIdentifiers);
  const command =
    <Input>(path: string, body: (input: Input) => Record<string, unknown>) =>
    ({ vehicle, credentials }: ProviderConnection, input: Input): Promise<'done' | ProviderFault> => {
      const { access } = readCredentials(credentials ?? '');
      const car = readCar(vehicle);
      return sendCommand(config, door, { id: car.id, access }, pathFor(path, car), body(input));
    };

  return {
    id: 'smartcar',
    makes,
    modes: [config.mode],
    signIn: smartcarSignIn(config, door),
    renewal: smartcarRenewal(config, door),
    ending: {
      maker: 'Smartcar',
      end: async (credentials, now) => {
        // The access token may have run out; a refresh token that is no longer good says that it is over already.
        const renewal = smartcarRenewal(config, door);
        const good = renewal.isDue(credentials, now) ? await renewal.renew(credentials, now) : { credentials };
        if ('fault' in good) return good;
        const { access } = readCredentials(good.credentials);
        const ids = await listCars(config, door, access);
        if ('fault' in ids) return ids;
        for (const id of ids) {
          const given = await giveBack(config, door, { id, access });
          if (given !== 'done') return given;
        }
        return 'done';
      },
    },

    listVehicles: async credentials => {
      const { access } = readCredentials(credentials ?? '');
      const ids = await listCars(config, door, access);
      if ('fault' in ids) return ids;
      const cars: ProviderVehicle[] = [];
      for (const id of ids) {
        const car = await introduce(config, door, { id, access });
        if (car !== null && 'fault' in car) return car;
        if (car !== null && makes.includes(car.make)) cars.push(car);
      }
      return cars;
    },

    read: async ({ vehicle, credentials }, signals, now) => {
      const { access } = readCredentials(credentials ?? '');
      const car = readCar(vehicle);
      const endpoints = [...new Set(signals.flatMap(signal => endpointOf.get(signal) ?? []))].filter(
        ({ makes }) => makes === null || (makes as readonly string[]).includes(car.make),
      );
      const paths = endpoints.map(({ path }) => pathFor(path, car));
      const told = await readPaths(config, door, { id: car.id, access }, paths);
      if ('fault' in told) return absentOr(told);
      const readings: Reading[] = [];
      const faults: ProviderFault[] = [];
      for (const endpoint of endpoints) {
        const answer = told.get(pathFor(endpoint.path, car)) ?? { fault: 'UPSTREAM.INVALID_DATA' as const };
        if ('fault' in answer) faults.push(answer);
        else readings.push(...readingsOf(endpoint, answer, car, signals, now));
      }
      // What several paths disagree on is told as far as it came; when nothing came, the first reason is.
      const [fault] = faults;
      return readings.length === 0 && fault !== undefined ? absentOr(fault) : readings;
    },

    commands: {
      lock_or_unlock: command('/security', ({ action }) => ({ action })),
      start_or_stop_charge: command('/charge', ({ action }) => ({ action })),
      set_charge_limit: command('/charge/limit', ({ limit }) => ({ limit })),
      send_destination: command('/navigation/destination', ({ latitude, longitude }) => ({ latitude, longitude })),
      set_charge_current: command('/{make}/charge/ammeter', ({ current }) => ({ amperage: current })),
      move_charge_port_door: command('/{make}/charge/charge_port_door', ({ action }) => ({ action })),
    },
  };
}

const pathFor = (path: string, { make }: Car): string => path.replace('{make}', make.toLowerCase());

/** A car that has no such thing is no fault: its signals are left out. */
const absentOr = (fault: ProviderFault): readonly Reading[] | ProviderFault =>
  fault.fault === 'COMPATIBILITY.VEHICLE_NOT_CAPABLE' ? [] : fault;

function readingsOf(
  endpoint: Endpoint,
  { body, headers }: Told,
  { powertrain }: Car,
  signals: readonly SignalId[],
  now: Date,
): Reading[] {
  const recordedAt = momentOf(headers['sc-data-age'], now);
  const fetchedAt = momentOf(headers['sc-fetched-at'], now);
  const values = readers[endpoint.id]?.(objectIn(body), { recordedAt, powertrain }, body) ?? {};
  return [...new Set(signals)].flatMap(signal => {
    const value = values[signal];
    if (value === undefined) return [];
    const recorded = recordedAt < fetchedAt ? recordedAt : fetchedAt;
    // One signal with its own value is a reading, which TypeScript cannot follow through a list of any of them.
    return [{ signal, value, recordedAt: recorded, fetchedAt } as Reading];
  });
}

/** A time of a header; `now` when there is none, or a later one. */
function momentOf(value: unknown, now: Date): Date {
  const at = Date.parse(textIn(value) ?? '');
  return Number.isNaN(at) || at > now.getTime() ? now : new Date(at);
}

/** What a car is, as far as the upstream says; null when it does not even tell its VIN. */
async function introduce(
  config: SmartcarConfig,
  door: ProviderDoor,
  car: { readonly id: string; readonly access: string },
): Promise<ProviderVehicle | ProviderFault | null> {
  const told = await readPaths(config, door, car, ['/', '/vin', '/battery', '/fuel']);
  if ('fault' in told) return told;
  const bodyOf = (path: string) => {
    const answer = told.get(path);
    return answer === undefined || 'fault' in answer ? undefined : objectIn(answer.body);
  };
  const vin = textIn(bodyOf('/vin')?.['vin']);
  const powertrain = powertrainOf(bodyOf('/battery') !== undefined, bodyOf('/fuel') !== undefined);
  const context = { recordedAt: door.clock.now(), powertrain };
  const facts = readers.attributes?.(bodyOf('/') ?? {}, context, undefined).attributes;
  if (vin === undefined || !facts) return null;
  return { ...facts, vehicle: writeCar({ id: car.id, make: facts.make, powertrain }), vin };
}

/** API v2 does not say how a car is driven: what it tells of battery and fuel does. */
const powertrainOf = (hasBattery: boolean, hasFuel: boolean): Powertrain =>
  hasBattery ? (hasFuel ? 'PHEV' : 'BEV') : 'ICE';
