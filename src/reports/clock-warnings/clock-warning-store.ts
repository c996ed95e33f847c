// All SQL of warnings about clocks: which reports want to be looked at, and what was said already.
import { sql } from 'kysely';
import type { Kernel } from '../../core/kernel.ts';
import type { ClockName } from '../queue/running-clocks.ts';
import type { ReportsTables } from '../tables.ts';
import type { WarningStage } from './clock-warning.ts';

export type GivenWarning = {
  readonly clock: ClockName;
  readonly run: Date;
  readonly stage: WarningStage;
  readonly at: Date;
};

/** The ids of open reports whose clocks want to be looked at now, locked in this transaction. */
export async function takeUnchecked(kernel: Kernel, limit: number): Promise<string[]> {
  const rows = await tables(kernel)
    .selectFrom('reports.report')
    .select('id')
    .where('state', 'not in', ['resolved', 'closed'])
    .where('is_held', '=', false)
    .where('clock_check_at', '<=', kernel.clock.now())
    .orderBy('clock_check_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
  return rows.map(({ id }) => id);
}

/** Says when the clocks of a report want to be looked at again; null when only after their next change. */
export async function checkAgain(kernel: Kernel, report: string, at: Date | null): Promise<void> {
  await tables(kernel)
    .updateTable('reports.report')
    .set({ clock_check_at: at ?? sql<Date>`'infinity'::timestamptz` })
    .where('id', '=', report)
    .execute();
}

/** Notes a warning. @returns false when it was given before in this run */
export async function noteWarning(
  kernel: Kernel,
  report: string,
  { clock, run, stage }: Omit<GivenWarning, 'at'>,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tables(kernel)
    .insertInto('reports.clock_warning')
    .values({ report, clock, run, stage, at: kernel.clock.now() })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** What was said about a report's clocks, the latest first. The caller has found the report for the actor. */
export async function listWarnings(kernel: Kernel, report: string): Promise<GivenWarning[]> {
  const rows = await tables(kernel)
    .selectFrom('reports.clock_warning')
    .select(['clock', 'run', 'stage', 'at'])
    .where('report', '=', report)
    .orderBy('at', 'desc')
    .execute();
  // Only `noteWarning` writes these columns.
  return rows.map(row => ({ ...row, clock: row.clock as ClockName, stage: row.stage as WarningStage }));
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<ReportsTables>();
