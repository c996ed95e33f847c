// Which provider serves which cars.
import type { Provider } from './provider.ts';
import { simulator } from './simulator/simulator.ts';

/** Every provider of this installation. */
export const providers: readonly Provider[] = [simulator];

/** The provider with this permanent id, as kept with a connection, or undefined. */
export const findProvider = (id: string): Provider | undefined => providers.find(provider => provider.id === id);

/** The providers that serve a make (in upper case), in order of preference. */
export const providersOfMake = (make: string): readonly Provider[] =>
  providers.filter(provider => provider.makes.includes(make));
