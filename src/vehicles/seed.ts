// The demo owner's cars: a Chevrolet Volt of 2016 and a second one, from the simulator's fleet.
import { system } from '../core/actor.ts';
import type { Kernel } from '../core/kernel.ts';
import type { DemoFacts } from '../core/module.ts';
import { linkVehicles } from './link-vehicles.ts';
import { SIMULATOR } from './providers/simulator/simulator.ts';

/** The simulator's names of the cars. */
const CARS = ['volt', 'model-y'] as const;

/**
 * Links the demo owner's cars.
 * @param facts `owner.id`, which accounts left; without it there is nobody to give cars to
 * @returns the facts with `vehicles`: the cars' API ids by the simulator's names
 */
export async function seedVehicles(kernel: Kernel, facts: DemoFacts): Promise<DemoFacts> {
  const owner = facts['owner']?.['id'];
  if (owner === undefined) return facts;
  const ids = await linkVehicles(kernel, system('demo'), {
    owner,
    provider: SIMULATOR,
    credentials: null,
    only: CARS,
  });
  return { ...facts, vehicles: Object.fromEntries(CARS.map((name, index) => [name, ids[index] ?? ''])) };
}
