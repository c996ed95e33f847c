// Connections in rows: the car and the user by their ids, what was granted, how it stands, when it was last used.
import { href, routes } from '../../../catalog/routes.ts';
import type { MemberApplication } from '../../../developers/index.ts';
import { Table } from '../../../web/ui/table.tsx';
import { Badge, Mono } from '../../../web/ui/text.tsx';
import { Time } from '../../../web/ui/time.tsx';
import { writeConnectionId } from '../connection.ts';
import { type ConnectionView, modeWords, stateWords } from '../connection-view.ts';

type Props = {
  readonly application: MemberApplication;
  readonly connections: readonly ConnectionView[];
  /** When the application last got an answer about each car. */
  readonly reads: ReadonlyMap<string, Date>;
};

export const ConnectionTable = ({ application: { id, mayChange }, connections, reads }: Props) => (
  <Table
    caption="Connections"
    captionHidden
    rows={connections}
    rowKey={writeConnectionId}
    columns={[
      {
        key: 'vehicle',
        label: 'Vehicle and user',
        main: true,
        cell: ({ vehicle, user }) => (
          <>
            <Mono>{vehicle}</Mono>
            <br />
            <span class="muted">
              user <Mono>{user}</Mono>
            </span>
          </>
        ),
      },
      { key: 'scopes', label: 'Permissions', cell: ({ scopes }) => <Permissions scopes={scopes} /> },
      { key: 'mode', label: 'Mode', cell: ({ mode }) => modeWords[mode] },
      { key: 'since', label: 'Since', cell: ({ connectedAt }) => <Time at={connectedAt} show="relative" /> },
      {
        key: 'read',
        label: 'Last answer',
        cell: ({ vehicle }) => {
          const at = reads.get(vehicle);
          return at ? <Time at={at} show="relative" /> : <span class="muted">none in 14 days</span>;
        },
      },
      { key: 'state', label: 'State', cell: connection => <State {...connection} /> },
      {
        key: 'act',
        label: 'Change',
        labelHidden: true,
        narrow: true,
        cell: ({ state, grant, vehicle }) => (
          <>
            <a href={href(routes.developers.requests, { id }, { vehicle })}>
              Requests<span class="visually-hidden"> about {vehicle}</span>
            </a>
            {mayChange && state === 'granted' && (
              <>
                {' '}
                <a href={href(routes.connect.disconnect, { id, connection: writeConnectionId({ grant, vehicle }) })}>
                  Disconnect<span class="visually-hidden"> {vehicle}</span>
                </a>
              </>
            )}
          </>
        ),
      },
    ]}
  />
);

/** By the names that the API uses, one a line. */
const Permissions = ({ scopes }: { scopes: readonly string[] }) => (
  <ul class="plain-list">
    {scopes.map(name => (
      <li key={name}>
        <Mono>{name}</Mono>
      </li>
    ))}
  </ul>
);

function State({ state, expiresAt, endedAt }: ConnectionView) {
  const { label, tone } = stateWords[state];
  return (
    <>
      <Badge tone={tone}>{label}</Badge>{' '}
      <span class="muted">
        {endedAt ? (
          <Time at={endedAt} show="relative" />
        ) : (
          <>
            until <Time at={expiresAt} show="date" />
          </>
        )}
      </span>
    </>
  );
}
