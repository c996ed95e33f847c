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
  readonly commitment: Buffer;
  readonly audit: AuditRow;
  readonly dataKey: FreshVault['row'];
};

/** Stores known issues in the caller's transaction; one that another import brought in meanwhile makes all of it fail. */
export async function insertKnown(
  { db, clock }: Kernel,
  by: string,
  source: KnownFormat,
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
        state text, "sourceHash" bytea, "contentHash" bytea, commitment bytea, "auditId" text, "auditActor" text,
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
    insert into reports.commitment (issue, source, source_hash, content_hash, commitment, opening, entry, at)
    select id, ${source}, "sourceHash", "contentHash", commitment, opening, "auditId", ${now}::timestamptz from known`.execute(
    db,
  );
}

/** Notes that what was imported says something else now; the first commitment stands. */
export async function noteContent(kernel: Kernel, issue: string, contentHash: Buffer): Promise<void> {
  await tables(kernel)
    .updateTable('reports.commitment')
    .set({ content_hash: contentHash })
    .where('issue', '=', issue)
    .execute();
}

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
  readonly faulty: number;
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

/** The latest imports, newest first. */
export async function listRuns(kernel: Kernel, limit: number): Promise<ImportRun[]> {
  const rows = await tables(kernel).selectFrom(RUN).selectAll().orderBy('id', 'desc').limit(limit).execute();
  return rows.map(openRun);
}

type Row = { format: string; state: string; created_at: Date } & Omit<ImportRun, 'format' | 'state' | 'createdAt'>;

// Only this store writes format and state.
const openRun = (row: Row): ImportRun => ({
  ...row,
  format: row.format as KnownFormat,
  state: row.state as ImportState,
  createdAt: row.created_at,
});

/** Writes how far an import has come. */
export async function saveRun(
  kernel: Kernel,
  id: string,
  change: Partial<Pick<ImportRun, 'state' | 'done' | 'created' | 'updated' | 'unchanged' | 'faulty'>>,
): Promise<void> {
  const isOver = change.state === 'done' || change.state === 'failed';
  await tables(kernel)
    .updateTable(RUN)
    .set({ ...change, ...(isOver && { finished_at: kernel.clock.now() }) })
    .where('id', '=', id)
    .execute();
}

const tables = ({ db }: Kernel) => db.withTables<ReportsTables>();

const hex = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`;
