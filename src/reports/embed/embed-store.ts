// All SQL of the sites that may show the form in a frame.
import { type Actor, actorId } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ReportsTables } from '../tables.ts';

export type EmbedOrigin = { readonly origin: string; readonly addedAt: Date; readonly addedBy: string };

/** The origins, in alphabetical order. */
export async function listOrigins(kernel: Kernel): Promise<EmbedOrigin[]> {
  const rows = await tables(kernel).selectFrom(ORIGIN).selectAll().orderBy('origin').execute();
  return rows.map(row => ({ origin: row.origin, addedAt: row.created_at, addedBy: row.created_by }));
}

/** Adds one; false when it is there already. */
export async function addOrigin(kernel: Kernel, actor: Actor, origin: string): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tables(kernel)
    .insertInto(ORIGIN)
    .values({ origin, created_at: kernel.clock.now(), created_by: actorId(actor) })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

/** Removes one; false when it is not there. */
export async function removeOrigin(kernel: Kernel, origin: string): Promise<boolean> {
  const { numDeletedRows } = await tables(kernel).deleteFrom(ORIGIN).where('origin', '=', origin).executeTakeFirst();
  return numDeletedRows === 1n;
}

const ORIGIN = 'reports.embed_origin';

const tables = ({ db }: Kernel) => db.withTables<ReportsTables>();
