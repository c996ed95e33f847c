// The cars that a grant names and its owner still has.
import type { Grant } from '../connect/index.ts';
import type { Person } from '../core/actor.ts';
import type { Kernel } from '../core/kernel.ts';
import { listOwnedVehicles, type OwnedVehicle } from '../vehicles/index.ts';

export const carsOfGrant = async (
  kernel: Kernel,
  actor: Person,
  { vehicles }: Pick<Grant, 'vehicles'>,
): Promise<OwnedVehicle[]> => (await listOwnedVehicles(kernel, actor.id)).filter(({ id }) => vehicles.includes(id));
