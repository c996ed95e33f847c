// All SQL of telling other processes that a report is there.
import { sql } from 'kysely';
import type { Kernel } from '../../core/kernel.ts';

/** The channel on which changes of reports are told. */
export const REPORTS = 'telltale_reports';

/** Tells every process of reports. */
export async function tellOfReports({ db }: Kernel, reports: readonly string[]): Promise<void> {
  await sql`select pg_notify(${REPORTS}, report) from unnest(${reports}::text[]) as report`.execute(db);
}
