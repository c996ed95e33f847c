// What was sent to a ticket, and what came of each try.
import type { DeliveryFacts } from '../../core/work/deliveries/delivery-log-store.ts';
import { DeliveryBadge } from '../../web/ui/deliveries.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Time } from '../../web/ui/time.tsx';
import { isOutboxKind, outboxKinds } from '../links/link.ts';

export const OutboxTable = ({ deliveries }: { deliveries: readonly DeliveryFacts[] }) => (
  <Table
    caption="What was sent"
    captionHidden
    dense
    rows={deliveries}
    rowKey={({ id }) => id}
    rowDue={({ state }) => (state === 'failed' ? 'late' : undefined)}
    empty={
      <EmptyState title="Nothing was sent yet" icon="send">
        <p>What the issue’s moves send to the ticket is listed here for 30 days, with every try.</p>
      </EmptyState>
    }
    columns={[
      { key: 'kind', label: 'What', main: true, cell: ({ kind }) => (isOutboxKind(kind) ? outboxKinds[kind] : kind) },
      { key: 'at', label: 'Made', cell: ({ createdAt }) => <Time at={createdAt} /> },
      { key: 'state', label: 'State', cell: ({ state, tries }) => <DeliveryBadge state={state} tries={tries} /> },
      { key: 'tries', label: 'Tries', numeric: true, narrow: true, cell: ({ tries }) => tries },
      { key: 'why', label: 'Last answer', cell: ({ last }) => last?.reason ?? (last === null ? 'none yet' : 'taken') },
      {
        key: 'next',
        label: 'Next try',
        cell: ({ tries, dueAt }) => (dueAt === null ? 'none' : tries === 0 ? 'soon' : <Time at={dueAt} />),
      },
    ]}
  />
);
