// All SQL of answers that are kept ready. They are the team's: whoever may read reports sees them.
import type { Selectable } from 'kysely';
import { may } from '../../catalog/permissions.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import { after, DAY } from '../../core/clock.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { CloseReason } from '../report-snapshot.ts';
import type { ReportsCannedReply, ReportsTables } from '../tables.ts';
import type { CannedReply, ReplyTexts } from './reply-template.ts';

const REPLY = 'reports.canned_reply';

/** All of them, those for any message first. Who is not staff sees none. */
export async function listReplies(kernel: Kernel, actor: Actor): Promise<CannedReply[]> {
  if (!maySee(actor)) return [];
  const rows = await tables(kernel)
    .selectFrom(REPLY)
    .selectAll()
    .where('deleted_at', 'is', null)
    .orderBy('close_reason', order => order.nullsFirst())
    .orderBy('name')
    .execute();
  return rows.map(openReply);
}

/** One of them, deleted or not. */
export async function findReply(kernel: Kernel, actor: Actor, id: string): Promise<CannedReply | undefined> {
  if (!maySee(actor)) return undefined;
  const row = await tables(kernel).selectFrom(REPLY).selectAll().where('id', '=', id).executeTakeFirst();
  return row && openReply(row);
}

/** Adds one; gives its id. One whose id is there already stays as it is. */
export async function insertReply(
  kernel: Kernel,
  actor: Actor,
  reply: Omit<CannedReply, 'id'>,
  id: string = newId('rep', kernel.clock, kernel.random),
): Promise<string> {
  await tables(kernel)
    .insertInto(REPLY)
    .values({
      id,
      name: reply.name,
      close_reason: reply.reason,
      texts: JSON.stringify(reply.texts),
      created_by: actorId(actor),
      changed_at: kernel.clock.now(),
      deleted_at: null,
    })
    .onConflict(conflict => conflict.column('id').doNothing())
    .execute();
  return id;
}

/** Writes one anew. */
export async function updateReply(kernel: Kernel, { id, name, reason, texts }: CannedReply): Promise<void> {
  await tables(kernel)
    .updateTable(REPLY)
    .set({ name, close_reason: reason, texts: JSON.stringify(texts), changed_at: kernel.clock.now() })
    .where('id', '=', id)
    .execute();
}

/** Deletes one or brings it back, and forgets for good what was deleted more than a day ago. */
export async function setReplyDeleted(kernel: Kernel, id: string, deleted: boolean): Promise<void> {
  const now = kernel.clock.now();
  await tables(kernel).deleteFrom(REPLY).where('deleted_at', '<', after(now, -DAY)).where('id', '!=', id).execute();
  await tables(kernel)
    .updateTable(REPLY)
    .set({ deleted_at: deleted ? now : null })
    .where('id', '=', id)
    .execute();
}

/** Whether there has ever been one, so that the built-in ones are added once only. */
export async function hasReplies(kernel: Kernel): Promise<boolean> {
  return (await tables(kernel).selectFrom(REPLY).select('id').limit(1).executeTakeFirst()) !== undefined;
}

const maySee = (actor: Actor): boolean =>
  actor.kind === 'system' || (actor.kind === 'person' && may(actor.staffRole, 'report.read'));

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<ReportsTables>();

const openReply = (row: Selectable<ReportsCannedReply>): CannedReply => ({
  id: row.id,
  name: row.name,
  // Only `keep-reply.ts` writes these columns.
  reason: row.close_reason as CloseReason | null,
  texts: row.texts as ReplyTexts,
});
