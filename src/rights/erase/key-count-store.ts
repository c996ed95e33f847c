// How many data keys seal what is a person's.
import { sql } from 'kysely';
import type { Kernel } from '../../core/kernel.ts';

export async function countKeys({ db }: Kernel, person: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from core.data_key where subject = ${person}`.execute(db);
  return rows[0]?.count ?? 0;
}
