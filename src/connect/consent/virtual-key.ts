// Some makers take commands only from a key that the owner has paired with the car, at a page of the maker.
import type { Kernel } from '../../core/kernel.ts';
import { findProvider, findReachedBy } from '../../vehicles/index.ts';

/** Whether a permission lets an application command a car. */
export const isControl = (scope: string): boolean => scope.startsWith('control_');

/** Where the owner pairs the key for the first of these cars that needs one; undefined when none does. */
export async function virtualKeyUrl(
  kernel: Kernel,
  owner: string,
  vehicles: readonly string[],
): Promise<string | undefined> {
  const reached = await findReachedBy(kernel, owner);
  return vehicles
    .map(vehicle => findProvider(kernel, reached.get(vehicle)?.provider ?? '')?.virtualKeyUrl)
    .find(url => url !== undefined);
}
