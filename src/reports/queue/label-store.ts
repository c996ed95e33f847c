// All SQL of labels: the team's own words on reports, and the list of those in use.
import { sql } from 'kysely';
import { type Actor, actorId } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { REPORT } from '../report-record.ts';
import type { ReportsTables } from '../tables.ts';

/** Every label that was ever used, by name. At most 500. */
export async function listLabels(kernel: Kernel): Promise<string[]> {
  const rows = await tables(kernel).selectFrom('reports.label').select('name').orderBy('name').limit(500).execute();
  return rows.map(({ name }) => name);
}

/** The labels of a report, by name. The caller has found the report for the actor. */
export async function labelsOf(kernel: Kernel, report: string): Promise<readonly string[]> {
  const row = await tables(kernel).selectFrom(REPORT).select('labels').where('id', '=', report).executeTakeFirst();
  return row?.labels ?? [];
}

/** Writes the labels of a report that this transaction has locked, and remembers new ones in the list. */
export async function saveLabels(
  kernel: Kernel,
  actor: Actor,
  report: string,
  labels: readonly string[],
): Promise<void> {
  const now = kernel.clock.now();
  for (const name of labels)
    await tables(kernel)
      .insertInto('reports.label')
      .values({ name, created_at: now, created_by: actorId(actor) })
      .onConflict(conflict => conflict.column('name').doNothing())
      .execute();
  await tables(kernel)
    .updateTable(REPORT)
    .set({ labels: [...labels], revision: sql<number>`revision + 1`, changed_at: now })
    .where('id', '=', report)
    .execute();
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<ReportsTables>();
