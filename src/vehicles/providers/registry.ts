// Which provider serves which cars.
import type { Kernel } from '../../core/kernel.ts';
import type { Mode, Provider } from './provider.ts';
import { simulatorOf } from './simulator/simulator.ts';
import { testMakersOf } from './simulator/test-makers.ts';

/** One set per kernel: simulated cars are kept in the database, and a transaction has a kernel of its own. */
const known = new WeakMap<Kernel, readonly Provider[]>();

/** Every provider that this installation is configured for, in order of preference. */
export function providersOf(kernel: Kernel): readonly Provider[] {
  const made = known.get(kernel);
  if (made !== undefined) return made;
  const providers = [simulatorOf(kernel), testMakersOf(kernel)];
  known.set(kernel, providers);
  return providers;
}

/** The provider with this permanent id, as kept with a connection; undefined when it is not configured. */
export const findProvider = (kernel: Kernel, id: string): Provider | undefined =>
  providersOf(kernel).find(provider => provider.id === id);

/** The providers that serve a make (in upper case) in this mode, in order of preference. */
export const providersOfMake = (kernel: Kernel, make: string, mode: Mode): readonly Provider[] =>
  providersOf(kernel).filter(provider => provider.makes.includes(make) && provider.modes.includes(mode));
