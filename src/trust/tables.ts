// Generated from migrations/ by `npm run make`: do not edit.
import type { ColumnType, Generated } from 'kysely';
import type { Sealed } from '../core/crypto/envelope.ts';

type Timestamp = ColumnType<Date, Date, Date>;

export type TrustEdition = {
  number: number;
  signed: string;
  sha256: string;
  published_at: Timestamp;
};

export type TrustEvidence = {
  id: string;
  subject: string;
  n: number;
  result: string;
  collected_at: Timestamp;
  valid_until: Timestamp | null;
  detail: string;
  signed: string;
};

export type TrustGap = {
  id: string;
  words: Buffer;
  question: Sealed;
  times: Generated<number>;
  created_at: Timestamp;
  last_at: Timestamp;
  dismissed_at: Timestamp | null;
  dismissed_by: string | null;
};

export type TrustItem = {
  id: string;
  kind: string;
  content: string;
  revision: Generated<number>;
  created_at: Timestamp;
  edited_at: Timestamp;
  edited_by: string;
  removed_at: Timestamp | null;
};

export type TrustObjection = {
  id: string;
  subprocessor: string;
  person: string | null;
  state: string;
  email: Sealed;
  email_index: Buffer;
  words: Sealed;
  asked_at: Timestamp;
  made_at: Timestamp | null;
  outcome: string | null;
  answer: Sealed | null;
  answered_at: Timestamp | null;
  answered_by: string | null;
};

export type TrustTables = {
  'trust.edition': TrustEdition;
  'trust.evidence': TrustEvidence;
  'trust.gap': TrustGap;
  'trust.item': TrustItem;
  'trust.objection': TrustObjection;
};
