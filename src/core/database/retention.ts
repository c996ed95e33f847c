// The nightly job that does what the column comments promise: nothing is kept longer than they say. Each run leaves its proof.
import { sql } from 'kysely';
import { after, DAY } from '../clock.ts';
import type { Kernel } from '../kernel.ts';
import type { Job } from '../work/jobs.ts';
import { type ColumnFacts, readDataInventory } from './data-inventory.ts';
import type { Db } from './db.ts';

/** The column that says how old a row is, by the first of these names that the table has. */
const AGE_COLUMNS = ['created_at', 'at', 'filled_at'];

/** What goes after how many days: whole rows, or the values of columns that may be empty. */
export type RetentionRule = {
  readonly table: string;
  /** The column that says how old a row is. */
  readonly age: string;
  readonly keepDays: number;
  readonly columns: readonly string[];
  readonly deletesRows: boolean;
};

/** What one run of a rule did, and what was left afterwards. */
export type RetentionRun = {
  readonly at: Date;
  /** Rows deleted, or emptied. */
  readonly touched: number;
  /** Rows that are older than the rule allows: none, or the rule failed. */
  readonly leftOver: number;
  /** Rows that are older and stay under a legal hold. */
  readonly held: number;
  /** The oldest row that is left with such data; null when there is none. */
  readonly oldest: Date | null;
};

/** Rows that the law wants to stay: those with one of these values in the column. */
export type HeldRows = { readonly table: string; readonly column: string; readonly values: readonly string[] };

/** Runs every night at 03:17 UTC. @param held finds what is under a legal hold */
export const retentionJob = (held: (kernel: Kernel) => Promise<readonly HeldRows[]> = async () => []): Job => ({
  name: 'apply-retention',
  every: '17 3 * * *',
  run: async kernel => {
    const removed = await applyRetention(kernel, await held(kernel));
    kernel.log.info({ removed }, 'retention applied');
  },
});

/** The rules that the column comments make, by table. @throws Error when a table has a limit and no age to count from */
export async function retentionRules(db: Db): Promise<RetentionRule[]> {
  const facts = await readDataInventory(db);
  return [...Map.groupBy(facts, fact => fact.table)].flatMap(([table, columns]) => rulesOf(table, columns));
}

/**
 * Empties nullable columns whose time is over, deletes rows when a column that must be there is over, and notes for each
 * rule what was done and that nothing older is left.
 * @param held stays, and is counted
 * @returns how many rows were touched, by table
 */
export async function applyRetention(kernel: Kernel, held: readonly HeldRows[] = []): Promise<Record<string, number>> {
  const touched: Record<string, number> = {};
  for (const rule of await retentionRules(kernel.db)) {
    const count = await applyRule(kernel, rule, held);
    touched[rule.table] = (touched[rule.table] ?? 0) + count;
    await noteRun(kernel, rule, { touched: count, held });
  }
  return touched;
}

/** The last run of each rule, by `ruleName`. */
export async function lastRetentionRuns(db: Db): Promise<Map<string, RetentionRun>> {
  const { rows } = await sql<RetentionRun & { rule: string }>`
    select distinct on (rule) rule, at, touched, left_over as "leftOver", held, oldest
      from core.retention_run order by rule, at desc`.execute(db);
  return new Map(rows.map(({ rule, ...run }) => [rule, run]));
}

/** The permanent name of a rule. */
export const ruleName = ({ table, keepDays }: RetentionRule): string => `${table} ${keepDays}`;

function rulesOf(table: string, columns: readonly ColumnFacts[]): RetentionRule[] {
  const limited = columns.filter(column => column.keepDays !== undefined);
  if (limited.length === 0) return [];
  const age = AGE_COLUMNS.find(name => columns.some(({ column }) => column === name));
  if (age === undefined)
    throw new Error(`${table} has a column that is kept for a time, but none of ${AGE_COLUMNS.join(', ')}`);
  return [...Map.groupBy(limited, ({ keepDays = 0 }) => keepDays)].map(([keepDays, those]) => {
    const nullable = those.filter(({ isNullable }) => isNullable);
    const deletesRows = nullable.length < those.length;
    const columns = (deletesRows ? those : nullable).map(({ column }) => column);
    return { table, age, keepDays, columns, deletesRows };
  });
}

async function applyRule(kernel: Kernel, rule: RetentionRule, held: readonly HeldRows[]): Promise<number> {
  const { table, columns, deletesRows } = rule;
  const result = deletesRows
    ? await sql`delete from ${sql.table(table)} where ${isOver(kernel, rule)} and not ${isHeld(rule, held)}`.execute(
        kernel.db,
      )
    : await sql`update ${sql.table(table)} set ${sql.join(columns.map(name => sql`${sql.ref(name)} = null`))}
        where ${isOver(kernel, rule)} and not ${isHeld(rule, held)}`.execute(kernel.db);
  return Number(result.numAffectedRows ?? 0);
}

/** Looks again with a question of its own: what is older than allowed, and how old is the oldest. */
async function noteRun(
  kernel: Kernel,
  rule: RetentionRule,
  { touched, held }: { readonly touched: number; readonly held: readonly HeldRows[] },
): Promise<void> {
  const stays = isHeld(rule, held);
  const { rows } = await sql<{ over: number; held: number; oldest: Date | null }>`
    select count(*) filter (where ${isOver(kernel, rule)} and not ${stays}) as over,
           count(*) filter (where ${isOver(kernel, rule)} and ${stays}) as held,
           min(${sql.ref(rule.age)}) filter (where not ${stays}) as oldest
      from ${sql.table(rule.table)} where ${holdsData(rule)}`.execute(kernel.db);
  await sql`
    insert into core.retention_run as run (rule, at, touched, left_over, held, oldest)
    values (${ruleName(rule)}, ${kernel.clock.now()}, ${touched}, ${rows[0]?.over ?? 0}, ${rows[0]?.held ?? 0},
      ${rows[0]?.oldest ?? null})
    on conflict (rule, at) do update set touched = run.touched + excluded.touched, left_over = excluded.left_over,
      held = excluded.held, oldest = excluded.oldest`.execute(kernel.db);
}

const isOver = (kernel: Kernel, rule: RetentionRule) =>
  sql`${sql.ref(rule.age)} < ${after(kernel.clock.now(), -rule.keepDays * DAY)} and ${holdsData(rule)}`;

/** False for rows whose column is empty: nobody holds them. */
function isHeld({ table }: RetentionRule, held: readonly HeldRows[]) {
  const those = held.filter(one => one.table === table && one.values.length > 0);
  if (those.length === 0) return sql<boolean>`false`;
  const any = those.map(({ column, values }) => sql`${sql.ref(column)} = any(${[...values]}::text[])`);
  return sql<boolean>`coalesce(${sql.join(any, sql` or `)}, false)`;
}

const holdsData = ({ columns, deletesRows }: RetentionRule) =>
  deletesRows ? sql`true` : sql`num_nonnulls(${sql.join(columns.map(name => sql.ref(name)))}) > 0`;
