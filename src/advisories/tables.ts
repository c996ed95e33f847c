// Generated from migrations/ by `npm run make`: do not edit.
import type { ColumnType, Generated } from 'kysely';
import type { Sealed } from '../core/crypto/envelope.ts';

type Timestamp = ColumnType<Date, Date, Date>;
// biome-ignore lint/suspicious/noExplicitAny: a JSON column is checked by the store that reads it
type Json = ColumnType<any, string, string>;

export type AdvisoriesAdvisoryDraft = {
  id: string;
  tracking_id: string;
  case: string | null;
  state: string;
  revision: Generated<number>;
  content: Sealed;
  created_by: string;
  created_at: Timestamp;
  changed_at: Timestamp;
  published_at: Timestamp | null;
};

export type AdvisoriesAdvisoryEdition = {
  tracking_id: string;
  number: number;
  record: Json;
  at: Timestamp;
  by: string;
};

export type AdvisoriesCaseEntry = {
  id: string;
  case: string;
  at: Timestamp;
  kind: string;
  actor: string;
  participant: string | null;
  audience: string;
  details: Json;
  note: Sealed | null;
};

export type AdvisoriesCaseMessage = {
  id: string;
  case: string;
  at: Timestamp;
  author: string;
  participant: string | null;
  audience: string;
  partner: string | null;
  vulnerability: string | null;
  body: Sealed;
};

export type AdvisoriesCaseVisit = {
  case: string;
  visitor: string;
  seen_at: Timestamp;
};

export type AdvisoriesCoordinationCase = {
  id: string;
  number: string;
  report: string | null;
  issue: string | null;
  state: string;
  revision: Generated<number>;
  title: Sealed;
  summary: Sealed;
  facts: string;
  embargo: string;
  embargo_until: Timestamp | null;
  embargo_zone: string | null;
  embargo_ended_at: Timestamp | null;
  reminded_at: Timestamp | null;
  disclose_due: Timestamp | null;
  published_at: Timestamp | null;
  opened_by: string;
  opened_at: Timestamp;
  changed_at: Timestamp;
  closed_at: Timestamp | null;
};

export type AdvisoriesCsafDocument = {
  tracking_id: string;
  year: string;
  file: string;
  title: string;
  content: Buffer;
  sha256: string;
  sha512: string;
  signature: string;
  signed_with: string;
  released_at: Timestamp;
  updated_at: Timestamp;
};

export type AdvisoriesCveAssignment = {
  id: string;
  advisory: string;
  cve_id: string | null;
  year: number;
  standing: string;
  task: string | null;
  stage: string | null;
  sent_at: Timestamp | null;
  candidates: Generated<string[]>;
  reason: Sealed | null;
  fault: Sealed | null;
  edition: number | null;
  there: Json | null;
  differs: Generated<string[]>;
  compared_at: Timestamp | null;
  asked_by: string;
  asked_at: Timestamp;
  changed_at: Timestamp;
};

export type AdvisoriesEmbargoAnswer = {
  proposal: string;
  participant: string;
  answer: string;
  at: Timestamp;
};

export type AdvisoriesEmbargoProposal = {
  id: string;
  case: string;
  proposer: string;
  until: Timestamp;
  zone: string;
  reason: Sealed | null;
  at: Timestamp;
  outcome: string | null;
  decided_at: Timestamp | null;
};

export type AdvisoriesParticipant = {
  id: string;
  case: string;
  is_owner: boolean;
  roles: string[];
  name: Sealed;
  email: Sealed | null;
  email_index: Buffer | null;
  progress: string;
  agreed_at: Timestamp | null;
  statement: Sealed | null;
  statement_at: Timestamp | null;
  invited_by: string;
  invited_at: Timestamp;
  opened_at: Timestamp | null;
  removed_at: Timestamp | null;
  email_index_even: Buffer | null;
};

export type AdvisoriesParticipantLink = {
  token_hash: Buffer;
  participant: string;
  created_at: Timestamp;
  expires_at: Timestamp;
};

export type AdvisoriesParticipantSession = {
  token_hash: Buffer;
  participant: string;
  created_at: Timestamp;
  expires_at: Timestamp;
};

export type AdvisoriesParticipantStatus = {
  participant: string;
  vulnerability: string;
  status: string;
  justification: string | null;
  note: Sealed | null;
  at: Timestamp;
};

export type AdvisoriesPublishedAdvisory = {
  tracking_id: string;
  title: string;
  record: Json;
  published_at: Timestamp;
  updated_at: Timestamp;
};

export type AdvisoriesSigningKey = {
  id: string;
  fingerprint: string;
  public_key: string;
  private_key: Sealed;
  revocation: Sealed;
  created_at: Timestamp;
  expires_at: Timestamp;
};

export type AdvisoriesVulnerability = {
  id: string;
  case: string;
  position: number;
  issue: string | null;
  title: Sealed;
  description: Sealed;
  cve: Sealed | null;
};

export type AdvisoriesTables = {
  'advisories.advisory_draft': AdvisoriesAdvisoryDraft;
  'advisories.advisory_edition': AdvisoriesAdvisoryEdition;
  'advisories.case_entry': AdvisoriesCaseEntry;
  'advisories.case_message': AdvisoriesCaseMessage;
  'advisories.case_visit': AdvisoriesCaseVisit;
  'advisories.coordination_case': AdvisoriesCoordinationCase;
  'advisories.csaf_document': AdvisoriesCsafDocument;
  'advisories.cve_assignment': AdvisoriesCveAssignment;
  'advisories.embargo_answer': AdvisoriesEmbargoAnswer;
  'advisories.embargo_proposal': AdvisoriesEmbargoProposal;
  'advisories.participant': AdvisoriesParticipant;
  'advisories.participant_link': AdvisoriesParticipantLink;
  'advisories.participant_session': AdvisoriesParticipantSession;
  'advisories.participant_status': AdvisoriesParticipantStatus;
  'advisories.published_advisory': AdvisoriesPublishedAdvisory;
  'advisories.signing_key': AdvisoriesSigningKey;
  'advisories.vulnerability': AdvisoriesVulnerability;
};
