// The signed order to an application to delete what it holds of somebody, and what came back. Pure.
import { after, DAY } from '../../core/clock.ts';
import { type Signed, signRecord } from '../../core/crypto/signed-record.ts';
import type { Signer } from '../../core/crypto/signing.ts';

export type OrderCause = 'erased' | 'asked';

export const outcomes = ['deleted', 'nothing_held', 'kept_by_law'] as const;
export type OrderOutcome = (typeof outcomes)[number];

export const outcomeWords: Readonly<Record<OrderOutcome, string>> = {
  deleted: 'Deleted',
  nothing_held: 'Held nothing',
  kept_by_law: 'Must keep some of it by law',
};

export type DeletionOrder = {
  readonly id: string;
  readonly person: string;
  readonly application: string;
  readonly cause: OrderCause;
  /** The signed order, as JSON. */
  readonly document: string;
  readonly createdAt: Date;
  readonly dueAt: Date;
  /** When a server of the application first took the signed message; undefined while none has, or wants them. */
  readonly takenAt: Date | undefined;
  readonly acknowledgedAt: Date | undefined;
  readonly outcome: OrderOutcome | undefined;
  /** What the developers add. */
  readonly note: string | undefined;
};

/** A month is what the law gives whoever is asked (Article 12(3)); thirty days are in no month too long. */
export const orderDueFrom = (sentAt: Date): Date => after(sentAt, 30 * DAY);

export const isOverdue = ({ acknowledgedAt, dueAt }: DeletionOrder, now: Date): boolean =>
  acknowledgedAt === undefined && dueAt < now;

/** How near the end is: within five days it is soon. */
export function orderDueness(order: DeletionOrder, now: Date): 'soon' | 'late' | undefined {
  if (order.acknowledgedAt !== undefined) return undefined;
  if (isOverdue(order, now)) return 'late';
  return order.dueAt.getTime() - now.getTime() <= 5 * DAY ? 'soon' : undefined;
}

export type OrderFacts = {
  readonly id: string;
  readonly server: string;
  readonly application: string;
  /** The id by which the application knows the owner; nobody else can tell who it is. */
  readonly user: string;
  readonly vehicles: readonly string[];
  readonly cause: OrderCause;
  readonly issuedAt: Date;
  readonly dueAt: Date;
  /** Where it is acknowledged. */
  readonly acknowledgeUrl: string;
};

export type OrderDocument = Signed<{
  readonly [name: string]: string | readonly string[];
}>;

/** Names of the members are permanent; times are UTC. */
export const makeOrder = (facts: OrderFacts, signer: Signer): OrderDocument =>
  signRecord(
    {
      format: 'telltale-deletion-order-1',
      id: facts.id,
      server: facts.server,
      application: facts.application,
      user: facts.user,
      vehicles: [...facts.vehicles],
      cause: facts.cause,
      order:
        'Delete what you hold of this user and these vehicles, and have whoever got it from you do the same. Say here what you did.',
      basis: 'Regulation (EU) 2016/679 Art. 17(1), 17(2) and 19; Regulation (EU) 2023/2854 Art. 6(1)',
      issued_at: facts.issuedAt.toISOString(),
      due_at: facts.dueAt.toISOString(),
      acknowledge_at: facts.acknowledgeUrl,
    },
    signer,
  );
