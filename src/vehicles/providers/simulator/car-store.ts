// All SQL of simulated cars: what was done to each, and those that developers made. What a car was told is read with each
// of its answers, so it is read for many at once and remembered until a notice says that it changed.
import { sql } from 'kysely';
import type pg from 'pg';
import { equalBytes, hashToken } from '../../../core/crypto/tokens.ts';
import type { Sealed } from '../../../core/crypto/vault.ts';
import type { Kernel } from '../../../core/kernel.ts';
import type { VehiclesTables } from '../../tables.ts';
import { isFault, type ProviderFault } from '../provider.ts';
import { type Memory, rememberRows } from './car-memory.ts';
import type { Order } from './fleet.ts';
import { type Life, untouched } from './life.ts';

export const TABLE = 'vehicles.simulated_car';
/** Tells every process that what it knows of a car no longer holds; the payload is the car's id. */
const CHANGED = 'simulated_car_changed';

/** A car that a developer made. */
export type MadeCar = {
  readonly id: string;
  /** The organization that it belongs to. */
  readonly keeper: string;
  /** What signs in as its owner in Connect. */
  readonly username: string;
  readonly password: string;
  readonly order: Order;
  readonly life: Life;
  readonly madeAt: Date;
};

export type KeptCar = { readonly order: Order | null; readonly life: Life };

type Content = {
  readonly order: Order | null;
  readonly life: Life;
  readonly username?: string;
  readonly password?: string;
};

const nothing: KeptCar = { order: null, life: untouched };

/** What was done to a car; nothing for one that is not kept here. */
export async function readKeptCar(kernel: Kernel, id: string): Promise<KeptCar> {
  const row = await memoryOf(kernel).read(id);
  if (row === null) return nothing;
  const known = opened.get(row) ?? (await open(kernel, row.keeper, id, row.content)) ?? nothing;
  opened.set(row, known);
  return known;
}

/** The same straight from the database, also what the transaction of this kernel has not committed yet. */
export async function lookUpCar(kernel: Kernel, id: string): Promise<KeptCar> {
  const row = await simulatedCars(kernel)
    .selectFrom(TABLE)
    .select(['keeper', 'content'])
    .where('id', '=', id)
    .executeTakeFirst();
  return (row && (await open(kernel, row.keeper, id, row.content))) ?? nothing;
}

/** What rows that are remembered say, so that they are opened once. */
const opened = new WeakMap<FoundRow, KeptCar>();

/**
 * Changes what is kept of a car, one change at a time in all processes. A car that nobody made is kept from its first
 * change on.
 * @param change gets what is kept now; a fault leaves it as it is
 */
export async function changeCar(
  kernel: Kernel,
  id: string,
  change: (kept: KeptCar) => Life | ProviderFault,
): Promise<'done' | ProviderFault> {
  return kernel.transaction(async kernel => {
    const now = kernel.clock.now();
    const db = simulatedCars(kernel);
    const find = db.selectFrom(TABLE).select(['keeper', 'content']).where('id', '=', id).forUpdate();
    let row = await find.executeTakeFirst();
    if (row === undefined) {
      const outcome = change(nothing);
      if (isFault(outcome)) return outcome;
      const content = await sealContent(kernel, null, id, { order: null, life: untouched });
      await db
        .insertInto(TABLE)
        .values({ id, keeper: null, account: null, content, created_at: now, changed_at: now })
        .onConflict(conflict => conflict.doNothing())
        .execute();
      row = await find.executeTakeFirstOrThrow();
    }
    const known = await open(kernel, row.keeper, id, row.content);
    const outcome = change(known ?? nothing);
    if (isFault(outcome)) return outcome;
    const content = await sealContent(kernel, row.keeper, id, { ...(known ?? nothing), life: outcome });
    await db.updateTable(TABLE).set({ content, changed_at: now }).where('id', '=', id).execute();
    await tellOfCar(kernel, id);
    return 'done';
  });
}

/** The id of the made car whose name and password these are, or undefined. */
export async function findCarByAccount(
  kernel: Kernel,
  username: string,
  password: string,
): Promise<string | undefined> {
  const row = await simulatedCars(kernel)
    .selectFrom(TABLE)
    .selectAll()
    .where('account', '=', accountIndex(kernel, username))
    .executeTakeFirst();
  const car = row && (await toMade(kernel, row));
  return car && equalBytes(hashToken(car.password), hashToken(password.trim())) ? car.id : undefined;
}

/** Forgets what cars that nobody made were told before a moment and never since. @returns how many */
export async function deleteIdleCars(kernel: Kernel, before: Date): Promise<number> {
  const gone = await simulatedCars(kernel)
    .deleteFrom(TABLE)
    .where('keeper', 'is', null)
    .where('changed_at', '<', before)
    .returning('id')
    .execute();
  for (const { id } of gone) await tellOfCar(kernel, id);
  return gone.length;
}

/** By which a sign-in's name finds its car. */
export const accountIndex = ({ vault }: Kernel, username: string): Buffer =>
  vault.blindIndex('vehicles.simulated-account', username.trim().toLowerCase());
export const simulatedCars = ({ db }: Kernel) => db.withTables<VehiclesTables>();
const place = (id: string) => ({ table: TABLE, column: 'content', row: id });
const subjectOf = (keeper: string | null) => keeper ?? 'system';

/** Seals what is kept of a car, under its keeper's key. */
export async function sealContent(
  kernel: Kernel,
  keeper: string | null,
  id: string,
  content: Content,
): Promise<Sealed> {
  return (await kernel.vault.subject(kernel, subjectOf(keeper))).seal(place(id), JSON.stringify(content));
}

async function open(kernel: Kernel, keeper: string | null, id: string, content: Buffer): Promise<Content | undefined> {
  const vault = await kernel.vault.existing(kernel.db, subjectOf(keeper));
  return vault && (JSON.parse(vault.open(place(id), content)) as Content);
}

type Row = { readonly id: string; readonly keeper: string | null; readonly content: Buffer; readonly created_at: Date };

/** The car of a row; undefined when nobody made it or its key is gone. */
export async function toMade(kernel: Kernel, { id, keeper, content, created_at }: Row): Promise<MadeCar | undefined> {
  const sealed = await open(kernel, keeper, id, content);
  if (keeper === null || !sealed?.order) return undefined;
  const { order, life, username = '', password = '' } = sealed;
  return { id, keeper, username, password, order, life, madeAt: created_at };
}

/** Tells all processes, after the commit, that what they know of a car no longer holds. */
export async function tellOfCar(kernel: Kernel, id: string): Promise<void> {
  await sql`select pg_notify(${CHANGED}, ${id})`.execute(kernel.db);
  kernel.afterCommit(() => memoryOf(kernel).forget(id));
}

type FoundRow = Pick<Row, 'id' | 'keeper' | 'content'>;

/** One for each database: the kernel itself comes anew with each transaction. */
const memories = new WeakMap<pg.Pool, Memory<FoundRow>>();

/** What this process remembers; it listens for changes from the first call on. */
function memoryOf({ pool, clock, isListening, listen }: Kernel): Memory<FoundRow> {
  const known = memories.get(pool);
  if (known !== undefined) return known;
  const memory = rememberRows<FoundRow>({
    isListening,
    clock,
    lookup: async ids => {
      const { rows } = await pool.query<FoundRow>({
        name: 'vehicles.simulated-cars',
        text: 'select id, keeper, content from vehicles.simulated_car where id = any($1::text[])',
        values: [ids],
      });
      const found = new Map(rows.map(row => [row.id, row]));
      return ids.map(id => found.get(id) ?? null);
    },
  });
  listen(CHANGED, memory.forget, memory.forgetAll);
  memories.set(pool, memory);
  return memory;
}
