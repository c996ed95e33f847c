// Generated from migrations/ by `npm run make`: do not edit.
import type { ColumnType, Generated } from 'kysely';
import type { Sealed } from '../core/crypto/envelope.ts';

type Timestamp = ColumnType<Date, Date, Date>;

export type AccountsApiToken = {
  id: string;
  person: string;
  staff_role: string;
  name: string;
  scopes: string[];
  token_hash: Buffer;
  created_at: Timestamp;
  expires_at: Timestamp;
  last_used_at: Timestamp | null;
};

export type AccountsChallenge = {
  challenge_hash: Buffer;
  ceremony: string;
  person: string | null;
  created_at: Timestamp;
  expires_at: Timestamp;
};

export type AccountsHalfSignIn = {
  id: string;
  person: string;
  token_hash: Buffer;
  step: string;
  tries: Generated<number>;
  return_path: Sealed;
  created_at: Timestamp;
  expires_at: Timestamp;
};

export type AccountsInvitation = {
  id: string;
  token_hash: Buffer;
  email: Sealed;
  email_index: Buffer;
  name: Sealed;
  role: string;
  invited_by: string | null;
  state: string;
  created_at: Timestamp;
  expires_at: Timestamp;
};

export type AccountsLink = {
  id: string;
  purpose: string;
  token_hash: Buffer;
  email: Sealed;
  email_index: Buffer;
  return_path: Sealed;
  browser_hash: Buffer | null;
  created_at: Timestamp;
  expires_at: Timestamp;
};

export type AccountsPasskey = {
  id: string;
  person: string;
  credential_index: Buffer;
  credential: Sealed;
  name: Sealed;
  verifies_user: boolean;
  counter: number;
  created_at: Timestamp;
  last_used_at: Timestamp | null;
};

export type AccountsPerson = {
  id: string;
  name: Sealed;
  email: Sealed;
  email_index: Buffer | null;
  staff_role: string | null;
  created_at: Timestamp;
  sandbox: string | null;
  email_index_even: Buffer | null;
};

export type AccountsRecoveryCode = {
  id: string;
  person: string;
  code_hash: Buffer;
  created_at: Timestamp;
  used_at: Timestamp | null;
};

export type AccountsSession = {
  id: string;
  person: string;
  token_hash: Buffer;
  method: string;
  device: Sealed;
  created_at: Timestamp;
  last_used_at: Timestamp;
};

export type AccountsTotp = {
  person: string;
  secret: Sealed;
  last_step: number | null;
  created_at: Timestamp;
  confirmed_at: Timestamp | null;
};

export type AccountsTables = {
  'accounts.api_token': AccountsApiToken;
  'accounts.challenge': AccountsChallenge;
  'accounts.half_sign_in': AccountsHalfSignIn;
  'accounts.invitation': AccountsInvitation;
  'accounts.link': AccountsLink;
  'accounts.passkey': AccountsPasskey;
  'accounts.person': AccountsPerson;
  'accounts.recovery_code': AccountsRecoveryCode;
  'accounts.session': AccountsSession;
  'accounts.totp': AccountsTotp;
};
