// The nightly job that does what the column comments promise: nothing is kept longer than they say.
import { sql } from 'kysely';
import { after, DAY } from '../clock.ts';
import type { Kernel } from '../kernel.ts';
import type { Job } from '../work/jobs.ts';
import { type ColumnFacts, readDataInventory } from './data-inventory.ts';

/** The column that says how old a row is, by the first of these names that the table has. */
const AGE_COLUMNS = ['created_at', 'at', 'filled_at'];

/** Runs every night at 03:17 UTC. */
export const retentionJob: Job = {
  name: 'apply-retention',
  every: '17 3 * * *',
  run: async kernel => {
    const removed = await applyRetention(kernel);
    kernel.log.info({ removed }, 'retention applied');
  },
};

/**
 * Empties nullable columns whose time is over, and deletes rows when a column that must be there is over.
 * @returns how many rows were touched, by table
 */
export async function applyRetention(kernel: Kernel): Promise<Record<string, number>> {
  const facts = await readDataInventory(kernel.db);
  const touched: Record<string, number> = {};
  for (const [table, columns] of Map.groupBy(facts, fact => fact.table)) {
    const limited = columns.filter(column => column.keepDays !== undefined);
    if (limited.length === 0) continue;
    const age = AGE_COLUMNS.find(name => columns.some(({ column }) => column === name));
    if (age === undefined)
      throw new Error(`${table} has a column that is kept for a time, but none of ${AGE_COLUMNS.join(', ')}`);
    touched[table] = await applyToTable(kernel, table, age, limited);
  }
  return touched;
}

async function applyToTable(
  kernel: Kernel,
  table: string,
  age: string,
  limited: readonly ColumnFacts[],
): Promise<number> {
  let touched = 0;
  for (const [days, columns] of Map.groupBy(limited, ({ keepDays = 0 }) => keepDays)) {
    const before = after(kernel.clock.now(), -days * DAY);
    const nullable = columns.filter(({ isNullable }) => isNullable).map(({ column }) => sql.ref(column));
    const result =
      nullable.length < columns.length
        ? await sql`delete from ${sql.table(table)} where ${sql.ref(age)} < ${before}`.execute(kernel.db)
        : await sql`update ${sql.table(table)} set ${sql.join(nullable.map(name => sql`${name} = null`))}
            where ${sql.ref(age)} < ${before} and num_nonnulls(${sql.join(nullable)}) > 0`.execute(kernel.db);
    touched += Number(result.numAffectedRows ?? 0);
  }
  return touched;
}
