// What a search found: number, title, state, and the place where the words stand.
import { href, routes } from '../../catalog/routes.ts';
import type { Term } from '../../core/search/words.ts';
import { Table } from '../../web/ui/table.tsx';
import { Badge, Severity } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { type ReportRecord, snapshotOf } from '../report-record.ts';
import { describeState } from '../report-state-words.ts';
import { dueTone } from '../triage/queue-view.ts';
import { staffLabelOf, staffToneOf } from '../triage/staff-words.ts';
import { bodyOf } from './report-text.ts';
import { bestSnippet, markHits, opening, type Snip } from './snippet.ts';

type FoundProps = { reports: readonly ReportRecord[]; wanted: ReadonlySet<Term>; now: Date };

export function FoundReports({ reports, wanted, now }: FoundProps) {
  const addressOf = ({ id }: ReportRecord): string => href(routes.reports.triage, { id });
  return (
    <div class="found">
      <Table
        caption="Found reports"
        captionHidden
        rows={reports}
        rowKey={({ id }) => id}
        rowHref={addressOf}
        rowDue={({ dueAt }) => dueTone(dueAt, now)}
        columns={[
          {
            key: 'report',
            label: 'Report',
            main: true,
            cell: report => (
              <>
                <a class="found-title" href={addressOf(report)}>
                  <span class="queue-number">{report.number}</span> <Marked snips={markHits(report.title, wanted)} />
                </a>
                <p class="found-text">
                  <Marked snips={snippetOf(report, wanted)} />
                </p>
              </>
            ),
          },
          {
            key: 'priority',
            label: 'Priority',
            narrow: true,
            cell: ({ priority }) =>
              priority === null ? <span class="faint">not judged</span> : <Severity level={priority} short />,
          },
          {
            key: 'state',
            label: 'State',
            narrow: true,
            cell: report => (
              <Badge tone={staffToneOf(report)}>{staffLabelOf(report, describeState(snapshotOf(report)))}</Badge>
            ),
          },
          {
            key: 'sent',
            label: 'Sent',
            narrow: true,
            cell: ({ submittedAt }) => <Time at={submittedAt} show="date" />,
          },
        ]}
      />
    </div>
  );
}

/** Found by its title alone, or by what was said about it later: then it begins as it begins. */
const snippetOf = (report: ReportRecord, wanted: ReadonlySet<Term>): Snip[] =>
  bestSnippet(bodyOf(report), wanted) ?? opening(report.content.description);

/** A text with its hits marked. */
export const Marked = ({ snips }: { snips: readonly Snip[] }) => (
  <>{snips.map(({ text, isHit }, index) => (isHit ? <mark key={`${index}${text}`}>{text}</mark> : text))}</>
);
