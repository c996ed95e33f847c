// Generated from migrations/ by `npm run make`: do not edit.
import type { ColumnType, Generated } from 'kysely';
import type { Sealed } from '../core/crypto/envelope.ts';

type Timestamp = ColumnType<Date, Date, Date>;

export type WebhooksSubscription = {
  id: string;
  webhook: string;
  application: string;
  owner: string;
  vehicle: string;
  created_at: Timestamp;
  changed_at: Timestamp;
  look_at: Timestamp;
  leased_until: Timestamp | null;
  ended_at: Timestamp | null;
  failures: Generated<number>;
  events: Generated<number>;
  seen: Sealed | null;
  looked_at: Timestamp | null;
  reported_at: Timestamp | null;
};

export type WebhooksWebhook = {
  id: string;
  application: string;
  name: Sealed;
  callback: Sealed;
  error_callback: Sealed | null;
  triggers: string[];
  data: string[];
  auto_subscribe: boolean;
  stopped: string | null;
  stopped_at: Timestamp | null;
  verified_at: Timestamp | null;
  proven: string | null;
  created_by: string;
  created_at: Timestamp;
  changed_at: Timestamp;
  takes_orders: Generated<boolean>;
};

export type WebhooksTables = {
  'webhooks.subscription': WebhooksSubscription;
  'webhooks.webhook': WebhooksWebhook;
};
