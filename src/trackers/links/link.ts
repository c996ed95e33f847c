// A link: one ticket in a tracker that stands for one issue of ours, and how the two are in step.
import type { Ticket } from '../clients/tracker-client.ts';
import type { Base } from './compare.ts';

/** In step; something of ours is under way; the tracker can't be asked or refuses; the sides stand apart. */
export type LinkState = 'waiting' | 'in_step' | 'failing' | 'differs';

/** What a ticket is made of. It is exactly what a person has seen in the preview. */
export type TicketContent = { readonly title: string; readonly body: string };

export type Link = {
  readonly id: string;
  readonly tracker: string;
  readonly issue: string;
  /** Null until the tracker has made it. */
  readonly ticket: Ticket | null;
  /** Null once it is made. */
  readonly content: TicketContent | null;
  readonly state: LinkState;
  /** Why it fails: a fault's name. */
  readonly reason: string | null;
  readonly base: Base | null;
  readonly revision: number;
  readonly seenAt: Date | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly changedAt: Date;
};

/** What we send to a ticket, by its kind of delivery. */
export const outboxKinds = {
  create: 'Make the ticket',
  state: 'Set its state',
  force: 'Set its state to ours, whatever it is',
  comment: 'Add a comment',
} as const;
export type OutboxKind = keyof typeof outboxKinds;

export const isOutboxKind = (kind: string): kind is OutboxKind => Object.hasOwn(outboxKinds, kind);

/** The line that finds a ticket again when its creation was not answered. */
export const markOf = (link: string): string => `Telltale-Link: ${link}`;
