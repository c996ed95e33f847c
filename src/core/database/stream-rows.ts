// Reads many rows a thousand at a time, so that memory stays flat however many there are.
import { type Expression, sql } from 'kysely';
import type { Db } from './db.ts';

const AT_ONCE = 1000;

/** A query that Kysely can embed in another. */
type Query<Row> = Expression<unknown> & { execute(): Promise<Row[]> };

let cursors = 0;

/** The rows of a query, in its order. Outside a transaction, where PostgreSQL has no cursors, they are read at once. */
export async function* streamRows<Row>(db: Db, query: Query<Row>): AsyncGenerator<Row, void, undefined> {
  if (!db.isTransaction) {
    yield* await query.execute();
    return;
  }
  cursors += 1;
  const cursor = sql.id(`rows_${cursors}`);
  await sql`declare ${cursor} no scroll cursor for ${query}`.execute(db);
  for (;;) {
    const { rows } = await sql<Row>`fetch ${sql.raw(String(AT_ONCE))} from ${cursor}`.execute(db);
    yield* rows;
    if (rows.length < AT_ONCE) break;
  }
  await sql`close ${cursor}`.execute(db);
}
