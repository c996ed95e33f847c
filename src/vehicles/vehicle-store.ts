// All SQL of cars and of how their makers are reached; seals the VIN and the access under their owner's data key.
import { sql } from 'kysely';
import type { Application, Person } from '../core/actor.ts';
import type { Kernel } from '../core/kernel.ts';
import { placeOfAccess, writeAccess } from './admit-read-store.ts';
import { makerIndex } from './makers/pushed-value-store.ts';
import { notifyHearAgain } from './needs/needs-store.ts';
import type { Mode, ProviderVehicle } from './providers/provider.ts';
import type { VehiclesTables } from './tables.ts';
import { lookupVin, VIN_COLUMNS } from './vin/vin-index.ts';

/** A car as its owner knows it. */
export type OwnedVehicle = {
  /** UUID, as in the API. */
  readonly id: string;
  readonly make: string;
  readonly model: string;
  readonly year: number;
  readonly vin: string;
  /** The researcher's sandbox that it belongs to; null for a real one. */
  readonly sandbox: string | null;
  readonly mode: Mode;
};

/** All cars of an owner, oldest first. */
export async function findVehiclesOfOwner(kernel: Kernel, owner: string): Promise<OwnedVehicle[]> {
  const rows = await kernel.db
    .withTables<VehiclesTables>()
    .selectFrom('vehicles.vehicle')
    .select(['id', 'make', 'model', 'year', 'vin', 'sandbox', 'mode'])
    .where('owner', '=', owner)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  const vault = rows.length === 0 ? undefined : await kernel.vault.existing(kernel.db, owner);
  if (vault === undefined) return [];
  // The column's check lets nothing else in.
  return rows.map(row => ({ ...row, mode: row.mode as Mode, vin: vault.open(placeOfVin(row.id), row.vin) }));
}

/**
 * Keeps a car and how it is reached; a car that the owner has already keeps its id and gets the new access.
 * @param id used when the car is new
 * @returns the car's id
 */
export async function saveVehicle(
  kernel: Kernel,
  owner: string,
  id: string,
  {
    provider,
    credentials,
    account = null,
    car,
    sandbox,
    mode,
  }: {
    provider: string;
    credentials: string | null;
    account?: string | null;
    car: ProviderVehicle;
    sandbox: string | null;
    mode: Mode;
  },
): Promise<string> {
  const vault = await kernel.vault.subject(kernel, owner);
  const now = kernel.clock.now();
  const db = kernel.db.withTables<VehiclesTables>();
  const { make, model, year, powertrain, vin } = car;
  const { at, odd, even } = await lookupVin(kernel, vin);
  const saved = await db
    .insertInto('vehicles.vehicle')
    .values({
      id,
      owner,
      make,
      model,
      year,
      powertrain,
      vin: vault.seal(placeOfVin(id), vin),
      vin_index: odd,
      vin_index_even: even,
      sandbox,
      mode,
      created_at: now,
    })
    .onConflict(conflict => conflict.columns(['owner', VIN_COLUMNS[at]]).doUpdateSet({ make, model, year, powertrain }))
    .returning('id')
    .executeTakeFirstOrThrow();
  const access = vault.seal(placeOfAccess(saved.id), writeAccess({ vehicle: car.vehicle, credentials }));
  const maker_index = makerIndex(kernel, provider, car.vehicle);
  const way = { provider, access, account, maker_index, connected_at: now };
  await db
    .insertInto('vehicles.connection')
    .values({ vehicle: saved.id, owner, ...way })
    .onConflict(conflict => conflict.column('vehicle').doUpdateSet(way))
    .execute();
  await sql`select pg_notify(${VEHICLE_LINKED}, ${provider})`.execute(kernel.db);
  await notifyHearAgain(kernel, { owner, vehicle: saved.id });
  return saved.id;
}

/** The channel on which processes hear that a car of a provider was connected. */
export const VEHICLE_LINKED = 'vehicle_linked';

/** The make of a car that the application reads for its owner, in upper case; undefined for any other. */
export async function makeOfVehicle(kernel: Kernel, { owner }: Application, id: string): Promise<string | undefined> {
  const row = await kernel.db
    .withTables<VehiclesTables>()
    .selectFrom('vehicles.vehicle')
    .select('make')
    .where('id', '=', id)
    .where('owner', '=', owner)
    .executeTakeFirst();
  return row?.make;
}

/** What everybody may know of a car whose owner lets them know what it is. */
export type CarFacts = {
  readonly make: string;
  readonly model: string;
  readonly year: number;
  /** Null for a car that was linked before this was kept. */
  readonly powertrain: string | null;
};

/** Facts of cars by id; a car of another owner than the one named is left out. */
export async function findCarFacts(
  kernel: Kernel,
  cars: readonly { readonly owner: string; readonly vehicle: string }[],
): Promise<Map<string, CarFacts>> {
  if (cars.length === 0) return new Map();
  const ownerOf = new Map(cars.map(({ owner, vehicle }) => [vehicle, owner]));
  const rows = await kernel.db
    .withTables<VehiclesTables>()
    .selectFrom('vehicles.vehicle')
    .select(['id', 'owner', 'make', 'model', 'year', 'powertrain'])
    .where('id', 'in', [...ownerOf.keys()])
    .execute();
  return new Map(
    rows
      .filter(({ id, owner }) => ownerOf.get(id) === owner)
      .map(({ id, make, model, year, powertrain }) => [id, { make, model, year, powertrain }]),
  );
}

/** Whose car it is; undefined when there is none. For links that carry a proof of their own. */
export async function ownerOfVehicle(kernel: Kernel, id: string): Promise<string | undefined> {
  const row = await kernel.db
    .withTables<VehiclesTables>()
    .selectFrom('vehicles.vehicle')
    .select('owner')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.owner;
}

/** What a car is part of: a researcher's sandbox (null for real ones), and a mode. */
export type VehicleMarks = { readonly sandbox: string | null; readonly mode: Mode };

/** The marks of each of these cars; unknown ones are left out. */
export async function marksOfVehicles(kernel: Kernel, ids: readonly string[]): Promise<Map<string, VehicleMarks>> {
  if (ids.length === 0) return new Map();
  const rows = await kernel.db
    .withTables<VehiclesTables>()
    .selectFrom('vehicles.vehicle')
    .select(['id', 'sandbox', 'mode'])
    .where('id', 'in', [...ids])
    .execute();
  // The column's check lets nothing else in.
  return new Map(rows.map(({ id, sandbox, mode }) => [id, { sandbox, mode: mode as Mode }]));
}

/** All simulated cars with their sandboxes. */
export const listSandboxVehicles = (kernel: Kernel) =>
  kernel.db
    .withTables<VehiclesTables>()
    .selectFrom('vehicles.vehicle')
    .select(['id', 'sandbox'])
    .where('sandbox', 'is not', null)
    .execute();

/** Everything held about a person's cars, without the credentials: those belong to the maker. */
export async function exportVehicles(kernel: Kernel, person: Person['id']) {
  const connections = await kernel.db
    .withTables<VehiclesTables>()
    .selectFrom('vehicles.connection')
    .select(['vehicle', 'provider', 'connected_at as connectedAt'])
    .where('owner', '=', person)
    .execute();
  const chosen = await kernel.db
    .withTables<VehiclesTables>()
    .selectFrom('vehicles.vehicle')
    .select(['id as vehicle', 'battery_size as kilowattHours'])
    .where('owner', '=', person)
    .where('battery_size', 'is not', null)
    .execute();
  return { vehicles: await findVehiclesOfOwner(kernel, person), connections, chosenBatterySizes: chosen };
}

/** Forgets a person's cars and how they are reached. @param kept cars that stay */
export async function deleteVehicles(
  kernel: Kernel,
  person: Person['id'],
  kept: readonly string[] = [],
): Promise<void> {
  await kernel.db
    .withTables<VehiclesTables>()
    .deleteFrom('vehicles.vehicle')
    .where('owner', '=', person)
    .$if(kept.length > 0, query => query.where('id', 'not in', [...kept]))
    .execute();
}

/** How many cars are reached through each provider. */
export const countCarsByProvider = (kernel: Kernel) =>
  kernel.db
    .withTables<VehiclesTables>()
    .selectFrom('vehicles.connection')
    .select(({ fn }) => ['provider', fn.countAll<number>().as('cars')])
    .groupBy('provider')
    .execute();

/** How many connections are kept under another person than their car. */
export async function countMisplacedConnections(kernel: Kernel): Promise<number> {
  const { count } = await kernel.db
    .withTables<VehiclesTables>()
    .selectFrom('vehicles.connection as connection')
    .innerJoin('vehicles.vehicle as vehicle', 'vehicle.id', 'connection.vehicle')
    .whereRef('vehicle.owner', '<>', 'connection.owner')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

/** Where the VIN of a car is sealed. */
export const placeOfVin = (vehicle: string) => ({ table: 'vehicles.vehicle', column: 'vin', row: vehicle });
