// All SQL that changes the sealed index. Callers have a transaction.
import { sql } from 'kysely';
import type { Kernel } from '../kernel.ts';
import { BEST, bestEntries, type Entries, FREQUENT, SEGMENT, withoutDocument } from './postings.ts';
import { type HashedDocument, readTokens, type Token, tokenBytes } from './term-hash.ts';

/** Any number, the same for ever: whoever changes gathered postings holds it. */
const LOCK = 727_030;
/** How many documents are gathered in one transaction. */
const BATCH = 2000;

/** Which of these keys are in the index. */
export async function indexedAmong({ db }: Kernel, source: string, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await db
    .selectFrom('core.search_document')
    .select('key')
    .where('source', '=', source)
    .where('key', 'in', keys)
    .execute();
  return new Set(rows.map(({ key }) => key));
}

/** Keys of documents that are indexed under an older key than this; drops older keys once there are none. */
export async function listOlder({ db }: Kernel, source: string, generation: number, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('core.search_document')
    .select('key')
    .where('source', '=', source)
    .where('generation', '<', generation)
    .limit(limit)
    .execute();
  if (rows.length === 0)
    await db
      .deleteFrom('core.search_generation')
      .where('source', '=', source)
      .where('number', '<', generation)
      .execute();
  return rows.map(({ key }) => key);
}

/** Puts a document into the index, in the place of its earlier state. */
export async function putDocument(
  kernel: Kernel,
  { source, key, generation, hashed }: { source: string; key: string; generation: number; hashed: HashedDocument },
): Promise<void> {
  const { db, clock } = kernel;
  const facts = {
    generation,
    tokens: hashed.tokens,
    signature: hashed.signature ?? null,
    indexed_at: clock.now(),
  };
  const inserted = await db
    .insertInto('core.search_document')
    .values({ source, key, ...facts })
    .onConflict(conflict => conflict.columns(['source', 'key']).doNothing())
    .returning('doc')
    .executeTakeFirst();
  if (inserted) return addFresh(kernel, inserted.doc, hashed.tokens);
  const before = await lockDocument(kernel, source, key);
  if (!before) throw new Error('a document left the index while it was put there');
  const changed = !before.tokens.equals(hashed.tokens);
  await db
    .updateTable('core.search_document')
    .set({ ...facts, ...(changed && { merged: false }) })
    .where('doc', '=', before.doc)
    .execute();
  if (!changed) return;
  const old = new Map(readTokens(before.tokens));
  const now = new Map(readTokens(hashed.tokens));
  await removeTokens(
    kernel,
    before.doc,
    [...old].flatMap(([token, weight]) => (now.get(token) === weight ? [] : [token])),
  );
  const added = [...readSlices(hashed.tokens)].filter(({ token, weight }) => old.get(token) !== weight);
  await addFresh(kernel, before.doc, Buffer.concat(added.map(({ bytes }) => bytes)));
}

/**
 * Puts documents into the index that have never been there, their postings gathered at once: a row for each word of
 * each document, written and taken away again, would cost most of a large import.
 */
export async function putNewDocuments(
  kernel: Kernel,
  {
    source,
    generation,
    documents,
  }: {
    readonly source: string;
    readonly generation: number;
    readonly documents: readonly { readonly key: string; readonly hashed: HashedDocument }[];
  },
): Promise<void> {
  const { db, clock } = kernel;
  const { rows: stored } = await sql<{ doc: number; key: string }>`
    insert into core.search_document (source, key, generation, tokens, signature, merged, indexed_at)
    select ${source}, key, ${generation}::integer, tokens, signature, true, ${clock.now()}::timestamptz
      from unnest(${documents.map(({ key }) => key)}::text[], ${documents.map(({ hashed }) => hashed.tokens)}::bytea[],
                  ${documents.map(({ hashed }) => hashed.signature ?? null)}::bytea[]) as document (key, tokens, signature)
    returning doc, key`.execute(db);
  const docs = new Map(stored.map(({ key, doc }) => [key, doc]));
  const lists = new Map<string, { token: Token; segment: number; entries: Buffer[] }>();
  for (const { key, hashed } of documents) {
    const doc = docs.get(key) ?? 0;
    const segment = Math.floor(doc / SEGMENT);
    for (const [token, weight] of readTokens(hashed.tokens)) {
      const entry = Buffer.allocUnsafe(4);
      entry.writeUInt16BE(doc % SEGMENT, 0);
      entry.writeUInt16BE(weight, 2);
      const list = lists.get(`${segment} ${token}`);
      if (list) list.entries.push(entry);
      else lists.set(`${segment} ${token}`, { token, segment, entries: [entry] });
    }
  }
  const gathered = [...lists.values()].sort((one, other) => one.token - other.token || one.segment - other.segment);
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(db);
  const { rows: frequent } = await sql<Gathered>`
    with gathered as materialized (
      select * from unnest(${gathered.map(({ token }) => tokenBytes(token))}::bytea[],
                           ${gathered.map(({ segment }) => segment)}::int[],
                           ${gathered.map(({ entries }) => entries.length)}::int[],
                           ${gathered.map(({ entries }) => Buffer.concat(entries))}::bytea[]) as list (token, segment, count, entries)
    ), stored as (
      insert into core.search_posting as posting (token, segment, count, entries)
      select token, segment, count, entries from gathered
      on conflict (token, segment) do update
         set count = posting.count + excluded.count, entries = posting.entries || excluded.entries
      returning token, segment, count, best
    )
    select stored.token, stored.segment, stored.best, gathered.entries as added
      from stored join gathered using (token, segment) where stored.count >= ${FREQUENT}`.execute(db);
  await saveBest({ db }, frequent);
}

/** Takes a document out: no row knows any of its words afterwards. */
export async function dropDocument(kernel: Kernel, source: string, key: string): Promise<void> {
  const document = await lockDocument(kernel, source, key);
  if (!document) return;
  await removeTokens(
    kernel,
    document.doc,
    [...readTokens(document.tokens)].map(([token]) => token),
  );
  await kernel.db.deleteFrom('core.search_document').where('doc', '=', document.doc).execute();
}

/** How many documents wait to be gathered. */
export async function countFresh({ db }: Kernel): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*) as count from core.search_document where not merged`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Gathers the postings of documents that came lately; gives how many it took, 0 also when somebody else is at it. */
export async function gatherFresh({ db }: Kernel): Promise<number> {
  const { rows: lock } = await sql<{ free: boolean }>`select pg_try_advisory_xact_lock(${LOCK}) as free`.execute(db);
  if (!lock[0]?.free) return 0;
  const { rows } = await sql<{ doc: number }>`
    select doc from core.search_document where not merged order by doc limit ${BATCH} for update skip locked`.execute(
    db,
  );
  const docs = rows.map(({ doc }) => doc);
  if (docs.length === 0) return 0;
  const { rows: frequent } = await sql<Gathered>`
    with gone as (
      delete from core.search_fresh where doc = any(${docs}::int[]) returning token, doc, weight
    ), gathered as (
      select token, doc / ${sql.lit(SEGMENT)} as segment, count(*)::int as count,
             string_agg(substring(int4send(doc % ${sql.lit(SEGMENT)}) from 3) || substring(int4send(weight) from 3), ''::bytea order by doc) as entries
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
  await sql`update core.search_document set merged = true where doc = any(${docs}::int[])`.execute(db);
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

const lockDocument = ({ db }: Kernel, source: string, key: string) =>
  db
    .selectFrom('core.search_document')
    .select(['doc', 'tokens'])
    .where('source', '=', source)
    .where('key', '=', key)
    .forUpdate()
    .executeTakeFirst();

async function addFresh({ db }: Kernel, doc: number, tokens: Buffer): Promise<void> {
  if (tokens.length === 0) return;
  await sql`
    insert into core.search_fresh (token, doc, weight)
    select substr(tokens, place * 8 + 1, 6), ${doc}, get_byte(tokens, place * 8 + 6) * 256 + get_byte(tokens, place * 8 + 7)
      from (select ${tokens}::bytea as tokens) document, generate_series(0, length(tokens) / 8 - 1) as place`.execute(
    db,
  );
}

/** Takes tokens from a document, whether they are gathered yet or not. */
async function removeTokens({ db }: Kernel, doc: number, tokens: readonly Token[]): Promise<void> {
  if (tokens.length === 0) return;
  const { rows: fresh } = await sql<{ token: Buffer }>`
    delete from core.search_fresh where doc = ${doc} and token = any(${tokens.map(tokenBytes)}::bytea[]) returning token`.execute(
    db,
  );
  const done = new Set(fresh.map(({ token }) => token.toString('hex')));
  const rest = tokens.map(tokenBytes).filter(token => !done.has(token.toString('hex')));
  if (rest.length === 0) return;
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(db);
  const segment = Math.floor(doc / SEGMENT);
  const { rows } = await sql<{ token: Buffer; entries: Buffer; best: Buffer | null }>`
    select token, entries, best from core.search_posting where segment = ${segment} and token = any(${rest}::bytea[])`.execute(
    db,
  );
  for (const { token, entries, best } of rows) {
    const left = withoutDocument(entries, doc);
    if (left.length === entries.length) continue;
    if (left.length === 0)
      await sql`delete from core.search_posting where token = ${token} and segment = ${segment}`.execute(db);
    else
      await sql`
        update core.search_posting
           set count = count - 1, entries = ${left}, best = ${best && left.length >= BEST * 4 ? bestEntries(left) : null}
         where token = ${token} and segment = ${segment}`.execute(db);
  }
}

function* readSlices(tokens: Buffer): Generator<{ token: Token; weight: number; bytes: Buffer }> {
  let at = 0;
  for (const [token, weight] of readTokens(tokens)) {
    yield { token, weight, bytes: tokens.subarray(at, at + 8) };
    at += 8;
  }
}
