// All SQL on the commitments to known issues.
import type { Kernel } from '../../core/kernel.ts';
import type { ReportsTables } from '../tables.ts';

/** When a known issue was committed to, and by which audit entry. */
export async function findCommitment(
  { db }: Pick<Kernel, 'db'>,
  issue: string,
): Promise<{ readonly entry: string; readonly at: Date } | undefined> {
  return db
    .withTables<ReportsTables>()
    .selectFrom('reports.commitment')
    .select(['entry', 'at'])
    .where('issue', '=', issue)
    .executeTakeFirst();
}
