// The pause in words, wherever somebody might send a report.
import type { Panel } from '../../core/panel.ts';
import { Callout } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { currentIntake } from './intake-store.ts';
import { type Pause, whatComesThrough } from './pause.ts';

/** That new reports are paused, why, until when, and what still comes through. */
export const PauseNote = ({ pause }: { pause: Pause }) => (
  <Callout tone="attention" title="New reports are paused">
    <p>{pause.reason}</p>
    <p>
      {pause.endsAt ? (
        <>
          It ends by itself <Time at={pause.endsAt} />.
        </>
      ) : (
        'It has no end date yet.'
      )}{' '}
      {whatComesThrough}
    </p>
  </Callout>
);

/** On the program's page, which `security.txt` names as the policy. */
export const pausePanel: Panel = {
  name: 'intake-pause',
  on: 'program',
  place: 'top',
  order: 10,
  load: async kernel => {
    const { pause } = await currentIntake(kernel);
    return pause && <PauseNote pause={pause} />;
  },
};
