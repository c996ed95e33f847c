// What staff should know above the queue: that new reports are paused, and that some are held back.
import { may } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { Callout } from '../../web/ui/text.tsx';
import { countHeld } from './held-store.ts';
import { currentIntake } from './intake-store.ts';
import type { Pause } from './pause.ts';
import { PauseNote } from './pause-note.tsx';

type Guard = { readonly pause: Pause | null; readonly held: number };

/** Held reports are for those who may release them. */
export async function loadGuard(kernel: Kernel, actor: Actor): Promise<Guard> {
  const judges = actor.kind === 'person' && may(actor.staffRole, 'report.triage');
  const [{ pause }, held] = await Promise.all([
    currentIntake(kernel),
    judges ? countHeld(kernel, kernel.clock.now()) : undefined,
  ]);
  return { pause, held: held?.all ?? 0 };
}

export const GuardNote = ({ pause, held }: Guard) => (
  <>
    {pause && <PauseNote pause={pause} />}
    {held > 0 && (
      <Callout>
        <p>
          <a href={href(routes.reports.held)}>
            {held === 1 ? 'One report is held back' : `${held} reports are held back`}
          </a>{' '}
          and {held === 1 ? 'waits' : 'wait'} to be looked at.
        </p>
      </Callout>
    )}
  </>
);
