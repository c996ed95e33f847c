// All SQL of evidence: added, read, never changed.
import { sql } from 'kysely';
import type { Kernel } from '../../core/kernel.ts';
import type { TrustTables } from '../tables.ts';
import type { Evidence } from './control-status.ts';
import { type EvidenceRecord, readEvidence } from './evidence-record.ts';

/** The newest record on each subject: its signed text and its number within the subject. */
export async function listNewestTexts(
  kernel: Kernel,
): Promise<Map<string, { readonly n: number; readonly text: string }>> {
  const { rows } = await sql<{ subject: string; n: number; signed: string }>`
    with recursive subjects as (
      (select subject from trust.evidence order by subject limit 1)
      union all
      select (select subject from trust.evidence where subject > subjects.subject order by subject limit 1)
      from subjects where subjects.subject is not null)
    select subjects.subject, newest.n, newest.signed from subjects cross join lateral (
      select n, signed from trust.evidence where subject = subjects.subject
      order by n desc limit 1) newest
    where subjects.subject is not null`.execute(kernel.db);
  return new Map(rows.map(({ subject, n, signed }) => [subject, { n, text: signed }]));
}

/** The newest evidence on each subject. */
export async function listNewestEvidence(kernel: Kernel): Promise<Map<string, Evidence>> {
  const texts = await listNewestTexts(kernel);
  return new Map([...texts].map(([subject, { text }]) => [subject, evidenceOf(text)]));
}

/** Evidence on these subjects, the newest first. */
export async function listEvidence(kernel: Kernel, subjects: readonly string[], limit: number): Promise<Evidence[]> {
  if (subjects.length === 0) return [];
  const rows = await tables(kernel)
    .selectFrom('trust.evidence')
    .select('signed')
    .where('subject', 'in', subjects)
    .orderBy('collected_at', 'desc')
    .orderBy('n', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ signed }) => evidenceOf(signed));
}

/** What the security team reads of failed checks, by the evidence's id. */
export async function listDetails(kernel: Kernel, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tables(kernel)
    .selectFrom('trust.evidence')
    .select(['id', 'detail'])
    .where('id', 'in', ids)
    .execute();
  return new Map(rows.map(({ id, detail }) => [id, detail]));
}

/** The signed text of one record, as anybody downloads it; undefined when there is none. */
export async function findEvidenceText(kernel: Kernel, id: string): Promise<string | undefined> {
  const row = await tables(kernel)
    .selectFrom('trust.evidence')
    .select('signed')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.signed;
}

/** All signed texts by subject, the oldest first. */
export async function listTextsBySubject(kernel: Kernel): Promise<Map<string, string[]>> {
  const rows = await tables(kernel)
    .selectFrom('trust.evidence')
    .select(['subject', 'signed'])
    .orderBy('subject')
    .orderBy('n')
    .execute();
  return new Map(
    [...Map.groupBy(rows, ({ subject }) => subject)].map(([subject, its]) => [
      subject,
      its.map(({ signed }) => signed),
    ]),
  );
}

export type NewEvidence = {
  readonly record: EvidenceRecord;
  /** Counts from 1 within its subject. */
  readonly n: number;
  readonly signed: string;
  /** In full, for the security team. */
  readonly detail: string;
};

export async function addEvidence(kernel: Kernel, evidence: readonly NewEvidence[]): Promise<void> {
  if (evidence.length === 0) return;
  await tables(kernel)
    .insertInto('trust.evidence')
    .values(
      evidence.map(({ record, n, signed, detail }) => ({
        id: record.id,
        n,
        subject: record.subject,
        result: record.result,
        collected_at: new Date(record.collectedAt),
        valid_until: record.validUntil === null ? null : new Date(record.validUntil),
        detail,
        signed,
      })),
    )
    .execute();
}

/** One process takes evidence at a time, so that each record names the one before it. */
export async function lockEvidence(kernel: Kernel): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('trust.evidence'))`.execute(kernel.db);
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<TrustTables>();

function evidenceOf(text: string): Evidence {
  const { id, subject, result, collectedAt, validUntil, version, claim, detail } = readEvidence(text);
  return {
    id,
    subject,
    result,
    collectedAt: new Date(collectedAt),
    validUntil: validUntil === null ? null : new Date(validUntil),
    version,
    claim,
    detail,
  };
}
