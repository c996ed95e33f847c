// How many rows the module holds of a person, as the database counts them: what an export is checked against.
import { sql } from 'kysely';
import type { Kernel } from '../core/kernel.ts';

/** Rows behind the lists of the export, by their names there. */
export async function countHeld({ db }: Kernel, person: string): Promise<Record<string, number>> {
  const { rows } = await sql<Record<string, number>>`
    select (select count(*) from accounts.passkey where person = ${person}) as "passkeys",
           (select count(*) from accounts.api_token where person = ${person}) as "apiTokens",
           (select count(*) from accounts.session where person = ${person}) as "sessions"`.execute(db);
  return rows[0] ?? {};
}
