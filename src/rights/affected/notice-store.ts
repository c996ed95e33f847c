// All SQL of notices to people whom a breach concerns.
import { may } from '../../catalog/permissions.ts';
import type { Actor } from '../../core/actor.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { RightsTables } from '../tables.ts';

export type Notice = { readonly id: string; readonly words: string; readonly createdAt: Date };
export type SentNotice = Notice & { readonly people: number; readonly waiting: number };

const TABLE = 'rights.notice';
const place = (row: string) => ({ table: TABLE, column: 'words', row });

export async function insertNotice(
  kernel: Kernel,
  { words, criteria, by }: { readonly words: string; readonly criteria: string; readonly by: string },
): Promise<string> {
  const id = newId('ntc', kernel.clock, kernel.random);
  const vault = await kernel.vault.subject(kernel, id);
  await tables(kernel)
    .insertInto(TABLE)
    .values({
      id,
      words: vault.seal(place(id), words),
      criteria,
      people: 0,
      created_at: kernel.clock.now(),
      created_by: by,
    })
    .execute();
  return id;
}

/** Adds people to a notice. */
export async function addPeople(kernel: Kernel, notice: string, people: readonly string[]): Promise<void> {
  if (people.length === 0) return;
  await tables(kernel)
    .insertInto('rights.notice_person')
    .values(people.map(person => ({ notice, person })))
    .onConflict(conflict => conflict.doNothing())
    .execute();
  await tables(kernel)
    .updateTable(TABLE)
    .set(({ eb }) => ({ people: eb('people', '+', people.length) }))
    .where('id', '=', notice)
    .execute();
}

/** Takes people who have not been told, a hundred a call. */
export async function takeUntold(kernel: Kernel, notice: string): Promise<string[]> {
  const rows = await tables(kernel)
    .updateTable('rights.notice_person')
    .set({ told_at: kernel.clock.now() })
    .where('notice', '=', notice)
    .where('person', 'in', query =>
      query
        .selectFrom('rights.notice_person')
        .select('rights.notice_person.person')
        .where('notice', '=', notice)
        .where('told_at', 'is', null)
        .limit(100),
    )
    .returning('person')
    .execute();
  return rows.map(({ person }) => person);
}

/** What a person was told, newest first. */
export async function listNoticesTo(kernel: Kernel, person: string): Promise<Notice[]> {
  const rows = await tables(kernel)
    .selectFrom('rights.notice as notice')
    .innerJoin('rights.notice_person as told', 'told.notice', 'notice.id')
    .select(['notice.id', 'notice.words', 'notice.created_at'])
    .where('told.person', '=', person)
    .orderBy('notice.id', 'desc')
    .execute();
  return open(kernel, rows);
}

/** The last notices, for staff that may manage privacy. */
export async function listNotices(kernel: Kernel, actor: Actor): Promise<SentNotice[]> {
  if (actor.kind !== 'person' || !may(actor.staffRole, 'privacy.manage')) return [];
  const rows = await tables(kernel)
    .selectFrom(TABLE)
    .select(({ selectFrom }) => [
      'id',
      'words',
      'created_at',
      'people',
      selectFrom('rights.notice_person as told')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('told.notice', '=', 'rights.notice.id')
        .where('told.told_at', 'is', null)
        .as('waiting'),
    ])
    .orderBy('id', 'desc')
    .limit(20)
    .execute();
  const opened = await open(kernel, rows);
  return rows.map(({ id, people, waiting }, index) => ({
    ...(opened[index] ?? { id, words: '', createdAt: new Date(0) }),
    people,
    waiting: waiting ?? 0,
  }));
}

/** Takes an erased person out of every notice. */
export const forgetNotices = async (kernel: Kernel, person: string): Promise<void> => {
  await tables(kernel).deleteFrom('rights.notice_person').where('person', '=', person).execute();
};

const tables = ({ db }: Kernel) => db.withTables<RightsTables>();

async function open(
  kernel: Kernel,
  rows: readonly { readonly id: string; readonly words: Buffer; readonly created_at: Date }[],
): Promise<Notice[]> {
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ id }) => id),
  );
  return rows.map(({ id, words, created_at }) => ({
    id,
    words: vaults.get(id)?.open(place(id), words) ?? '',
    createdAt: created_at,
  }));
}
