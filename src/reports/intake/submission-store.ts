// All SQL by which a report comes into being: its number, and the one statement that inserts everything about it.
import { sql } from 'kysely';
import type { Sealed } from '../../core/crypto/vault.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ReportClocks } from '../report-record.ts';
import type { ReportsReport } from '../tables.ts';

/** The next number of the year: `VDP-2026-0001`. Numbers of transactions that fail are not given again. */
export async function takeNumber(kernel: Kernel, year: number): Promise<string> {
  const { rows } = await sql<{ number: string }>`select reports.next_number(${year}) as number`.execute(kernel.db);
  const number = rows[0]?.number;
  if (number === undefined) throw new Error('the database gave no number');
  return number;
}

/** A report that has just been sent, sealed. */
export type NewReport = Pick<
  ReportsReport,
  | 'id'
  | 'number'
  | 'form_hash'
  | 'policy_version'
  | 'scope_version'
  | 'scope_rule_id'
  | 'scope_verdict'
  | 'ai_assistance'
  | 'reporter'
  | 'target_id'
  | 'taxonomy_id'
  | 'taxonomy_version'
  | 'cvss_score'
  | 'priority'
> & {
  readonly title: Sealed;
  readonly content: Sealed;
  readonly contact: Sealed | null;
  readonly credit: Sealed | null;
  readonly cvss_vector: Sealed | null;
  readonly facts: string;
  readonly submittedAt: Date;
  readonly clocks: Pick<ReportClocks, 'acknowledgeDue' | 'decideDue' | 'updateDue'>;
  readonly entryId: string;
  readonly actor: string;
  readonly receipt: { readonly codeHash: Buffer; readonly reportHash: Buffer; readonly auditEntry: string };
  /** Opens the report for the browser that sent it; null when it is signed in. */
  readonly session: NewReceiptSession | null;
};

export type NewReceiptSession = { readonly tokenHash: Buffer; readonly expiresAt: Date };

/** Inserts the report, the first entry of its story, its receipt and session, and ends the draft it came from: one statement. */
export async function insertReport(kernel: Kernel, report: NewReport): Promise<void> {
  const { id, submittedAt: at, clocks, receipt, session } = report;
  await sql`
    with report as (
      insert into reports.report (
        id, number, form_hash, source, state, facts, title, content, policy_version, scope_version, scope_rule_id,
        scope_verdict, ai_assistance, reporter, contact, credit, target_id, taxonomy_id, taxonomy_version, cvss_vector,
        cvss_score, priority, submitted_at, changed_at, acknowledge_due, decide_due, update_due)
      values (
        ${id}, ${report.number}, ${report.form_hash}, 'form', 'new', ${report.facts}, ${report.title}, ${report.content},
        ${report.policy_version}, ${report.scope_version}, ${report.scope_rule_id}, ${report.scope_verdict},
        ${report.ai_assistance}, ${report.reporter}, ${report.contact}, ${report.credit}, ${report.target_id},
        ${report.taxonomy_id}, ${report.taxonomy_version}, ${report.cvss_vector}, ${report.cvss_score},
        ${report.priority}, ${at}, ${at}, ${clocks.acknowledgeDue}, ${clocks.decideDue}, ${clocks.updateDue})
    ), entry as (
      insert into reports.timeline_entry (id, report, at, kind, from_state, to_state, actor, actor_role, audience, details)
      values (${report.entryId}, ${id}, ${at}, 'submit', 'draft', 'new', ${report.actor}, 'reporter', 'reporter', '{}')
    ), receipt as (
      insert into reports.receipt (report, code_hash, report_hash, entry)
      values (${id}, ${receipt.codeHash}, ${receipt.reportHash}, ${receipt.auditEntry})
    ), session as (
      insert into reports.receipt_session (token_hash, report, created_at, expires_at)
      select ${session?.tokenHash ?? null}::bytea, ${id}, ${at}, ${session?.expiresAt ?? null}::timestamptz
       where ${session !== null}
    )
    delete from reports.draft where id = ${id}`.execute(kernel.db);
}

/** The report that was already made from the form of this token, with its number. */
export async function findByForm(
  kernel: Kernel,
  formHash: Buffer,
): Promise<{ id: string; number: string } | undefined> {
  const { rows } = await sql<{ id: string; number: string }>`
    select id, number from reports.report where form_hash = ${formHash}`.execute(kernel.db);
  return rows[0];
}
