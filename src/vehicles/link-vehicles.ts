// An owner's sign-in at a car maker becomes cars that can be shared.
import { actorId, type Person, type System } from '../core/actor.ts';
import { refuse } from '../core/errors.ts';
import { newUuid } from '../core/ids.ts';
import type { Kernel } from '../core/kernel.ts';
import { deleteIdleAccounts, saveAccount } from './makers/account-store.ts';
import { isFault, type Mode, type Provider, type ProviderFault, type ProviderVehicle } from './providers/provider.ts';
import { findProvider } from './providers/registry.ts';
import { findVehiclesOfOwner, saveVehicle } from './vehicle-store.ts';

/** Whose cars they become, and how they are reached. */
export type LinkedAccount = {
  /** Whose cars these become; a person links only their own. */
  readonly owner: string;
  /** A provider's permanent id. */
  readonly provider: string;
  /** What opens the owner's account at the maker, in the adapter's form; null where it needs none. */
  readonly credentials: string | null;
  /** The researcher's sandbox that the cars belong to; none without it. */
  readonly sandbox?: string;
  /** What the cars are for; by default the first that the provider is made for, live before all. */
  readonly mode?: Mode;
};

export type LinkInput = LinkedAccount & {
  /** The maker's ids of the cars to link; all of the account without it. */
  readonly only?: readonly string[];
};

/** A car in a maker's account, with the id that it has here or gets when it is linked. */
export type FoundCar = ProviderVehicle & { readonly id: string };

/**
 * Lists the cars of an account at a maker, keeps them and how they are reached, sealed under their owner's key.
 * Linking a car again keeps its id.
 * @returns the ids of the cars, in the maker's order
 * @throws Refusal not_found for an unknown provider or someone else's cars, vehicle_fault when the maker refuses,
 *   not_allowed when real and simulated cars would come together in one hand, or a sandbox would get a real car
 */
export async function linkVehicles(kernel: Kernel, actor: Person | System, input: LinkInput): Promise<string[]> {
  const cars = await findCarsAtMaker(kernel, input);
  if (isFault(cars)) throw refuse('vehicle_fault', { fault: cars.fault });
  const { only } = input;
  return keepFoundCars(
    kernel,
    actor,
    input,
    only === undefined ? cars : cars.filter(car => only.includes(car.vehicle)),
  );
}

/**
 * The cars that an account at a maker holds. Nothing is kept.
 * @param account.owner undefined while nobody knows whose account it is: then every car is new
 * @throws Refusal not_found for an unknown provider
 */
export async function findCarsAtMaker(
  kernel: Kernel,
  account: Pick<LinkedAccount, 'provider' | 'credentials'> & { readonly owner: string | undefined },
): Promise<readonly FoundCar[] | ProviderFault> {
  const provider = requireProvider(kernel, account.provider);
  const cars = await provider.listVehicles(account.credentials, kernel.clock.now());
  if (isFault(cars)) return cars;
  const own = account.owner === undefined ? [] : await findVehiclesOfOwner(kernel, account.owner);
  const known = new Map(own.map(({ vin, id }) => [vin, id]));
  return cars.map(car => ({ ...car, id: known.get(car.vin) ?? newUuid(kernel.random) }));
}

/** Keeps cars that were found. @returns their ids @throws Refusal as `linkVehicles` */
export async function keepFoundCars(
  kernel: Kernel,
  actor: Person | System,
  account: LinkedAccount,
  cars: readonly FoundCar[],
): Promise<string[]> {
  const { owner, credentials, sandbox = null } = account;
  const provider = requireProvider(kernel, account.provider);
  if (actor.kind === 'person' && actor.id !== owner) throw refuse('not_found');
  const isReal = provider.modes.includes('live');
  if (sandbox !== null && isReal) throw refuse('not_allowed');
  const mode = account.mode ?? (isReal ? 'live' : provider.modes[0]);
  if (mode === undefined) throw refuse('not_allowed');
  if (!provider.modes.includes(mode)) throw refuse('not_allowed');
  return kernel.transaction(async kernel => {
    const own = await findVehiclesOfOwner(kernel, owner);
    if (own.some(car => car.sandbox !== sandbox)) throw refuse('not_allowed');
    const kept = await accountFor(kernel, provider, owner, credentials);
    const ids: string[] = [];
    for (const { id: proposed, ...car } of cars) {
      // A car never changes from one mode to another: what was simulated cannot become real.
      if (own.some(({ vin, mode: before }) => vin === car.vin && before !== mode)) throw refuse('not_allowed');
      const id = await saveVehicle(kernel, owner, proposed, {
        provider: provider.id,
        credentials: kept === null ? credentials : null,
        account: kept,
        car,
        sandbox,
        mode,
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

function requireProvider(kernel: Kernel, id: string): Provider {
  const provider = findProvider(kernel, id);
  if (provider === undefined) throw refuse('not_found');
  return provider;
}
