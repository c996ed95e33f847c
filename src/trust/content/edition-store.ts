// All SQL of editions: added, read, never changed.
import type { Kernel } from '../../core/kernel.ts';
import type { TrustTables } from '../tables.ts';
import { type KeptEdition, readEdition } from './edition.ts';

/** The edition that the page shows; undefined before the first. */
export async function findNewestEdition(kernel: Kernel): Promise<KeptEdition | undefined> {
  const row = await tables(kernel)
    .selectFrom('trust.edition')
    .select('signed')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && readEdition(row.signed);
}

export async function findEdition(kernel: Kernel, number: number): Promise<KeptEdition | undefined> {
  const row = await tables(kernel)
    .selectFrom('trust.edition')
    .select('signed')
    .where('number', '=', number)
    .executeTakeFirst();
  return row && readEdition(row.signed);
}

/** The newest first. */
export async function listEditions(
  kernel: Kernel,
  limit: number,
): Promise<readonly { readonly number: number; readonly sha256: string; readonly publishedAt: Date }[]> {
  const rows = await tables(kernel)
    .selectFrom('trust.edition')
    .select(['number', 'sha256', 'published_at'])
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ number, sha256, published_at }) => ({ number, sha256, publishedAt: published_at }));
}

/** The signed texts of all, the oldest first. */
export async function listEditionTexts(kernel: Kernel): Promise<string[]> {
  const rows = await tables(kernel).selectFrom('trust.edition').select('signed').orderBy('number').execute();
  return rows.map(({ signed }) => signed);
}

/** @returns false when somebody published at the same time */
export async function addEdition(kernel: Kernel, { edition, text, sha256 }: KeptEdition): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tables(kernel)
    .insertInto('trust.edition')
    .values({ number: edition.number, signed: text, sha256, published_at: new Date(edition.publishedAt) })
    .onConflict(conflict => conflict.column('number').doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<TrustTables>();
