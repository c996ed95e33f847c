// All SQL on imports of known issues: how far each has come, and which waiting reports looked like what it brought.
import { sql } from 'kysely';
import type { Kernel } from '../../core/kernel.ts';
import type { Strength } from '../duplicates/reasons.ts';
import type { ReportsTables } from '../tables.ts';
import type { KnownFormat } from './known-finding.ts';

export type ImportState = 'waiting' | 'running' | 'done' | 'failed';

export type ImportRun = {
  readonly id: string;
  readonly file: string;
  readonly format: KnownFormat;
  readonly state: ImportState;
  readonly createdAt: Date;
  readonly total: number;
  readonly done: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Rows that say the same as another. */
  readonly repeated: number;
  readonly faulty: number;
  /** Waiting reports that were compared with known issues, of how many; null before all rows are in. */
  readonly compared: number;
  readonly toCompare: number | null;
};

const RUN = 'reports.known_import';

export async function insertRun(
  kernel: Kernel,
  run: Pick<ImportRun, 'id' | 'file' | 'format' | 'total'> & { readonly by: string },
): Promise<void> {
  const { id, file, format, total, by } = run;
  await tables(kernel)
    .insertInto(RUN)
    .values({ id, file, format, total, state: 'waiting', created_by: by, created_at: kernel.clock.now() })
    .execute();
}

export async function findRun(kernel: Kernel, id: string): Promise<ImportRun | undefined> {
  const row = await tables(kernel).selectFrom(RUN).selectAll().where('id', '=', id).executeTakeFirst();
  return row && openRun(row);
}

/** As `findRun`, and nobody else moves the import on before this transaction has ended. */
export async function lockRun(kernel: Kernel, id: string): Promise<ImportRun | undefined> {
  const row = await tables(kernel).selectFrom(RUN).selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return row && openRun(row);
}

/** The latest imports, newest first. */
export async function listRuns(kernel: Kernel, limit: number): Promise<ImportRun[]> {
  const rows = await tables(kernel).selectFrom(RUN).selectAll().orderBy('id', 'desc').limit(limit).execute();
  return rows.map(openRun);
}

type Row = { format: string; state: string; created_at: Date; to_compare: number | null } & Omit<
  ImportRun,
  'format' | 'state' | 'createdAt' | 'toCompare'
>;

// Only this store writes format and state.
const openRun = (row: Row): ImportRun => ({
  ...row,
  format: row.format as KnownFormat,
  state: row.state as ImportState,
  createdAt: row.created_at,
  toCompare: row.to_compare,
});

/** Writes how far an import has come. */
export async function saveRun(
  kernel: Kernel,
  id: string,
  change: Partial<Omit<ImportRun, 'id' | 'file' | 'format' | 'createdAt' | 'total'>>,
): Promise<void> {
  const { toCompare, ...rest } = change;
  const isOver = change.state === 'done' || change.state === 'failed';
  await tables(kernel)
    .updateTable(RUN)
    .set({
      ...rest,
      ...(toCompare !== undefined && { to_compare: toCompare }),
      ...(isOver && { finished_at: kernel.clock.now() }),
    })
    .where('id', '=', id)
    .execute();
}

export type KnownMatch = { readonly report: string; readonly issue: string; readonly strength: Strength };

/** Keeps which report looked like which issue of an import. Harmless to repeat. */
export async function saveMatches(kernel: Kernel, run: string, matches: readonly KnownMatch[]): Promise<void> {
  if (matches.length === 0) return;
  await tables(kernel)
    .insertInto('reports.known_match')
    .values(matches.map(match => ({ ...match, import: run, at: kernel.clock.now() })))
    .onConflict(conflict => conflict.doNothing())
    .execute();
}

/** What an import found, the most alike first, with the numbers of both. */
export async function listMatches(
  kernel: Kernel,
  run: string,
  limit: number,
): Promise<(KnownMatch & { readonly reportNumber: string; readonly issueNumber: string })[]> {
  const { rows } = await sql<KnownMatch & { reportNumber: string; issueNumber: string }>`
    select match.report, match.issue, match.strength, report.number as "reportNumber", issue.number as "issueNumber"
      from reports.known_match as match
      join reports.report on report.id = match.report
      join reports.issue on issue.id = match.issue
     where match.import = ${run}
     order by array_position(array['strong', 'some', 'weak'], match.strength), report.submitted_at, report.id
     limit ${limit}`.execute(kernel.db);
  return rows;
}

/** Which of these issues the import brought. */
export async function broughtBy(kernel: Kernel, run: string, issues: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ issue: string }>`
    select issue from reports.commitment where import = ${run} and issue = any(${issues}::text[])`.execute(kernel.db);
  return new Set(rows.map(({ issue }) => issue));
}

/** Reports that wait for a decision and belong to no issue, from the place of an earlier page on. */
export async function listUndecided(kernel: Kernel, after: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from reports.report
     where state in ('new', 'needs_info', 'triaged') and not is_held and id > ${after}
       and not exists (select from reports.issue_report where issue_report.report = report.id)
     order by id limit ${limit}`.execute(kernel.db);
  return rows.map(({ id }) => id);
}

/** How many of them there are. */
export async function countUndecided({ db }: Kernel): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from reports.report
     where state in ('new', 'needs_info', 'triaged') and not is_held
       and not exists (select from reports.issue_report where issue_report.report = report.id)`.execute(db);
  return rows[0]?.count ?? 0;
}

const tables = ({ db }: Kernel) => db.withTables<ReportsTables>();
