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
  const before = await lockDocument(kernel, source, key);
  if (!before) {
    await putNewDocuments(kernel, { source, generation, documents: [{ key, hashed }] });
    return;
  }
  const changed = !before.tokens.equals(hashed.tokens);
  // Words that were gathered stay where they are; those that are new wait in the document's batch, its own if need be.
  const batch = before.batch ?? before.doc;
  await db
    .updateTable('core.search_document')
    .set({
      generation,
      tokens: hashed.tokens,
      signature: hashed.signature ?? null,
      indexed_at: clock.now(),
      ...(changed && { batch }),
    })
    .where('doc', '=', before.doc)
    .execute();
  if (!changed) return;
  const old = new Map(readTokens(before.tokens));
  const now = new Map(readTokens(hashed.tokens));
  await removeTokens(
    kernel,
    before,
    [...old].flatMap(([token, weight]) => (now.get(token) === weight ? [] : [token])),
  );
  const lists = new Map<string, FreshList>();
  for (const [token, weight] of now) if (old.get(token) !== weight) addEntry(lists, token, batch, before.doc, weight);
  await addFresh(kernel, [...lists.values()]);
}

/**
 * Puts documents into the index that have never been there. What they share is one row: a row for each word of each
 * document would cost most of a large import, and so would adding each time to the long lists of common words.
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
  const { rows: stored } = await sql<{ doc: number; batch: number; key: string }>`
    with numbered as materialized (
      select nextval('core.search_document_doc_seq')::integer as doc, key, tokens, signature
        from unnest(${documents.map(({ key }) => key)}::text[], ${documents.map(({ hashed }) => hashed.tokens)}::bytea[],
                    ${documents.map(({ hashed }) => hashed.signature ?? null)}::bytea[]) as document (key, tokens, signature)
    )
    insert into core.search_document (doc, source, key, generation, tokens, signature, batch, indexed_at)
    select doc, ${source}, key, ${generation}::integer, tokens, signature,
           min(doc) over (partition by doc / ${sql.lit(SEGMENT)}), ${clock.now()}::timestamptz
      from numbered
    returning doc, batch, key`.execute(db);
  const places = new Map(stored.map(row => [row.key, row]));
  const lists = new Map<string, FreshList>();
  for (const { key, hashed } of documents) {
    const place = places.get(key);
    if (!place) throw new Error('a document was not stored');
    for (const [token, weight] of readTokens(hashed.tokens)) addEntry(lists, token, place.batch, place.doc, weight);
  }
  await addFresh(kernel, [...lists.values()]);
}

/** Takes a document out: no row knows any of its words afterwards. */
export async function dropDocument(kernel: Kernel, source: string, key: string): Promise<void> {
  const document = await lockDocument(kernel, source, key);
  if (!document) return;
  await removeTokens(
    kernel,
    document,
    [...readTokens(document.tokens)].map(([token]) => token),
  );
  await kernel.db.deleteFrom('core.search_document').where('doc', '=', document.doc).execute();
}

/** How many documents wait to be gathered. */
export async function countFresh({ db }: Kernel): Promise<number> {
  const { rows } = await sql<{
    count: number;
  }>`select count(*) as count from core.search_document where batch is not null`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Gathers the postings of documents that came lately; gives how many it took, 0 also when somebody else is at it. */
export async function gatherFresh({ db }: Kernel): Promise<number> {
  const { rows: lock } = await sql<{ free: boolean }>`select pg_try_advisory_xact_lock(${LOCK}) as free`.execute(db);
  if (!lock[0]?.free) return 0;
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

const lockDocument = ({ db }: Kernel, source: string, key: string) =>
  db
    .selectFrom('core.search_document')
    .select(['doc', 'batch', 'tokens'])
    .where('source', '=', source)
    .where('key', '=', key)
    .forUpdate()
    .executeTakeFirst();

/** The entries of one token in one batch. */
type FreshList = { readonly token: Token; readonly batch: number; readonly entries: Buffer[] };

function addEntry(lists: Map<string, FreshList>, token: Token, batch: number, doc: number, weight: number): void {
  const entry = Buffer.allocUnsafe(4);
  entry.writeUInt16BE(doc % SEGMENT, 0);
  entry.writeUInt16BE(weight, 2);
  const list = lists.get(`${batch} ${token}`);
  if (list) list.entries.push(entry);
  else lists.set(`${batch} ${token}`, { token, batch, entries: [entry] });
}

/** In order, so that those who add to the same batch wait for each other and not both. */
async function addFresh({ db }: Kernel, lists: readonly FreshList[]): Promise<void> {
  if (lists.length === 0) return;
  const ordered = lists.toSorted((one, other) => one.token - other.token || one.batch - other.batch);
  await sql`
    insert into core.search_fresh as fresh (token, batch, count, entries)
    select * from unnest(${ordered.map(({ token }) => tokenBytes(token))}::bytea[],
                         ${ordered.map(({ batch }) => batch)}::int[],
                         ${ordered.map(({ entries }) => entries.length)}::int[],
                         ${ordered.map(({ entries }) => Buffer.concat(entries))}::bytea[])
    on conflict (token, batch) do update
       set count = fresh.count + excluded.count, entries = fresh.entries || excluded.entries`.execute(db);
}

/** Takes tokens from a document, whether they are gathered yet or not. */
async function removeTokens(
  { db }: Kernel,
  { doc, batch }: { readonly doc: number; readonly batch: number | null },
  tokens: readonly Token[],
): Promise<void> {
  if (tokens.length === 0) return;
  const done = batch === null ? new Set<Token>() : await removeFresh({ db }, { doc, batch }, tokens);
  const rest = tokens.filter(token => !done.has(token)).map(tokenBytes);
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

/** Takes tokens from a document where they wait to be gathered. @returns those that were found there */
async function removeFresh(
  { db }: Pick<Kernel, 'db'>,
  { doc, batch }: { readonly doc: number; readonly batch: number },
  tokens: readonly Token[],
): Promise<Set<Token>> {
  const { rows } = await sql<{ token: Buffer; entries: Buffer }>`
    select token, entries from core.search_fresh
     where batch = ${batch} and token = any(${tokens.map(tokenBytes)}::bytea[]) order by token for update`.execute(db);
  const found = rows.flatMap(({ token, entries }) => {
    const left = withoutDocument(entries, doc);
    return left.length === entries.length ? [] : [{ token, left }];
  });
  const kept = found.filter(({ left }) => left.length > 0);
  const gone = found.filter(({ left }) => left.length === 0);
  if (kept.length > 0)
    await sql`
      update core.search_fresh as fresh set count = length(kept.entries) / 4, entries = kept.entries
        from unnest(${kept.map(({ token }) => token)}::bytea[], ${kept.map(({ left }) => left)}::bytea[]) as kept (token, entries)
       where fresh.token = kept.token and fresh.batch = ${batch}`.execute(db);
  if (gone.length > 0)
    await sql`
      delete from core.search_fresh
       where batch = ${batch} and token = any(${gone.map(({ token }) => token)}::bytea[])`.execute(db);
  return new Set(found.map(({ token }) => token.readUIntBE(0, token.length)));
}
