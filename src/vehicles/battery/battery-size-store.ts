// All SQL of the battery size that an owner has chosen for a car.
import type { Kernel } from '../../core/kernel.ts';
import type { VehiclesTables } from '../tables.ts';

export type OwnedCar = { readonly owner: string; readonly vehicle: string };

/** Kilowatt hours; null when the owner has chosen none. */
export async function findBatterySize(kernel: Kernel, { owner, vehicle }: OwnedCar): Promise<number | null> {
  const row = await kernel.db
    .withTables<VehiclesTables>()
    .selectFrom('vehicles.vehicle')
    .select('battery_size')
    .where('id', '=', vehicle)
    .where('owner', '=', owner)
    .executeTakeFirst();
  return row?.battery_size ?? null;
}

export async function saveBatterySize(kernel: Kernel, { owner, vehicle }: OwnedCar, size: number): Promise<void> {
  await kernel.db
    .withTables<VehiclesTables>()
    .updateTable('vehicles.vehicle')
    .set({ battery_size: size })
    .where('id', '=', vehicle)
    .where('owner', '=', owner)
    .execute();
}
