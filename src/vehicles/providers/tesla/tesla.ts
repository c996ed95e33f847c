// Tesla's Fleet API as a provider: https://developer.tesla.com/docs/fleet-api.
import type { SignalId } from '../../../catalog/signals.ts';
import { MINUTE } from '../../../core/clock.ts';
import type { TeslaConfig } from '../../../core/config-makers.ts';
import type { OurCar, Pushed } from '../../makers/pushed-value-store.ts';
import { vinFault } from '../../vehicle.ts';
import { listIn, objectIn, textIn } from '../ask-json.ts';
import type { Provider, ProviderConnection, ProviderDoor, ProviderFault, Reading } from '../provider.ts';
import { readCredentials, teslaRenewal, teslaSignIn } from './tesla-account.ts';
import { askTesla, stateOfCar } from './tesla-client.ts';
import { teslaCommands } from './tesla-commands.ts';
import { teslaEnding } from './tesla-ending.ts';
import { partsFor, recordedAt, valueIn } from './tesla-signals.ts';
import { fieldsFor, type Reported, readTelemetry } from './tesla-telemetry.ts';
import { readTeslaVin } from './tesla-vin.ts';

/** Tesla answers in pages of at most so many cars. */
const PAGE = 100;
const MOST_PAGES = 10;

/**
 * The provider of Tesla's cars. A car is called by its VIN. Reads never wake a car: it would wear its battery, and is
 * billed; a car that sleeps answers `VEHICLE_STATE.ASLEEP`. Commands wake it where the operator allows it.
 * @param own.domain under which owners find this server: they pair the key of its command proxy by it
 * @param own.reports what the cars report by themselves, where that is configured: it is taken before anything is asked
 */
export function tesla(
  config: TeslaConfig,
  door: ProviderDoor,
  own: { readonly domain: string; readonly reports?: TeslaReports },
): Provider {
  const reports = own.reports && reportsOf(own.reports);
  return {
    id: 'tesla',
    // developer.tesla.com/docs/fleet-api/virtual-keys/developer-guide
    ...(config.commandProxy && { virtualKeyUrl: `https://tesla.com/_ak/${own.domain}` }),
    makes: ['TESLA'],
    modes: ['live'],
    signIn: teslaSignIn(config, door),
    renewal: teslaRenewal(config, door),
    ending: teslaEnding(config, door),
    commands: teslaCommands(config, door),

    listVehicles: async credentials => {
      const { access, api } = readCredentials(credentials ?? '');
      const vins: string[] = [];
      for (let page = 1; page <= MOST_PAGES; page++) {
        const said = await askTesla(door, api, access, `/api/1/vehicles?page=${page}&page_size=${PAGE}`);
        if ('fault' in said) return said;
        const cars = listIn(said.response);
        vins.push(...cars.flatMap(car => textIn(objectIn(car)['vin']) ?? []));
        if (cars.length < PAGE) break;
      }
      return [...new Set(vins)].flatMap(vin => {
        const facts = vinFault(vin) === null ? readTeslaVin(vin) : null;
        return facts === null ? [] : [{ vehicle: vin, vin, make: 'TESLA', powertrain: 'BEV' as const, ...facts }];
      });
    },

    read: async (connection, signals, now) => {
      const asked = [...new Set(signals)];
      const reported = await reports?.(connection, asked);
      const isReported = (signal: SignalId): boolean => {
        const at = reported?.toldAt(signal) ?? null;
        return at !== null && (reported?.isConnected === true || now.getTime() - at.getTime() < AS_GOOD_AS_NEW);
      };
      const fromReports = (wanted: readonly SignalId[]) =>
        reported === undefined ? [] : readingsIn(reported.response, wanted, now, reported.toldAt);
      const known = [
        ...asked.flatMap(signal => fromVin(connection.vehicle, signal, now)),
        ...fromReports(asked.filter(isReported)),
      ];
      const open = asked.filter(signal => !isReported(signal));
      const parts = partsFor(open);
      if (parts.length === 0) return known;
      const response = await vehicleData(door, connection, parts);
      if (!isFaultOf(response)) return [...known, ...readingsIn(response, open, now)];
      // A car that cannot be asked has said its last word by itself; how old that is stands with it.
      const { fault } = response;
      const last = fromReports(open.filter(signal => reported?.toldAt(signal) != null));
      const isAway = fault === 'VEHICLE_STATE.ASLEEP' || fault === 'VEHICLE_STATE.UNREACHABLE';
      return isAway && last.length > 0 ? [...known, ...last] : response;
    },
  };
}

/** A report of this age counts although the car is not known to be connected, in milliseconds. */
const AS_GOOD_AS_NEW = 2 * MINUTE;

const readingsIn = (
  response: Data,
  signals: readonly SignalId[],
  now: Date,
  toldAt: (signal: SignalId) => Date | null = signal => recordedAt(response, signal, now),
): Reading[] =>
  signals.flatMap(signal => {
    const value = valueIn(response, signal);
    if (value === undefined) return [];
    const at = toldAt(signal) ?? now;
    // One signal with its own value is a reading, which TypeScript cannot follow through a list of any of them.
    return [{ signal, value, recordedAt: at < now ? at : now, fetchedAt: now } as Reading];
  });

/** Where what cars report by themselves is found. */
export type TeslaReports = {
  readonly findPushed: (car: OurCar, names: readonly string[]) => Promise<ReadonlyMap<string, Pushed>>;
};

const reportsOf =
  ({ findPushed }: TeslaReports) =>
  async ({ ours }: ProviderConnection, signals: readonly SignalId[]): Promise<Reported | undefined> => {
    const pushed = ours && (await findPushed(ours, fieldsFor(signals)));
    return pushed && pushed.size > 0 ? readTelemetry(pushed) : undefined;
  };

/** What needs no question to the car. */
function fromVin(vin: string, signal: SignalId, now: Date): Reading[] {
  const facts = readTeslaVin(vin);
  if (facts === null) return [];
  if (signal === 'vin') return [{ signal, value: vin, recordedAt: now, fetchedAt: now }];
  if (signal === 'attributes')
    return [{ signal, value: { make: 'TESLA', powertrain: 'BEV', ...facts }, recordedAt: now, fetchedAt: now }];
  return [];
}

type Data = Readonly<Record<string, unknown>>;

const isFaultOf = (answer: Data | ProviderFault): answer is ProviderFault => 'fault' in answer;

async function vehicleData(
  door: ProviderDoor,
  { vehicle: vin, credentials }: ProviderConnection,
  parts: readonly string[],
): Promise<Data | ProviderFault> {
  const { access, api } = readCredentials(credentials ?? '');
  const path = `/api/1/vehicles/${encodeURIComponent(vin)}/vehicle_data?endpoints=${parts.join('%3B')}`;
  const said = await askTesla(door, api, access, path);
  if (!('fault' in said)) return objectIn(said.response);
  if (said.fault !== 'VEHICLE_STATE.UNREACHABLE') return said;
  const state = await stateOfCar(door, api, access, vin);
  return { fault: state === 'asleep' ? 'VEHICLE_STATE.ASLEEP' : 'VEHICLE_STATE.UNREACHABLE' };
}
