// All SQL of legal holds. Only staff that may manage privacy sees them with their reasons.
import type { Selectable } from 'kysely';
import { may } from '../../catalog/permissions.ts';
import type { Actor } from '../../core/actor.ts';
import { heldName } from '../../core/erasure/held-items.ts';
import { isId, newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { RightsHold, RightsTables } from '../tables.ts';

export type Hold = {
  readonly id: string;
  readonly person: string;
  /** Name of the module whose part is held. */
  readonly part: string;
  /** Opaque id of the one thing in it that is held; undefined for all of the part. */
  readonly item: string | undefined;
  /** What that one thing is. */
  readonly words: string | undefined;
  readonly reason: string;
  readonly until: Date;
  readonly createdAt: Date;
  readonly createdBy: string;
};

const TABLE = 'rights.hold';
const place = (column: 'reason' | 'words', row: string) => ({ table: TABLE, column, row });

export async function insertHold(
  kernel: Kernel,
  { person, part, item, words, reason, until, createdBy }: Omit<Hold, 'id' | 'createdAt'>,
): Promise<string> {
  const id = newId('hld', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, id);
  await tables(kernel)
    .insertInto(TABLE)
    .values({
      id,
      person,
      part,
      item: item ?? null,
      words: words === undefined ? null : vault.seal(place('words', id), words),
      reason: vault.seal(place('reason', id), reason),
      until,
      created_at: kernel.clock.now(),
      created_by: createdBy,
    })
    .execute();
  return id;
}

/** All that stand, the next to end first; of one person if given. Nothing for whoever may not manage privacy. */
export async function listHolds(kernel: Kernel, actor: Actor, person?: string): Promise<Hold[]> {
  if (actor.kind !== 'person' || !may(actor.staffRole, 'privacy.manage')) return [];
  let query = living(kernel);
  if (person !== undefined) query = query.where('person', '=', person);
  return openRows(kernel, await query.orderBy('until').limit(500).execute());
}

/** What of a person must not be erased now. */
export type Held = Pick<Hold, 'part' | 'item' | 'words' | 'until'>;

/** What of a person must not be erased now, each thing once with the last day; one of a part that is held whole is in it. */
export async function heldOf(kernel: Kernel, person: string): Promise<Held[]> {
  const holds = await openRows(
    kernel,
    await living(kernel).where('person', '=', person).orderBy('part').orderBy('item').orderBy('id').execute(),
  );
  const whole = new Set(holds.flatMap(({ part, item }) => (item === undefined ? [part] : [])));
  const named = holds.filter(({ part, item }) => item === undefined || !whole.has(part));
  return [...Map.groupBy(named, ({ part, item }) => heldName(part, item)).values()].flatMap(those =>
    those.slice(0, 1).map(({ part, item, words }) => ({
      part,
      item,
      words,
      until: new Date(Math.max(...those.map(({ until }) => until.getTime()))),
    })),
  );
}

/** Everything that is held of anybody, for retention. */
export const listHeld = (kernel: Kernel) =>
  tables(kernel).selectFrom(TABLE).select(['person', 'part', 'item']).where('released_at', 'is', null).execute();

/** Ends a hold. @returns whose it was; undefined when it had ended before */
export async function releaseHold(kernel: Kernel, id: string, by: string): Promise<string | undefined> {
  if (!isId('hld', id)) return undefined;
  const row = await tables(kernel)
    .updateTable(TABLE)
    .set({ released_at: kernel.clock.now(), released_by: by, words: null })
    .where('id', '=', id)
    .where('released_at', 'is', null)
    .returning('person')
    .executeTakeFirst();
  return row?.person;
}

/** Holds whose time is over. */
export async function listOverHolds(kernel: Kernel): Promise<string[]> {
  const rows = await tables(kernel)
    .selectFrom(TABLE)
    .select('id')
    .where('released_at', 'is', null)
    .where('until', '<=', kernel.clock.now())
    .limit(500)
    .execute();
  return rows.map(({ id }) => id);
}

const tables = ({ db }: Kernel) => db.withTables<RightsTables>();

const living = (kernel: Kernel) => tables(kernel).selectFrom(TABLE).selectAll().where('released_at', 'is', null);

async function openRows(kernel: Kernel, rows: readonly Selectable<RightsHold>[]): Promise<Hold[]> {
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ id }) => id),
  );
  return rows.map(({ id, person, part, item, words, reason, until, created_at, created_by }) => ({
    id,
    person,
    part,
    item: item ?? undefined,
    words: words === null ? undefined : vaults.get(id)?.open(place('words', id), words),
    reason: vaults.get(id)?.open(place('reason', id), reason) ?? '',
    until,
    createdAt: created_at,
    createdBy: created_by,
  }));
}
