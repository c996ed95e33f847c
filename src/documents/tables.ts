// Generated from migrations/ by `npm run make`: do not edit.
import type { ColumnType, Generated } from 'kysely';
import type { Sealed } from '../core/crypto/envelope.ts';

type Timestamp = ColumnType<Date, Date, Date>;

export type DocumentsAccessGrant = {
  id: string;
  item: string;
  visitor: string;
  version: string;
  created_at: Timestamp;
  ends_at: Timestamp;
  granted_by: string;
  also_by: string | null;
  revoked_at: Timestamp | null;
  revoked_by: string | null;
  reason: Sealed | null;
};

export type DocumentsCode = {
  id: string;
  address: Sealed;
  code_hash: Buffer;
  tries: Generated<number>;
  created_at: Timestamp;
  good_until: Timestamp;
};

export type DocumentsContact = {
  purpose: string;
  name: string;
  mail: string;
  edited_by: string;
};

export type DocumentsDelivery = {
  id: string;
  mark: Buffer;
  access_grant: string;
  visitor: string;
  version: string;
  signature: string;
  created_at: Timestamp;
  ended_at: Timestamp | null;
  outcome: string;
  sent: Generated<number>;
  size: number;
  sha256: string;
  network: Buffer;
};

export type DocumentsDocument = {
  id: string;
  title: string;
  about: string;
  approvals: number;
  grant_days: number;
  state: string;
  revision: Generated<number>;
  created_at: Timestamp;
  edited_by: string;
};

export type DocumentsRequest = {
  id: string;
  visitor: string;
  signature: string;
  organization: Sealed;
  purpose: Sealed;
  domain: string;
  domain_class: string;
  created_at: Timestamp;
};

export type DocumentsRequestItem = {
  id: string;
  request: string;
  document: string;
  version: string;
  state: string;
  first_approval: string | null;
  decided_at: Timestamp | null;
  decided_by: string | null;
  rule: string | null;
  reason: Sealed | null;
};

export type DocumentsRule = {
  id: string;
  place: number;
  name: string;
  mode: string;
  effect: string;
  domains: string[];
  classes: string[];
  documents: string[];
  words: string;
  created_at: Timestamp;
  edited_by: string;
};

export type DocumentsSession = {
  token_hash: Buffer;
  visitor: string;
  created_at: Timestamp;
  ends_at: Timestamp;
};

export type DocumentsSignature = {
  id: string;
  visitor: string;
  terms: number;
  record: Sealed;
  seal: string;
  created_at: Timestamp;
  superseded_at: Timestamp | null;
  superseded_by: string | null;
};

export type DocumentsTerms = {
  number: number;
  title: string;
  body: string;
  sha256: string;
  created_at: Timestamp;
  published_by: string;
};

export type DocumentsTimeStamp = {
  signature: string;
  reply: Buffer;
  at: Timestamp;
  serial: string;
  authority: string;
  created_at: Timestamp;
};

export type DocumentsVersion = {
  id: string;
  document: string;
  number: number;
  file: string;
  sha256: Buffer;
  size: number;
  pages: number;
  state: string;
  created_at: Timestamp;
  created_by: string;
  superseded_at: Timestamp | null;
};

export type DocumentsVisitor = {
  id: string;
  address: Sealed | null;
  address_index: Buffer | null;
  created_at: Timestamp;
  seen_at: Timestamp;
  forgotten_at: Timestamp | null;
};

export type DocumentsTables = {
  'documents.access_grant': DocumentsAccessGrant;
  'documents.code': DocumentsCode;
  'documents.contact': DocumentsContact;
  'documents.delivery': DocumentsDelivery;
  'documents.document': DocumentsDocument;
  'documents.request': DocumentsRequest;
  'documents.request_item': DocumentsRequestItem;
  'documents.rule': DocumentsRule;
  'documents.session': DocumentsSession;
  'documents.signature': DocumentsSignature;
  'documents.terms': DocumentsTerms;
  'documents.time_stamp': DocumentsTimeStamp;
  'documents.version': DocumentsVersion;
  'documents.visitor': DocumentsVisitor;
};
