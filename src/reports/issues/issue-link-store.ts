// All SQL on how issues and reports hang together that needs no issue opened: counts, duplicates, progress.
import { sql } from 'kysely';
import type { Kernel } from '../../core/kernel.ts';
import type { ReportsTables } from '../tables.ts';
import { ISSUE, type IssueHead } from './issue-record.ts';
import type { IssueState } from './issue-state.ts';

/** How many reports each of these issues answers. */
export async function countReportsOf(kernel: Kernel, issues: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ issue: string; count: number }>`
    select issue, count(*) as count from reports.issue_report where issue = any(${issues}::text[]) group by issue`.execute(
    kernel.db,
  );
  return new Map(rows.map(({ issue, count }) => [issue, count]));
}

/** The ids of reports that are closed as duplicates of this one, the earliest first. */
export async function listDuplicatesOf(kernel: Kernel, report: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from reports.report
     where close_reason = 'duplicate' and facts -> 'original' ->> 'id' = ${report}
     order by submitted_at, id`.execute(kernel.db);
  return rows.map(({ id }) => id);
}

/** What the reporter of a linked report is told of its issue: where it stands and since when, and nothing else. */
export async function findProgress(
  kernel: Kernel,
  report: string,
): Promise<Pick<IssueHead, 'state' | 'createdAt' | 'acceptedAt' | 'fixedAt' | 'endedAt' | 'dueAt'> | undefined> {
  const row = await tables(kernel)
    .selectFrom('reports.issue_report')
    .innerJoin(ISSUE, 'reports.issue.id', 'reports.issue_report.issue')
    .select(['state', 'created_at', 'accepted_at', 'fixed_at', 'ended_at', 'due_at'])
    .where('report', '=', report)
    .executeTakeFirst();
  return (
    row && {
      // A check constraint holds it to the states of an issue.
      state: row.state as IssueState,
      createdAt: row.created_at,
      acceptedAt: row.accepted_at,
      fixedAt: row.fixed_at,
      endedAt: row.ended_at,
      dueAt: row.due_at,
    }
  );
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<ReportsTables>();
