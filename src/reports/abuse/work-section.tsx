// What has to be done before a report is taken from a busy network: the browser's work, or a wait. Nobody is quizzed.
import { asset } from '../../web/assets.ts';
import { Callout } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import type { WorkOrder } from './admit-report.ts';

/** Stands within the form. With script the browser solves the challenge and sends; without, the ticket counts later. */
export function WorkSection({ order: { challenge, ticket, from } }: { order: WorkOrder }) {
  return (
    <div
      class="work"
      id="work"
      data-island="proof-of-work"
      data-challenge={JSON.stringify(challenge)}
      data-worker={asset('solve-work.js')}
    >
      <input type="hidden" name="altcha" value="" />
      <input type="hidden" name="ticket" value={ticket} />
      <div class="work-wait" role="alert" tabIndex={-1} autofocus>
        <Callout tone="attention" title="One moment before this is sent">
          <p>
            Many reports came from your network today, so each further one waits a little. Press “Send report” again
            from <Time at={from} /> on. Everything you wrote is below, and nothing else is asked of you.
          </p>
        </Callout>
      </div>
      <p class="work-note" role="status" />
    </div>
  );
}
