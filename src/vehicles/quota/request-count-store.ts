// All SQL of the counts of requests by application, car and month.
import type pg from 'pg';
import type { Kernel } from '../../core/kernel.ts';
import type { VehiclesTables } from '../tables.ts';

export type Count = { readonly application: string; readonly vehicle: string; readonly requests: number };

// Cars that are gone meanwhile are left out; a car that stands there twice is added up. In order, so that two processes wait for each other and not both.
const ADD = `
  insert into vehicles.request_count as kept (application, vehicle, month, requests, at)
  select counted.application, car.id, $4::date, sum(counted.requests), $5::timestamptz
    from unnest($1::text[], $2::text[], $3::integer[]) as counted (application, vehicle, requests)
    join vehicles.vehicle car on car.id = counted.vehicle
   group by counted.application, car.id
   order by counted.application, car.id
  on conflict (application, month, vehicle) do update
    set requests = kept.requests + excluded.requests, at = excluded.at
  returning application, vehicle, requests`;

/** Adds requests to what was counted before. @returns the sums of those cars that still exist */
export async function addRequests(
  pool: pg.Pool,
  month: Date,
  now: Date,
  counts: readonly Count[],
): Promise<readonly Count[]> {
  const { rows } = await pool.query<Count>({
    name: 'vehicles.add-requests',
    text: ADD,
    values: [
      counts.map(({ application }) => application),
      counts.map(({ vehicle }) => vehicle),
      counts.map(({ requests }) => requests),
      dayOf(month),
      now,
    ],
  });
  return rows;
}

/** The cars that an application asked for most in a month. @param actor the application, which the caller has opened as its member */
export async function listRequestCounts(
  kernel: Kernel,
  { id: application }: { readonly id: string },
  month: Date,
  limit: number,
): Promise<Count[]> {
  return kernel.db
    .withTables<VehiclesTables>()
    .selectFrom('vehicles.request_count')
    .select(['application', 'vehicle', 'requests'])
    .where('application', '=', application)
    .where('month', '=', dayOf(month))
    .orderBy('requests', 'desc')
    .orderBy('vehicle')
    .limit(limit)
    .execute();
}

/** A date as PostgreSQL takes it, whatever the zone of the session. */
const dayOf = (month: Date): string => month.toISOString().slice(0, 10);
