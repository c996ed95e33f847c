// Where an application's developers find orders to delete what they hold of somebody, and say what they did.

import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { signedIn } from '../../core/http/access.ts';
import { type Answer, html, jsonText, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { ApplicationFrame, findMemberApplication } from '../../developers/index.ts';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Card } from '../../web/ui/card.tsx';
import { RadioGroup } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors } from '../../web/ui/form.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { type DeletionOrder, type OrderOutcome, orderDueness, outcomes, outcomeWords } from '../orders/order.ts';
import { acknowledge } from '../orders/order-deletions.ts';
import { findOrderTo, listOrdersTo } from '../orders/order-store.ts';

const AT = routes.rights.orders;
const LONGEST_NOTE = 500;

type Shown = {
  readonly order?: string;
  readonly errors?: Record<string, string>;
  readonly values?: Record<string, string>;
};

const list = defineRoute({
  method: 'GET',
  at: AT,
  access: signedIn(),
  limit: 'page',
  summary: 'Orders to an application to delete what it holds of somebody.',
  query: Type.Object({ done: Type.Optional(Type.String()) }),
  handle: context => ordersPage(context, context.params.id, {}, context.query.done === 'yes'),
});

const answer = defineRoute({
  method: 'POST',
  at: routes.rights.order,
  access: signedIn(),
  limit: 'change',
  summary: 'Says what was done about an order.',
  body: Type.Object({
    outcome: Type.Optional(Type.String({ maxLength: 20 })),
    note: Type.Optional(Type.String({ maxLength: 5000 })),
  }),
  handle: async context => {
    const { kernel, params, body } = context;
    const { outcome = '', note = '' } = body;
    const errors: Record<string, string> = {};
    if (!isOutcome(outcome)) errors['outcome'] = 'Choose what you did.';
    if (outcome === 'kept_by_law' && note.trim() === '') errors['note'] = 'Say which law makes you keep it, and what.';
    if (note.length > LONGEST_NOTE) errors['note'] = `Shorten it to ${LONGEST_NOTE} characters.`;
    if (!isOutcome(outcome) || Object.keys(errors).length > 0)
      return ordersPage(context, params.id, { order: params.order, errors, values: { outcome, note } }, false);
    await acknowledge(
      kernel,
      personOf(context.actor),
      { application: params.id, order: params.order },
      { outcome, note: note.trim() },
    );
    return seeOther(href(AT, { id: params.id }, { done: 'yes' }));
  },
});

const file = defineRoute({
  method: 'GET',
  at: routes.rights.orderFile,
  access: signedIn(),
  limit: 'page',
  summary: 'The signed order, as JSON.',
  handle: async ({ kernel, actor, params }) => {
    const application = await findMemberApplication(kernel, personOf(actor), params.id);
    const order = await findOrderTo(kernel, application, params.order);
    if (!order) throw refuse('not_found');
    return jsonText(order.document);
  },
});

export const orderRoutes = [list, answer, file];

const isOutcome = (text: string): text is OrderOutcome => outcomes.some(one => one === text);

async function ordersPage(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>,
  id: string,
  shown: Shown,
  isDone: boolean,
): Promise<Answer> {
  const { kernel } = context;
  const application = await findMemberApplication(kernel, personOf(context.actor), id);
  const orders = await listOrdersTo(kernel, application);
  const now = kernel.clock.now();
  const waiting = orders.filter(({ acknowledgedAt }) => acknowledgedAt === undefined);
  const answered = orders.filter(({ acknowledgedAt }) => acknowledgedAt !== undefined);
  return html(
    renderPage(
      <ApplicationFrame
        shell={shell(context)}
        application={application}
        at={AT}
        flash={isDone ? { tone: 'good', text: 'Your answer is kept, and the owner can read it.' } : undefined}
      >
        <p>
          An owner was erased, or wants you to forget them. Delete what you hold under this user and these cars, in
          backups as they expire, and say here what you did.
        </p>
        {orders.length === 0 && (
          <EmptyState title="No orders" icon="inbox">
            <p>They appear here, and the owners of your organization get a mail.</p>
          </EmptyState>
        )}
        {waiting.map(order => (
          <Waiting
            key={order.id}
            order={order}
            application={id}
            now={now}
            mayAnswer={application.mayChange}
            shown={shown.order === order.id ? shown : {}}
          />
        ))}
        {answered.length > 0 && (
          <Table
            caption="Answered"
            rows={answered}
            rowKey={order => order.id}
            columns={[
              {
                key: 'id',
                label: 'Order',
                main: true,
                cell: order => (
                  <a href={href(routes.rights.orderFile, { id, order: order.id })}>
                    <Mono>{order.id}</Mono>
                  </a>
                ),
              },
              {
                key: 'outcome',
                label: 'What you did',
                cell: ({ outcome, note }) => (
                  <>
                    {outcome && outcomeWords[outcome]}
                    {note && <p class="muted">{note}</p>}
                  </>
                ),
              },
              {
                key: 'at',
                label: 'Answered',
                cell: ({ acknowledgedAt }) => acknowledgedAt && <Time at={acknowledgedAt} show="date" />,
              },
            ]}
          />
        )}
      </ApplicationFrame>,
    ),
    shown.errors ? { status: 422 } : {},
  );
}

function Waiting({
  order,
  application,
  now,
  mayAnswer,
  shown,
}: {
  order: DeletionOrder;
  application: string;
  now: Date;
  mayAnswer: boolean;
  shown: Shown;
}) {
  const document = JSON.parse(order.document) as { readonly user: string; readonly vehicles: readonly string[] };
  const due = orderDueness(order, now);
  return (
    <Card
      title={
        order.cause === 'erased' ? 'Delete what you hold: its owner was erased' : 'Delete what you hold: its owner asks'
      }
      {...(due ? { tone: 'attention' as const } : {})}
      aside={
        due === 'late' ? (
          <Badge tone="bad">Late</Badge>
        ) : due === 'soon' ? (
          <Badge tone="attention">Due soon</Badge>
        ) : null
      }
    >
      <DefinitionList
        items={[
          { term: 'User', detail: <Mono>{document.user}</Mono> },
          {
            term: document.vehicles.length === 1 ? 'Vehicle' : 'Vehicles',
            detail: (
              <>
                {document.vehicles.map(vehicle => (
                  <div key={vehicle}>
                    <Mono>{vehicle}</Mono>
                  </div>
                ))}
              </>
            ),
          },
          ...(order.takenAt ? [{ term: 'Taken by your server', detail: <Time at={order.takenAt} /> }] : []),
          { term: 'Answer by', detail: <Time at={order.dueAt} due={due} /> },
          {
            term: 'Order',
            detail: <a href={href(routes.rights.orderFile, { id: application, order: order.id })}>signed, as JSON</a>,
          },
        ]}
      />
      {mayAnswer ? (
        <Form
          action={href(routes.rights.order, { id: application, order: order.id })}
          scope={order.id}
          errors={shown.errors ?? {}}
          values={shown.values ?? {}}
          label="What did you do?"
        >
          <FormErrors />
          <RadioGroup
            name="outcome"
            label="What did you do?"
            options={outcomes.map(value => ({ value, label: outcomeWords[value] }))}
          />
          <Field
            name="note"
            label="What you want to add"
            hint="The owner and the staff of this server read it."
            maxLength={LONGEST_NOTE}
          />
          <ButtonRow>
            <Button kind="primary">Send the answer</Button>
          </ButtonRow>
        </Form>
      ) : (
        <p class="muted">Owners of the organization answer it.</p>
      )}
    </Card>
  );
}
