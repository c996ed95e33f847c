// Calls in rows: when, what, what came of it.
import { href, routes } from '../../catalog/routes.ts';
import { Table } from '../../web/ui/table.tsx';
import { Badge, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { durationText, type RequestEntry } from '../requests/request-line.ts';

/** A status with its tone: ours is red, the application's amber. */
export const StatusBadge = ({ status }: Pick<RequestEntry, 'status'>) => (
  <Badge tone={status < 400 ? 'good' : status < 500 ? 'attention' : 'bad'}>{String(status)}</Badge>
);

export const RequestTable = ({ application: id, lines }: { application: string; lines: readonly RequestEntry[] }) => (
  <Table
    caption="Calls"
    captionHidden
    dense
    rows={lines}
    rowKey={({ request }) => request}
    rowHref={({ request }) => href(routes.developers.request, { id, request })}
    columns={[
      { key: 'at', label: 'Time', narrow: true, cell: ({ at }) => <Time at={at} show="absolute" /> },
      {
        key: 'call',
        label: 'Call',
        main: true,
        cell: ({ request, method, path }) => (
          <a href={href(routes.developers.request, { id, request })}>
            <Mono>{`${method} ${path}`}</Mono>
          </a>
        ),
      },
      {
        key: 'status',
        label: 'Outcome',
        cell: ({ status, error }) => (
          <>
            <StatusBadge status={status} /> {error !== null && <Mono>{error}</Mono>}
          </>
        ),
      },
      { key: 'took', label: 'Took', numeric: true, narrow: true, cell: ({ micros }) => durationText(micros) },
      { key: 'id', label: 'Request id', narrow: true, cell: ({ request }) => <Mono>{request.slice(0, 8)}</Mono> },
    ]}
  />
);
