// What is found by a VIN, opened again so that it can be hashed under another key: cars of owners, and cars of fleets.
import type { LookupIndex } from '../../core/crypto/lookup/rotate-lookups.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { VehiclesTables } from '../tables.ts';
import { readFleetCar } from '../telemetry/fleet-car-store.ts';
import { placeOfVin } from '../vehicle-store.ts';
import { VIN, VIN_COLUMNS } from './vin-index.ts';

const [odd, even] = VIN_COLUMNS;

export const vinLookup: LookupIndex = {
  purpose: VIN,
  finds: 'Cars by their VIN',
  tables: [
    {
      table: 'vehicles.vehicle',
      id: 'id',
      odd,
      even,
      valuesOf: async (kernel, ids) => {
        const rows = await tables(kernel)
          .selectFrom('vehicles.vehicle')
          .select(['id', 'owner', 'vin'])
          .where('id', 'in', [...ids])
          .execute();
        const vaults = await kernel.vault.subjects(
          kernel.db,
          rows.map(({ owner }) => owner),
        );
        return new Map(
          rows.flatMap(({ id, owner, vin }) => {
            const vault = vaults.get(owner);
            return vault ? [[id, vault.open(placeOfVin(id), vin)] as const] : [];
          }),
        );
      },
    },
    {
      table: 'vehicles.fleet_car',
      id: 'id',
      odd,
      even,
      valuesOf: async (kernel, ids) => {
        const rows = await tables(kernel)
          .selectFrom('vehicles.fleet_car')
          .select(['id', 'car'])
          .where('id', 'in', [...ids])
          .execute();
        const vault = await kernel.vault.existing(kernel.db, 'system');
        return new Map(vault ? rows.map(row => [row.id, readFleetCar(vault, row).vin] as const) : []);
      },
    },
  ],
};

const tables = ({ db }: Kernel) => db.withTables<VehiclesTables>();
