// All SQL of consent receipts: sealed under their owner's key, one for each thing that happened to a grant.
import { sql } from 'kysely';
import type { Person } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ConnectTables } from '../tables.ts';

const TABLE = 'connect.receipt';

/** `changed`: something was taken back. */
export type ReceiptEvent = 'given' | 'changed' | 'paused' | 'resumed' | 'renewed' | 'ended';
export type StoredReceipt = {
  readonly id: string;
  readonly event: ReceiptEvent;
  readonly createdAt: Date;
  /** JSON. */
  readonly text: string;
};

/** @returns false when there is one for this already */
export async function insertReceipt(
  kernel: Kernel,
  receipt: { id: string; grant: string; owner: string; event: ReceiptEvent; cause: string; text: string },
): Promise<boolean> {
  const { id, grant, owner, event, cause, text } = receipt;
  const vault = await kernel.vault.subject(kernel, owner);
  const { numInsertedOrUpdatedRows } = await kernel.db
    .withTables<ConnectTables>()
    .insertInto(TABLE)
    .values({ id, grant, owner, event, cause, receipt: vault.seal(place(id), text), created_at: kernel.clock.now() })
    .onConflict(conflict => conflict.columns(['grant', 'event', 'cause']).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

/** The person's own receipts, of one grant or of all, oldest first. */
export async function listReceipts(
  kernel: Kernel,
  actor: Pick<Person, 'id'>,
  grant?: string,
): Promise<StoredReceipt[]> {
  const own = kernel.db
    .withTables<ConnectTables>()
    .selectFrom(TABLE)
    .selectAll()
    .where('owner', '=', actor.id)
    .orderBy('created_at')
    // What was given comes before its changes, and these before its end, when all came at once.
    .orderBy(sql`case event when 'given' then 0 when 'ended' then 2 else 1 end`)
    .orderBy('cause');
  const rows = await (grant === undefined ? own : own.where('grant', '=', grant)).execute();
  const vault = rows.length === 0 ? undefined : await kernel.vault.existing(kernel.db, actor.id);
  if (vault === undefined) return [];
  return rows.map(({ id, event, receipt, created_at }) => ({
    id,
    // The column's check lets nothing else in.
    event: event as ReceiptEvent,
    createdAt: created_at,
    text: vault.open(place(id), receipt),
  }));
}

/** Forgets the receipts of a person who is erased. @param kept grants whose receipts stay */
export async function deleteReceipts(kernel: Kernel, owner: string, kept: readonly string[] = []): Promise<void> {
  await kernel.db
    .withTables<ConnectTables>()
    .deleteFrom(TABLE)
    .where('owner', '=', owner)
    .$if(kept.length > 0, query => query.where('grant', 'not in', [...kept]))
    .execute();
}

const place = (row: string) => ({ table: TABLE, column: 'receipt', row });
