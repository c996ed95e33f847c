// Which good grant, if any, opens a car of an owner to an application: asked for many at once, by whatever acts later.
import type { Application } from '../core/actor.ts';
import type { Kernel } from '../core/kernel.ts';

/** Whose car, for which application. */
export type CarOfOwner = { readonly application: string; readonly owner: string; readonly vehicle: string };

type Row = { position: number; id: string; scopes: string[]; vehicles: string[]; sandbox: string | null };

// The arrays come out of sub-selects so that the planner makes one plan for good.
const COVER = `
  select asked.position::int, granted.id, granted.scopes, granted.vehicles, granted.sandbox
    from unnest((select $1::text[]), (select $2::text[]), (select $3::text[])) with ordinality
           as asked (application, owner, vehicle, position)
    join connect."grant" granted
      on granted.application = asked.application and granted.owner = asked.owner and granted.revoked_at is null
     and granted.expires_at > $4 and asked.vehicle = any (granted.vehicles)`;

/**
 * The application as it may act now for each owner and car, in the order of the cars; undefined where no good grant
 * covers it. A car is in one good grant of an owner to an application at most.
 */
export async function coveringGrants(
  { pool, clock }: Pick<Kernel, 'pool' | 'clock'>,
  cars: readonly CarOfOwner[],
): Promise<(Application | undefined)[]> {
  if (cars.length === 0) return [];
  const { rows } = await pool.query<Row>({
    name: 'connect.covering-grants',
    text: COVER,
    values: [
      cars.map(({ application }) => application),
      cars.map(({ owner }) => owner),
      cars.map(({ vehicle }) => vehicle),
      clock.now(),
    ],
  });
  const byPosition = new Map(rows.map(row => [row.position, row]));
  return cars.map(({ application, owner }, index) => {
    const row = byPosition.get(index + 1);
    return (
      row && {
        kind: 'application',
        id: application,
        grant: row.id,
        owner,
        scopes: new Set(row.scopes),
        vehicles: new Set(row.vehicles),
        ...(row.sandbox !== null && { sandbox: row.sandbox }),
      }
    );
  });
}

/** The good grant by which an application has a car, whoever its owner is; a car is one owner's. */
export async function findGrantOfVehicle(
  { pool, clock }: Pick<Kernel, 'pool' | 'clock'>,
  application: string,
  vehicle: string,
): Promise<{ readonly id: string; readonly owner: string } | undefined> {
  const { rows } = await pool.query<{ id: string; owner: string }>({
    name: 'connect.grant-of-vehicle',
    text: `select id, owner from connect."grant"
            where application = $1 and $2 = any (vehicles) and revoked_at is null and expires_at > $3`,
    values: [application, vehicle, clock.now()],
  });
  return rows[0];
}

/** Between whom a grant is or was, for those who act when one begins or ends; undefined for none. */
export async function partiesOfGrant(
  { pool }: Pick<Kernel, 'pool'>,
  id: string,
): Promise<{ readonly application: string; readonly owner: string; readonly vehicles: readonly string[] } | undefined> {
  const { rows } = await pool.query<{ application: string; owner: string; vehicles: string[] }>({
    name: 'connect.parties-of-grant',
    text: 'select application, owner, vehicles from connect."grant" where id = $1',
    values: [id],
  });
  return rows[0];
}
