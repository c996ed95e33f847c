// The SQL of canary scans.
import { sql } from 'kysely';
import type { Db } from '../database/db.ts';

/** Has PostgreSQL write everything to its files that it holds in memory. */
export const writeAheadCheckpoint = async (db: Db): Promise<void> => {
  await sql`checkpoint`.execute(db);
};
