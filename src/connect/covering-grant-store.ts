// Which good grant, if any, opens a car of an owner to an application: asked for many at once, by whatever acts later.
import type { Application } from '../core/actor.ts';
import { textArray } from '../core/database/binary-array.ts';
import type { Kernel } from '../core/kernel.ts';
import type { EndReason } from './grant.ts';

/** Whose car, for which application. */
export type CarOfOwner = { readonly application: string; readonly owner: string; readonly vehicle: string };

type Row = {
  position: number;
  id: string;
  scopes: string[];
  vehicles: string[];
  sandbox: string | null;
  is_coarse: boolean;
};

// The arrays come out of sub-selects so that the planner makes one plan for good.
const coverWith = (columns: string): string => `
  select asked.position::int, granted.id, ${columns}
    from unnest((select $1::text[]), (select $2::text[]), (select $3::text[])) with ordinality
           as asked (application, owner, vehicle, position)
    join connect."grant" granted
      on granted.application = asked.application and granted.owner = asked.owner and granted.revoked_at is null
     and granted.expires_at > $4 and ($5::boolean or granted.paused_at is null) and asked.vehicle = any (granted.vehicles)`;
const COVER = coverWith('granted.scopes, granted.vehicles, granted.sandbox, granted.is_coarse');
// What a grant opens is needed of narrowed ones alone, and costs more to read than all the rest.
const COVER_IN_SHORT = coverWith(
  'case when granted.narrowed_at is not null then granted.scopes end as scopes, granted.is_coarse, granted.narrowed_at',
);

/**
 * The application as it may act now for each owner and car, in the order of the cars; undefined where no good grant
 * covers it. A car is in one good grant of an owner to an application at most. A paused one covers nothing.
 */
export async function coveringGrants(
  kernel: Pick<Kernel, 'pool' | 'clock'>,
  cars: readonly CarOfOwner[],
): Promise<(Application | undefined)[]> {
  const byPosition = await coverOf(kernel, cars, false);
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
        ...(row.is_coarse && { isCoarse: true }),
      }
    );
  });
}

/** By which grant something may be told of a car. */
export type TellingGrant = {
  readonly grant: string;
  /** When it last became less, and what it opens since; left out where it never did. */
  readonly narrowed?: { readonly at: Date; readonly scopes: ReadonlySet<string>; readonly isCoarse: boolean };
};

/** As `coveringGrants`, for the many messages that are about to leave: no more of each grant than they need. */
export async function tellingGrants(
  { pool, clock }: Pick<Kernel, 'pool' | 'clock'>,
  cars: readonly CarOfOwner[],
): Promise<(TellingGrant | undefined)[]> {
  if (cars.length === 0) return [];
  const { rows } = await pool.query<ShortRow>({
    name: 'connect.telling-grants',
    text: COVER_IN_SHORT,
    values: valuesOf(cars, clock.now(), false),
  });
  const found: (TellingGrant | undefined)[] = cars.map(() => undefined);
  for (const { position, id, scopes, is_coarse, narrowed_at } of rows)
    found[position - 1] = {
      grant: id,
      ...(narrowed_at && { narrowed: { at: narrowed_at, scopes: new Set(scopes), isCoarse: is_coarse } }),
    };
  return found;
}

type ShortRow = Pick<Row, 'position' | 'id' | 'is_coarse'> & { narrowed_at: Date | null; scopes: string[] | null };

const valuesOf = (cars: readonly CarOfOwner[], now: Date, pausedToo: boolean): unknown[] => [
  textArray(cars.map(({ application }) => application)),
  textArray(cars.map(({ owner }) => owner)),
  textArray(cars.map(({ vehicle }) => vehicle)),
  now,
  pausedToo,
];

/** Whether a grant that has not ended covers each car, paused or not: what hangs on it is to stay. */
export async function isStillGranted(
  kernel: Pick<Kernel, 'pool' | 'clock'>,
  cars: readonly CarOfOwner[],
): Promise<boolean[]> {
  const byPosition = await coverOf(kernel, cars, true);
  return cars.map((_, index) => byPosition.has(index + 1));
}

async function coverOf(
  { pool, clock }: Pick<Kernel, 'pool' | 'clock'>,
  cars: readonly CarOfOwner[],
  pausedToo: boolean,
): Promise<Map<number, Row>> {
  if (cars.length === 0) return new Map();
  const { rows } = await pool.query<Row>({
    name: 'connect.covering-grants',
    text: COVER,
    values: valuesOf(cars, clock.now(), pausedToo),
  });
  return new Map(rows.map(row => [row.position, row]));
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
            where application = $1 and $2 = any (vehicles) and revoked_at is null and paused_at is null
              and expires_at > $3`,
    values: [application, vehicle, clock.now()],
  });
  return rows[0];
}

/** Between whom a grant is or was. */
export type Parties = CarsOfOwner & { readonly endReason: EndReason | null };
type CarsOfOwner = Omit<CarOfOwner, 'vehicle'> & { readonly vehicles: readonly string[] };

/** Between whom a grant is or was, for those who act when one begins or ends; undefined for none. */
export async function partiesOfGrant({ pool }: Pick<Kernel, 'pool'>, id: string): Promise<Parties | undefined> {
  const { rows } = await pool.query<Parties>({
    name: 'connect.parties-of-grant',
    text: `select application, owner, vehicles, end_reason as "endReason" from connect."grant" where id = $1`,
    values: [id],
  });
  return rows[0];
}
