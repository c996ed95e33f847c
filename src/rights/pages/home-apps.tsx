// Apps that a person has taken their access from: what these still hold is theirs to delete.
import { href, routes } from '../../catalog/routes.ts';
import { Button } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Hidden } from '../../web/ui/form.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Badge } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { type DeletionOrder, isOverdue, outcomeWords } from '../orders/order.ts';

export type LeftApp = {
  readonly id: string;
  readonly name: string;
  readonly endedAt: Date;
  /** The newest order to it. */
  readonly order: DeletionOrder | undefined;
};

export function LeftApps({ apps, now }: { apps: readonly LeftApp[]; now: Date }) {
  if (apps.length === 0) return null;
  return (
    <Section
      title="Apps without access any more"
      id="apps"
      intro={
        <p>
          What they read before, they still hold. We can order them, signed, to delete it; they have thirty days to say
          what they did.
        </p>
      }
    >
      <Table
        caption="Apps without access any more"
        captionHidden
        rows={apps}
        rowKey={({ id }) => id}
        columns={[
          { key: 'name', label: 'App', main: true, cell: ({ name }) => name },
          { key: 'ended', label: 'Access ended', cell: ({ endedAt }) => <Time at={endedAt} show="date" /> },
          { key: 'order', label: 'Its data about you', cell: app => <OrderState app={app} now={now} /> },
        ]}
      />
    </Section>
  );
}

function OrderState({ app: { id, name, order }, now }: { app: LeftApp; now: Date }) {
  if (order?.outcome && order.acknowledgedAt)
    return (
      <>
        {outcomeWords[order.outcome]}, <Time at={order.acknowledgedAt} show="date" />
        {order.note && <p class="muted">“{order.note}”</p>}
      </>
    );
  if (order)
    return isOverdue(order, now) ? (
      <>
        <Badge tone="bad">No answer</Badge> due <Time at={order.dueAt} show="date" />. We follow it up.
      </>
    ) : (
      <>
        Told <Time at={order.createdAt} show="date" />,{' '}
        {order.takenAt && (
          <>
            taken by its server <Time at={order.takenAt} show="date" />,{' '}
          </>
        )}
        answer due <Time at={order.dueAt} show="date" />
      </>
    );
  return (
    <form method="post" action={href(routes.rights.appDelete)}>
      <Hidden name="application" value={id} />
      <Button size="small">
        Have it deleted<span class="visually-hidden"> by {name}</span>
      </Button>
    </form>
  );
}
