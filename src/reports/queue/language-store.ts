// All SQL of the language that a report is written in.
import { sql } from 'kysely';
import type { Kernel } from '../../core/kernel.ts';
import { REPORT } from '../report-record.ts';
import type { ReportsTables } from '../tables.ts';

/** Language tag, or null when it could not be told. The caller has found the report for the actor. */
export async function languageOf(kernel: Kernel, report: string): Promise<string | null> {
  const row = await tables(kernel).selectFrom(REPORT).select('language').where('id', '=', report).executeTakeFirst();
  return row?.language ?? null;
}

/** Notes the language of reports; it is no change that somebody could be overtaken by. */
export async function saveLanguages(kernel: Kernel, found: ReadonlyMap<string, string>): Promise<void> {
  await sql`
    update reports.report as report set language = found.language
      from unnest(${[...found.keys()]}::text[], ${[...found.values()]}::text[]) as found (id, language)
     where report.id = found.id`.execute(kernel.db);
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<ReportsTables>();
