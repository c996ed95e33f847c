// The line that says what has changed since the page was made; it moves nothing by itself, and is nothing without script.
import { href, routes } from '../../catalog/routes.ts';

/** `report` watches one report, else all of them. */
export function LiveNote({ report }: { report?: string | undefined }) {
  return (
    <p
      class="live-note"
      role="status"
      data-island="live-note"
      data-live={href(routes.reports.queueLive, undefined, { report })}
    >
      <span data-live-words />{' '}
      <a href="#content" hidden>
        Show
      </a>
    </p>
  );
}
