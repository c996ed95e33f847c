// All SQL that brings known issues in: many at once, with keys, words, commitments and audit entries.
import { sql } from 'kysely';
import type { AuditRow } from '../../core/audit.ts';
import type { FreshVault, Sealed } from '../../core/crypto/vault.ts';
import { bytesArray, integerArray, textArray } from '../../core/database/binary-array.ts';
import type { Kernel } from '../../core/kernel.ts';
import { takeIssueNumbers } from '../issues/issue-store.ts';
import type { ReportsTables } from '../tables.ts';
import type { KnownFormat } from './known-finding.ts';

export type Known = { readonly issue: string; readonly contentHash: Buffer };

/** Which of these are here already, by source hash in hex. */
export async function findKnown({ db }: Kernel, sourceHashes: readonly Buffer[]): Promise<Map<string, Known>> {
  const { rows } = await sql<{ issue: string; source_hash: Buffer; content_hash: Buffer }>`
    select issue, source_hash, content_hash from reports.commitment where source_hash = any(${bytesArray(sourceHashes)}::bytea[])`.execute(
    db,
  );
  return new Map(
    rows.map(({ issue, source_hash, content_hash }) => [
      source_hash.toString('hex'),
      { issue, contentHash: content_hash },
    ]),
  );
}

/** Which of these texts stand in issues here, by text hash in hex: the earliest issue of each. */
export async function findKnownTexts({ db }: Kernel, textHashes: readonly Buffer[]): Promise<Map<string, string>> {
  if (textHashes.length === 0) return new Map();
  const { rows } = await sql<{ text_hash: Buffer; number: string }>`
    select distinct on (text_hash) text_hash, issue.number
      from reports.commitment join reports.issue on issue.id = commitment.issue
     where text_hash = any(${bytesArray(textHashes)}::bytea[])
     order by text_hash, issue.id`.execute(db);
  return new Map(rows.map(({ text_hash, number }) => [text_hash.toString('hex'), number]));
}

export type NewKnown = {
  readonly id: string;
  readonly title: Sealed;
  readonly content: Sealed;
  readonly opening: Sealed;
  readonly severity: number | null;
  readonly cweIds: readonly string[];
  readonly cveIds: readonly string[];
  readonly state: string;
  readonly words: readonly Buffer[];
  readonly sourceHash: Buffer;
  readonly contentHash: Buffer;
  readonly textHash: Buffer | null;
  readonly commitment: Buffer;
  readonly audit: AuditRow;
  readonly dataKey: FreshVault['row'];
};

/** Stores known issues in the caller's transaction; one that another import brought in meanwhile makes all of it fail. */
export async function insertKnown(
  kernel: Kernel,
  by: string,
  { source, run }: { readonly source: KnownFormat; readonly run: string | null },
  rows: readonly NewKnown[],
): Promise<void> {
  const { db, clock } = kernel;
  const now = clock.now();
  const texts = (of: (row: NewKnown) => string) => textArray(rows.map(of));
  const bytes = (of: (row: NewKnown) => Buffer | null) => bytesArray(rows.map(of));
  const ids = texts(({ id }) => id);
  const entries = texts(({ audit }) => audit.id);
  const numbers = await takeIssueNumbers(kernel, rows.length);
  // A table in each statement: nothing has to be kept between them, and each reads only what it writes.
  await sql`
    insert into core.data_key (id, subject, purpose, provider, epoch, wrapped, uses, created_at)
    select id, subject, purpose, provider, epoch, wrapped, uses::bigint, ${now}::timestamptz
      from unnest(${bytes(({ dataKey }) => dataKey.id)}::bytea[], ${ids}::text[],
                  ${texts(({ dataKey }) => dataKey.purpose)}::text[], ${texts(({ dataKey }) => dataKey.provider)}::text[],
                  ${texts(({ dataKey }) => dataKey.epoch)}::text[], ${bytes(({ dataKey }) => dataKey.wrapped)}::bytea[],
                  ${texts(({ dataKey }) => String(dataKey.uses))}::text[])
             as key (id, subject, purpose, provider, epoch, wrapped, uses)`.execute(db);
  await sql`
    insert into core.audit_entry (id, at, actor, action, subject, details)
    select id, ${now}::timestamptz, actor, action, subject, details::jsonb
      from unnest(${entries}::text[], ${texts(({ audit }) => audit.actor)}::text[],
                  ${texts(({ audit }) => audit.action)}::text[], ${ids}::text[],
                  ${texts(({ audit }) => audit.details)}::text[]) as entry (id, actor, action, subject, details)`.execute(
    db,
  );
  await sql`
    insert into reports.issue (
      id, number, state, origin, title, content, severity, cwe_ids, cve_ids, words, created_by, created_at, changed_at, ended_at)
    select id, number, state, 'import', title, content, severity, string_to_array(cwe_ids, ' '), string_to_array(cve_ids, ' '),
           array(select decode(word, 'base64') from unnest(string_to_array(words, ' ')) as word),
           ${by}, ${now}::timestamptz, ${now}::timestamptz, case when state = 'open' then null else ${now}::timestamptz end
      from unnest(${ids}::text[], ${textArray(numbers)}::text[], ${texts(({ state }) => state)}::text[],
                  ${bytes(({ title }) => title)}::bytea[], ${bytes(({ content }) => content)}::bytea[],
                  ${integerArray(rows.map(({ severity }) => severity))}::integer[],
                  ${texts(({ cweIds }) => cweIds.join(' '))}::text[], ${texts(({ cveIds }) => cveIds.join(' '))}::text[],
                  ${texts(({ words }) => words.map(word => word.toString('base64')).join(' '))}::text[])
             as issue (id, number, state, title, content, severity, cwe_ids, cve_ids, words)`.execute(db);
  await sql`
    insert into reports.commitment (
      issue, source, source_hash, content_hash, text_hash, commitment, opening, entry, import, at)
    select issue, ${source}, source_hash, content_hash, text_hash, commitment, opening, entry, ${run}, ${now}::timestamptz
      from unnest(${ids}::text[], ${bytes(({ sourceHash }) => sourceHash)}::bytea[],
                  ${bytes(({ contentHash }) => contentHash)}::bytea[], ${bytes(({ textHash }) => textHash)}::bytea[],
                  ${bytes(({ commitment }) => commitment)}::bytea[], ${bytes(({ opening }) => opening)}::bytea[],
                  ${entries}::text[])
             as commitment (issue, source_hash, content_hash, text_hash, commitment, opening, entry)`.execute(db);
}

/** Notes that what was imported says something else now; the first commitment stands. */
export async function noteContent(
  kernel: Kernel,
  issue: string,
  { contentHash, textHash }: Pick<NewKnown, 'contentHash' | 'textHash'>,
): Promise<void> {
  await tables(kernel)
    .updateTable('reports.commitment')
    .set({ content_hash: contentHash, text_hash: textHash })
    .where('issue', '=', issue)
    .execute();
}

const tables = ({ db }: Kernel) => db.withTables<ReportsTables>();
