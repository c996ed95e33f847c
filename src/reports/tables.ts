// Generated from migrations/ by `npm run make`: do not edit.
import type { ColumnType, Generated } from 'kysely';
import type { Sealed } from '../core/crypto/envelope.ts';

type Timestamp = ColumnType<Date, Date, Date>;
// biome-ignore lint/suspicious/noExplicitAny: a JSON column is checked by the store that reads it
type Json = ColumnType<any, string, string>;

export type ReportsAbsence = {
  person: string;
  until: Timestamp;
  at: Timestamp;
  set_by: string;
};

export type ReportsApiSubmission = {
  key_hash: Buffer;
  body_hash: Buffer;
  created_at: Timestamp;
};

export type ReportsAssignedByRule = {
  report: string;
  version: number;
  rule: string;
  person: string;
  at: Timestamp;
};

export type ReportsAssignmentRules = {
  version: number;
  rules: Sealed;
  changed_at: Timestamp;
  changed_by: string;
  in_force_at: Timestamp | null;
  put_by: string | null;
};

export type ReportsAttachment = {
  file: string;
  report: string;
  position: number;
  message: string | null;
  added_by: string;
  at: Timestamp;
  facts: Sealed;
};

export type ReportsBlocker = {
  id: string;
  report: string;
  party: string;
  kind: string;
  opened_at: Timestamp;
  opened_by: string;
  resolved_at: Timestamp | null;
  resolved_by: string | null;
};

export type ReportsBulkChange = {
  id: string;
  actor: string;
  kind: string;
  phase: string;
  input: Sealed | null;
  back_to: string;
  created_at: Timestamp;
  finished_at: Timestamp | null;
};

export type ReportsBulkItem = {
  bulk: string;
  position: number;
  report: string;
  revision: number | null;
  preview_ok: boolean | null;
  preview_says: string | null;
  result_ok: boolean | null;
  result_says: string | null;
  done_at: Timestamp | null;
};

export type ReportsCannedReply = {
  id: string;
  name: string;
  close_reason: string | null;
  texts: Json;
  created_by: string;
  changed_at: Timestamp;
  deleted_at: Timestamp | null;
};

export type ReportsClockWarning = {
  report: string;
  clock: string;
  run: Timestamp;
  stage: string;
  at: Timestamp;
};

export type ReportsCommitment = {
  issue: string;
  source: string;
  source_hash: Buffer;
  commitment: Buffer;
  opening: Sealed;
  entry: string;
  at: Timestamp;
  content_hash: Buffer;
  text_hash: Buffer | null;
  import: string | null;
};

export type ReportsDraft = {
  id: string;
  token_hash: Buffer;
  created_at: Timestamp;
};

export type ReportsDrill = {
  id: string;
  scenario: string;
  started_at: Timestamp;
  started_by: string;
  ended_at: Timestamp | null;
};

export type ReportsDuplicateHint = {
  report: string;
  other: string;
  strength: string;
  at: Timestamp;
};

export type ReportsDutyEvent = {
  id: string;
  subject: string;
  drill: boolean;
  at: Timestamp;
  kind: string;
  actor: string;
  details: Json;
  note: Sealed | null;
};

export type ReportsDutySubject = {
  subject: string;
  drill: boolean;
  open: boolean;
  unanswered: boolean;
  next_due: Timestamp | null;
};

export type ReportsEmbedOrigin = {
  origin: string;
  created_at: Timestamp;
  created_by: string;
};

export type ReportsExploitList = {
  kind: string;
  day: string;
  version: string;
  entries: number;
  sha256: string;
  imported_at: Timestamp;
  imported_by: string;
};

export type ReportsExploitPrediction = {
  cve: string;
  score: number;
  percentile: number;
};

export type ReportsFileCheck = {
  file: string;
  report: string;
  checked_at: Timestamp;
  virus: string;
  virus_name: Sealed | null;
  picture: string | null;
  findings: Sealed | null;
};

export type ReportsIntakeCount = {
  key_hash: Buffer;
  count: number;
  created_at: Timestamp;
};

export type ReportsIntakePause = {
  id: string;
  reason: string;
  started_at: Timestamp;
  started_by: string;
  ends_at: Timestamp | null;
  ended_at: Timestamp | null;
  ended_by: string | null;
};

export type ReportsIntakeSetting = {
  only_one: Generated<boolean>;
  network_free: number;
  network_most: number;
  sender_week: number;
  text_repeats: number;
  work_first: number;
  changed_at: Timestamp;
  changed_by: string;
};

export type ReportsIntakeTally = {
  day: string;
  source: string;
  outcome: string;
  count: number;
};

export type ReportsIssue = {
  id: string;
  number: string;
  state: string;
  origin: string;
  revision: Generated<number>;
  title: Sealed;
  content: Sealed;
  severity: number | null;
  cwe_ids: string[];
  cve_ids: string[];
  fix_owner: string | null;
  due_at: Timestamp | null;
  merged_into: string | null;
  created_by: string;
  created_at: Timestamp;
  changed_at: Timestamp;
  accepted_at: Timestamp | null;
  fixed_at: Timestamp | null;
  ended_at: Timestamp | null;
  words: Generated<Buffer[]>;
};

export type ReportsIssueReport = {
  report: string;
  issue: string;
  linked_at: Timestamp;
  linked_by: string;
};

export type ReportsKnownExploited = {
  cve: string;
  added_on: string;
  ransomware: boolean;
};

export type ReportsKnownImport = {
  id: string;
  file: string;
  format: string;
  state: string;
  created_by: string;
  created_at: Timestamp;
  finished_at: Timestamp | null;
  total: number;
  done: Generated<number>;
  created: Generated<number>;
  updated: Generated<number>;
  unchanged: Generated<number>;
  faulty: Generated<number>;
  repeated: Generated<number>;
  compared: Generated<number>;
  to_compare: number | null;
};

export type ReportsKnownMatch = {
  report: string;
  issue: string;
  import: string;
  strength: string;
  at: Timestamp;
};

export type ReportsLabel = {
  name: string;
  created_at: Timestamp;
  created_by: string;
};

export type ReportsMail = {
  id: string;
  created_at: Timestamp;
  via: string;
  file: string;
  size: number;
  origin_hash: Buffer | null;
  message_hash: Buffer | null;
  sender_hash: Buffer | null;
  envelope: Sealed | null;
  facts: Sealed | null;
  state: string;
  outcome: string | null;
  report: string | null;
  is_new_report: Generated<boolean>;
  tries: Generated<number>;
  thanked: Generated<boolean>;
  processed_at: Timestamp | null;
};

export type ReportsMessage = {
  id: string;
  report: string;
  at: Timestamp;
  author: string;
  author_role: string;
  audience: string;
  body: Sealed;
  token: string | null;
};

export type ReportsOpenedText = {
  report: string;
  text: Sealed;
  brought_by: string;
  created_at: Timestamp;
};

export type ReportsReceipt = {
  report: string;
  code_hash: Buffer;
  report_hash: Buffer;
  entry: string;
  log_index: number | null;
  log_hash: Buffer | null;
  key_id: string | null;
  signature: Buffer | null;
};

export type ReportsReceiptSession = {
  token_hash: Buffer;
  report: string;
  created_at: Timestamp;
  expires_at: Timestamp;
};

export type ReportsRedaction = {
  id: string;
  report: string;
  at: Timestamp;
  person: string;
  place: string;
  kind: string;
  count: number;
  characters: number;
  salt: Buffer;
  passage: Buffer;
  reason: Sealed;
};

export type ReportsRedactionRequest = {
  id: string;
  report: string;
  at: Timestamp;
  place: string;
  why: Sealed;
  ended_at: Timestamp | null;
  ended_by: string | null;
  outcome: string | null;
};

export type ReportsReplyAddress = {
  report: string;
  token_hash: Buffer;
};

export type ReportsReport = {
  id: string;
  number: string;
  form_hash: Buffer | null;
  source: string;
  state: string;
  close_reason: string | null;
  facts: Json;
  revision: Generated<number>;
  title: Sealed;
  content: Sealed;
  policy_version: string;
  scope_version: string;
  scope_rule_id: string;
  scope_verdict: string;
  ai_assistance: string;
  reporter: string | null;
  contact: Sealed | null;
  credit: Sealed | null;
  target_id: string | null;
  taxonomy_id: string | null;
  taxonomy_version: string | null;
  cvss_vector: Sealed | null;
  cvss_score: number | null;
  priority: number | null;
  assessed_at: Timestamp | null;
  exploited: string | null;
  assignee: string | null;
  fix_reference: Sealed | null;
  submitted_at: Timestamp;
  told_at: Timestamp | null;
  read_at: Timestamp | null;
  answered_at: Timestamp | null;
  decided_at: Timestamp | null;
  fixed_at: Timestamp | null;
  ended_at: Timestamp | null;
  changed_at: Timestamp;
  acknowledge_due: Timestamp;
  decide_due: Timestamp | null;
  update_due: Timestamp | null;
  remediate_due: Timestamp | null;
  answer_due: Timestamp | null;
  retest_due: Timestamp | null;
  due_at: ColumnType<Date | null, Date | undefined, Date>;
  labels: Generated<string[]>;
  language: string | null;
  clock_check_at: ColumnType<Date, Date | undefined, Date>;
  is_held: Generated<boolean>;
  held_rule: string | null;
  held_decided_at: Timestamp | null;
  held_decided_by: string | null;
};

export type ReportsRetest = {
  id: string;
  issue: string;
  asked_at: Timestamp;
  asked_by: string;
  due_at: Timestamp;
  content: Sealed;
  ended_at: Timestamp | null;
  ended_by: string | null;
  outcome: string | null;
};

export type ReportsRetestAsk = {
  id: string;
  retest: string;
  report: string;
  answer: string | null;
  answered_at: Timestamp | null;
  message: string | null;
  reminded_at: Timestamp | null;
};

export type ReportsRetestCheck = {
  id: string;
  retest: string;
  at: Timestamp;
  person: string;
  outcome: string;
  note: Sealed;
};

export type ReportsSavedView = {
  id: string;
  owner: string;
  shared: boolean;
  name: string;
  query: string;
  position: number;
  created_at: Timestamp;
  deleted_at: Timestamp | null;
};

export type ReportsSeen = {
  person: string;
  report: string;
  at: Timestamp;
};

export type ReportsSpentWork = {
  work_hash: Buffer;
  form_hash: Buffer;
  created_at: Timestamp;
};

export type ReportsTimelineEntry = {
  id: string;
  report: string;
  at: Timestamp;
  kind: string;
  from_state: string | null;
  to_state: string | null;
  actor: string;
  actor_role: string;
  audience: string;
  reason: Sealed | null;
  details: Json;
  token: string | null;
};

export type ReportsWeighing = {
  report: string;
  factors: Sealed;
  weighed_at: Timestamp;
  weighed_by: string;
};

export type ReportsTables = {
  'reports.absence': ReportsAbsence;
  'reports.api_submission': ReportsApiSubmission;
  'reports.assigned_by_rule': ReportsAssignedByRule;
  'reports.assignment_rules': ReportsAssignmentRules;
  'reports.attachment': ReportsAttachment;
  'reports.blocker': ReportsBlocker;
  'reports.bulk_change': ReportsBulkChange;
  'reports.bulk_item': ReportsBulkItem;
  'reports.canned_reply': ReportsCannedReply;
  'reports.clock_warning': ReportsClockWarning;
  'reports.commitment': ReportsCommitment;
  'reports.draft': ReportsDraft;
  'reports.drill': ReportsDrill;
  'reports.duplicate_hint': ReportsDuplicateHint;
  'reports.duty_event': ReportsDutyEvent;
  'reports.duty_subject': ReportsDutySubject;
  'reports.embed_origin': ReportsEmbedOrigin;
  'reports.exploit_list': ReportsExploitList;
  'reports.exploit_prediction': ReportsExploitPrediction;
  'reports.file_check': ReportsFileCheck;
  'reports.intake_count': ReportsIntakeCount;
  'reports.intake_pause': ReportsIntakePause;
  'reports.intake_setting': ReportsIntakeSetting;
  'reports.intake_tally': ReportsIntakeTally;
  'reports.issue': ReportsIssue;
  'reports.issue_report': ReportsIssueReport;
  'reports.known_exploited': ReportsKnownExploited;
  'reports.known_import': ReportsKnownImport;
  'reports.known_match': ReportsKnownMatch;
  'reports.label': ReportsLabel;
  'reports.mail': ReportsMail;
  'reports.message': ReportsMessage;
  'reports.opened_text': ReportsOpenedText;
  'reports.receipt': ReportsReceipt;
  'reports.receipt_session': ReportsReceiptSession;
  'reports.redaction': ReportsRedaction;
  'reports.redaction_request': ReportsRedactionRequest;
  'reports.reply_address': ReportsReplyAddress;
  'reports.report': ReportsReport;
  'reports.retest': ReportsRetest;
  'reports.retest_ask': ReportsRetestAsk;
  'reports.retest_check': ReportsRetestCheck;
  'reports.saved_view': ReportsSavedView;
  'reports.seen': ReportsSeen;
  'reports.spent_work': ReportsSpentWork;
  'reports.timeline_entry': ReportsTimelineEntry;
  'reports.weighing': ReportsWeighing;
};
