// All SQL that finds reports as a list shows them, by their ids.
import type { Actor } from '../core/actor.ts';
import type { Kernel } from '../core/kernel.ts';
import { HEAD_COLUMNS, openHead, REPORT, type ReportHead } from './report-record.ts';
import { visibleTo } from './report-visibility.ts';
import type { ReportsTables } from './tables.ts';

/**
 * The first of these reports that the actor may see and that are no spam, in the order of the ids, as a list shows them.
 * No more titles are opened than `most`.
 */
export async function readFirstHeads(
  kernel: Kernel,
  actor: Actor,
  ids: readonly string[],
  most: number,
): Promise<ReportHead[]> {
  if (ids.length === 0) return [];
  const rows = await tables(kernel)
    .selectFrom(REPORT)
    .select(HEAD_COLUMNS)
    .where('id', 'in', ids)
    .where(visibleTo(actor))
    .execute();
  const byId = new Map(rows.filter(row => row.close_reason !== 'spam').map(row => [row.id, row]));
  return openHeads(kernel, ids.flatMap(id => byId.get(id) ?? []).slice(0, most));
}

/** When those of these reports came in that the actor may see, and why they were closed; nothing is opened for it. */
export async function readArrivals(
  kernel: Kernel,
  actor: Actor,
  ids: readonly string[],
): Promise<Map<string, Pick<ReportHead, 'submittedAt' | 'closeReason'>>> {
  if (ids.length === 0) return new Map();
  const rows = await tables(kernel)
    .selectFrom(REPORT)
    .select(['id', 'submitted_at', 'close_reason'])
    .where('id', 'in', ids)
    .where(visibleTo(actor))
    .execute();
  return new Map(
    rows.map(row => [
      row.id,
      { submittedAt: row.submitted_at, closeReason: row.close_reason as ReportHead['closeReason'] },
    ]),
  );
}

/** Rows as a list shows them; of one whose key is gone the title says so. */
export async function openHeads(
  kernel: Kernel,
  rows: readonly Parameters<typeof openHead>[0][],
): Promise<ReportHead[]> {
  const vaults = await kernel.vault.subjects(
    kernel.db,
    rows.map(({ id }) => id),
  );
  return rows.map(row => openHead(row, vaults.get(row.id)));
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<ReportsTables>();
