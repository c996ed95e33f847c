// Requests as rows, and a state as a badge; for the person and for staff.
import { href, routes } from '../../catalog/routes.ts';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge, type Tone } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import {
  deadlineOf,
  dueness,
  isOpen,
  kindWords,
  type RequestState,
  type RightsRequest,
  stateWords,
} from '../request.ts';

const tones: Readonly<Partial<Record<RequestState, Tone>>> = {
  open: 'info',
  working: 'info',
  held: 'attention',
  ready: 'good',
  done: 'good',
  failed: 'bad',
};

export const StateBadge = ({ state }: Pick<RightsRequest, 'state'>) => (
  <Badge tone={tones[state] ?? 'neutral'}>{stateWords[state]}</Badge>
);

/** When it is due while it is open; when it ended afterwards. */
export function RequestDate({ request, now }: { request: RightsRequest; now: Date }) {
  if (!isOpen(request)) return request.endedAt ? <Time at={request.endedAt} show="date" /> : <>–</>;
  const due = dueness(request, now);
  return (
    <>
      {due === 'late' ? 'was due ' : 'due '}
      <Time at={deadlineOf(request)} show="date" due={due} />
    </>
  );
}

/** A person's own requests. */
export function RequestTable({ requests, now }: { requests: readonly RightsRequest[]; now: Date }) {
  return (
    <Table
      caption="Your requests"
      captionHidden
      rows={requests}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title="No requests yet" icon="inbox">
          <p>What you ask for stands here with its date and our answer.</p>
        </EmptyState>
      }
      columns={[
        {
          key: 'kind',
          label: 'Request',
          main: true,
          cell: ({ id, kind }) => <a href={href(routes.rights.request, { request: id })}>{kindWords[kind].name}</a>,
        },
        { key: 'at', label: 'Asked', cell: ({ createdAt }) => <Time at={createdAt} show="date" /> },
        { key: 'state', label: 'State', narrow: true, cell: request => <StateBadge state={request.state} /> },
        { key: 'due', label: 'Answer', cell: request => <RequestDate request={request} now={now} /> },
      ]}
    />
  );
}
