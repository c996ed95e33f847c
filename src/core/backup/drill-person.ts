// Whom a drill erases: looked up in the restored copy, whatever module people belong to.
import { sql } from 'kysely';
import type { Db } from '../database/db.ts';

/** Somebody who is no staff and has data of their own, to be erased in the drill. */
export async function findAnyPerson(db: Db): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select id from accounts.person
     where staff_role is null and exists (select from core.data_key where subject = person.id)
     order by id desc limit 1`.execute(db);
  return rows[0]?.id;
}
