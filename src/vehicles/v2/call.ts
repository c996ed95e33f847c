// What every call of API v2 on a car reads out of its request, and whose car it is about.
import Type from 'typebox';
import type { VehicleEndpoint } from '../../catalog/vehicle-endpoints.ts';
import type { Actor, Application } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { RouteContext } from '../../core/http/define-route.ts';
import { isUuid } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { batteryLink } from '../battery/battery-link.ts';
import type { Reading } from '../providers/provider.ts';
import { parseUnitSystem, type UnitSystem } from '../units.ts';
import { makeOfVehicle } from '../vehicle-store.ts';

/** `flags` may be on any call (§1.3); nothing here depends on it yet. */
export const flags = { flags: Type.Optional(Type.String({ maxLength: 1000 })) };

/** @throws Refusal invalid_input, which is 400 and not 404 for anything but a UUID (§6.2) */
export function vehicleOf(id: string): string {
  if (!isUuid(id)) throw refuse('invalid_input', { field: 'id', expected: 'must be a UUID' });
  return id.toLowerCase();
}

export function applicationOf(actor: Actor): Application {
  if (actor.kind !== 'application') throw refuse('token_invalid');
  return actor;
}

/**
 * For calls that ask no car: an empty answer would look as if everything were over.
 * @throws Refusal grant_paused
 */
export function unpaused(actor: Application): Application {
  if (actor.isPaused) throw refuse('grant_paused');
  return actor;
}

/** @throws Refusal invalid_input for a word that is no unit system */
export function unitSystemOf(request: RouteContext['request']): UnitSystem {
  const system = parseUnitSystem(request.headers['sc-unit-system']?.toString());
  if (system === null)
    throw refuse('invalid_input', { field: 'sc-unit-system', expected: 'must be metric or imperial' });
  return system;
}

/**
 * Checks the make in the path of a make-specific call (§6.4).
 * @param make as the path says it; null or undefined where the call has none
 * @returns why it cannot be answered, or null
 */
export async function faultOfMake(
  kernel: Kernel,
  actor: Application,
  vehicle: string,
  { makes }: Pick<VehicleEndpoint, 'makes'>,
  make: string | null | undefined,
) {
  if (makes === null) return null;
  const name = make?.toUpperCase() ?? '';
  if (!makes.includes(name)) return refuse('not_found');
  if (make !== name.toLowerCase()) return refuse('not_allowed');
  if (!actor.vehicles.has(vehicle) || (await makeOfVehicle(kernel, actor, vehicle)) === name) return null;
  return refuse('vehicle_fault', { fault: 'COMPATIBILITY.VEHICLE_NOT_CAPABLE' });
}

/** Where the owner chooses the battery size, when what was read leaves a choice. */
export const capacityUrlOf = (
  kernel: Kernel,
  { id: client, owner }: Application,
  vehicle: string,
  readings: readonly Reading[],
): string | null => batteryLink(kernel, { client, owner, vehicle }, readings);
