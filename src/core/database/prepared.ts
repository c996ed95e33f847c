// A statement that the database prepares once for each connection: for those that run thousands of times a minute.
import { CompiledQuery } from 'kysely';
import type pg from 'pg';
import type { Db } from './db.ts';

export type Statement = {
  /** Unique in the product, and permanent as long as the text is the same. */
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
};

/** Runs it; within a transaction as a part of that one, unprepared. @returns its rows */
export async function prepared<Row extends pg.QueryResultRow>(
  { db, pool }: { readonly db: Db; readonly pool: pg.Pool },
  statement: Statement,
): Promise<Row[]> {
  if (!db.isTransaction) return (await pool.query<Row>(statement)).rows;
  return (await db.executeQuery<Row>(CompiledQuery.raw(statement.text, statement.values))).rows;
}
