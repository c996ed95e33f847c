// Whether an application and cars belong to one world: the real one, or one researcher's sandbox; and to one mode.
import type { Kernel } from '../../core/kernel.ts';
import { findRegisteredApplication } from '../../developers/index.ts';
import { type Mode, marksOfVehicles } from '../../vehicles/index.ts';

/** A sandbox by its id; null is the real world. */
export type World = string | null;

/** True when every car is of the application's own world. */
export const areOfOneWorld = (application: World, vehicles: readonly World[]): boolean =>
  vehicles.every(vehicle => vehicle === application);

/** The world and the mode that an application and cars share; undefined when they don't. */
export async function sharedWorld(
  kernel: Kernel,
  application: string,
  vehicles: readonly string[],
): Promise<{ readonly sandbox: World; readonly mode: Mode } | undefined> {
  const [registered, marks] = await Promise.all([
    findRegisteredApplication(kernel, application),
    marksOfVehicles(kernel, vehicles),
  ]);
  const sandbox = registered?.sandbox ?? null;
  const worlds = vehicles.map(vehicle => marks.get(vehicle)?.sandbox ?? null);
  const modes = new Set(vehicles.map(vehicle => marks.get(vehicle)?.mode ?? 'live'));
  const [mode = 'live'] = modes;
  return areOfOneWorld(sandbox, worlds) && modes.size <= 1 ? { sandbox, mode } : undefined;
}
