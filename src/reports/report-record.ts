// A report as the rest of the module sees it, opened from its row.
import type { Selectable } from 'kysely';
import type { SubjectVault } from '../core/crypto/vault.ts';
import type { CanonicalReport } from './canonical-report.ts';
import { type ReportFacts, readFacts } from './report-facts.ts';
import type { CloseReason, ReportSnapshot, ReportState } from './report-snapshot.ts';
import type { ReportsReport } from './tables.ts';

export type ReportPriority = 1 | 2 | 3 | 4 | 5;

/** What a list shows of a report. */
export type ReportHead = {
  readonly id: string;
  /** `VDP-2026-0001`. */
  readonly number: string;
  readonly title: string;
  readonly state: Exclude<ReportState, 'draft'>;
  readonly closeReason: CloseReason | null;
  readonly priority: ReportPriority | null;
  readonly cvssScore: number | null;
  readonly targetId: string | null;
  readonly taxonomyId: string | null;
  readonly scopeVerdict: 'in' | 'out';
  /** Opaque id of the researcher; null when it was sent without an account. */
  readonly reporter: string | null;
  readonly assignee: string | null;
  readonly submittedAt: Date;
  readonly readAt: Date | null;
  readonly answeredAt: Date | null;
  readonly fixedAt: Date | null;
  readonly changedAt: Date;
  /** The next thing that somebody owes; null when it has ended. */
  readonly dueAt: Date | null;
  readonly facts: ReportFacts;
};

/** A report with everything in it. */
export type ReportRecord = ReportHead & {
  /** Counts changes; a form that was made from an older one is outdated. */
  readonly revision: number;
  /** Held back: its reporter sees no difference, staff does not see it. */
  readonly isHeld: boolean;
  /** What the state machine reads. */
  readonly snapshot: ReportSnapshot;
  /** What was sent, in the very form that the receipt vouches for. */
  readonly content: CanonicalReport;
  /** The e-mail address that was given without an account. */
  readonly contact: string | null;
  readonly credit: string | null;
  readonly aiAssistance: AiAssistance;
  readonly policyVersion: string;
  readonly scopeVersion: string;
  readonly scopeRuleId: string;
  readonly taxonomyVersion: string | null;
  readonly cvssVector: string | null;
  readonly assessedAt: Date | null;
  readonly exploited: 'yes' | 'no' | 'unknown' | null;
  readonly decidedAt: Date | null;
  readonly endedAt: Date | null;
  readonly clocks: ReportClocks;
};

/** Which promise falls due when; null when it does not apply yet, or any more. */
export type ReportClocks = {
  readonly acknowledgeDue: Date;
  readonly decideDue: Date | null;
  readonly updateDue: Date | null;
  readonly remediateDue: Date | null;
  readonly answerDue: Date | null;
  readonly retestDue: Date | null;
};

export const aiAssistances = ['none', 'drafting', 'discovery', 'both', 'unsaid'] as const;
export type AiAssistance = (typeof aiAssistances)[number];

/** By which door a report came in. */
export type ReportSource = 'form' | 'embedded_form' | 'email' | 'api' | 'csaf' | 'import';

export const REPORT = 'reports.report';

/** The columns that a list needs. */
export const HEAD_COLUMNS = [
  'id',
  'number',
  'title',
  'state',
  'close_reason',
  'priority',
  'cvss_score',
  'target_id',
  'taxonomy_id',
  'scope_verdict',
  'reporter',
  'assignee',
  'submitted_at',
  'read_at',
  'answered_at',
  'fixed_at',
  'changed_at',
  'due_at',
  'facts',
] as const;

type Row = Selectable<ReportsReport>;
export type HeadRow = Pick<Row, (typeof HEAD_COLUMNS)[number]>;

// The check constraints of the table hold the values of these text columns to the types named.

/** What a list shows; without a key (shredded) the title says so. */
export const openHead = (row: HeadRow, vault: SubjectVault | undefined): ReportHead => ({
  id: row.id,
  number: row.number,
  title: vault ? vault.open({ table: REPORT, column: 'title', row: row.id }, row.title) : '(erased)',
  state: row.state as ReportHead['state'],
  closeReason: row.close_reason as CloseReason | null,
  priority: row.priority as ReportPriority | null,
  cvssScore: row.cvss_score,
  targetId: row.target_id,
  taxonomyId: row.taxonomy_id,
  scopeVerdict: row.scope_verdict as 'in' | 'out',
  reporter: row.reporter,
  assignee: row.assignee,
  submittedAt: row.submitted_at,
  readAt: row.read_at,
  answeredAt: row.answered_at,
  fixedAt: row.fixed_at,
  changedAt: row.changed_at,
  dueAt: row.due_at,
  facts: readFacts(row.facts),
});

/** What the state machine reads, as far as a list knows it: the fix's reference is sealed and stays out. */
export function snapshotOf({ facts, ...head }: ReportHead): ReportSnapshot {
  const { decideFrom: _from, remediateFrom: _since, pauses: _pauses, outcome: _outcome, ...memory } = facts;
  return {
    ...memory,
    id: head.id,
    state: head.state,
    submittedAt: head.submittedAt,
    closeReason: head.closeReason,
    fixReference: null,
    fixedAt: head.fixedAt,
  };
}

/** The whole report. */
export function openRecord(row: Row, vault: SubjectVault): ReportRecord {
  const open = (column: 'contact' | 'credit' | 'cvss_vector' | 'fix_reference'): string | null => {
    const sealed = row[column];
    return sealed === null ? null : vault.open({ table: REPORT, column, row: row.id }, sealed);
  };
  const head = openHead(row, vault);
  return {
    ...head,
    revision: row.revision,
    isHeld: row.is_held,
    snapshot: { ...snapshotOf(head), fixReference: open('fix_reference') },
    content: JSON.parse(
      vault.open({ table: REPORT, column: 'content', row: row.id }, row.content),
    ) as ReportRecord['content'],
    contact: open('contact'),
    credit: open('credit'),
    aiAssistance: row.ai_assistance as AiAssistance,
    policyVersion: row.policy_version,
    scopeVersion: row.scope_version,
    scopeRuleId: row.scope_rule_id,
    taxonomyVersion: row.taxonomy_version,
    cvssVector: open('cvss_vector'),
    assessedAt: row.assessed_at,
    exploited: row.exploited as ReportRecord['exploited'],
    decidedAt: row.decided_at,
    endedAt: row.ended_at,
    clocks: {
      acknowledgeDue: row.acknowledge_due,
      decideDue: row.decide_due,
      updateDue: row.update_due,
      remediateDue: row.remediate_due,
      answerDue: row.answer_due,
      retestDue: row.retest_due,
    },
  };
}
