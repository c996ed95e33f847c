// All SQL of telling other processes that a report is there.
import { sql } from 'kysely';
import type { Kernel } from '../../core/kernel.ts';

/** The channel on which changes of reports are told. */
export const REPORTS = 'telltale_reports';

/** Tells every process of a report. */
export async function tellOfReport({ db }: Kernel, report: string): Promise<void> {
  await sql`select pg_notify(${REPORTS}, ${report})`.execute(db);
}
