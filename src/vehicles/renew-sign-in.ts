// An owner has signed in to a maker again: what that opens takes the place of what opened their cars before.
import { system } from '../core/actor.ts';
import type { Kernel } from '../core/kernel.ts';
import { findCarsAtMaker, keepFoundCars } from './link-vehicles.ts';
import { findReachedBy } from './makers/account-store.ts';
import { isFault, type ProviderFault } from './providers/provider.ts';
import { findVehiclesOfOwner } from './vehicle-store.ts';

/**
 * Keeps a fresh sign-in for the cars that the owner reaches through this provider already. Nothing is added to what they
 * have here: a new car of the same account is theirs to connect, and grants stay as they are.
 * @param input.vehicle the car that it is about
 * @returns `another-account` when the sign-in does not open that car; then nothing is changed
 */
export async function renewSignIn(
  kernel: Kernel,
  input: { readonly owner: string; readonly vehicle: string; readonly provider: string; readonly credentials: string },
): Promise<'renewed' | 'another-account' | ProviderFault> {
  const { owner, vehicle, provider, credentials } = input;
  const found = await findCarsAtMaker(kernel, { owner, provider, credentials });
  if (isFault(found)) return found;
  const [own, reached] = await Promise.all([findVehiclesOfOwner(kernel, owner), findReachedBy(kernel, owner)]);
  const car = own.find(({ id }) => id === vehicle);
  const isSame = (id: string): boolean =>
    reached.get(id)?.provider === provider && own.some(one => one.id === id && one.mode === car?.mode);
  const renewed = found.filter(({ id }) => id === vehicle || isSame(id));
  if (car === undefined || renewed.every(({ id }) => id !== vehicle)) return 'another-account';
  const account = {
    owner,
    provider,
    credentials,
    mode: car.mode,
    ...(car.sandbox !== null && { sandbox: car.sandbox }),
  };
  await keepFoundCars(kernel, system('connect'), account, renewed);
  return 'renewed';
}
