// How many rows the module holds of a person, as the database counts them: what an export is checked against.
import { sql } from 'kysely';
import type { Kernel } from '../../core/kernel.ts';

/** Rows behind the lists of the export, by their names there. */
export async function countHeld({ db }: Kernel, person: string): Promise<Record<string, number>> {
  const { rows } = await sql<Record<string, number>>`
    select (select count(*) from connect."grant" where owner = ${person}) as "grants",
           (select count(*) from connect.receipt where owner = ${person}) as "receipts"`.execute(db);
  return rows[0] ?? {};
}
