// How many rows the module holds of a person, as the database counts them: what an export is checked against.
import { sql } from 'kysely';
import type { Kernel } from '../../core/kernel.ts';

/** Rows behind the lists of the export, by their names there. */
export async function countHeld({ db }: Kernel, person: string): Promise<Record<string, number>> {
  const { rows } = await sql<Record<string, number>>`
    select (select count(*) from vehicles.vehicle where owner = ${person}) as "vehicles",
           (select count(*) from vehicles.connection where owner = ${person}) as "connections",
           (select count(*) from vehicles.account where owner = ${person}) as "accountsAtMakers",
           (select count(*) from vehicles.ended_sign_in where owner = ${person}) as "endedSignIns",
           (select count(*) from vehicles.pushed_value where owner = ${person}) as "reportedByCars",
           (select count(*) from vehicles.telemetry where owner = ${person}) as "telemetry",
           (select count(*) from vehicles.kept_reading where owner = ${person}) as "keptReadings",
           (select count(*) from vehicles.execution where owner = ${person}) as "orders",
           (select count(*) from vehicles.read_event where owner = ${person}) as "reads"`.execute(db);
  return rows[0] ?? {};
}
