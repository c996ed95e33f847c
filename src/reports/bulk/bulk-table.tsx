// The reports of a change of many: what will happen, or has happened, to each.
import { href, routes } from '../../catalog/routes.ts';
import { Table } from '../../web/ui/table.tsx';
import { Badge, Severity } from '../../web/ui/text.tsx';
import type { ReportHead } from '../report-record.ts';
import { snapshotOf } from '../report-record.ts';
import { describeState } from '../report-state-words.ts';
import { staffLabelOf, staffToneOf } from '../triage/staff-words.ts';
import type { BulkChange, BulkItem } from './bulk-change.ts';

type BulkTableProps = {
  change: BulkChange;
  items: readonly BulkItem[];
  heads: ReadonlyMap<string, ReportHead>;
};

/** Those that are left alone stand first: they are what one has to look at. */
export function BulkTable({ change, items, heads }: BulkTableProps) {
  const verdictOf = (item: BulkItem) => item.result ?? item.preview;
  const rows = items.toSorted((one, other) => rank(verdictOf(one)?.ok) - rank(verdictOf(other)?.ok));
  return (
    <Table
      caption="Reports"
      captionHidden
      dense
      rows={rows}
      rowKey={({ report }) => report}
      columns={[
        {
          key: 'report',
          label: 'Report',
          main: true,
          cell: ({ report }) => (
            <a href={href(routes.reports.triage, { id: report })}>
              <span class="queue-number">{heads.get(report)?.number}</span> {heads.get(report)?.title}
            </a>
          ),
        },
        {
          key: 'priority',
          label: 'Priority',
          narrow: true,
          cell: ({ report }) => {
            const priority = heads.get(report)?.priority ?? null;
            return priority === null ? <span class="faint">not judged</span> : <Severity level={priority} short />;
          },
        },
        {
          key: 'state',
          label: 'State',
          narrow: true,
          cell: ({ report }) => {
            const head = heads.get(report);
            return (
              head && <Badge tone={staffToneOf(head)}>{staffLabelOf(head, describeState(snapshotOf(head)))}</Badge>
            );
          },
        },
        {
          key: 'verdict',
          label: change.phase === 'done' ? 'Result' : 'What will happen',
          cell: item => {
            const verdict = verdictOf(item);
            if (!verdict) return <span class="faint">not looked at yet</span>;
            return (
              <span class="bulk-verdict">
                <Badge tone={verdict.ok ? 'good' : 'bad'}>{verdict.ok ? okWord(item) : 'Left alone'}</Badge>{' '}
                {verdict.says}
              </span>
            );
          },
        },
      ]}
    />
  );
}

const rank = (ok: boolean | undefined): number => (ok === false ? 0 : 1);
const okWord = (item: BulkItem): string => (item.result ? 'Done' : 'Will do');
