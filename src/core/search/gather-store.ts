// All SQL that gathers postings by token: of documents that came one by one, and of those that came many at once. Callers have a transaction.
import { sql } from 'kysely';
import { bytesArray, integerArray } from '../database/binary-array.ts';
import type { Kernel } from '../kernel.ts';
import { gatherPostings } from './gather.ts';
import { bestEntries, type Entries, FREQUENT, SEGMENT } from './postings.ts';

/** Any number, the same for ever: whoever changes gathered postings holds it. */
const LOCK = 727_030;
/** How many documents are gathered in one transaction. */
const BATCH = 2000;

/** From here on nobody else changes gathered postings before this transaction has ended. */
export const holdPostings = (db: Kernel['db']): Promise<unknown> =>
  sql`select pg_advisory_xact_lock(${LOCK})`.execute(db);

/** How many batches of `putManyDocuments` wait. */
export async function countWaiting({ db }: Kernel): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from core.search_waiting`.execute(db);
  return rows[0]?.count ?? 0;
}

/**
 * Gathers the postings of documents that came many at once.
 * @param patience `wait` while another is at it, or leave it to that other one
 * @returns how many batches it took
 */
export async function gatherWaiting({ db }: Pick<Kernel, 'db'>, patience: 'wait' | 'leave'): Promise<number> {
  if (patience === 'wait') await holdPostings(db);
  else if (!(await tryLock(db))) return 0;
  const { rows: batches } = await sql<{ docs: number[] }>`
    delete from core.search_waiting
     where batch in (select batch from core.search_waiting order by batch limit ${BATCHES}) returning docs`.execute(db);
  const { rows: documents } = await sql<{ doc: number; tokens: Buffer }>`
    select doc, tokens from core.search_document
     where doc = any(${integerArray(batches.flatMap(({ docs }) => docs))}::integer[]) order by doc`.execute(db);
  const gathered = gatherPostings(documents);
  const { rows: frequent } = await sql<Omit<Gathered, 'added'>>`
    with stored as (
      insert into core.search_posting as posting (token, segment, count, entries)
      select * from unnest(${bytesArray(gathered.map(({ token }) => token))}::bytea[],
                           ${integerArray(gathered.map(({ segment }) => segment))}::integer[],
                           ${integerArray(gathered.map(({ count }) => count))}::integer[],
                           ${bytesArray(gathered.map(({ entries }) => entries))}::bytea[])
      on conflict (token, segment) do update
         set count = posting.count + excluded.count, entries = posting.entries || excluded.entries
      returning token, segment, count, best
    )
    select token, segment, best from stored where count >= ${FREQUENT}`.execute(db);
  const added = new Map(gathered.map(({ token, segment, entries }) => [placeOf(token, segment), entries]));
  await saveBest(
    { db },
    frequent.map(one => ({ ...one, added: added.get(placeOf(one.token, one.segment)) ?? Buffer.alloc(0) })),
  );
  return batches.length;
}

/** So many batches are gathered in one transaction. */
const BATCHES = 16;

const placeOf = (token: Buffer, segment: number): string => `${token.toString('latin1')}${segment}`;

const tryLock = async (db: Kernel['db']): Promise<boolean> => {
  const { rows } = await sql<{ free: boolean }>`select pg_try_advisory_xact_lock(${LOCK}) as free`.execute(db);
  return rows[0]?.free ?? false;
};

/** How many documents wait to be gathered. */
export async function countFresh({ db }: Kernel): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*) as count from core.search_document where batch is not null`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Gathers the postings of documents that came lately; gives how many it took, 0 also when somebody else is at it. */
export async function gatherFresh({ db }: Kernel): Promise<number> {
  if (!(await tryLock(db))) return 0;
  const { rows } = await sql<{ doc: number; batch: number }>`
    select doc, batch from core.search_document where batch is not null order by doc limit ${BATCH} for update skip locked`.execute(
    db,
  );
  const docs = rows.map(({ doc }) => doc);
  const batches = [...new Set(rows.map(({ batch }) => batch))];
  if (docs.length === 0) return 0;
  // A batch is taken whole. Of its documents that somebody else holds or that come next time, nothing is left to gather
  // then; whoever takes a word of theirs away looks for it here first and then among what was gathered.
  const { rows: frequent } = await sql<Gathered>`
    with gone as (
      delete from core.search_fresh where batch = any(${batches}::int[]) returning token, batch, count, entries
    ), gathered as (
      select token, batch / ${sql.lit(SEGMENT)} as segment, sum(count)::int as count,
             string_agg(entries, ''::bytea order by batch) as entries
        from gone group by 1, 2
    ), stored as (
      insert into core.search_posting as posting (token, segment, count, entries)
      select token, segment, count, entries from gathered order by token, segment
      on conflict (token, segment) do update
         set count = posting.count + excluded.count, entries = posting.entries || excluded.entries
      returning token, segment, count, best
    )
    select stored.token, stored.segment, stored.best, gathered.entries as added
      from stored join gathered using (token, segment) where stored.count >= ${FREQUENT}`.execute(db);
  await saveBest({ db }, frequent);
  await sql`update core.search_document set batch = null where doc = any(${docs}::int[])`.execute(db);
  return docs.length;
}

type Gathered = {
  readonly token: Buffer;
  readonly segment: number;
  readonly best: Buffer | null;
  readonly added: Buffer;
};

/** The best of a frequent token: of the earlier best and what was added, or, for the first time, of all. */
async function saveBest({ db }: Pick<Kernel, 'db'>, frequent: readonly Gathered[]): Promise<void> {
  if (frequent.length === 0) return;
  const found: { token: Buffer; segment: number; best: Entries }[] = [];
  for (const { token, segment, best, added } of frequent) {
    const all = best === null ? await entriesOf({ db }, token, segment) : Buffer.concat([best, added]);
    found.push({ token, segment, best: bestEntries(all) });
  }
  await sql`
    update core.search_posting as posting set best = found.best
      from unnest(${found.map(({ token }) => token)}::bytea[], ${found.map(({ segment }) => segment)}::int[],
                  ${found.map(({ best }) => best)}::bytea[]) as found (token, segment, best)
     where posting.token = found.token and posting.segment = found.segment`.execute(db);
}

async function entriesOf({ db }: Pick<Kernel, 'db'>, token: Buffer, segment: number): Promise<Entries> {
  const { rows } = await sql<{ entries: Buffer }>`
    select entries from core.search_posting where token = ${token} and segment = ${segment}`.execute(db);
  return rows[0]?.entries ?? Buffer.alloc(0);
}
