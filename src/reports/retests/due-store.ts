// SQL of what is due about retests: whom to mail, whom to remind, whose time is over; and answers for an export.
import { sql } from 'kysely';
import type { Kernel } from '../../core/kernel.ts';
import type { ReportsTables } from '../tables.ts';

/** What mails about one ask need; undefined once it was answered or its request has ended. */
export async function findOpenAsk(
  kernel: Kernel,
  ask: string,
): Promise<{ readonly report: string; readonly dueAt: Date } | undefined> {
  const row = await tables(kernel)
    .selectFrom('reports.retest_ask as ask')
    .innerJoin('reports.retest as retest', 'retest.id', 'ask.retest')
    .select(['ask.report', 'retest.due_at'])
    .where('ask.id', '=', ask)
    .where('ask.answer', 'is', null)
    .where('retest.ended_at', 'is', null)
    .executeTakeFirst();
  return row && { report: row.report, dueAt: row.due_at };
}

/** Answers of a person's reports, for their export. */
export async function listAnswersOf(
  kernel: Kernel,
  report: string,
): Promise<{ readonly answer: string | null; readonly answeredAt: Date | null }[]> {
  const rows = await tables(kernel)
    .selectFrom('reports.retest_ask')
    .select(['answer', 'answered_at'])
    .where('report', '=', report)
    .orderBy('id')
    .execute();
  return rows.map(({ answer, answered_at }) => ({ answer, answeredAt: answered_at }));
}

/** Asks that have no answer, were not reminded of, and whose time ends before `moment`; marked as reminded of. */
export async function takeUnreminded(kernel: Kernel, moment: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update reports.retest_ask ask set reminded_at = ${kernel.clock.now()}
      from reports.retest retest
     where retest.id = ask.retest and retest.ended_at is null and ask.answer is null and ask.reminded_at is null
       and retest.due_at <= ${moment}
     returning ask.id`.execute(kernel.db);
  return rows.map(({ id }) => id);
}

/** Issues with an open request whose time is over although somebody has not answered. */
export async function listOverdue(kernel: Kernel): Promise<string[]> {
  const { rows } = await sql<{ issue: string }>`
    select retest.issue from reports.retest retest
     where retest.ended_at is null and retest.due_at <= ${kernel.clock.now()}
       and exists (select from reports.retest_ask ask where ask.retest = retest.id and ask.answer is null)
     order by retest.due_at, retest.id`.execute(kernel.db);
  return rows.map(({ issue }) => issue);
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<ReportsTables>();
