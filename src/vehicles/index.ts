// The front door of vehicles: an owner's cars, reading them for an application, and the log of who read what.
import type { Person } from '../core/actor.ts';
import type { Kernel } from '../core/kernel.ts';
import { type ReadSummary, summarizeUses } from './read-event.ts';
import { deleteReadEvents, listReadUses } from './read-event-store.ts';
import { deleteVehicles } from './vehicle-store.ts';

export { type LinkInput, linkVehicles } from './link-vehicles.ts';
export type { ProviderFault } from './providers/provider.ts';
export { providersOfMake } from './providers/registry.ts';
export {
  findScope,
  permissionOf,
  type ReadEvent,
  type ReadFilter,
  type ReadOutcome,
  type ReadSummary,
  type ReadUse,
} from './read-event.ts';
export { listReadEvents, type ReadEventPage } from './read-event-store.ts';
export { type ReadInput, readSignals } from './read-signal.ts';
export { userIdOf } from './user-id.ts';
export {
  findVehiclesOfOwner as listOwnedVehicles,
  listSandboxVehicles,
  type OwnedVehicle,
  sandboxesOfVehicles,
} from './vehicle-store.ts';

/** Forgets the cars of a simulated owner, and who read them. */
export async function forgetSimulatedCars(kernel: Kernel, owner: string): Promise<void> {
  await deleteReadEvents(kernel, owner);
  await deleteVehicles(kernel, owner);
}

/** How the person's data was used during the last week, and each use by grant, car and permission. */
export const summarizeReads = async (kernel: Kernel, actor: Person): Promise<ReadSummary> =>
  summarizeUses(await listReadUses(kernel, actor));
