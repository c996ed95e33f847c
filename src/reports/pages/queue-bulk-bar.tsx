// Below the queue: what can be done with the chosen reports, or with all that fit the filters.
import { href, routes } from '../../catalog/routes.ts';
import { Button } from '../../web/ui/button.tsx';
import { bulkKinds, bulkWords, mostReports } from '../bulk/bulk-change.ts';
import { type QueueQuery, queryText } from '../queue/queue-query.ts';
import { SELECTION } from './queue-table.tsx';

export function BulkBar({ query }: { query: QueueQuery }) {
  return (
    <form
      id={SELECTION}
      class="bulk-bar"
      method="post"
      action={href(routes.reports.bulkBegin)}
      aria-label="Change several reports"
      data-island="selection"
    >
      <input type="hidden" name="query" value={queryText(query)} />
      <p role="status" data-selection-count>
        With the chosen reports:
      </p>
      {bulkKinds.map(kind => (
        <Button key={kind} size="small" name="kind" value={kind}>
          {bulkWords[kind].button}…
        </Button>
      ))}
      <button type="button" class="button button-quiet button-small" data-selection-all hidden>
        <span>Choose all on this page</span>
      </button>
      <details class="bulk-all">
        <summary>All that fit the filters</summary>
        <div>
          {bulkKinds.map(kind => (
            <Button key={kind} size="small" name="all" value={kind}>
              {bulkWords[kind].button} all…
            </Button>
          ))}
          <p class="field-hint">At most {mostReports} at a time. A preview comes first.</p>
        </div>
      </details>
    </form>
  );
}
