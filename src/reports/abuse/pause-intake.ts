// An admin pauses the intake; it ends by hand, or by itself at its end.
import { type Actor, actorId, system } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import { listHeldByPause } from './held-store.ts';
import { addPause, endPause } from './intake-store.ts';
import type { Pause } from './pause.ts';
import { releaseReport } from './release-report.ts';

/** @throws Refusal already_done when a pause lasts already */
export const pauseIntake = (kernel: Kernel, actor: Actor, input: Pick<Pause, 'reason' | 'endsAt'>): Promise<void> =>
  kernel.transaction(async kernel => {
    // One whose end has come is over, even if the job has not noted it yet.
    await endDue(kernel);
    const id = await addPause(kernel, actor, input);
    if (id === undefined) throw refuse('already_done');
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'intake.pause',
      subject: id,
      details: { reason: input.reason, until: input.endsAt?.toISOString() ?? '' },
    });
  });

/** @throws Refusal already_done when there is no pause */
export const resumeIntake = (kernel: Kernel, actor: Actor): Promise<void> =>
  kernel.transaction(async kernel => {
    if (!(await end(kernel, actor, { isDue: false }))) throw refuse('already_done');
  });

const self = system('intake');

/** Notes the end of a pause, and hands over the mails that were kept for it. */
export const endPauseJob: Job = {
  name: 'end-intake-pause',
  every: '* * * * *',
  run: kernel => kernel.transaction(endDue),
};

const endDue = async (kernel: Kernel): Promise<void> => void (await end(kernel, self, { isDue: true }));

async function end(kernel: Kernel, actor: Actor, which: { readonly isDue: boolean }): Promise<boolean> {
  const id = await endPause(kernel, actor, which);
  if (id === undefined) return false;
  await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'intake.resume', subject: id });
  for (const report of await listHeldByPause(kernel, 10_000)) await releaseReport(kernel, actor, report);
  return true;
}
