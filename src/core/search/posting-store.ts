// All SQL that reads the sealed index; prepared once per connection, since every search asks these.
import { bytesArray, integerArray } from '../database/binary-array.ts';
import type { Kernel } from '../kernel.ts';
import { type Entries, SEGMENT } from './postings.ts';
import { TOKEN_BYTES, type Token, tokenBytes } from './term-hash.ts';

type Scope = Pick<Kernel, 'pool'>;

/** How many documents have each token; those that none has are left out. */
export async function countTokens(kernel: Scope, tokens: readonly Token[]): Promise<Map<Token, number>> {
  const rows = await ask<[Buffer, number]>(kernel, 'search.count', COUNT, [bytesArray(tokens.map(tokenBytes))]);
  return new Map(rows.map(([token, count]) => [numberOf(token), count]));
}

const COUNT = `
  select token, sum(count)::int from (
    select token, count from core.search_posting where token = any($1::bytea[])
    union all
    select token, count from core.search_fresh where token = any($1::bytea[])
  ) postings group by token`;

/** As `countTokens`, and the numbers of the source's keys as `readGenerations` gives them, of the same moment. */
export async function countTokensOf(
  kernel: Scope,
  source: string,
  tokens: readonly Token[],
): Promise<{ readonly counts: Map<Token, number>; readonly generations: readonly number[] }> {
  const rows = await ask<[Buffer | null, number]>(kernel, 'search.count-of', COUNT_OF, [
    bytesArray(tokens.map(tokenBytes)),
    source,
  ]);
  const counts = new Map<Token, number>();
  const generations: number[] = [];
  for (const [token, number] of rows)
    if (token === null) generations.push(number);
    else counts.set(numberOf(token), number);
  return { counts, generations: generations.sort((one, other) => one - other) };
}

const COUNT_OF = `${COUNT}
  union all
  select null, number from core.search_generation where source = $2`;

export type Postings = Map<Token, Map<number, Entries[]>>;

/** All postings of each token by segment, in one statement, so that none is missed or met twice while they are gathered. */
export const readPostings = async (kernel: Scope, tokens: readonly Token[]): Promise<Postings> =>
  bySegment(
    await ask<[Buffer, number, Buffer]>(kernel, 'search.postings', postingsOf('entries'), [
      bytesArray(tokens.map(tokenBytes)),
    ]),
  );

/** As `readPostings`, of frequent tokens the best of each segment only. */
export const readBest = async (kernel: Scope, tokens: readonly Token[]): Promise<Postings> =>
  bySegment(
    await ask<[Buffer, number, Buffer]>(kernel, 'search.best', postingsOf('coalesce(best, entries)'), [
      bytesArray(tokens.map(tokenBytes)),
    ]),
  );

const postingsOf = (entries: string): string => `
  select token, segment, ${entries} from core.search_posting where token = any($1::bytea[])
  union all
  select token, batch / ${SEGMENT}, string_agg(entries, ''::bytea)
    from core.search_fresh where token = any($1::bytea[]) group by 1, 2`;

function bySegment(rows: readonly (readonly [Buffer, number, Buffer])[]): Postings {
  const found: Postings = new Map();
  for (const [token, segment, entries] of rows) {
    const segments = found.get(numberOf(token)) ?? new Map<number, Entries[]>();
    found.set(numberOf(token), segments);
    segments.set(segment, [...(segments.get(segment) ?? []), entries]);
  }
  return found;
}

export type StoredDocument = {
  readonly doc: number;
  readonly key: string;
  readonly tokens: Buffer;
  readonly signature: Buffer | null;
};

/** The documents with these numbers, in no order. */
export async function readDocuments(kernel: Scope, docs: readonly number[]): Promise<StoredDocument[]> {
  const rows = await ask<[number, string, Buffer, Buffer | null]>(kernel, 'search.documents', DOCUMENTS, [
    integerArray(docs),
  ]);
  return rows.map(([doc, key, tokens, signature]) => ({ doc, key, tokens, signature }));
}

const DOCUMENTS = 'select doc, key, tokens, signature from core.search_document where doc = any($1::int[])';

/** The keys of these documents. */
export async function keysOf(kernel: Scope, docs: readonly number[]): Promise<Map<number, string>> {
  const rows = await ask<[number, string]>(kernel, 'search.keys', KEYS, [integerArray(docs)]);
  return new Map(rows);
}

const KEYS = 'select doc, key from core.search_document where doc = any($1::int[])';

/** The numbers of these keys' documents. */
export async function docsOf(kernel: Scope, source: string, keys: readonly string[]): Promise<Set<number>> {
  const rows = await ask<[number]>(kernel, 'search.docs', DOCS, [source, keys]);
  return new Set(rows.map(([doc]) => doc));
}

const DOCS = 'select doc from core.search_document where source = $1 and key = any($2::text[])';

/** The numbers of the source's keys, oldest first; none before anything was indexed. */
export async function readGenerations(kernel: Scope, source: string): Promise<number[]> {
  const rows = await ask<[number]>(kernel, 'search.generations', GENERATIONS, [source]);
  return rows.map(([number]) => number);
}

const GENERATIONS = 'select number from core.search_generation where source = $1 order by number';

const numberOf = (token: Buffer): Token => token.readUIntBE(0, TOKEN_BYTES);

async function ask<Row extends unknown[]>(
  { pool }: Scope,
  name: string,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  return (await pool.query<Row>({ name, text, values, rowMode: 'array' })).rows;
}
