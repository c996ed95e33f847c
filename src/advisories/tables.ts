// Generated from migrations/ by `npm run make`: do not edit.
import type { ColumnType } from 'kysely';
import type { Sealed } from '../core/crypto/envelope.ts';

type Timestamp = ColumnType<Date, Date, Date>;
// biome-ignore lint/suspicious/noExplicitAny: a JSON column is checked by the store that reads it
type Json = ColumnType<any, string, string>;

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

export type AdvisoriesTables = {
  'advisories.csaf_document': AdvisoriesCsafDocument;
  'advisories.published_advisory': AdvisoriesPublishedAdvisory;
  'advisories.signing_key': AdvisoriesSigningKey;
};
