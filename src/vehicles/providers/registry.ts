// Which provider serves which cars.
import type { Kernel } from '../../core/kernel.ts';
import type { Mode, Provider } from './provider.ts';
import { simulator } from './simulator/simulator.ts';

/** One set per database: adapters remember what they learned about their maker. */
const known = new WeakMap<Kernel['pool'], readonly Provider[]>();

/** Every provider that this installation is configured for, in order of preference. */
export function providersOf(kernel: Kernel): readonly Provider[] {
  const made = known.get(kernel.pool);
  if (made !== undefined) return made;
  const providers = [simulator];
  known.set(kernel.pool, providers);
  return providers;
}

/** The provider with this permanent id, as kept with a connection; undefined when it is not configured. */
export const findProvider = (kernel: Kernel, id: string): Provider | undefined =>
  providersOf(kernel).find(provider => provider.id === id);

/** The providers that serve a make (in upper case) in this mode, in order of preference. */
export const providersOfMake = (kernel: Kernel, make: string, mode: Mode): readonly Provider[] =>
  providersOf(kernel).filter(provider => provider.makes.includes(make) && provider.modes.includes(mode));
