// What somebody does with a saved view: keeps one, renames it, moves it, deletes it, brings it back.
import { may } from '../../catalog/permissions.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { queryText, readQueryText } from './queue-query.ts';
import { moved, whatNameLacks } from './saved-view.ts';
import {
  findSavedView,
  insertSavedView,
  listSavedViews,
  orderSavedViews,
  purgeSavedViews,
  updateSavedView,
} from './saved-view-store.ts';

export type NewSavedView = { readonly name: string; readonly shared: boolean; readonly query: string };

/**
 * Keeps the filters under a name; what the name lacks comes back as a sentence.
 * @throws Refusal not_allowed when somebody who may not triage makes one for the team
 */
export async function keepView(
  kernel: Kernel,
  actor: Actor,
  { name, shared, query }: NewSavedView,
): Promise<{ ok: true; id: string } | { ok: false; sentence: string }> {
  if (actor.kind !== 'person') throw refuse('not_found');
  if (shared && !may(actor.staffRole, 'report.triage')) throw refuse('not_allowed');
  const lacks = whatNameLacks(name);
  if (lacks !== undefined) return { ok: false, sentence: lacks };
  return kernel.transaction(async kernel => {
    // Read and written again, so that nothing stands in it that the queue doesn't know.
    const view = { owner: actor.id, shared, name, query: queryText(readQueryText(query)) };
    const id = await insertSavedView(kernel, view);
    await record(kernel, actor, 'queue-view.keep', id, { shared });
    return { ok: true, id };
  });
}

export type ViewChange =
  | { readonly kind: 'rename'; readonly name: string }
  | { readonly kind: 'up' }
  | { readonly kind: 'down' }
  | { readonly kind: 'delete' }
  | { readonly kind: 'restore' };

/**
 * Changes one view; what a new name lacks comes back as a sentence.
 * @throws Refusal not_found when it is not theirs to change
 */
export const changeView = (
  kernel: Kernel,
  actor: Actor,
  id: string,
  change: ViewChange,
): Promise<{ ok: true } | { ok: false; sentence: string }> =>
  kernel.transaction(async kernel => {
    const view = await findSavedView(kernel, actor, id);
    if (!view) throw refuse('not_found');
    switch (change.kind) {
      case 'rename': {
        const lacks = whatNameLacks(change.name);
        if (lacks !== undefined) return { ok: false, sentence: lacks };
        await updateSavedView(kernel, id, { name: change.name });
        break;
      }
      case 'up':
      case 'down': {
        const { own, team } = await listSavedViews(kernel, actor);
        const ids = (view.shared ? team : own).map(each => each.id);
        await orderSavedViews(kernel, moved(ids, id, change.kind));
        break;
      }
      case 'delete':
        await purgeSavedViews(kernel);
        await updateSavedView(kernel, id, { deleted: true });
        break;
      case 'restore':
        await updateSavedView(kernel, id, { deleted: false });
    }
    await record(kernel, actor, `queue-view.${change.kind}`, id, { shared: view.shared });
    return { ok: true };
  });

const record = (kernel: Kernel, actor: Actor, action: string, subject: string, details: { shared: boolean }) =>
  kernel.audit.record(kernel.db, { actor: actorId(actor), action, subject, details });
