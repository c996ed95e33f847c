// Cars of a fleet that has hardware of its own in them and sends what they say to this server.

import type { Powertrain } from '../../catalog/signal-values.ts';
import { type SignalId, signalIds } from '../../catalog/signals.ts';
import { equalBytes } from '../../core/crypto/tokens.ts';
import type { Kernel } from '../../core/kernel.ts';
import {
  isFault,
  type Provider,
  type ProviderConnection,
  type ProviderFault,
  type ProviderVehicle,
  type Reading,
} from '../providers/provider.ts';
import { makeOfVin, manufacturerIdentifiers, modelYearOfVin, vinFault } from '../vehicle.ts';
import { findFleetCar } from './fleet-car-store.ts';
import { newestReadings } from './telemetry.ts';
import { findNewestBatches } from './telemetry-store.ts';

export const FLEET = 'fleet';

type Door = Pick<Kernel, 'vault' | 'db' | 'pool'>;

/** RFC 4648 §6 without look-alikes at its end: read out over the telephone. */
const LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/**
 * By which an owner shows that a car is theirs: whoever runs the fleet gives it to them. It follows from the VIN, under a
 * key of this installation, so that it need not be kept; 12 letters, about 59 bits.
 */
export function pairingCode({ vault }: Pick<Kernel, 'vault'>, vin: string): string {
  const bytes = vault.blindIndex('vehicles.fleet-code', vin);
  return Array.from({ length: 12 }, (_, index) => LETTERS.charAt(bytes.readUInt16BE(index * 2) % LETTERS.length)).join(
    '',
  );
}

const missing: ProviderFault = { fault: 'CONNECTED_SERVICES_ACCOUNT.VEHICLE_MISSING' };
const unreachable: ProviderFault = { fault: 'VEHICLE_STATE.UNREACHABLE' };

/** What the list of cars says of each: nothing that a gateway would have to send, and nothing that it can change. */
const papers: readonly SignalId[] = ['vin', 'attributes'];

/**
 * The provider of a fleet's cars. An owner signs in with the car's VIN and its pairing code; it takes no commands.
 * A car says what it is before it ever reported. What it never told it does not have; one that never told anything is
 * out of reach.
 */
export function fleet(door: Door): Provider {
  const carOf = async (credentials: string | null): Promise<ProviderVehicle | ProviderFault> => {
    const car = credentials === null ? undefined : await findFleetCar(door, credentials);
    if (car === undefined) return missing;
    const make = makeOfVin(car.vin);
    const year = modelYearOfVin(car.vin);
    if (make === null || year === null) return missing;
    // The door lets no other powertrain in.
    const powertrain = car.powertrain as Powertrain;
    return { vehicle: car.vin, vin: car.vin, make, model: car.model, year, powertrain };
  };

  const reportedBy = async (
    { ours }: ProviderConnection,
    asked: readonly SignalId[],
    now: Date,
  ): Promise<readonly Reading[] | ProviderFault> => {
    if (ours === undefined) return missing;
    const batches = await findNewestBatches(door, ours, asked);
    if (batches.length > 0) return newestReadings(batches, asked, now);
    const anything = await findNewestBatches(door, ours, signalIds);
    return anything.length === 0 ? unreachable : [];
  };

  return {
    id: FLEET,
    makes: Object.keys(manufacturerIdentifiers),
    modes: ['live'],
    signIn: {
      kind: 'form',
      of: 'own-server',
      signIn: async ({ username, password }) => {
        const vin = username.trim().toUpperCase();
        const typed = Buffer.from(password.toUpperCase().replace(/[^A-Z0-9]/g, ''));
        const isRight = equalBytes(typed, Buffer.from(pairingCode(door, vin)));
        if (!isRight || vinFault(vin) !== null) return { fault: 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED' };
        return { credentials: vin };
      },
    },
    listVehicles: async credentials => {
      const car = await carOf(credentials);
      return isFault(car) ? car : [car];
    },
    readsOwnStore: true,
    read: async (connection, signals, now) => {
      const asked = [...new Set(signals)];
      const reported = asked.filter(signal => !papers.includes(signal));
      const readings = reported.length === 0 ? [] : await reportedBy(connection, reported, now);
      if (isFault(readings) || reported.length === asked.length) return readings;
      const car = await carOf(connection.credentials);
      if (isFault(car) || car.vehicle !== connection.vehicle) return missing;
      return [...papersOf(car, now).filter(({ signal }) => asked.includes(signal)), ...readings];
    },
    commands: {},
  };
}

const papersOf = ({ vin, make, model, year, powertrain }: ProviderVehicle, now: Date): Reading[] => [
  { signal: 'vin', value: vin, recordedAt: now, fetchedAt: now },
  { signal: 'attributes', value: { make, model, year, powertrain }, recordedAt: now, fetchedAt: now },
];
