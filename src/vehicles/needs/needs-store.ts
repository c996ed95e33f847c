// All SQL of what is needed of cars, and of the cars that report by themselves. What is needed stands in a view of the
// grants, so that it cannot be behind them.
import { sql } from 'kysely';
import type { Kernel } from '../../core/kernel.ts';
import type { Opening } from './needed.ts';

/** Providers whose cars report by themselves. */
const REPORTING = ['fleet', 'ovms', 'tesla'] as const;
/** Those that report to a broker which keeps what was said last. */
const AT_BROKERS = ['ovms', 'tesla'] as const;

/** The channel on which processes hear that what is needed of an owner's cars has changed. */
export const NEEDS_CHANGED = 'vehicle_needs';

type Door = Pick<Kernel, 'db' | 'clock'>;

/** What living grants open of an owner's cars, by the car; a paused grant opens nothing. */
export async function findOpenings({ db, clock }: Door, owner: string): Promise<Map<string, Opening[]>> {
  const { rows } = await sql<Opening & { vehicle: string }>`
    select vehicle, permissions, is_coarse as "isCoarse", until from vehicles.need
     where owner = ${owner} and until > ${clock.now()}::timestamptz`.execute(db);
  return Map.groupBy(rows, ({ vehicle }) => vehicle);
}

/** An owner's cars that may have reported something. `isHeld`: a legal hold keeps what they have reported. */
export async function listReportingCars(
  { db }: Pick<Kernel, 'db'>,
  owner: string,
): Promise<{ readonly vehicle: string; readonly isHeld: boolean }[]> {
  const { rows } = await sql<{ vehicle: string; isHeld: boolean }>`
    select vehicle, exists (select from vehicles.held
                             where held.owner = way.owner and coalesce(held.vehicle, way.vehicle) = way.vehicle) as "isHeld"
      from vehicles.connection way
     where owner = ${owner} and provider = any (${[...REPORTING]}::text[])`.execute(db);
  return rows;
}

/** Whose cars report by themselves, in order. @param after the last one of the page before; '' for the first */
export async function listReportingOwners({ db }: Pick<Kernel, 'db'>, after: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ owner: string }>`
    select distinct owner from vehicles.connection
     where owner > ${after} and provider = any (${[...REPORTING]}::text[]) order by owner limit ${limit}`.execute(db);
  return rows.map(({ owner }) => owner);
}

/** Tells every process, this one too, once the transaction is committed. */
export async function notifyNeedsChanged({ db }: Pick<Kernel, 'db'>, owner: string): Promise<void> {
  await sql`select pg_notify(${NEEDS_CHANGED}, ${owner})`.execute(db);
}

/** The channel on which processes hear of whose reports they want what a broker had kept: `PROVIDER HASH`. */
export const HEAR_AGAIN = 'vehicle_hear_again';

/**
 * Has brokers be heard again for what they had kept of cars, once the transaction is committed. Cars go by the keyed hash
 * of the maker's name, so that no name stands in a notice.
 * @param vehicle one car; without it all of the owner
 */
export async function notifyHearAgain(
  { db }: Pick<Kernel, 'db'>,
  { owner, vehicle }: { readonly owner: string; readonly vehicle?: string },
): Promise<void> {
  await sql`
    select pg_notify(${HEAR_AGAIN}, provider || ' ' || encode(maker_index, 'hex'))
      from vehicles.connection
     where owner = ${owner} and vehicle = coalesce(${vehicle ?? null}, vehicle) and maker_index is not null
       and provider = any (${[...AT_BROKERS]}::text[])`.execute(db);
}
