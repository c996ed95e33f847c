// Generated from migrations/ by `npm run make`: do not edit.
import type { ColumnType, Generated } from 'kysely';
import type { Sealed } from './crypto/envelope.ts';

type Timestamp = ColumnType<Date, Date, Date>;
// biome-ignore lint/suspicious/noExplicitAny: a JSON column is checked by the store that reads it
type Json = ColumnType<any, string, string>;

export type CoreAuditCheckpoint = {
  seq: number;
  hash: Buffer;
  at: Timestamp;
  key_id: string;
  signature: Buffer;
};

export type CoreAuditEntry = {
  id: string;
  at: Timestamp;
  actor: string;
  action: string;
  subject: string;
  details: Json;
  seq: number | null;
  prev_hash: Buffer | null;
  hash: Buffer | null;
  tree: Buffer | null;
};

export type CoreAuditNode = {
  height: number;
  position: number;
  hash: Buffer;
};

export type CoreDataKey = {
  id: Buffer;
  subject: string;
  purpose: string;
  provider: string;
  epoch: string;
  wrapped: Sealed;
  uses: Generated<number>;
  created_at: Timestamp;
  rewrapped_at: Timestamp | null;
};

export type CoreDelivery = {
  id: string;
  channel: string;
  lane: string;
  kind: string;
  cause: Buffer;
  payload: Sealed;
  created_at: Timestamp;
  about: string | null;
  failed_at: Timestamp | null;
  tries_before: Generated<number>;
};

export type CoreDeliveryLane = {
  channel: string;
  lane: string;
  failures: Generated<number>;
  failing_since: Timestamp | null;
  rests_until: Timestamp | null;
  leased_until: Timestamp | null;
  turn_at: Timestamp;
};

export type CoreDeliveryTry = {
  delivery: string;
  number: number;
  at: Timestamp;
  milliseconds: number;
  outcome: string;
  status: number | null;
  reason: string | null;
  answer: Sealed | null;
  signature: Buffer | null;
};

export type CoreDeliveryWaiting = {
  delivery: string;
  channel: string;
  lane: string;
  about: string | null;
  due_at: Timestamp;
  tries: Generated<number>;
  all_tries: Generated<number>;
};

export type CoreErasureApplied = {
  seq: number;
  hash: Buffer;
  at: Timestamp;
};

export type CoreEvent = {
  id: string;
  name: string;
  payload: Json;
  at: Timestamp;
  dispatched_at: Timestamp | null;
};

export type CoreFile = {
  id: string;
  subject: string;
  purpose: string;
  name: Sealed;
  media_type: string;
  size: number;
  sha256: Buffer;
  created_at: Timestamp;
};

export type CoreInstallation = {
  name: string;
  value: string;
};

export type CoreJobProcess = {
  process: string;
  workers: string[];
  seen_at: Timestamp;
};

export type CoreKeyEpoch = {
  provider: string;
  epoch: string;
  made_at: Timestamp;
  emptied_at: Timestamp | null;
  destroyed_at: Timestamp | null;
};

export type CoreLookupKey = {
  purpose: string;
  version: number;
  phase: string;
  since: Timestamp;
};

export type CoreMail = {
  id: string;
  recipient: Sealed;
  subject: Sealed;
  body: Sealed;
  state: string;
  created_at: Timestamp;
  sent_at: Timestamp | null;
  headers: Sealed | null;
  recipient_index: Buffer | null;
  forget: Generated<boolean>;
  end_mark: string | null;
};

export type CoreProgramArchive = {
  id: string;
  asked_by: string;
  state: string;
  key: Sealed | null;
  done: Generated<number>;
  total: Generated<number>;
  file: string | null;
  size: number | null;
  created_at: Timestamp;
  ready_at: Timestamp | null;
};

export type CoreProgramImport = {
  id: string;
  asked_by: string;
  state: string;
  key: Sealed | null;
  file: string | null;
  size: number;
  done: Generated<number>;
  total: Generated<number>;
  summary: string | null;
  fault: string | null;
  created_at: Timestamp;
  confirmed_at: Timestamp | null;
  ended_at: Timestamp | null;
};

export type CoreProof = {
  id: string;
  kind: string;
  at: Timestamp;
  ok: boolean;
  record: Json;
};

export type CoreRateBucket = {
  key: Buffer;
  tokens: number;
  filled_at: Timestamp;
};

export type CoreRetentionRun = {
  rule: string;
  at: Timestamp;
  touched: number;
  left_over: number;
  oldest: Timestamp | null;
  held: Generated<number>;
};

export type CoreSearchDocument = {
  doc: Generated<number>;
  source: string;
  key: string;
  generation: number;
  tokens: Buffer;
  signature: Buffer | null;
  indexed_at: Timestamp;
  batch: number | null;
};

export type CoreSearchFresh = {
  token: Buffer;
  batch: number;
  count: number;
  entries: Buffer;
};

export type CoreSearchGeneration = {
  source: string;
  number: number;
  tokenizer: number;
  started_at: Timestamp;
};

export type CoreSearchPosting = {
  token: Buffer;
  segment: number;
  count: number;
  entries: Buffer;
  best: Buffer | null;
};

export type CoreSearchWaiting = {
  batch: number;
  docs: number[];
};

export type CoreTables = {
  'core.audit_checkpoint': CoreAuditCheckpoint;
  'core.audit_entry': CoreAuditEntry;
  'core.audit_node': CoreAuditNode;
  'core.data_key': CoreDataKey;
  'core.delivery': CoreDelivery;
  'core.delivery_lane': CoreDeliveryLane;
  'core.delivery_try': CoreDeliveryTry;
  'core.delivery_waiting': CoreDeliveryWaiting;
  'core.erasure_applied': CoreErasureApplied;
  'core.event': CoreEvent;
  'core.file': CoreFile;
  'core.installation': CoreInstallation;
  'core.job_process': CoreJobProcess;
  'core.key_epoch': CoreKeyEpoch;
  'core.lookup_key': CoreLookupKey;
  'core.mail': CoreMail;
  'core.program_archive': CoreProgramArchive;
  'core.program_import': CoreProgramImport;
  'core.proof': CoreProof;
  'core.rate_bucket': CoreRateBucket;
  'core.retention_run': CoreRetentionRun;
  'core.search_document': CoreSearchDocument;
  'core.search_fresh': CoreSearchFresh;
  'core.search_generation': CoreSearchGeneration;
  'core.search_posting': CoreSearchPosting;
  'core.search_waiting': CoreSearchWaiting;
};
