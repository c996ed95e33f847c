// The rows of the queue: what is due and why, how bad, what, who waits for whom.
import { href, routes } from '../../catalog/routes.ts';
import { type CurrentProgram, findTarget } from '../../program/index.ts';
import { type Column, Table } from '../../web/ui/table.tsx';
import { Badge, Severity } from '../../web/ui/text.tsx';
import type { QueueOrder, QueueQuery } from '../queue/queue-query.ts';
import { writeQueueQuery } from '../queue/queue-query.ts';
import type { QueueRow } from '../queue/queue-row.ts';
import { clockWords, runningClocks, timeLeft } from '../queue/running-clocks.ts';
import { snapshotOf } from '../report-record.ts';
import { describeState } from '../report-state-words.ts';
import { dueTone, waitsFor } from '../triage/queue-view.ts';
import { staffLabelOf, staffToneOf } from '../triage/staff-words.ts';

/** The form that the checkboxes of the rows belong to. */
export const SELECTION = 'selection';
/** The form with which a row is taken by a key. */
export const TAKE = 'take';

type QueueTableProps = {
  label: string;
  rows: readonly QueueRow[];
  names: ReadonlyMap<string, string>;
  program: CurrentProgram;
  now: Date;
  query: QueueQuery;
  /** May change reports: gets checkboxes and keys. */
  judges: boolean;
  me: string;
};

export function QueueTable({ label, rows, names, program, now, query, judges, me }: QueueTableProps) {
  const sort = (order: QueueOrder, direction: 'asc' | 'desc', other?: QueueOrder) => ({
    href: href(
      routes.reports.queue,
      undefined,
      writeQueueQuery(query, { order: query.order === order && other ? other : order }),
    ),
    direction:
      query.order === order
        ? direction
        : query.order === other
          ? direction === 'asc'
            ? ('desc' as const)
            : ('asc' as const)
          : undefined,
  });
  const addressOf = ({ id }: QueueRow): string => href(routes.reports.triage, { id });
  const isMine = ({ assignee }: QueueRow): boolean => assignee === me;
  const columns: Column<QueueRow>[] = [
    ...(judges
      ? [
          {
            key: 'select',
            label: 'Select',
            labelHidden: true,
            narrow: true,
            cell: ({ id, number }: QueueRow) => (
              <input type="checkbox" form={SELECTION} name="report" value={id} aria-label={`Select ${number}`} />
            ),
          },
        ]
      : []),
    {
      key: 'due',
      label: 'Due',
      narrow: true,
      sort: query.view === 'closed' ? undefined : sort('due', 'asc'),
      cell: row => <Sla row={row} now={now} />,
    },
    {
      key: 'priority',
      label: 'Priority',
      narrow: true,
      sort: sort('priority', 'asc'),
      cell: ({ priority }) =>
        priority === null ? (
          <span class="faint">
            –<span class="visually-hidden">not judged</span>
          </span>
        ) : (
          <Severity level={priority} short />
        ),
    },
    {
      key: 'report',
      label: 'Report',
      main: true,
      cell: report => (
        <>
          <a class="queue-title" href={addressOf(report)} title={report.title}>
            {report.isUnread && (
              <span class="unread-mark">
                <span class="visually-hidden">Unread:</span>
              </span>
            )}
            <QueueNumber number={report.number} now={now} /> {report.title}
          </a>
          {report.looksLike && (
            <a class="queue-alike" href={href(routes.reports.triage, { id: report.looksLike.id })}>
              looks like <QueueNumber number={report.looksLike.number} now={now} />
            </a>
          )}
          <Labels labels={report.labels} />
          {judges && <RowKeys row={report} address={addressOf(report)} isMine={isMine(report)} />}
        </>
      ),
    },
    {
      key: 'target',
      label: 'Target',
      cell: ({ targetId, scopeVerdict }) => (
        <span class="queue-target">
          {findTarget(program, targetId)?.name ?? ''} {scopeVerdict === 'out' && <Badge tone="bad">out</Badge>}
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
      sort: sort('newest', 'desc', 'oldest'),
      cell: ({ submittedAt }) => <Age since={submittedAt} now={now} />,
    },
    {
      key: 'assignee',
      label: 'Has it',
      narrow: true,
      cell: row =>
        row.assignee === null ? (
          <span class="faint">nobody</span>
        ) : isMine(row) ? (
          'you'
        ) : (
          (names.get(row.assignee) ?? 'somebody who left')
        ),
    },
  ];
  return (
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
  );
}

/** How much time is left, and for what; red and amber say so in words too. */
function Sla({ row, now }: { row: QueueRow; now: Date }) {
  const [next] = runningClocks(row);
  if (!next) return <span class="faint">ended</span>;
  const tone = dueTone(next.dueAt, now);
  return (
    <span class="sla">
      <time class={tone ? `sla-left time-${tone}` : 'sla-left'} dateTime={next.dueAt.toISOString()}>
        {timeLeft(next.dueAt, now)}
      </time>{' '}
      <span class="sla-clock">{clockWords[next.clock]}</span>
    </span>
  );
}

function Labels({ labels }: { labels: readonly string[] }) {
  if (labels.length === 0) return null;
  return (
    <span class="queue-labels">
      {labels.slice(0, 1).map(label => (
        <span key={label} class="queue-label">
          <span class="visually-hidden">Label: </span>
          {label}
        </span>
      ))}
      {labels.length > 1 && (
        <span class="queue-label" title={labels.slice(1).join(', ')}>
          +{labels.length - 1}
        </span>
      )}
    </span>
  );
}

/** Where the letters lead for this row; the page of the report offers the same by hand. */
function RowKeys({ row, address, isMine }: { row: QueueRow; address: string; isMine: boolean }) {
  const hasEnded = row.state === 'resolved' || row.state === 'closed';
  return (
    <span hidden>
      <a data-row-key="e" href={`${address}#messages`}>
        Answer
      </a>
      <a data-row-key="s" href={`${address}#severity`}>
        Judge
      </a>
      {!hasEnded && (
        <a data-row-key="d" href={`${address}#move-close-duplicate`}>
          Close as duplicate
        </a>
      )}
      {!isMine && (
        <button
          type="submit"
          form={TAKE}
          data-row-key="a"
          formAction={href(routes.reports.assign, { id: row.id })}
          name="revision"
          value={String(row.revision)}
        >
          Take it
        </button>
      )}
    </span>
  );
}

/** A number without what most of them share, the letters and this year; screen readers and copies get all of it. */
function QueueNumber({ number, now }: { number: string; now: Date }) {
  const shared = new RegExp(`^VDP-(?:${now.getUTCFullYear()}-)?`, 'u').exec(number)?.[0] ?? '';
  return (
    <span class="queue-number">
      <span class="visually-hidden">{shared}</span>
      {number.slice(shared.length)}
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
