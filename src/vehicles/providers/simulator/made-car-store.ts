// All SQL of simulated cars that developers made; how they are sealed and told of is in car-store.ts.
import type { Kernel } from '../../../core/kernel.ts';
import { accountIndex, type MadeCar, sealContent, simulatedCars, TABLE, tellOfCar, toMade } from './car-store.ts';

export type { MadeCar } from './car-store.ts';

/** Keeps a new car. Its id must be new. */
export async function insertMadeCar(kernel: Kernel, car: MadeCar): Promise<void> {
  const { id, keeper, username, password, order, life, madeAt } = car;
  const content = await sealContent(kernel, keeper, id, { order, life, username, password });
  const account = accountIndex(kernel, username);
  await simulatedCars(kernel)
    .insertInto(TABLE)
    .values({ id, keeper, account, content, created_at: madeAt, changed_at: madeAt })
    .execute();
  await tellOfCar(kernel, id);
}

/** The cars that an organization made, newest first. The caller has settled whose they are. */
export async function listMadeCars(kernel: Kernel, keeper: string): Promise<MadeCar[]> {
  const rows = await simulatedCars(kernel)
    .selectFrom(TABLE)
    .selectAll()
    .where('keeper', '=', keeper)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  const cars = await Promise.all(rows.map(row => toMade(kernel, row)));
  return cars.filter(car => car !== undefined);
}

/** One car of an organization, or undefined. */
export async function findMadeCar(kernel: Kernel, keeper: string, id: string): Promise<MadeCar | undefined> {
  const row = await simulatedCars(kernel)
    .selectFrom(TABLE)
    .selectAll()
    .where('keeper', '=', keeper)
    .where('id', '=', id)
    .executeTakeFirst();
  return row && toMade(kernel, row);
}

/** Forgets made cars for good: all of an organization, or one. @returns how many */
export async function deleteMadeCars(kernel: Kernel, keeper: string, id?: string): Promise<number> {
  let query = simulatedCars(kernel).deleteFrom(TABLE).where('keeper', '=', keeper);
  if (id !== undefined) query = query.where('id', '=', id);
  const gone = await query.returning('id').execute();
  for (const { id } of gone) await tellOfCar(kernel, id);
  return gone.length;
}
