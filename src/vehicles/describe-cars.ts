// What cars are, for a list of connections: from our own rows, without asking a maker, but with a line in each owner's log.
import type { Application } from '../core/actor.ts';
import type { Kernel } from '../core/kernel.ts';
import { logAndOpen } from './admit-read-store.ts';
import { attemptOf } from './attempt.ts';
import { type CarFacts, findCarFacts } from './vehicle-store.ts';

/**
 * Make, model and year of each car whose grant opens them. All lines are on disk before anything is told.
 * @param cars each with the grant under which it is asked for
 * @returns by the car's id; without those whose grant does not open it
 */
export async function describeCars(
  kernel: Kernel,
  cars: readonly { readonly actor: Application; readonly vehicle: string }[],
  request: string,
): Promise<Map<string, CarFacts>> {
  const open = cars.filter(
    ({ actor, vehicle }) => actor.scopes.has('read_vehicle_info') && actor.vehicles.has(vehicle),
  );
  await Promise.all(
    open.map(({ actor, vehicle }) => logAndOpen(kernel, [attemptOf(actor, { vehicle, request }, 'attributes', null)])),
  );
  return findCarFacts(
    kernel,
    open.map(({ actor: { owner }, vehicle }) => ({ owner, vehicle })),
  );
}
