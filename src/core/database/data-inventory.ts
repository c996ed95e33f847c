// Reads what the database itself says about each column: its class, how long it is kept, what it is for.
import { sql } from 'kysely';
import type { Db } from './db.ts';

export type ColumnClass = 'public' | 'personal' | 'sealed' | 'hashed';

export type ColumnFacts = {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly isNullable: boolean;
  /** Undefined when the comment is missing or unreadable: a fault that a test finds. */
  readonly class: ColumnClass | undefined;
  readonly keepDays: number | undefined;
  readonly purpose: string;
};

/** Every column of the product's schemas, in order. graphile-worker's own tables hold opaque ids only and are not listed. */
export async function readDataInventory(db: Db): Promise<ColumnFacts[]> {
  const { rows } = await sql<{
    table: string;
    column: string;
    type: string;
    nullable: boolean;
    comment: string | null;
  }>`
    select n.nspname || '.' || c.relname as "table", a.attname as "column", format_type(a.atttypid, null) as type,
           not a.attnotnull as nullable, col_description(c.oid, a.attnum) as comment
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
      and n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'public', 'graphile_worker')
    order by n.nspname, c.relname, a.attnum`.execute(db);
  return rows.map(({ comment, nullable, ...row }) => ({ ...row, isNullable: nullable, ...readComment(comment ?? '') }));
}

function readComment(comment: string): Pick<ColumnFacts, 'class' | 'keepDays' | 'purpose'> {
  const match = /^(public|personal|sealed|hashed)(?:, keep (\d+) days)?(?:: (.*))?$/.exec(comment);
  return {
    class: match?.[1] as ColumnClass | undefined,
    keepDays: match?.[2] === undefined ? undefined : Number(match[2]),
    purpose: match?.[3] ?? '',
  };
}
