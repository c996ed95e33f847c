// Generated from migrations/ by `npm run make`: do not edit.
import type { ColumnType, Generated } from 'kysely';
import type { Sealed } from '../core/crypto/envelope.ts';

type Timestamp = ColumnType<Date, Date, Date>;

export type ConnectAccessToken = {
  hash: Buffer;
  grant: string;
  scopes: string[];
  issued_at: Timestamp;
  expires_at: Timestamp;
  jkt: string | null;
};

export type ConnectApplicationToken = {
  hash: Buffer;
  application: string;
  sandbox: string | null;
  jkt: string | null;
  issued_at: Timestamp;
  expires_at: Timestamp;
};

export type ConnectArtifact = {
  kind: string;
  hash: Buffer;
  grant: string | null;
  payload: Sealed;
  created_at: Timestamp;
  expires_at: Timestamp;
  consumed_at: Timestamp | null;
};

export type ConnectGrant = {
  id: string;
  owner: string;
  application: string;
  vehicles: string[];
  scopes: string[];
  notice: Sealed | null;
  notice_sha256: Buffer | null;
  policies: string[];
  granted_at: Timestamp;
  expires_at: Timestamp;
  revoked_at: Timestamp | null;
  end_reason: string | null;
  last_used_at: Timestamp | null;
  sandbox: string | null;
  user_id: string | null;
  family: Generated<number>;
  reused_at: Timestamp | null;
  mode: string;
  paused_at: Timestamp | null;
  pause_reason: string | null;
  narrowed_at: Timestamp | null;
  renewed_at: Timestamp | null;
  is_coarse: Generated<boolean>;
};

export type ConnectReceipt = {
  id: string;
  grant: string;
  owner: string;
  event: string;
  receipt: Sealed;
  created_at: Timestamp;
  cause: Generated<string>;
};

export type ConnectUsedProof = {
  hash: Buffer;
  expires_at: Timestamp;
};

export type ConnectTables = {
  'connect.access_token': ConnectAccessToken;
  'connect.application_token': ConnectApplicationToken;
  'connect.artifact': ConnectArtifact;
  'connect.grant': ConnectGrant;
  'connect.receipt': ConnectReceipt;
  'connect.used_proof': ConnectUsedProof;
};
