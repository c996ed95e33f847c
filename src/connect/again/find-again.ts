// An application asks an owner to sign in to the maker again, for one car that it has been given (vehicle-platform §4.1).
import type { Kernel } from '../../core/kernel.ts';
import { findReachedBy, listOwnedVehicles, type OwnedVehicle } from '../../vehicles/index.ts';
import { findGrantOfVehicle } from '../covering-grant-store.ts';

/** What is to be made good again. */
export type Again = {
  /** The owner's person id. */
  readonly owner: string;
  /** The good grant by which the application has the car; it stays as it is. */
  readonly grant: string;
  readonly car: OwnedVehicle;
  /** Through which provider the car is reached; its permanent id. */
  readonly provider: string;
};

/**
 * The car by its id, as far as the application may know of it.
 * @returns undefined for a car that is unknown, somebody else's, or no longer given to this application: it learns of no
 *   difference
 */
export async function findAgain(kernel: Kernel, application: string, vehicle: string): Promise<Again | undefined> {
  const grant = await findGrantOfVehicle(kernel, application, vehicle);
  if (grant === undefined) return undefined;
  const { owner, id } = grant;
  const [cars, reached] = await Promise.all([listOwnedVehicles(kernel, owner), findReachedBy(kernel, owner)]);
  const car = cars.find(one => one.id === vehicle);
  const by = reached.get(vehicle);
  return car && by && { owner, grant: id, car, provider: by.provider };
}
