// All SQL of orders to delete. Owners find theirs, developers those of an application they were let to see, staff all.
import { type Selectable, sql } from 'kysely';
import { may } from '../../catalog/permissions.ts';
import type { Actor } from '../../core/actor.ts';
import { after, DAY } from '../../core/clock.ts';
import { isId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { RightsDeletionOrder, RightsTables } from '../tables.ts';
import type { DeletionOrder, OrderCause, OrderOutcome } from './order.ts';

const TABLE = 'rights.deletion_order';
const place = (row: string) => ({ table: TABLE, column: 'note', row });

export type NewOrder = Pick<DeletionOrder, 'id' | 'person' | 'application' | 'cause' | 'document' | 'dueAt'> & {
  readonly request: string | null;
};

/** @returns false when there is one already: of the same erasure, or asked for and not answered yet */
export async function insertOrder(kernel: Kernel, order: NewOrder): Promise<boolean> {
  const { id, person, application, cause, document, dueAt, request } = order;
  const { numInsertedOrUpdatedRows } = await tables(kernel)
    .insertInto(TABLE)
    .values({ id, person, request, application, cause, document, created_at: kernel.clock.now(), due_at: dueAt })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

/** Orders about a person, newest first. */
export async function listOrdersOf(kernel: Kernel, person: string): Promise<DeletionOrder[]> {
  return openRows(kernel, await orders(kernel).where('person', '=', person).orderBy('id', 'desc').execute());
}

export async function countOrdersOf({ db }: Kernel, person: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from rights.deletion_order where person = ${person}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Orders that follow from an erasure. */
export async function listOrdersOfRequest(kernel: Kernel, request: string): Promise<DeletionOrder[]> {
  return openRows(kernel, await orders(kernel).where('request', '=', request).orderBy('id').execute());
}

/** Orders to an application that the caller was let to see: unanswered ones first, newest first, two hundred at most. */
export async function listOrdersTo(kernel: Kernel, application: { readonly id: string }): Promise<DeletionOrder[]> {
  const rows = await orders(kernel)
    .where('application', '=', application.id)
    .orderBy(({ eb }) => eb('acknowledged_at', 'is not', null))
    .orderBy('id', 'desc')
    .limit(200)
    .execute();
  return openRows(kernel, rows);
}

export async function findOrderTo(
  kernel: Kernel,
  application: { readonly id: string },
  id: string,
): Promise<DeletionOrder | undefined> {
  if (!isId('ord', id)) return undefined;
  const rows = await orders(kernel).where('application', '=', application.id).where('id', '=', id).execute();
  return (await openRows(kernel, rows))[0];
}

/** What nobody has answered, the next due first; nothing for whoever may not manage privacy. */
export async function listUnansweredOrders(kernel: Kernel, actor: Actor): Promise<DeletionOrder[]> {
  if (actor.kind !== 'person' || !may(actor.staffRole, 'privacy.manage')) return [];
  return openRows(
    kernel,
    await orders(kernel).where('acknowledged_at', 'is', null).orderBy('due_at').limit(200).execute(),
  );
}

/** Keeps what the developers say they did. @returns false when it was answered before */
export async function acknowledgeOrder(
  kernel: Kernel,
  id: string,
  { by, outcome, note }: { readonly by: string; readonly outcome: OrderOutcome; readonly note: string },
): Promise<boolean> {
  const vault = note === '' ? undefined : await kernel.vault.subject(kernel, id);
  const { numUpdatedRows } = await tables(kernel)
    .updateTable(TABLE)
    .set({
      acknowledged_at: kernel.clock.now(),
      acknowledged_by: by,
      outcome,
      note: vault ? vault.seal(place(id), note) : null,
    })
    .where('id', '=', id)
    .where('acknowledged_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Notes that a server of the application took the order; the first time counts. */
export async function markTaken(kernel: Kernel, id: string): Promise<void> {
  await tables(kernel)
    .updateTable(TABLE)
    .set({ taken_at: kernel.clock.now() })
    .where('id', '=', id)
    .where('taken_at', 'is', null)
    .execute();
}

/** Takes those that are due within five days, or late, and nobody was reminded of; a hundred a call. */
export async function takeToRemind(kernel: Kernel): Promise<{ id: string; application: string }[]> {
  const now = kernel.clock.now();
  return tables(kernel)
    .updateTable(TABLE)
    .set({ reminded_at: now })
    .where('id', 'in', query =>
      query
        .selectFrom('rights.deletion_order')
        .select('rights.deletion_order.id')
        .where('acknowledged_at', 'is', null)
        .where('reminded_at', 'is', null)
        .where('due_at', '<=', after(now, 5 * DAY))
        .limit(100),
    )
    .returning(['id', 'application'])
    .execute();
}

const tables = ({ db }: Kernel) => db.withTables<RightsTables>();
const orders = (kernel: Kernel) => tables(kernel).selectFrom(TABLE).selectAll();

async function openRows(kernel: Kernel, rows: readonly Selectable<RightsDeletionOrder>[]): Promise<DeletionOrder[]> {
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.filter(({ note }) => note !== null).map(({ id }) => id),
  );
  return rows.map(row => ({
    id: row.id,
    person: row.person,
    application: row.application,
    // The table's checks admit these alone.
    cause: row.cause as OrderCause,
    document: row.document,
    createdAt: row.created_at,
    dueAt: row.due_at,
    takenAt: row.taken_at ?? undefined,
    acknowledgedAt: row.acknowledged_at ?? undefined,
    outcome: (row.outcome as OrderOutcome | null) ?? undefined,
    note: row.note === null ? undefined : vaults.get(row.id)?.open(place(row.id), row.note),
  }));
}
