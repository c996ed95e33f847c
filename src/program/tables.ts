// Generated from migrations/ by `npm run make`: do not edit.
import type { ColumnType } from 'kysely';
import type { Sealed } from '../core/crypto/envelope.ts';

type Timestamp = ColumnType<Date, Date, Date>;
// biome-ignore lint/suspicious/noExplicitAny: a JSON column is checked by the store that reads it
type Json = ColumnType<any, string, string>;

export type ProgramOpenpgpKey = {
  id: string;
  fingerprint: string;
  address: string;
  custody: string;
  state: string;
  public_key: string;
  private_key: Sealed | null;
  revocation: Sealed | null;
  created_at: Timestamp;
  expires_at: Timestamp | null;
  ended_at: Timestamp | null;
  made_by: string;
  told_days: number | null;
};

export type ProgramPolicyVersion = {
  id: string;
  number: number;
  language: string;
  safe_harbor: string;
  body: string;
  sha256: string;
  issued_at: Timestamp;
  issued_by: string;
};

export type ProgramResponseFigure = {
  kind: string;
  median_ms: number;
  sample: number;
  within: number;
  measured_at: Timestamp;
};

export type ProgramScopeVersion = {
  id: string;
  number: number;
  rules: Json;
  effective_from: Timestamp;
  issued_by: string;
};

export type ProgramSettingsVersion = {
  id: string;
  number: number;
  targets: Json;
  promises: Json;
  calendar: Json;
  issued_at: Timestamp;
  issued_by: string;
};

export type ProgramTaxonomyChoice = {
  number: number;
  version: string | null;
  chosen_at: Timestamp;
  chosen_by: string;
};

export type ProgramTaxonomyRelease = {
  version: string;
  taxonomy: Json;
  kinds: number;
  imported_at: Timestamp;
  imported_by: string;
};

export type ProgramTables = {
  'program.openpgp_key': ProgramOpenpgpKey;
  'program.policy_version': ProgramPolicyVersion;
  'program.response_figure': ProgramResponseFigure;
  'program.scope_version': ProgramScopeVersion;
  'program.settings_version': ProgramSettingsVersion;
  'program.taxonomy_choice': ProgramTaxonomyChoice;
  'program.taxonomy_release': ProgramTaxonomyRelease;
};
