// Generated from migrations/ by `npm run make`: do not edit.
import type { ColumnType } from 'kysely';

type Timestamp = ColumnType<Date, Date, Date>;

export type ResearchSandbox = {
  id: string;
  person: string;
  organization: string;
  application: string;
  owner: string;
  created_at: Timestamp;
  expires_at: Timestamp;
  extended_at: Timestamp | null;
  reset_at: Timestamp | null;
  warned_at: Timestamp | null;
  other_owner: string | null;
};

export type ResearchTables = {
  'research.sandbox': ResearchSandbox;
};
