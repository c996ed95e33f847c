// Cars of a fleet that has hardware of its own in them and sends what they say to this server.

import type { Powertrain } from '../../catalog/signal-values.ts';
import { equalBytes } from '../../core/crypto/tokens.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Provider, ProviderFault, ProviderVehicle } from '../providers/provider.ts';
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

/** The provider of a fleet's cars. An owner signs in with the car's VIN and its pairing code; it takes no commands. */
export const fleet = (door: Door): Provider => ({
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
  listVehicles: async (credentials): Promise<readonly ProviderVehicle[] | ProviderFault> => {
    const car = credentials === null ? undefined : await findFleetCar(door, credentials);
    if (car === undefined) return missing;
    const make = makeOfVin(car.vin);
    const year = modelYearOfVin(car.vin);
    if (make === null || year === null) return missing;
    // The door lets no other powertrain in.
    const powertrain = car.powertrain as Powertrain;
    return [{ vehicle: car.vin, vin: car.vin, make, model: car.model, year, powertrain }];
  },
  read: async ({ ours }, signals, now) => {
    if (ours === undefined) return missing;
    const asked = [...new Set(signals)];
    if (asked.length === 0) return [];
    const batches = await findNewestBatches(door, ours, asked);
    return batches.length === 0 ? { fault: 'VEHICLE_STATE.UNREACHABLE' } : newestReadings(batches, asked, now);
  },
  commands: {},
});
