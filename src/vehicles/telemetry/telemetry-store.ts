// All SQL of a fleet's own telemetry: a batch of a car is one row and one sealed value, under its owner's key.
import { sql } from 'kysely';
import type { SignalId } from '../../catalog/signals.ts';
import { bytesArray, integerArray, momentArray, textArray } from '../../core/database/binary-array.ts';
import { streamRows } from '../../core/database/stream-rows.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { OurCar } from '../makers/pushed-value-store.ts';
import type { VehiclesTables } from '../tables.ts';
import { type Batch, readSamples, type Sample, writeSamples } from './telemetry.ts';

const TABLE = 'vehicles.telemetry';
const placeOf = (id: Buffer) => ({ table: TABLE, column: 'samples', row: id.toString('hex') });

/** Batches that a read looks at for each signal: the last one may have an older value of it than the one before. */
const NEWEST = 3;

/** A batch and one of our cars that it is about. */
export type CarBatch = { readonly car: OurCar; readonly batch: Batch };

/**
 * Keeps batches, all by one statement; durable when it returns. The same batch of a car twice is one: what was sent
 * again because an answer got lost, or heard by two processes.
 * @returns whether each was kept: not, when its owner's key is gone
 */
export async function insertBatches(kernel: Kernel, batches: readonly CarBatch[]): Promise<boolean[]> {
  const vaults = await kernel.vault.subjects(
    kernel.db,
    batches.map(({ car }) => car.owner),
  );
  const rows = batches.flatMap(({ car, batch }) => {
    const vault = vaults.get(car.owner);
    if (vault === undefined) return [];
    const text = writeSamples(batch);
    const id = kernel.vault.blindIndex('vehicles.telemetry', `${car.vehicle}\n${text}`).subarray(0, 16);
    return [{ ...car, batch, id, samples: vault.seal(placeOf(id), text) }];
  });
  if (rows.length > 0)
    await kernel.pool.query({
      name: 'vehicles.insert-telemetry',
      text: `insert into vehicles.telemetry (id, vehicle, owner, until, signals, count, samples, at)
             select id, vehicle, owner, until, string_to_array(signals, ' '), count, samples, $8
               from unnest($1::bytea[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::int[], $7::bytea[])
                 as given (id, vehicle, owner, until, signals, count, samples)
             on conflict do nothing`,
      values: [
        bytesArray(rows.map(({ id }) => id)),
        textArray(rows.map(({ vehicle }) => vehicle)),
        textArray(rows.map(({ owner }) => owner)),
        momentArray(rows.map(({ batch }) => new Date(batch.until))),
        textArray(rows.map(({ batch }) => [...batch.samples.keys()].join(' '))),
        integerArray(rows.map(({ batch }) => batch.count)),
        bytesArray(rows.map(({ samples }) => samples)),
        kernel.clock.now(),
      ],
    });
  return batches.map(({ car }) => vaults.has(car.owner));
}

type Row = { readonly id: Buffer; readonly samples: Buffer };

/**
 * The newest batches of a car that tell of each asked signal, three for each: the last one may have an older value of
 * it than the one before.
 */
export async function findNewestBatches(
  kernel: Pick<Kernel, 'vault' | 'db' | 'pool'>,
  { vehicle, owner }: OurCar,
  asked: readonly SignalId[],
): Promise<Map<SignalId, readonly Sample[]>[]> {
  const { rows } = await kernel.pool.query<Row>({
    name: 'vehicles.newest-telemetry',
    text: `select distinct on (found.id) found.id, found.samples
             from unnest($3::text[]) as asked (signal)
             cross join lateral (
               select t.id, t.samples from vehicles.telemetry t
                where t.vehicle = $1 and t.owner = $2 and asked.signal = any (t.signals)
                order by t.until desc limit ${NEWEST}) as found`,
    values: [vehicle, owner, [...asked]],
  });
  const vault = rows.length === 0 ? undefined : await kernel.vault.existing(kernel.db, owner);
  if (vault === undefined) return [];
  // The column is declared sealed; a raw statement gives it back as bytes. Only insertBatches wrote it.
  return rows.map(({ id, samples }) =>
    readSamples(vault.open(placeOf(id), samples as Parameters<typeof vault.open>[1])),
  );
}

/**
 * Forgets the batches of a car that no read of these signals would look at. What comes in meanwhile stays.
 * @param signals those that somebody may read; none: all batches go
 */
export async function forgetOldBatches(
  { db }: Pick<Kernel, 'db'>,
  { vehicle, owner }: OurCar,
  signals: readonly SignalId[],
): Promise<void> {
  await sql`
    delete from vehicles.telemetry where vehicle = ${vehicle} and owner = ${owner} and (until, id) not in (
      select until, id from (
        select batch.until, batch.id,
               row_number() over (partition by told.signal order by batch.until desc, batch.id) as place
          from vehicles.telemetry batch, unnest(batch.signals) as told (signal)
         where batch.vehicle = ${vehicle} and batch.owner = ${owner}
           and told.signal = any (${[...signals]}::text[])) as ranked
       where place <= ${NEWEST})`.execute(db);
}

type Samples = Batch['samples'];

const countOf = (samples: Samples): number => [...samples.values()].reduce((sum, { length }) => sum + length, 0);

/** Writes anew those batches of a car of which `change` leaves less; one of which it leaves nothing goes. */
export async function rewriteBatches(
  kernel: Kernel,
  { vehicle, owner }: OurCar,
  change: (samples: Samples) => Samples,
): Promise<void> {
  const rows = await tables(kernel)
    .selectFrom(TABLE)
    .select(['id', 'until', 'samples'])
    .where('vehicle', '=', vehicle)
    .where('owner', '=', owner)
    .execute();
  const vault = rows.length === 0 ? undefined : await kernel.vault.existing(kernel.db, owner);
  if (vault === undefined) return;
  for (const { id, until, samples: sealed } of rows) {
    const text = vault.open(placeOf(id), sealed);
    const samples = change(readSamples(text));
    const left = writeSamples({ samples });
    if (left === text) continue;
    const key = { vehicle, until, id };
    if (samples.size === 0)
      await tables(kernel)
        .deleteFrom(TABLE)
        .where(({ and }) => and(key))
        .execute();
    else
      await tables(kernel)
        .updateTable(TABLE)
        .set({ signals: [...samples.keys()], count: countOf(samples), samples: vault.seal(placeOf(id), left) })
        .where(({ and }) => and(key))
        .execute();
  }
}

/** Everything that is kept of an owner's cars. */
export async function* exportTelemetry(kernel: Kernel, owner: string) {
  const vault = await kernel.vault.existing(kernel.db, owner);
  if (vault === undefined) return;
  const rows = tables(kernel)
    .selectFrom(TABLE)
    .select(['id', 'vehicle', 'samples', 'at'])
    .where('vehicle', 'in', query =>
      query.selectFrom('vehicles.vehicle').select('vehicles.vehicle.id').where('vehicles.vehicle.owner', '=', owner),
    )
    .where('owner', '=', owner)
    .orderBy('vehicle')
    .orderBy('until');
  for await (const { id, vehicle, samples, at } of streamRows(kernel.db, rows))
    yield { vehicle, receivedAt: at, samples: Object.fromEntries(readSamples(vault.open(placeOf(id), samples))) };
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<VehiclesTables>();
