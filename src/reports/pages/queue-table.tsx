// The rows of the queue: what is due, how bad, what, who waits for whom.
import { href, routes } from '../../catalog/routes.ts';
import { type CurrentProgram, findTarget } from '../../program/index.ts';
import { relativeTime } from '../../web/time-text.ts';
import { type Column, Table } from '../../web/ui/table.tsx';
import { Badge, Severity } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { type ReportHead, snapshotOf } from '../report-record.ts';
import { describeState } from '../report-state-words.ts';
import { dueTone, type QueueOrder, type QueueQuery, waitsFor, writeQueueQuery } from '../triage/queue-view.ts';
import { staffLabelOf, staffToneOf } from '../triage/staff-words.ts';

type QueueTableProps = {
  label: string;
  rows: readonly ReportHead[];
  names: ReadonlyMap<string, string>;
  program: CurrentProgram;
  now: Date;
  query: QueueQuery;
};

export function QueueTable({ label, rows, names, program, now, query }: QueueTableProps) {
  const sort = (order: QueueOrder, direction: 'asc' | 'desc') => ({
    href: href(routes.reports.queue, undefined, writeQueueQuery(query, { order })),
    direction: query.order === order ? direction : undefined,
  });
  const addressOf = ({ id }: ReportHead): string => href(routes.reports.triage, { id });
  const columns: Column<ReportHead>[] = [
    {
      key: 'due',
      label: 'Due',
      narrow: true,
      sort: sort('due', 'asc'),
      cell: ({ dueAt }) => (dueAt === null ? <span class="faint">ended</span> : <Due at={dueAt} now={now} />),
    },
    {
      key: 'priority',
      label: 'Priority',
      narrow: true,
      sort: sort('priority', 'asc'),
      cell: ({ priority }) =>
        priority === null ? <span class="faint">not judged</span> : <Severity level={priority} short />,
    },
    {
      key: 'report',
      label: 'Report',
      main: true,
      cell: report => (
        <a class="queue-title" href={addressOf(report)} title={report.title}>
          <QueueNumber number={report.number} /> {report.title}
        </a>
      ),
    },
    {
      key: 'target',
      label: 'Target',
      cell: ({ targetId, scopeVerdict }) => (
        <span class="queue-target">
          {targetId === null ? '' : (findTarget(program, targetId)?.name ?? '')}{' '}
          {scopeVerdict === 'out' && <Badge tone="bad">out</Badge>}
        </span>
      ),
    },
    {
      key: 'state',
      label: 'State',
      narrow: true,
      cell: report => (
        <Badge tone={staffToneOf(report)}>{staffLabelOf(report, describeState(snapshotOf(report)))}</Badge>
      ),
    },
    { key: 'waits', label: 'Waits for', narrow: true, cell: waitsFor },
    {
      key: 'age',
      label: 'Age',
      narrow: true,
      sort: sort('newest', 'desc'),
      cell: ({ submittedAt }) => <Age since={submittedAt} now={now} />,
    },
    {
      key: 'assignee',
      label: 'Has it',
      narrow: true,
      cell: ({ assignee }) =>
        assignee === null ? <span class="faint">nobody</span> : (names.get(assignee) ?? 'somebody who left'),
    },
  ];
  return (
    <div class="queue">
      <Table
        caption={label}
        captionHidden
        dense
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={addressOf}
        rowDue={({ dueAt }) => dueTone(dueAt, now)}
      />
    </div>
  );
}

function Due({ at, now }: { at: Date; now: Date }) {
  const tone = dueTone(at, now);
  if (tone === 'late')
    return (
      <span class="time time-late">
        <time dateTime={at.toISOString()}>{relativeTime(at, now).replace(' ago', ' late')}</time>
      </span>
    );
  return <Time at={at} show="relative" due={tone} />;
}

/** A number without the letters that all of them share; screen readers and copies get them. */
function QueueNumber({ number }: { number: string }) {
  const [letters = '', ...figures] = number.split('-');
  return (
    <span class="queue-number">
      <span class="visually-hidden">{letters}-</span>
      {figures.join('-')}
    </span>
  );
}

/** How long it has been here, short. */
const shortAge = (ms: number): string => {
  const hours = Math.floor(ms / 3_600_000);
  if (hours < 1) return `${Math.max(1, Math.floor(ms / 60_000))} min`;
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
};

function Age({ since, now }: { since: Date; now: Date }) {
  return <time dateTime={since.toISOString()}>{shortAge(now.getTime() - since.getTime())}</time>;
}
