// Generated from migrations/ by `npm run make`: do not edit.
import type { ColumnType, Generated } from 'kysely';
import type { Sealed } from '../core/crypto/envelope.ts';

type Timestamp = ColumnType<Date, Date, Date>;

export type TrackersLink = {
  id: string;
  tracker: string;
  issue: string;
  ticket: Sealed | null;
  ticket_hash: Buffer | null;
  content: Sealed | null;
  state: string;
  reason: string | null;
  base: Sealed | null;
  revision: Generated<number>;
  seen_at: Timestamp | null;
  created_by: string;
  created_at: Timestamp;
  changed_at: Timestamp;
};

export type TrackersReceiver = {
  id: string;
  kind: string;
  name: Sealed;
  url: Sealed;
  events: string[];
  stopped: string | null;
  stopped_at: Timestamp | null;
  created_by: string;
  created_at: Timestamp;
  changed_at: Timestamp;
};

export type TrackersReconciliation = {
  id: string;
  at: Timestamp;
  checked: number;
  repaired: number;
  differs: number;
  unasked: number;
  content: Sealed;
};

export type TrackersSigningSecret = {
  id: string;
  receiver: string;
  secret: Sealed;
  created_at: Timestamp;
  ends_at: Timestamp | null;
};

export type TrackersTicketComment = {
  id: string;
  link: string;
  origin: string;
  author: string | null;
  content: Sealed;
  remote: Buffer | null;
  state: string;
  at: Timestamp;
};

export type TrackersTracker = {
  id: string;
  kind: string;
  settings: Sealed;
  token: Sealed;
  hook_secret: Sealed;
  is_public: boolean;
  fault: string | null;
  fault_at: Timestamp | null;
  checked_at: Timestamp | null;
  heard_at: Timestamp | null;
  refused_at: Timestamp | null;
  created_by: string;
  created_at: Timestamp;
  changed_at: Timestamp;
};

export type TrackersTables = {
  'trackers.link': TrackersLink;
  'trackers.receiver': TrackersReceiver;
  'trackers.reconciliation': TrackersReconciliation;
  'trackers.signing_secret': TrackersSigningSecret;
  'trackers.ticket_comment': TrackersTicketComment;
  'trackers.tracker': TrackersTracker;
};
