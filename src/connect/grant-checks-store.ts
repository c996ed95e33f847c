// All SQL of what is proven about grants: each counts what there is none of.
import { sql } from 'kysely';
import type { Kernel } from '../core/kernel.ts';

/** How many codes and tokens lie under grants that have ended: none, when the product keeps its word. */
export async function countDeadTokens(kernel: Kernel): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from connect.access_token token join connect."grant" granted on granted.id = token."grant"
              where granted.revoked_at is not null)
         + (select count(*) from connect.artifact artifact join connect."grant" granted on granted.id = artifact."grant"
              where granted.revoked_at is not null) as count`.execute(kernel.db);
  return rows[0]?.count ?? 0;
}

/**
 * How many times an active grant has a car of another world than its own: none.
 * @param cars the simulated cars with their sandboxes; all others are real
 */
export async function countMixedGrants(
  kernel: Kernel,
  cars: readonly { readonly id: string; readonly sandbox: string | null }[],
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from connect."grant" granted cross join unnest(granted.vehicles) as vehicle
      left join unnest(${cars.map(({ id }) => id)}::text[], ${cars.map(({ sandbox }) => sandbox)}::text[]) as car (id, sandbox)
             on car.id = vehicle
     where granted.revoked_at is null and granted.sandbox is distinct from car.sandbox`.execute(kernel.db);
  return rows[0]?.count ?? 0;
}

/** How many cars are in more than one active grant of the same owner to the same application: none. */
export async function countDoubleGrants(kernel: Kernel): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select 1 from connect."grant", unnest(vehicles) as vehicle where revoked_at is null
      group by owner, application, vehicle having count(*) > 1) as doubled`.execute(kernel.db);
  return rows[0]?.count ?? 0;
}
