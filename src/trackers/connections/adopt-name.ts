// A project that was renamed is known by its new name from now on, as soon as its tracker tells us.

import type { Actor } from '../../core/actor.ts';
import { actorId } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { clientOf } from '../clients/client-of.ts';
import type { Tracker } from './tracker.ts';
import { saveTracker } from './tracker-store.ts';

/**
 * Asks the tracker what its project is called, and whether anybody can read it, and keeps that.
 * @returns whether the name is a new one
 * @throws TrackerFault
 */
export async function adoptName(kernel: Kernel, actor: Actor, tracker: Tracker): Promise<boolean> {
  const { id, name, baseUrl, account, issueType, takesComments, mapping } = tracker;
  const { project, isPublic } = await (await clientOf(kernel, tracker)).check();
  if (project === tracker.project && isPublic === tracker.isPublic) return false;
  const settings = { name, baseUrl, project, account, issueType, takesComments, mapping };
  await kernel.transaction(async kernel => {
    await saveTracker(kernel, id, { ...settings, token: undefined, isPublic });
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'tracker.adopt',
      subject: id,
      details: { isRenamed: project !== tracker.project, isPublic },
    });
  });
  return project !== tracker.project;
}
