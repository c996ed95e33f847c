// All SQL that changes the sealed index. Callers have a transaction.
import { sql } from 'kysely';
import { bytesArray, integerArray, textArray } from '../database/binary-array.ts';
import type { Kernel } from '../kernel.ts';
import { type GatheredPosting, gatherPostings } from './gather.ts';
import { gatherWaiting, holdPostings } from './gather-store.ts';
import { BEST, bestEntries, SEGMENT, withoutDocument } from './postings.ts';
import { entryOf, type HashedDocument, readTokens, type Token, tokenBytes } from './term-hash.ts';

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
  await gatherIfWaiting(kernel, source, key);
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
  const added = [...now].filter(([token, weight]) => old.get(token) !== weight);
  const gathered = gatherPostings([{ doc: before.doc, tokens: Buffer.concat(added.map(entryOf)) }]);
  await addFresh(
    kernel,
    gathered.map(posting => ({ ...posting, batch })),
  );
}

export type NewDocuments = {
  readonly source: string;
  readonly generation: number;
  readonly documents: readonly { readonly key: string; readonly hashed: HashedDocument }[];
};

/**
 * Puts documents into the index that have never been there. What they share is one row: a row for each word of each
 * document would cost most of a large import, and so would adding each time to the long lists of common words.
 */
export async function putNewDocuments(kernel: Kernel, { source, generation, documents }: NewDocuments): Promise<void> {
  const { db, clock } = kernel;
  const { rows: stored } = await sql<{ doc: number; batch: number; key: string }>`
    with numbered as materialized (
      select nextval('core.search_document_doc_seq')::integer as doc, key, tokens, signature
        from unnest(${textArray(documents.map(({ key }) => key))}::text[],
                    ${bytesArray(documents.map(({ hashed }) => hashed.tokens))}::bytea[],
                    ${bytesArray(documents.map(({ hashed }) => hashed.signature ?? null))}::bytea[]) as document (key, tokens, signature)
    )
    insert into core.search_document (doc, source, key, generation, tokens, signature, batch, indexed_at)
    select doc, ${source}, key, ${generation}::integer, tokens, signature,
           min(doc) over (partition by doc / ${sql.lit(SEGMENT)}), ${clock.now()}::timestamptz
      from numbered
    on conflict (source, key) do nothing
    returning doc, batch, key`.execute(db);
  const places = new Map(stored.map(({ key, doc }) => [key, doc]));
  const batches = new Map(stored.map(({ doc, batch }) => [Math.floor(doc / SEGMENT), batch]));
  const gathered = gatherPostings(
    documents
      .flatMap(({ key, hashed }) => {
        const doc = places.get(key);
        return doc === undefined ? [] : [{ doc, tokens: hashed.tokens }];
      })
      .sort((one, other) => one.doc - other.doc),
  );
  await addFresh(
    kernel,
    gathered.map(posting => ({ ...posting, batch: batches.get(posting.segment) ?? 0 })),
  );
  // Somebody else put these there since the caller looked, maybe with an older text.
  for (const { key, hashed } of documents)
    if (!places.has(key)) await putDocument(kernel, { source, key, generation, hashed });
}

/**
 * As `putNewDocuments`, for thousands: found once `gatherWaiting` has made postings of their tokens, for many such
 * batches together. Lists that wait for each batch, written and taken away again, would cost most of a large import.
 */
export async function putManyDocuments(
  { db, clock }: Kernel,
  { source, generation, documents }: NewDocuments,
): Promise<void> {
  await sql`
    with stored as (
      insert into core.search_document (source, key, generation, tokens, signature, indexed_at)
      select ${source}, key, ${generation}::integer, tokens, signature, ${clock.now()}::timestamptz
        from unnest(${textArray(documents.map(({ key }) => key))}::text[],
                    ${bytesArray(documents.map(({ hashed }) => hashed.tokens))}::bytea[],
                    ${bytesArray(documents.map(({ hashed }) => hashed.signature ?? null))}::bytea[]) as document (key, tokens, signature)
      returning doc
    )
    insert into core.search_waiting (docs) select array_agg(doc) from stored`.execute(db);
}

/** What is changed must stand in the postings first. */
async function gatherIfWaiting(kernel: Kernel, source: string, key: string): Promise<void> {
  const { rows } = await sql<{ waits: boolean }>`
    select exists (
      select from core.search_waiting
        join core.search_document on doc = any(docs) where source = ${source} and key = ${key}) as waits`.execute(
    kernel.db,
  );
  if (rows[0]?.waits) while ((await gatherWaiting(kernel, 'wait')) > 0);
}

/** Takes a document out: no row knows any of its words afterwards. */
export async function dropDocument(kernel: Kernel, source: string, key: string): Promise<void> {
  await gatherIfWaiting(kernel, source, key);
  const document = await lockDocument(kernel, source, key);
  if (!document) return;
  await removeTokens(
    kernel,
    document,
    [...readTokens(document.tokens)].map(([token]) => token),
  );
  await kernel.db.deleteFrom('core.search_document').where('doc', '=', document.doc).execute();
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
type FreshList = Pick<GatheredPosting, 'token' | 'count' | 'entries'> & { readonly batch: number };

/** In order, so that those who add to the same batch wait for each other and not both. */
async function addFresh({ db }: Kernel, lists: readonly FreshList[]): Promise<void> {
  if (lists.length === 0) return;
  const ordered = lists.toSorted((one, other) => one.token.compare(other.token) || one.batch - other.batch);
  await sql`
    insert into core.search_fresh as fresh (token, batch, count, entries)
    select * from unnest(${bytesArray(ordered.map(({ token }) => token))}::bytea[],
                         ${integerArray(ordered.map(({ batch }) => batch))}::integer[],
                         ${integerArray(ordered.map(({ count }) => count))}::integer[],
                         ${bytesArray(ordered.map(({ entries }) => entries))}::bytea[])
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
  await holdPostings(db);
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
