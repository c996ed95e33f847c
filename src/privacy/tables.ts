// Generated from migrations/ by `npm run make`: do not edit.
import type { ColumnType } from 'kysely';

type Timestamp = ColumnType<Date, Date, Date>;

export type PrivacyAlert = {
  id: string;
  owner: string;
  grant_id: string;
  application: string;
  kind: string;
  signal: string;
  cause: string;
  at: Timestamp;
  seen_at: Timestamp | null;
};

export type PrivacyAlertChoice = {
  owner: string;
  kind: string;
  how: string;
};

export type PrivacyUse = {
  grant_id: string;
  signal: string;
  owner: string;
  first_at: Timestamp;
  at: Timestamp;
};

export type PrivacyWatched = {
  job: string;
  until: Timestamp;
};

export type PrivacyTables = {
  'privacy.alert': PrivacyAlert;
  'privacy.alert_choice': PrivacyAlertChoice;
  'privacy.use': PrivacyUse;
  'privacy.watched': PrivacyWatched;
};
