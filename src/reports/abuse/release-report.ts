// What staff decides about a held report: release it, or keep it out. Both can be taken back by releasing it later.
import { type Actor, actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { addEntry } from '../conversation-store.ts';
import { noteKeptOut, unhold } from './held-store.ts';

/**
 * Makes a held report an ordinary one, as of the time it came: it enters queue, search and clocks, and the team hears of it.
 * @throws Refusal already_done when it is not held
 */
export const releaseReport = (kernel: Kernel, actor: Actor, id: string): Promise<void> =>
  kernel.transaction(async kernel => {
    if (!(await unhold(kernel, id, actorId(actor)))) throw refuse('already_done');
    const role = actor.kind === 'person' ? 'staff' : 'system';
    await addEntry(kernel, actor, id, { kind: 'release', role, audience: 'internal' });
    await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'report.release', subject: id });
    await kernel.emit(kernel, 'report.submitted', { report: id });
  });

/**
 * Notes that a held report was looked at and stays out.
 * @throws Refusal already_done when it is not held, or was kept out before
 */
export const keepOut = (kernel: Kernel, actor: Actor, id: string): Promise<void> =>
  kernel.transaction(async kernel => {
    if (!(await noteKeptOut(kernel, id, actorId(actor)))) throw refuse('already_done');
    await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'report.keep-out', subject: id });
  });
