// All SQL of what cars report by themselves: the last value of each name, sealed under the owner's data key.
import type { Kernel } from '../../core/kernel.ts';
import type { VehiclesTables } from '../tables.ts';

/** One of our cars. */
export type OurCar = { readonly vehicle: string; readonly owner: string };

/** What a car said last under one name, in the words of its protocol, and when. */
export type Pushed = { readonly text: string; readonly at: Date };

const tables = (kernel: Kernel) => kernel.db.withTables<VehiclesTables>();
const placeOf = (vehicle: string, name: string) => ({
  table: 'vehicles.pushed_value',
  column: 'value',
  row: `${vehicle} ${name}`,
});

/** By which a connection is found when its car reports. @param vehicle the maker's id of the car */
export const makerIndex = (kernel: Kernel, provider: string, vehicle: string): Buffer =>
  kernel.vault.blindIndex('vehicles.connection', `${provider}\n${vehicle}`);

/** Our cars behind a maker's id; several where several owners have connected the same one. */
export const findLinked = (kernel: Kernel, provider: string, vehicle: string): Promise<OurCar[]> =>
  tables(kernel)
    .selectFrom('vehicles.connection')
    .select(['vehicle', 'owner'])
    .where('maker_index', '=', makerIndex(kernel, provider, vehicle))
    .execute();

/** Keeps what a car reported; what is older than what is known changes nothing. */
export async function keepPushed(
  kernel: Kernel,
  { vehicle, owner }: OurCar,
  values: ReadonlyMap<string, Pushed>,
): Promise<void> {
  const vault = await kernel.vault.existing(kernel.db, owner);
  if (vault === undefined || values.size === 0) return;
  await tables(kernel)
    .insertInto('vehicles.pushed_value')
    .values(
      [...values].map(([name, { text, at }]) => ({
        vehicle,
        name,
        owner,
        value: vault.seal(placeOf(vehicle, name), text),
        at,
      })),
    )
    .onConflict(conflict =>
      conflict
        .columns(['vehicle', 'name'])
        .doUpdateSet(({ ref }) => ({ value: ref('excluded.value'), at: ref('excluded.at') }))
        .whereRef('vehicles.pushed_value.at', '<=', 'excluded.at'),
    )
    .execute();
}

/** What a car said last under these names. */
export async function findPushed(
  kernel: Kernel,
  { vehicle, owner }: OurCar,
  names: readonly string[],
): Promise<Map<string, Pushed>> {
  if (names.length === 0) return new Map();
  const rows = await tables(kernel)
    .selectFrom('vehicles.pushed_value')
    .select(['name', 'value', 'at'])
    .where('vehicle', '=', vehicle)
    .where('owner', '=', owner)
    .where('name', 'in', [...names])
    .execute();
  const vault = rows.length === 0 ? undefined : await kernel.vault.existing(kernel.db, owner);
  if (vault === undefined) return new Map();
  return new Map(rows.map(({ name, value, at }) => [name, { text: vault.open(placeOf(vehicle, name), value), at }]));
}

/** Forgets what a car reported under other names than these. */
export async function keepPushedNames(
  kernel: Kernel,
  { vehicle, owner }: OurCar,
  names: readonly string[],
): Promise<void> {
  await ofCar(kernel, { vehicle, owner })
    .$if(names.length > 0, query => query.where('name', 'not in', [...names]))
    .execute();
}

/** Forgets what a car reported under these names. */
export async function deletePushed(kernel: Kernel, car: OurCar, names: readonly string[]): Promise<void> {
  if (names.length > 0)
    await ofCar(kernel, car)
      .where('name', 'in', [...names])
      .execute();
}

const ofCar = (kernel: Kernel, { vehicle, owner }: OurCar) =>
  tables(kernel).deleteFrom('vehicles.pushed_value').where('vehicle', '=', vehicle).where('owner', '=', owner);

/** Everything that an owner's cars reported and that is kept. */
export async function exportPushed(kernel: Kernel, owner: string) {
  const rows = await tables(kernel)
    .selectFrom('vehicles.pushed_value')
    .select(['vehicle', 'name', 'value', 'at'])
    .where('owner', '=', owner)
    .orderBy('vehicle')
    .orderBy('name')
    .execute();
  const vault = rows.length === 0 ? undefined : await kernel.vault.existing(kernel.db, owner);
  if (vault === undefined) return [];
  return rows.map(({ value, ...row }) => ({ ...row, value: vault.open(placeOf(row.vehicle, row.name), value) }));
}
