// All SQL of the language that a report is written in.
import type { Kernel } from '../../core/kernel.ts';
import { REPORT } from '../report-record.ts';
import type { ReportsTables } from '../tables.ts';

/** Language tag, or null when it could not be told. The caller has found the report for the actor. */
export async function languageOf(kernel: Kernel, report: string): Promise<string | null> {
  const row = await tables(kernel).selectFrom(REPORT).select('language').where('id', '=', report).executeTakeFirst();
  return row?.language ?? null;
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<ReportsTables>();
