// Generated from migrations/ by `npm run make`: do not edit.
import type { ColumnType, Generated } from 'kysely';
import type { Sealed } from '../core/crypto/envelope.ts';

type Timestamp = ColumnType<Date, Date, Date>;

export type RightsCopy = {
  request: string;
  recipient: Sealed | null;
  done: Generated<number>;
  total: Generated<number>;
  file: string | null;
  size: number | null;
  counts: string | null;
  created_at: Timestamp;
  ready_at: Timestamp | null;
  ends_at: Timestamp | null;
  taken_at: Timestamp | null;
};

export type RightsDeletionOrder = {
  id: string;
  person: string;
  request: string | null;
  application: string;
  cause: string;
  document: string;
  created_at: Timestamp;
  due_at: Timestamp;
  reminded_at: Timestamp | null;
  acknowledged_at: Timestamp | null;
  acknowledged_by: string | null;
  outcome: string | null;
  note: Sealed | null;
  taken_at: Timestamp | null;
};

export type RightsHold = {
  id: string;
  person: string;
  part: string;
  reason: Sealed;
  until: Timestamp;
  created_at: Timestamp;
  created_by: string;
  released_at: Timestamp | null;
  released_by: string | null;
  item: string | null;
  words: Sealed | null;
};

export type RightsNotice = {
  id: string;
  words: Sealed;
  criteria: string;
  people: number;
  created_at: Timestamp;
  created_by: string;
};

export type RightsNoticePerson = {
  notice: string;
  person: string;
  told_at: Timestamp | null;
};

export type RightsRequest = {
  id: string;
  person: string;
  kind: string;
  state: string;
  words: Sealed | null;
  created_at: Timestamp;
  due_at: Timestamp;
  extended_to: Timestamp | null;
  extension_reason: Sealed | null;
  runs_at: Timestamp | null;
  answer: Sealed | null;
  answered_by: string | null;
  ended_at: Timestamp | null;
  certificate: string | null;
  certificate_hash: Buffer | null;
};

export type RightsTables = {
  'rights.copy': RightsCopy;
  'rights.deletion_order': RightsDeletionOrder;
  'rights.hold': RightsHold;
  'rights.notice': RightsNotice;
  'rights.notice_person': RightsNoticePerson;
  'rights.request': RightsRequest;
};
