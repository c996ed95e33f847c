// The demo's developer has two simulated cars: one that commutes, and one that has been told to answer with an error.
import type { Kernel } from '../core/kernel.ts';
import type { DemoFacts } from '../core/module.ts';
import { changeMadeCar, makeCar } from '../vehicles/index.ts';

/**
 * @param facts `application.organization`, which developers left; without it there is no garage
 * @returns the facts with `simulatedCar: {username, password}`, which sign in as its owner in Connect
 */
export async function seedGarage(kernel: Kernel, facts: DemoFacts): Promise<DemoFacts> {
  const organization = facts['application']?.['organization'];
  if (organization === undefined) return facts;
  const asleep = await makeCar(kernel, organization, { model: 'ev6', profile: 'weekender', region: 'EUROPE' });
  await changeMadeCar(kernel, asleep, { kind: 'answer', refusal: 'VEHICLE_STATE.ASLEEP' });
  const car = await makeCar(kernel, organization, { model: 'mach-e', profile: 'commuter', region: 'US' });
  return { ...facts, simulatedCar: { username: car.username, password: car.password } };
}
