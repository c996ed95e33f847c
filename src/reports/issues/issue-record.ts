// An issue as the rest of the product sees it, opened from its row.
import type { Selectable } from 'kysely';
import type { SubjectVault } from '../../core/crypto/vault.ts';
import type { ReportPriority } from '../report-record.ts';
import type { ReportsIssue } from '../tables.ts';
import type { IssueState } from './issue-state.ts';

export type IssueOrigin = 'report' | 'import' | 'split';

/** What a list shows of an issue. */
export type IssueHead = {
  readonly id: string;
  /** `ISS-2026-0001`. */
  readonly number: string;
  readonly title: string;
  readonly state: IssueState;
  readonly origin: IssueOrigin;
  /** Priority 1 to 5 as finally judged. */
  readonly severity: ReportPriority | null;
  /** `CWE-79`. */
  readonly cweIds: readonly string[];
  /** `CVE-2026-12345`. */
  readonly cveIds: readonly string[];
  readonly fixOwner: string | null;
  readonly dueAt: Date | null;
  /** The issue that took over its reports. */
  readonly mergedInto: string | null;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly acceptedAt: Date | null;
  readonly fixedAt: Date | null;
  readonly endedAt: Date | null;
};

export type IssueCvss = { readonly version: '3.1' | '4.0'; readonly vector: string };

/** What is sealed of an issue beside its title. */
export type IssueContent = {
  readonly summary: string;
  readonly rootCause: string;
  readonly cvss: readonly IssueCvss[];
  /** Commits, releases, change numbers. */
  readonly fixReferences: readonly string[];
};

export type IssueRecord = IssueHead &
  IssueContent & {
    /** Counts changes; a form that was made from an older one is outdated. */
    readonly revision: number;
    readonly reports: readonly { readonly id: string; readonly number: string }[];
  };

export const ISSUE = 'reports.issue';

/** The name under which imported issues are in the sealed index: keys are derived for it. */
export const KNOWN_ISSUES = 'known-issues';

export const noContent: IssueContent = { summary: '', rootCause: '', cvss: [], fixReferences: [] };

type Row = Selectable<ReportsIssue>;

export const ISSUE_HEAD_COLUMNS = [
  'id',
  'number',
  'title',
  'state',
  'origin',
  'severity',
  'cwe_ids',
  'cve_ids',
  'fix_owner',
  'due_at',
  'merged_into',
  'created_at',
  'changed_at',
  'accepted_at',
  'fixed_at',
  'ended_at',
] as const;

// The check constraints of the table hold the values of its text columns to the types named.

/** What a list shows; without a key (shredded) the title says so. */
export const openIssueHead = (
  row: Pick<Row, (typeof ISSUE_HEAD_COLUMNS)[number]>,
  vault: SubjectVault | undefined,
): IssueHead => ({
  id: row.id,
  number: row.number,
  title: vault ? vault.open({ table: ISSUE, column: 'title', row: row.id }, row.title) : '(erased)',
  state: row.state as IssueState,
  origin: row.origin as IssueOrigin,
  severity: row.severity as ReportPriority | null,
  cweIds: row.cwe_ids,
  cveIds: row.cve_ids,
  fixOwner: row.fix_owner,
  dueAt: row.due_at,
  mergedInto: row.merged_into,
  createdAt: row.created_at,
  changedAt: row.changed_at,
  acceptedAt: row.accepted_at,
  fixedAt: row.fixed_at,
  endedAt: row.ended_at,
});

/** The whole issue. */
export const openIssue = (row: Row, vault: SubjectVault, reports: IssueRecord['reports']): IssueRecord => ({
  ...openIssueHead(row, vault),
  ...(JSON.parse(vault.open({ table: ISSUE, column: 'content', row: row.id }, row.content)) as IssueContent),
  revision: row.revision,
  reports,
});
