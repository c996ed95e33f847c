// A line of the queue: the head of a report with its clocks, its labels, and whether it is news to who looks.
import type { SubjectVault } from '../../core/crypto/vault.ts';
import {
  HEAD_COLUMNS,
  type HeadRow,
  openHead,
  type ReportClocks,
  type ReportHead,
  type ReportSource,
} from '../report-record.ts';

export type QueueRow = ReportHead & {
  /** Counts changes. */
  readonly revision: number;
  readonly clocks: ReportClocks;
  readonly labels: readonly string[];
  readonly source: ReportSource;
  /** Language tag, as far as it could be told. */
  readonly language: string | null;
  /** The reporter said something that this person has not read yet. */
  readonly isUnread: boolean;
  /** The earlier report that it looked like when it came in, until it is judged. */
  readonly looksLike: { readonly id: string; readonly number: string } | null;
};

/** The columns that the queue needs; `is_unread` and `looks_like` come from the query. */
export const QUEUE_COLUMNS = [
  ...HEAD_COLUMNS,
  'revision',
  'labels',
  'source',
  'language',
  'acknowledge_due',
  'decide_due',
  'update_due',
  'remediate_due',
  'answer_due',
  'retest_due',
] as const;

type Row = HeadRow & {
  readonly revision: number;
  readonly labels: readonly string[];
  readonly source: string;
  readonly language: string | null;
  readonly is_unread: boolean;
  readonly looks_like: { readonly id: string; readonly number: string } | null;
  readonly acknowledge_due: Date;
  readonly decide_due: Date | null;
  readonly update_due: Date | null;
  readonly remediate_due: Date | null;
  readonly answer_due: Date | null;
  readonly retest_due: Date | null;
};

/** Opens a line; without a key (shredded) its title says so. */
export const openQueueRow = (row: Row, vault: SubjectVault | undefined): QueueRow => ({
  ...openHead(row, vault),
  revision: row.revision,
  labels: row.labels,
  // A check constraint holds it to the type.
  source: row.source as ReportSource,
  language: row.language,
  isUnread: row.is_unread,
  looksLike: row.looks_like,
  clocks: {
    acknowledgeDue: row.acknowledge_due,
    decideDue: row.decide_due,
    updateDue: row.update_due,
    remediateDue: row.remediate_due,
    answerDue: row.answer_due,
    retestDue: row.retest_due,
  },
});
