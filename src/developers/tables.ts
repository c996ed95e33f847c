// Generated from migrations/ by `npm run make`: do not edit.
import type { ColumnType, Generated } from 'kysely';
import type { Sealed } from '../core/crypto/envelope.ts';

type Timestamp = ColumnType<Date, Date, Date>;

export type DevelopersApplication = {
  id: string;
  organization: string;
  name: Sealed;
  purpose: Sealed;
  privacy_policy: Sealed;
  redirect_uris: Sealed;
  created_at: Timestamp;
  client_auth: Generated<string>;
  keys: Sealed | null;
  is_bound: Generated<boolean>;
  origins: Sealed | null;
  origin_index: Buffer[] | null;
  access: string[] | null;
  policy_sha256: Buffer | null;
  policy_checked_at: Timestamp | null;
  policy_ok: boolean | null;
  policy_fault: string | null;
  color: string | null;
  logo: Buffer | null;
};

export type DevelopersCredential = {
  id: string;
  application: string;
  kind: string;
  hash: Buffer;
  created_at: Timestamp;
  expires_at: Timestamp | null;
  sealed: Sealed | null;
  name: Sealed | null;
  last_used_at: Timestamp | null;
};

export type DevelopersInvitation = {
  id: string;
  organization: string;
  email: Sealed;
  email_index: Buffer;
  role: string;
  token_hash: Buffer;
  invited_by: string;
  created_at: Timestamp;
  expires_at: Timestamp;
};

export type DevelopersLogo = {
  application: string;
  picture: Sealed;
};

export type DevelopersMember = {
  organization: string;
  person: string;
  role: string;
  joined_at: Timestamp;
};

export type DevelopersOrganization = {
  id: string;
  name: Sealed;
  created_at: Timestamp;
  sandbox: string | null;
};

export type DevelopersRequest = {
  request: string;
  application: string;
  at: Timestamp;
  method: string;
  path: string;
  status: number;
  error: string | null;
  vehicle: string | null;
  owner: string | null;
  micros: number;
};

export type DevelopersRequestGap = {
  application: string;
  at: Timestamp;
  lines: number;
};

export type DevelopersTables = {
  'developers.application': DevelopersApplication;
  'developers.credential': DevelopersCredential;
  'developers.invitation': DevelopersInvitation;
  'developers.logo': DevelopersLogo;
  'developers.member': DevelopersMember;
  'developers.organization': DevelopersOrganization;
  'developers.request': DevelopersRequest;
  'developers.request_gap': DevelopersRequestGap;
};
