// Generated from migrations/ by `npm run make`: do not edit.
import type { ColumnType, Generated } from 'kysely';
import type { Sealed } from '../core/crypto/envelope.ts';

type Timestamp = ColumnType<Date, Date, Date>;

export type NewsletterDelivery = {
  mail: string;
  issue: string;
  subscriber: string;
  written_at: Timestamp;
};

export type NewsletterIssue = {
  id: string;
  topic: string;
  number: number | null;
  title: string;
  body: string;
  state: string;
  revision: Generated<number>;
  edited_at: Timestamp;
  edited_by: string;
  tested_at: Timestamp | null;
  started_at: Timestamp | null;
  done_at: Timestamp | null;
  reached: Generated<string>;
  written: Generated<number>;
};

export type NewsletterSubscriber = {
  id: string;
  state: string;
  address: Sealed | null;
  address_index: Buffer | null;
  topics: Generated<string[]>;
  asked_topics: Generated<string[]>;
  words: string;
  asked_on: string;
  asked_at: Timestamp;
  token_hash: Buffer | null;
  token_until: Timestamp | null;
  confirmed_at: Timestamp | null;
  ended_at: Timestamp | null;
  ended_by: string | null;
  address_index_even: Buffer | null;
};

export type NewsletterTables = {
  'newsletter.delivery': NewsletterDelivery;
  'newsletter.issue': NewsletterIssue;
  'newsletter.subscriber': NewsletterSubscriber;
};
