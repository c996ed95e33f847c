// The log of deliveries as a table: what, where it stands, what came back last.
import type { DeliveryFacts } from '../../core/work/deliveries/delivery-log-store.ts';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { DeliveryBadge } from './parts.tsx';

type Props = {
  readonly rows: readonly DeliveryFacts[];
  readonly nameOf: (kind: string) => string;
  readonly hrefOf: (id: string) => string;
};

export const DeliveryTable = ({ rows, nameOf, hrefOf }: Props) => (
  <Table
    caption="Deliveries"
    captionHidden
    dense
    rows={rows}
    rowKey={({ id }) => id}
    rowDue={({ state }) => (state === 'failed' ? 'late' : undefined)}
    empty={
      <EmptyState title="No deliveries here" icon="send">
        <p>Each message is listed with every try and what came back.</p>
      </EmptyState>
    }
    columns={[
      {
        key: 'kind',
        label: 'Message',
        main: true,
        cell: ({ id, kind }) => <a href={hrefOf(id)}>{nameOf(kind)}</a>,
      },
      { key: 'at', label: 'Made', cell: ({ createdAt }) => <Time at={createdAt} /> },
      { key: 'state', label: 'State', cell: ({ state, tries }) => <DeliveryBadge state={state} tries={tries} /> },
      { key: 'tries', label: 'Tries', numeric: true, narrow: true, cell: ({ tries }) => tries },
      {
        key: 'last',
        label: 'Last answer',
        cell: ({ last }) =>
          last === null ? 'none yet' : last.status === null ? last.reason : <Mono>{`HTTP ${last.status}`}</Mono>,
      },
      {
        key: 'next',
        label: 'Next try',
        cell: ({ state, dueAt, tries }) => (state !== 'waiting' ? 'none' : tries === 0 ? 'soon' : <Time at={dueAt} />),
      },
    ]}
  />
);
