// An owner's sign-in at a car maker becomes cars that can be shared.
import { actorId, type Person, type System } from '../core/actor.ts';
import { refuse } from '../core/errors.ts';
import { newUuid } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';
import { deleteIdleAccounts, saveAccount } from './makers/account-store.ts';
import { isFault, type Provider } from './providers/provider.ts';
import { findProvider } from './providers/registry.ts';
import { findVehiclesOfOwner, saveVehicle } from './vehicle-store.ts';

export type LinkInput = {
  /** Whose cars these become; a person links only their own. */
  readonly owner: string;
  /** A provider's permanent id. */
  readonly provider: string;
  /** What opens the owner's account at the maker, in the adapter's form; null where it needs none. */
  readonly credentials: string | null;
  /** The maker's ids of the cars to link; all of the account without it. */
  readonly only?: readonly string[];
  /** The researcher's sandbox that the cars belong to; real cars without it. */
  readonly sandbox?: string;
};

/**
 * Lists the cars of an account at a maker, keeps them and how they are reached, sealed under their owner's key.
 * Linking a car again keeps its id.
 * @returns the ids of the cars, in the maker's order
 * @throws Refusal not_found for an unknown provider or someone else's cars, vehicle_fault when the maker refuses,
 *   not_allowed when real and simulated cars would come together in one hand, or a sandbox would get a real car
 */
export async function linkVehicles(kernel: Kernel, actor: Person | System, input: LinkInput): Promise<string[]> {
  const { owner, credentials, only, sandbox = null } = input;
  const provider = findProvider(kernel, input.provider);
  if (provider === undefined || (actor.kind === 'person' && actor.id !== owner)) throw refuse('not_found');
  if (sandbox !== null && provider.modes.includes('live')) throw refuse('not_allowed');
  const cars = await provider.listVehicles(credentials, kernel.clock.now());
  if (isFault(cars)) throw refuse('vehicle_fault', { fault: cars.fault });
  return kernel.transaction(async kernel => {
    if ((await findVehiclesOfOwner(kernel, owner)).some(car => car.sandbox !== sandbox)) throw refuse('not_allowed');
    const account = await accountFor(kernel, provider, owner, credentials);
    const ids: string[] = [];
    for (const car of cars) {
      if (only !== undefined && !only.includes(car.vehicle)) continue;
      const id = await saveVehicle(kernel, owner, newUuid(kernel.random), {
        provider: provider.id,
        credentials: account === null ? credentials : null,
        account,
        car,
        sandbox,
      });
      await kernel.audit.record(kernel.db, {
        actor: actorId(actor),
        action: 'vehicle.link',
        subject: id,
        details: { owner, provider: provider.id },
      });
      ids.push(id);
    }
    await deleteIdleAccounts(kernel, owner);
    return ids;
  });
}

/** Credentials that run out are kept once for all cars of the account, so that renewing them reaches every car. */
const accountFor = async (
  kernel: Kernel,
  { id: provider, renewal }: Provider,
  owner: string,
  credentials: string | null,
): Promise<string | null> =>
  renewal === undefined || credentials === null
    ? null
    : saveAccount(kernel, owner, { provider, makerId: renewal.accountOf(credentials), credentials });
