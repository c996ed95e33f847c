// All SQL of legal holds. Only staff that may manage privacy sees them with their reasons.
import type { Selectable } from 'kysely';
import { may } from '../../catalog/permissions.ts';
import type { Actor } from '../../core/actor.ts';
import { isId, newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { RightsHold, RightsTables } from '../tables.ts';

export type Hold = {
  readonly id: string;
  readonly person: string;
  /** Name of the module whose part is held. */
  readonly part: string;
  readonly reason: string;
  readonly until: Date;
  readonly createdAt: Date;
  readonly createdBy: string;
};

const TABLE = 'rights.hold';
const place = (row: string) => ({ table: TABLE, column: 'reason', row });

export async function insertHold(
  kernel: Kernel,
  { person, part, reason, until, createdBy }: Omit<Hold, 'id' | 'createdAt'>,
): Promise<string> {
  const id = newId('hld', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, id);
  await tables(kernel)
    .insertInto(TABLE)
    .values({
      id,
      person,
      part,
      reason: vault.seal(place(id), reason),
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

/** The parts of a person that must not be erased now, and until when. */
export async function heldParts(kernel: Kernel, person: string): Promise<{ part: string; until: Date }[]> {
  const rows = await living(kernel).where('person', '=', person).orderBy('part').execute();
  return [...Map.groupBy(rows, ({ part }) => part)].map(([part, those]) => ({
    part,
    until: new Date(Math.max(...those.map(({ until }) => until.getTime()))),
  }));
}

/** Ends a hold. @returns whose it was; undefined when it had ended before */
export async function releaseHold(kernel: Kernel, id: string, by: string): Promise<string | undefined> {
  if (!isId('hld', id)) return undefined;
  const row = await tables(kernel)
    .updateTable(TABLE)
    .set({ released_at: kernel.clock.now(), released_by: by })
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
  return rows.map(({ id, person, part, reason, until, created_at, created_by }) => ({
    id,
    person,
    part,
    reason: vaults.get(id)?.open(place(id), reason) ?? '',
    until,
    createdAt: created_at,
    createdBy: created_by,
  }));
}
