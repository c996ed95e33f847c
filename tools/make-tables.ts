// Writes `tables.ts` of each module from the migrated database, so that row types never drift from the SQL.
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type pg from 'pg';

type Column = {
  schema: string;
  table: string;
  column: string;
  type: string;
  nullable: boolean;
  default: string | null;
  comment: string | null;
};

const TYPES: Record<string, string> = {
  text: 'string',
  uuid: 'string',
  bytea: 'Buffer',
  bigint: 'number',
  integer: 'number',
  smallint: 'number',
  'double precision': 'number',
  boolean: 'boolean',
  jsonb: 'Json',
  'timestamp with time zone': 'Timestamp',
  date: 'string',
  'bytea[]': 'Buffer[]',
  'integer[]': 'number[]',
  'text[]': 'string[]',
};

/** Writes src/<schema>/tables.ts for every schema that has a module folder. @returns the files that changed (or would) */
export async function makeTables(pool: pg.Pool, isCheck = false): Promise<string[]> {
  const { rows } = await pool.query<Column>(`
    select n.nspname as schema, c.relname as "table", a.attname as "column", format_type(a.atttypid, null) as type,
           not a.attnotnull as nullable, pg_get_expr(d.adbin, d.adrelid) as "default", col_description(c.oid, a.attnum) as comment
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
      and n.nspname not in ('pg_catalog', 'information_schema', 'public', 'graphile_worker')
    order by 1, 2, a.attnum`);
  const changed: string[] = [];
  for (const [schema, columns] of Map.groupBy(rows, row => row.schema)) {
    const folder = path.resolve('src', schema);
    if (!existsSync(folder)) continue;
    const file = path.join(folder, 'tables.ts');
    const text = render(schema, columns);
    if (existsSync(file) && (await readFile(file, 'utf8')) === text) continue;
    if (!isCheck) await writeFile(file, text);
    changed.push(path.relative('.', file));
  }
  return changed;
}

function render(schema: string, columns: Column[]): string {
  const tables = [...Map.groupBy(columns, column => column.table)];
  const body = tables.map(
    ([table, list]) => `export type ${pascal(schema)}${pascal(table)} = {\n${list.map(line).join('\n')}\n};\n`,
  );
  const index = tables.map(([table]) => `  '${schema}.${table}': ${pascal(schema)}${pascal(table)};`);
  const text = body.join('\n');
  const kysely = [
    text.includes('ColumnType<') || text.includes('Timestamp') || text.includes('Json') ? 'ColumnType' : '',
    text.includes('Generated<') ? 'Generated' : '',
  ].filter(Boolean);
  const depth = schema === 'core' ? '.' : '../core';
  return [
    `// Generated from migrations/ by \`npm run make\`: do not edit.`,
    kysely.length > 0 ? `import type { ${kysely.join(', ')} } from 'kysely';` : '',
    text.includes('Sealed') ? `import type { Sealed } from '${depth}/crypto/envelope.ts';` : '',
    '',
    text.includes('Timestamp') ? 'type Timestamp = ColumnType<Date, Date, Date>;' : '',
    text.includes('Json')
      ? '// biome-ignore lint/suspicious/noExplicitAny: a JSON column is checked by the store that reads it\ntype Json = ColumnType<any, string, string>;'
      : '',
    '',
    text,
    `export type ${pascal(schema)}Tables = {\n${index.join('\n')}\n};`,
    '',
  ]
    .join('\n')
    .replace(/\n{3,}/g, '\n\n');
}

function line({ column, type, nullable, default: value, comment }: Column): string {
  const sealed = type === 'bytea' && comment?.startsWith('sealed');
  const base = sealed ? 'Sealed' : TYPES[type];
  if (base === undefined) throw new Error(`tools/make-tables.ts knows no type for ${type} (column ${column})`);
  const typed = `${base}${nullable ? ' | null' : ''}`;
  // Kysely does not look into a type with three faces that is wrapped once more.
  if (value !== null && base === 'Timestamp')
    return `  ${column}: ColumnType<Date${nullable ? ' | null' : ''}, Date | undefined, Date>;`;
  return `  ${column}: ${value === null ? typed : `Generated<${typed}>`};`;
}

const pascal = (name: string): string => name.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
