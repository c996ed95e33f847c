// Generated from migrations/ by `npm run make`: do not edit.
import type { ColumnType } from 'kysely';
import type { Sealed } from '../core/crypto/envelope.ts';

type Timestamp = ColumnType<Date, Date, Date>;

export type ConnectAccessToken = {
  hash: Buffer;
  grant: string;
  scopes: string[];
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
};

export type ConnectTables = {
  'connect.access_token': ConnectAccessToken;
  'connect.artifact': ConnectArtifact;
  'connect.grant': ConnectGrant;
};
