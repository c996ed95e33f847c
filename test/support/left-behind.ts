// Looks through the whole database for anything that still points to somebody, or could be opened with their keys.
import { sql } from 'kysely';
import type { Kernel } from '../../src/core/kernel.ts';

/** Length of what stands before the data key's id in a sealed value: version and suite. */
const HEAD = 2;

/**
 * Tables that name one of the ids, or hold a value sealed under one of the keys; and whether such a key is still there.
 * @param looked.keys ids of data keys that were destroyed
 */
export async function leftBehind(
  { db }: Kernel,
  looked: { readonly ids: readonly string[]; readonly keys: readonly Buffer[] },
): Promise<{ readonly named: string[]; readonly sealed: string[]; readonly keys: number }> {
  const { rows: columns } = await sql<{ table: string; column: string; type: string }>`
    select n.nspname || '.' || quote_ident(c.relname) as "table", quote_ident(a.attname) as "column",
           format_type(a.atttypid, null) as type
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and n.nspname !~ '^pg_'
       and n.nspname not in ('information_schema', 'public')`.execute(db);
  const named = new Set<string>();
  const sealed = new Set<string>();
  for (const { table, column, type } of columns) {
    const has = async (condition: ReturnType<typeof sql>): Promise<boolean> =>
      (await sql`select 1 from ${sql.raw(table)} where ${condition} limit 1`.execute(db)).rows.length > 0;
    if (type === 'bytea') {
      for (const key of looked.keys)
        if (await has(sql`substring(${sql.raw(column)} from ${HEAD + 1} for ${key.length}) = ${key}`))
          sealed.add(table);
    } else if (/^(?:text|uuid|json|jsonb|character varying)(?:\[\])?$/.test(type)) {
      for (const id of looked.ids)
        if (await has(sql`position(${id} in ${sql.raw(column)}::text) > 0`)) named.add(table);
    }
  }
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from core.data_key where id = any(${looked.keys})`.execute(db);
  return { named: [...named].toSorted(), sealed: [...sealed].toSorted(), keys: rows[0]?.count ?? 0 };
}
