// All SQL that brings known issues in: many at once in one statement, with keys, words, commitments and audit entries.
import { sql } from 'kysely';
import type { AuditRow } from '../../core/audit.ts';
import type { FreshVault, Sealed } from '../../core/crypto/vault.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ReportsTables } from '../tables.ts';
import type { KnownFormat } from './known-finding.ts';

export type Known = { readonly issue: string; readonly contentHash: Buffer };

/** Which of these are here already, by source hash in hex. */
export async function findKnown({ db }: Kernel, sourceHashes: readonly Buffer[]): Promise<Map<string, Known>> {
  const { rows } = await sql<{ issue: string; source_hash: Buffer; content_hash: Buffer }>`
    select issue, source_hash, content_hash from reports.commitment where source_hash = any(${sourceHashes}::bytea[])`.execute(
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
     where text_hash = any(${textHashes}::bytea[])
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
  { db, clock }: Kernel,
  by: string,
  { source, run }: { readonly source: KnownFormat; readonly run: string | null },
  rows: readonly NewKnown[],
): Promise<void> {
  const now = clock.now();
  const json = JSON.stringify(
    rows.map(({ audit, dataKey, ...row }) => ({
      ...row,
      title: hex(row.title),
      content: hex(row.content),
      opening: hex(row.opening),
      words: undefined,
      sourceHash: hex(row.sourceHash),
      contentHash: hex(row.contentHash),
      textHash: row.textHash && hex(row.textHash),
      commitment: hex(row.commitment),
      auditId: audit.id,
      auditDetails: JSON.parse(audit.details) as unknown,
      auditAction: audit.action,
      auditActor: audit.actor,
      keyId: hex(dataKey.id),
      keyPurpose: dataKey.purpose,
      keyProvider: dataKey.provider,
      keyEpoch: dataKey.epoch,
      keyWrapped: hex(dataKey.wrapped),
      keyUses: dataKey.uses,
    })),
  );
  const words = rows.flatMap(({ id, words }) => words.map(word => ({ id, word })));
  await sql`
    with known as materialized (
      select * from json_to_recordset(${json}::json) as known (
        id text, title bytea, content bytea, opening bytea, severity smallint, "cweIds" text[], "cveIds" text[],
        state text, "sourceHash" bytea, "contentHash" bytea, "textHash" bytea, commitment bytea, "auditId" text, "auditActor" text,
        "auditAction" text, "auditDetails" jsonb, "keyId" bytea, "keyPurpose" text, "keyProvider" text, "keyEpoch" text,
        "keyWrapped" bytea, "keyUses" bigint)
    ), data_key as (
      insert into core.data_key (id, subject, purpose, provider, epoch, wrapped, uses, created_at)
      select "keyId", id, "keyPurpose", "keyProvider", "keyEpoch", "keyWrapped", "keyUses", ${now}::timestamptz from known
    ), issue as (
      insert into reports.issue (
        id, number, state, origin, title, content, severity, cwe_ids, cve_ids, created_by, created_at, changed_at, ended_at)
      select id, reports.next_issue_number(${now.getUTCFullYear()}::integer), state, 'import', title, content, severity,
             "cweIds", "cveIds", ${by}, ${now}::timestamptz, ${now}::timestamptz,
             case when state = 'open' then null else ${now}::timestamptz end
        from known
    ), word as (
      insert into reports.issue_word (word, issue)
      select * from unnest(${words.map(({ word }) => word)}::bytea[], ${words.map(({ id }) => id)}::text[])
    ), audit as (
      insert into core.audit_entry (id, at, actor, action, subject, details)
      select "auditId", ${now}::timestamptz, "auditActor", "auditAction", id, "auditDetails" from known
    )
    insert into reports.commitment (
      issue, source, source_hash, content_hash, text_hash, commitment, opening, entry, import, at)
    select id, ${source}, "sourceHash", "contentHash", "textHash", commitment, opening, "auditId", ${run},
           ${now}::timestamptz from known`.execute(db);
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

const hex = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`;
