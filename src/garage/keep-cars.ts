// What members of an organization do with its simulated cars. Members look; owners make, change and remove.
import type { Person } from '../core/actor.ts';
import { refuse } from '../core/errors.ts';
import type { Kernel } from '../core/kernel.ts';
import { findOrganization, findOwnOrganization } from '../developers/index.ts';
import {
  type CarChange,
  changeMadeCar,
  deleteMadeCars,
  findMadeCar,
  isFault,
  listMadeCars,
  type MadeCar,
  makeCar,
  type ProviderFault,
} from '../vehicles/index.ts';

/** More are no help to somebody who looks at them one by one. */
export const MOST_CARS = 50;

/** The cars of an organization, newest first. @throws Refusal not_found for who is no member */
export async function listCars(kernel: Kernel, actor: Person, organization: string): Promise<MadeCar[]> {
  const { id } = await findOrganization(kernel, actor, organization);
  return listMadeCars(kernel, id);
}

/** One of them. @throws Refusal not_found */
export async function findCar(kernel: Kernel, actor: Person, organization: string, id: string): Promise<MadeCar> {
  const { id: keeper } = await findOrganization(kernel, actor, organization);
  return (await findMadeCar(kernel, keeper, id)) ?? fail();
}

/** Makes one. @returns `full` when there are as many as there may be @throws Refusal not_found, not_allowed */
export async function orderCar(
  kernel: Kernel,
  actor: Person,
  organization: string,
  order: MadeCar['order'],
): Promise<MadeCar | 'full'> {
  const { id: keeper } = await findOwnOrganization(kernel, actor, organization);
  return kernel.transaction(async kernel => {
    if ((await listMadeCars(kernel, keeper)).length >= MOST_CARS) return 'full';
    const car = await makeCar(kernel, keeper, order);
    await record(kernel, actor, 'simulated-car.make', car.id, { organization: keeper, model: order.model });
    return car;
  });
}

/** Interferes with one. @returns why it cannot @throws Refusal not_found, not_allowed */
export async function interfere(
  kernel: Kernel,
  actor: Person,
  { organization, id }: { readonly organization: string; readonly id: string },
  change: CarChange,
): Promise<'done' | ProviderFault> {
  const { id: keeper } = await findOwnOrganization(kernel, actor, organization);
  return kernel.transaction(async kernel => {
    const car = (await findMadeCar(kernel, keeper, id)) ?? fail();
    const answer = await changeMadeCar(kernel, car, change);
    if (!isFault(answer))
      await record(kernel, actor, 'simulated-car.change', car.id, { organization: keeper, change: change.kind });
    return answer;
  });
}

/** Removes one for good; who asks for it afterwards hears that it is missing. @throws Refusal not_found, not_allowed */
export async function removeCar(kernel: Kernel, actor: Person, organization: string, id: string): Promise<void> {
  const { id: keeper } = await findOwnOrganization(kernel, actor, organization);
  await kernel.transaction(async kernel => {
    if ((await deleteMadeCars(kernel, keeper, id)) === 0) throw refuse('not_found');
    await record(kernel, actor, 'simulated-car.remove', id, { organization: keeper });
  });
}

const record = (
  kernel: Kernel,
  actor: Person,
  action: `simulated-car.${string}`,
  subject: string,
  details: Readonly<Record<string, string>>,
): Promise<unknown> => kernel.audit.record(kernel.db, { actor: actor.id, action, subject, details });

const fail = (): never => {
  throw refuse('not_found');
};
