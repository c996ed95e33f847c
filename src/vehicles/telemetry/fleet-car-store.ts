// All SQL of cars that a fleet said it has: found by the keyed hash of their VIN, sealed under the installation's own key.
import { sql } from 'kysely';
import type { SubjectVault } from '../../core/crypto/vault.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { VehiclesTables } from '../tables.ts';
import { lookupVin, VIN_COLUMNS } from '../vin/vin-index.ts';

const TABLE = 'vehicles.fleet_car';

/** A car that a fleet said it has; its facts are the operator's own. */
export type FleetCar = { readonly vin: string; readonly model: string; readonly powertrain: string };

const placeOf = (id: string) => ({ table: TABLE, column: 'car', row: id });

/** @param vault of `system` */
export const readFleetCar = (vault: SubjectVault, { id, car }: { id: string; car: Buffer }): FleetCar =>
  JSON.parse(vault.open(placeOf(id), car)) as FleetCar;

/** Keeps what a fleet says of its car, in place of what it said before. */
export async function saveFleetCar(kernel: Kernel, car: FleetCar): Promise<void> {
  const vault = await kernel.vault.subject(kernel, 'system');
  const { at, hash, odd, even } = await lookupVin(kernel, car.vin);
  const text = JSON.stringify(car);
  const fresh = kernel.random.bytes(16).toString('hex');
  const { numInsertedOrUpdatedRows } = await tables(kernel)
    .insertInto(TABLE)
    .values({
      id: fresh,
      vin_index: odd,
      vin_index_even: even,
      car: vault.seal(placeOf(fresh), text),
      created_at: kernel.clock.now(),
    })
    .onConflict(conflict => conflict.column(VIN_COLUMNS[at]).doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 1n) return;
  const known = await findRow(kernel, { at, hash });
  if (known === undefined) return saveFleetCar(kernel, car);
  await tables(kernel)
    .updateTable(TABLE)
    .set({ car: vault.seal(placeOf(known.id), text) })
    .where('id', '=', known.id)
    .execute();
}

/** What a fleet said of its car; undefined for a VIN that it never named. */
export async function findFleetCar(kernel: Pick<Kernel, 'vault' | 'db'>, vin: string): Promise<FleetCar | undefined> {
  const row = await findRow(kernel, await lookupVin(kernel, vin));
  const vault = row && (await kernel.vault.existing(kernel.db, 'system'));
  return row && vault && readFleetCar(vault, row);
}

const findRow = (kernel: Pick<Kernel, 'db'>, { at, hash }: { readonly at: 0 | 1; readonly hash: Buffer }) =>
  tables(kernel).selectFrom(TABLE).select(['id', 'car']).where(VIN_COLUMNS[at], '=', hash).executeTakeFirst();

/** What a fleet said of an owner's cars. */
export async function exportFleetCars(kernel: Kernel, owner: string): Promise<FleetCar[]> {
  const rows = await carsOf(kernel, owner).select(['car.id', 'car.car']).execute();
  const vault = rows.length === 0 ? undefined : await kernel.vault.existing(kernel.db, 'system');
  return vault === undefined ? [] : rows.map(row => readFleetCar(vault, row));
}

/** Forgets it, as long as the owner's cars are known; the fleet may name them again. @param kept cars that stay */
export async function deleteFleetCars(kernel: Kernel, owner: string, kept: readonly string[] = []): Promise<void> {
  const rows = await carsOf(kernel, owner).select(['car.id', 'vehicle.id as vehicle']).execute();
  const ids = rows.filter(({ vehicle }) => !kept.includes(vehicle)).map(({ id }) => id);
  if (ids.length > 0) await tables(kernel).deleteFrom(TABLE).where('id', 'in', ids).execute();
}

/** By whichever version of the key both have been hashed under: while one takes another's place, at least one is whole. */
const carsOf = (kernel: Kernel, owner: string) =>
  tables(kernel)
    .selectFrom('vehicles.fleet_car as car')
    .innerJoin('vehicles.vehicle as vehicle', join =>
      join.on(sql<boolean>`(vehicle.vin_index = car.vin_index or vehicle.vin_index_even = car.vin_index_even)`),
    )
    .where('vehicle.owner', '=', owner);

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<VehiclesTables>();
