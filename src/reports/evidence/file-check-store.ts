// All SQL of what was found about files of evidence: the scanner's verdict, and the picture drawn anew.
import type { FileId } from '../../core/files.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ReportsTables } from '../tables.ts';
import type { Finding } from './find-secrets.ts';

export type VirusState = 'clean' | 'infected' | 'skipped' | 'failed';

export type PlacedFinding = Pick<Finding, 'kind' | 'line'>;

export type FileCheck = {
  readonly file: FileId;
  readonly report: string;
  readonly checkedAt: Date;
  readonly virus: VirusState;
  readonly virusName: string | null;
  /** The picture drawn from it. */
  readonly picture: FileId | null;
  /** What a text holds that others should not read; never the words themselves. */
  readonly findings: readonly PlacedFinding[];
};

const CHECK = 'reports.file_check';

/** The file of a job that is still evidence, and whether it was checked before. */
export async function findUnchecked(
  kernel: Kernel,
  file: string,
): Promise<{ file: FileId; report: string } | undefined> {
  const row = await tables(kernel)
    .selectFrom('reports.attachment as attachment')
    .leftJoin('reports.file_check as check', 'check.file', 'attachment.file')
    .select(['attachment.file', 'attachment.report', 'check.virus'])
    .where('attachment.file', '=', file)
    .executeTakeFirst();
  // Attachments hold ids of files alone.
  return row && row.virus === null ? { file: row.file as FileId, report: row.report } : undefined;
}

/** Keeps what was found; false when the file went meanwhile or another process was faster. */
export async function saveCheck(kernel: Kernel, check: FileCheck): Promise<boolean> {
  const { file, report, checkedAt, virus, virusName, picture, findings } = check;
  const vault = await kernel.vault.existing(kernel.db, report);
  const isThere = await tables(kernel)
    .selectFrom('reports.attachment')
    .select('file')
    .where('file', '=', file)
    .forShare()
    .executeTakeFirst();
  if (!isThere || !vault) return false;
  const saved = await tables(kernel)
    .insertInto(CHECK)
    .values({
      file,
      report,
      checked_at: checkedAt,
      virus,
      virus_name: virusName === null ? null : vault.seal(placeOf(file, 'virus_name'), virusName),
      picture,
      findings: findings.length === 0 ? null : vault.seal(placeOf(file, 'findings'), JSON.stringify(findings)),
    })
    .onConflict(conflict => conflict.column('file').doNothing())
    .executeTakeFirst();
  return saved.numInsertedOrUpdatedRows === 1n;
}

/** The checks of a report's files that the caller has found to be shown, by file. */
export async function listChecks(kernel: Kernel, report: string): Promise<ReadonlyMap<string, FileCheck>> {
  const rows = await tables(kernel).selectFrom(CHECK).selectAll().where('report', '=', report).execute();
  const isSealed = rows.some(row => row.virus_name !== null || row.findings !== null);
  const vault = isSealed ? await kernel.vault.existing(kernel.db, report) : undefined;
  return new Map(
    rows.map(row => [
      row.file,
      {
        file: row.file as FileId,
        report: row.report,
        checkedAt: row.checked_at,
        virus: row.virus as VirusState,
        virusName:
          row.virus_name === null ? null : (vault?.open(placeOf(row.file, 'virus_name'), row.virus_name) ?? null),
        picture: row.picture as FileId | null,
        // Written by `saveCheck` alone.
        findings:
          row.findings === null || !vault
            ? []
            : (JSON.parse(vault.open(placeOf(row.file, 'findings'), row.findings)) as PlacedFinding[]),
      },
    ]),
  );
}

const tables = ({ db }: Kernel) => db.withTables<ReportsTables>();
const placeOf = (file: string, column: 'virus_name' | 'findings') => ({ table: CHECK, column, row: file });
