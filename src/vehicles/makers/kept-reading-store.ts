// All SQL of readings that are kept for while a maker does not answer; seals their values under the owner's data key.
import type { SignalId } from '../../catalog/signals.ts';
import { after, DAY } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Reading } from '../providers/provider.ts';
import type { VehiclesTables } from '../tables.ts';

/** Whose car is read, under which permission. */
export type ReadFor = { readonly owner: string; readonly grant: string; readonly vehicle: string };

/** Longer than this nothing is given again. */
const KEPT_FOR = DAY;

const readings = (kernel: Kernel) => kernel.db.withTables<VehiclesTables>();
const placeOf = ({ grant, vehicle, signal }: Omit<ReadFor, 'owner'> & { readonly signal: string }) => ({
  table: 'vehicles.kept_reading',
  column: 'value',
  row: `${grant} ${vehicle} ${signal}`,
});

/** Keeps what an application has just read, in place of what it read before. */
export async function keepReadings(kernel: Kernel, reader: ReadFor, fresh: readonly Reading[]): Promise<void> {
  if (fresh.length === 0) return;
  const { owner, grant, vehicle } = reader;
  const vault = await kernel.vault.subject(kernel, owner);
  await readings(kernel)
    .insertInto('vehicles.kept_reading')
    .values(
      fresh.map(({ signal, value, recordedAt, fetchedAt }) => ({
        grant_id: grant,
        vehicle,
        signal,
        owner,
        value: vault.seal(placeOf({ grant, vehicle, signal }), JSON.stringify(value)),
        recorded_at: recordedAt,
        at: fetchedAt,
      })),
    )
    .onConflict(conflict =>
      conflict.columns(['grant_id', 'vehicle', 'signal']).doUpdateSet(({ ref }) => ({
        value: ref('excluded.value'),
        recorded_at: ref('excluded.recorded_at'),
        at: ref('excluded.at'),
      })),
    )
    .execute();
}

/** What this application read under this permission within the last day, among these signals. */
export async function findKeptReadings(
  kernel: Kernel,
  { owner, grant, vehicle }: ReadFor,
  signals: readonly SignalId[],
): Promise<Reading[]> {
  if (signals.length === 0) return [];
  const rows = await readings(kernel)
    .selectFrom('vehicles.kept_reading')
    .select(['signal', 'value', 'recorded_at', 'at'])
    .where('grant_id', '=', grant)
    .where('vehicle', '=', vehicle)
    .where('owner', '=', owner)
    .where('signal', 'in', [...signals])
    .where('at', '>', after(kernel.clock.now(), -KEPT_FOR))
    .execute();
  const vault = rows.length === 0 ? undefined : await kernel.vault.existing(kernel.db, owner);
  if (vault === undefined) return [];
  return rows.map(
    ({ signal, value, recorded_at: recordedAt, at: fetchedAt }) =>
      // What was written under this signal's name had this signal's shape.
      ({
        signal,
        value: JSON.parse(vault.open(placeOf({ grant, vehicle, signal }), value)),
        recordedAt,
        fetchedAt,
      }) as Reading,
  );
}

/**
 * Forgets what an application read under a grant that has ended.
 * @param vehicles only of these cars, which have left the grant; all without it
 */
export async function forgetKeptReadings(kernel: Kernel, grant: string, vehicles?: readonly string[]): Promise<void> {
  if (vehicles?.length === 0) return;
  await readings(kernel)
    .deleteFrom('vehicles.kept_reading')
    .where('grant_id', '=', grant)
    .$if(vehicles !== undefined, query => query.where('vehicle', 'in', [...(vehicles ?? [])]))
    .execute();
}

/** Everything that is kept about an owner's cars. */
export async function exportKeptReadings(kernel: Kernel, owner: string) {
  const rows = await readings(kernel)
    .selectFrom('vehicles.kept_reading')
    .select(['grant_id as grant', 'vehicle', 'signal', 'value', 'recorded_at as recordedAt', 'at as fetchedAt'])
    .where('owner', '=', owner)
    .orderBy('at')
    .execute();
  const vault = rows.length === 0 ? undefined : await kernel.vault.existing(kernel.db, owner);
  if (vault === undefined) return [];
  return rows.map(row => ({ ...row, value: JSON.parse(vault.open(placeOf(row), row.value)) as unknown }));
}
