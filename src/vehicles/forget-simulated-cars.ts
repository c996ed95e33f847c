// A simulated owner's cars are forgotten when the sandbox ends.
import type { Kernel } from '../core/kernel.ts';
import { deleteReadEvents } from './read-event-store.ts';
import { deleteVehicles } from './vehicle-store.ts';

/** Forgets the cars of a simulated owner, and who read them. */
export async function forgetSimulatedCars(kernel: Kernel, owner: string): Promise<void> {
  await deleteReadEvents(kernel, owner);
  await deleteVehicles(kernel, owner);
}
