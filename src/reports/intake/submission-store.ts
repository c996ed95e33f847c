// All SQL by which reports come into being: their numbers, and the one statement that inserts everything about them.
import { CompiledQuery, sql } from 'kysely';
import type pg from 'pg';
import type { AuditRow } from '../../core/audit.ts';
import type { FreshVault, Sealed } from '../../core/crypto/vault.ts';
import type { Db } from '../../core/database/db.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { HoldRule } from '../abuse/admission.ts';
import type { AiAssistance, ReportClocks, ReportPriority, ReportSource } from '../report-record.ts';

/** The next numbers of the year: `VDP-2026-0001`. Numbers of reports that fail to be stored are not given again. */
export async function takeNumbers(db: Db, year: number, count: number): Promise<string[]> {
  const { rows } = await sql<{ number: string }>`
    select reports.next_number(${year}::integer) as number from generate_series(1, ${count}::integer)`.execute(db);
  return rows.map(({ number }) => number);
}

/** A report that has just been sent, sealed, with all that is stored about it. */
export type NewReport = {
  readonly id: string;
  readonly number: string;
  readonly formHash: Buffer;
  readonly source: ReportSource;
  /** A report that is held back is told to nobody but its sender. */
  readonly heldRule: HoldRule | null;
  readonly facts: string;
  readonly title: Sealed;
  readonly content: Sealed;
  readonly policyVersion: string;
  readonly scopeVersion: string;
  readonly scopeRuleId: string;
  readonly scopeVerdict: 'in' | 'out';
  readonly aiAssistance: AiAssistance;
  readonly reporter: string | null;
  readonly contact: Sealed | null;
  readonly credit: Sealed | null;
  /** In which it is written, as far as that could be told. */
  readonly language: string | null;
  readonly targetId: string | null;
  readonly taxonomyId: string | null;
  readonly taxonomyVersion: string | null;
  readonly cvssVector: Sealed | null;
  readonly cvssScore: number | null;
  readonly priority: ReportPriority | null;
  readonly submittedAt: Date;
  readonly clocks: Pick<ReportClocks, 'acknowledgeDue' | 'decideDue' | 'updateDue'>;
  /** When its clocks want to be looked at for the first time. */
  readonly clockCheckAt: Date;
  readonly entryId: string;
  readonly actor: string;
  readonly codeHash: Buffer;
  readonly reportHash: Buffer;
  /** Opens the report for the browser that sent it; null when it is signed in. */
  readonly session: { readonly tokenHash: Buffer; readonly expiresAt: Date } | null;
  readonly audit: AuditRow;
  readonly eventId: string;
  /** Of the event that has the reporter thanked; null when nobody can be told. */
  readonly reachableEventId: string | null;
  /** The report's data key, unless its draft has brought one. */
  readonly dataKey: FreshVault['row'] | null;
};

/** Inserts reports in a statement that is its own transaction. */
export async function insertReports(pool: pg.Pool, reports: readonly NewReport[]): Promise<void> {
  await pool.query({ name: 'reports.insert', text: INSERT, values: [asJson(reports)] });
}

/** As `insertReports`, within a transaction. */
export async function insertReportsWithin(db: Db, reports: readonly NewReport[]): Promise<void> {
  await db.executeQuery(CompiledQuery.raw(INSERT, [asJson(reports)]));
}

/** The report that was already made from the form of this token, with its number. */
export async function findByForm(
  { db }: Pick<Kernel, 'db'>,
  formHash: Buffer,
): Promise<{ id: string; number: string } | undefined> {
  const { rows } = await sql<{ id: string; number: string }>`
    select id, number from reports.report where form_hash = ${formHash}`.execute(db);
  return rows[0];
}

/**
 * Data key, report, the first entry of its story, receipt and session, audit entry and event: all of it or nothing, in
 * one statement for as many reports as came at the same moment. A draft ends when it has become a report.
 */
const INSERT = `
  with sent as materialized (
    select * from json_to_recordset($1::json) as sent (
      id text, number text, "formHash" bytea, source text, "heldRule" text, facts jsonb, title bytea, content bytea, "policyVersion" text,
      "scopeVersion" text, "scopeRuleId" text, "scopeVerdict" text, "aiAssistance" text, reporter text, contact bytea,
      credit bytea, language text, "targetId" text, "taxonomyId" text, "taxonomyVersion" text, "cvssVector" bytea,
      "cvssScore" double precision, priority smallint, "submittedAt" timestamptz, "acknowledgeDue" timestamptz,
      "decideDue" timestamptz, "updateDue" timestamptz, "clockCheckAt" timestamptz, "entryId" text, actor text, "codeHash" bytea, "reportHash" bytea,
      "sessionHash" bytea, "sessionExpires" timestamptz, "auditId" text, "auditAt" timestamptz, "auditActor" text,
      "auditAction" text, "auditDetails" jsonb, "eventId" text, "reachableEventId" text, "keyId" bytea,
      "keyPurpose" text, "keyProvider" text, "keyEpoch" text, "keyWrapped" bytea, "keyUses" bigint)
  ), data_key as (
    insert into core.data_key (id, subject, purpose, provider, epoch, wrapped, uses, created_at)
    select "keyId", id, "keyPurpose", "keyProvider", "keyEpoch", "keyWrapped", "keyUses", "submittedAt"
      from sent where "keyId" is not null
  ), report as (
    insert into reports.report (
      id, number, form_hash, source, is_held, held_rule, state, facts, title, content, policy_version, scope_version, scope_rule_id,
      scope_verdict, ai_assistance, reporter, contact, credit, language, target_id, taxonomy_id, taxonomy_version, cvss_vector,
      cvss_score, priority, submitted_at, changed_at, acknowledge_due, decide_due, update_due, clock_check_at)
    select id, number, "formHash", source, "heldRule" is not null, "heldRule", 'new', facts, title, content, "policyVersion", "scopeVersion", "scopeRuleId",
           "scopeVerdict", "aiAssistance", reporter, contact, credit, language, "targetId", "taxonomyId", "taxonomyVersion",
           "cvssVector", "cvssScore", priority, "submittedAt", "submittedAt", "acknowledgeDue", "decideDue", "updateDue", "clockCheckAt"
      from sent
  ), entry as (
    insert into reports.timeline_entry (id, report, at, kind, from_state, to_state, actor, actor_role, audience, details)
    select "entryId", id, "submittedAt", 'submit', 'draft', 'new', actor, 'reporter', 'reporter', '{}' from sent
  ), receipt as (
    insert into reports.receipt (report, code_hash, report_hash, entry)
    select id, "codeHash", "reportHash", "auditId" from sent
  ), session as (
    insert into reports.receipt_session (token_hash, report, created_at, expires_at)
    select "sessionHash", id, "submittedAt", "sessionExpires" from sent where "sessionHash" is not null
  ), audit as (
    insert into core.audit_entry (id, at, actor, action, subject, details)
    select "auditId", "auditAt", "auditActor", "auditAction", id, "auditDetails" from sent
  ), event as (
    insert into core.event (id, name, payload, at)
    select "eventId", 'report.submitted', json_build_object('report', id), "submittedAt" from sent where "heldRule" is null
    union all
    select "reachableEventId", 'report.reachable', json_build_object('report', id), "submittedAt"
      from sent where "reachableEventId" is not null
  )
  delete from reports.draft using sent where draft.id = sent.id`;

/** One JSON value for the statement; bytes in PostgreSQL's hex form. */
function asJson(reports: readonly NewReport[]): string {
  return JSON.stringify(
    reports.map(({ clocks, session, audit, dataKey, facts, ...report }) => ({
      ...report,
      ...clocks,
      facts: JSON.parse(facts) as unknown,
      formHash: hex(report.formHash),
      title: hex(report.title),
      content: hex(report.content),
      contact: hex(report.contact),
      credit: hex(report.credit),
      cvssVector: hex(report.cvssVector),
      codeHash: hex(report.codeHash),
      reportHash: hex(report.reportHash),
      sessionHash: hex(session?.tokenHash ?? null),
      sessionExpires: session?.expiresAt ?? null,
      auditId: audit.id,
      auditAt: audit.at,
      auditActor: audit.actor,
      auditAction: audit.action,
      auditDetails: JSON.parse(audit.details) as unknown,
      keyId: hex(dataKey?.id ?? null),
      keyPurpose: dataKey?.purpose ?? null,
      keyProvider: dataKey?.provider ?? null,
      keyEpoch: dataKey?.epoch ?? null,
      keyWrapped: hex(dataKey?.wrapped ?? null),
      keyUses: dataKey?.uses ?? null,
    })),
  );
}

const hex = (bytes: Buffer | null): string | null => (bytes === null ? null : `\\x${bytes.toString('hex')}`);
