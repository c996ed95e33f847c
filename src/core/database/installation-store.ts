// Facts about this installation, by name.
import { sql } from 'kysely';
import type { Db } from './db.ts';

/** Written by the demo when it has filled the database. */
export const DEMO_FACT = 'demo';

/** The fact of that name; undefined when nobody wrote it. */
export const findFact = async (db: Db, name: string): Promise<string | undefined> =>
  (await db.selectFrom('core.installation').select('value').where('name', '=', name).executeTakeFirst())?.value;

/** Writes a fact that is not there yet. */
export async function addFact(db: Db, name: string, value: string): Promise<void> {
  await db.insertInto('core.installation').values({ name, value }).execute();
}

/** The database's clock: also proof that it answers. */
export async function askDatabaseTime(db: Db): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('the database gave no time');
  return row.now;
}
