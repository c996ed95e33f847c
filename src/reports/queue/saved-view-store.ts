// All SQL of saved views. A person sees their own and the team's; a deleted one can be brought back for a day.
import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import { may } from '../../catalog/permissions.ts';
import type { Actor } from '../../core/actor.ts';
import { after, DAY } from '../../core/clock.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { ReportsSavedView, ReportsTables } from '../tables.ts';
import type { SavedView } from './saved-view.ts';

const VIEW = 'reports.saved_view';

/** The views of this person and of the team, each list in its own order. Who is not staff has none. */
export async function listSavedViews(
  kernel: Kernel,
  actor: Actor,
): Promise<{ own: readonly SavedView[]; team: readonly SavedView[] }> {
  if (actor.kind !== 'person' || !may(actor.staffRole, 'report.read')) return { own: [], team: [] };
  const rows = await tables(kernel)
    .selectFrom(VIEW)
    .selectAll()
    .where('deleted_at', 'is', null)
    .where(eb => eb.or([eb('shared', '=', true), eb('owner', '=', actor.id)]))
    .orderBy('position')
    .orderBy('id')
    .execute();
  const views = rows.map(openView);
  return { own: views.filter(({ shared }) => !shared), team: views.filter(({ shared }) => shared) };
}

/** One view that the actor may change, deleted or not: their own, or the team's when they may triage. */
export async function findSavedView(kernel: Kernel, actor: Actor, id: string): Promise<SavedView | undefined> {
  if (actor.kind !== 'person' || !may(actor.staffRole, 'report.read')) return undefined;
  const row = await tables(kernel).selectFrom(VIEW).selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const isTheirs = row.shared ? may(actor.staffRole, 'report.triage') : row.owner === actor.id;
  return isTheirs ? openView(row) : undefined;
}

/** Adds a view at the end of its list; gives its id. */
export async function insertSavedView(kernel: Kernel, view: Omit<SavedView, 'id'>): Promise<string> {
  const id = newId('viw', kernel.clock, kernel.random);
  await tables(kernel)
    .insertInto(VIEW)
    .values({
      id,
      owner: view.owner,
      shared: view.shared,
      name: view.name,
      query: view.query,
      position: sql<number>`(select coalesce(max(position), 0) + 1 from reports.saved_view)`,
      created_at: kernel.clock.now(),
      deleted_at: null,
    })
    .execute();
  return id;
}

/** Changes what is named. */
export async function updateSavedView(
  kernel: Kernel,
  id: string,
  change: { readonly name?: string; readonly query?: string; readonly deleted?: boolean },
): Promise<void> {
  await tables(kernel)
    .updateTable(VIEW)
    .set({
      ...(change.name !== undefined && { name: change.name }),
      ...(change.query !== undefined && { query: change.query }),
      ...(change.deleted !== undefined && { deleted_at: change.deleted ? kernel.clock.now() : null }),
    })
    .where('id', '=', id)
    .execute();
}

/** Puts the views in this order. */
export async function orderSavedViews(kernel: Kernel, ids: readonly string[]): Promise<void> {
  for (const [position, id] of ids.entries())
    await tables(kernel)
      .updateTable(VIEW)
      .set({ position: position + 1 })
      .where('id', '=', id)
      .execute();
}

/** Forgets what was deleted more than a day ago. */
export async function purgeSavedViews(kernel: Kernel): Promise<void> {
  await tables(kernel).deleteFrom(VIEW).where('deleted_at', '<', after(kernel.clock.now(), -DAY)).execute();
}

const tables = ({ db }: Pick<Kernel, 'db'>) => db.withTables<ReportsTables>();

const openView = (row: Selectable<ReportsSavedView>): SavedView => ({
  id: row.id,
  owner: row.owner,
  shared: row.shared,
  name: row.name,
  query: row.query,
});
