// All SQL of gaps: questions that had no answer, sealed, counted by their words; nobody is kept with them.
import { type Actor, actorId } from '../../core/actor.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { TrustTables } from '../tables.ts';

const TABLE = 'trust.gap';
const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<TrustTables>();
const place = (row: string) => ({ table: TABLE, column: 'question', row });

export type Gap = {
  readonly id: string;
  readonly question: string;
  readonly times: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly dismissedAt: Date | null;
};

/** More are not kept, so that nobody can fill the list: what is on it is counted on. */
const MOST = 5000;

/** @param asked by what makes two questions the same */
export async function keepGaps(kernel: Kernel, asked: ReadonlyMap<string, string>): Promise<void> {
  if (asked.size === 0) return;
  await kernel.transaction(async kernel => {
    const now = kernel.clock.now();
    const { count } = await tables(kernel)
      .selectFrom(TABLE)
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow();
    let room = MOST - Number(count);
    const vault = await kernel.vault.subject(kernel, 'system');
    const all = [...asked].map(([words, question]) => ({
      words: kernel.vault.blindIndex('trust.gap', words),
      question,
    }));
    // Always in the same order, so that two at once do not wait for each other.
    for (const { words, question } of all.toSorted((one, other) => one.words.compare(other.words))) {
      const counted = await tables(kernel)
        .updateTable(TABLE)
        .set(({ eb }) => ({ times: eb('times', '+', 1), last_at: now }))
        .where('words', '=', words)
        .executeTakeFirst();
      if (counted.numUpdatedRows > 0n || room <= 0) continue;
      room -= 1;
      const id = newId('gap', kernel.clock, kernel.random);
      await tables(kernel)
        .insertInto(TABLE)
        .values({ id, words, question: vault.seal(place(id), question), created_at: now, last_at: now })
        .onConflict(conflict =>
          conflict.column('words').doUpdateSet(({ eb }) => ({ times: eb('trust.gap.times', '+', 1), last_at: now })),
        )
        .execute();
    }
  });
}

/** For staff: those that were asked most often first. */
export async function listGaps(kernel: Kernel): Promise<Gap[]> {
  return openRows(
    kernel,
    await rows(kernel).orderBy('times', 'desc').orderBy('last_at', 'desc').orderBy('id').limit(MOST).execute(),
  );
}

/** For staff. */
export async function findGap(kernel: Kernel, id: string): Promise<Gap | undefined> {
  return (await openRows(kernel, await rows(kernel).where('id', '=', id).execute()))[0];
}

/** Takes it off the list, or puts it back. @returns false when there is none */
export async function setDismissed(kernel: Kernel, actor: Actor, id: string, isDismissed: boolean): Promise<boolean> {
  const { numUpdatedRows } = await tables(kernel)
    .updateTable(TABLE)
    .set(
      isDismissed
        ? { dismissed_at: kernel.clock.now(), dismissed_by: actorId(actor) }
        : { dismissed_at: null, dismissed_by: null },
    )
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}

const rows = (kernel: Kernel) => tables(kernel).selectFrom(TABLE).selectAll();
type Row = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number];

async function openRows(kernel: Kernel, found: readonly Row[]): Promise<Gap[]> {
  if (found.length === 0) return [];
  const vault = await kernel.vault.subject(kernel, 'system');
  return found.map(row => ({
    id: row.id,
    question: vault.open(place(row.id), row.question),
    times: row.times,
    firstAt: row.created_at,
    lastAt: row.last_at,
    dismissedAt: row.dismissed_at,
  }));
}
