// Whether an application and cars belong to one world: the real one, or one researcher's sandbox.
import type { Kernel } from '../core/kernel.ts';
import { findRegisteredApplication } from '../developers/index.ts';
import { sandboxesOfVehicles } from '../vehicles/index.ts';

/** A sandbox by its id; null is the real world. */
export type World = string | null;

/** True when every car is of the application's own world. */
export const areOfOneWorld = (application: World, vehicles: readonly World[]): boolean =>
  vehicles.every(vehicle => vehicle === application);

/** The world that an application and cars share; undefined when they don't. */
export async function sharedWorld(
  kernel: Kernel,
  application: string,
  vehicles: readonly string[],
): Promise<World | undefined> {
  const [registered, marks] = await Promise.all([
    findRegisteredApplication(kernel, application),
    sandboxesOfVehicles(kernel, vehicles),
  ]);
  const world = registered?.sandbox ?? null;
  return areOfOneWorld(
    world,
    vehicles.map(vehicle => marks.get(vehicle) ?? null),
  )
    ? world
    : undefined;
}
