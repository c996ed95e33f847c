// Staff's page of all requests: what is due first, what apps have not answered, what must be kept.
import type { ComponentChildren } from 'preact';
import Type from 'typebox';
import { personNames } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { staff } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { applicationNames } from '../../developers/index.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Stat, StatRow } from '../../web/ui/stat.tsx';
import { EmptyState, Pager, Table } from '../../web/ui/table.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { listHolds } from '../holds/hold-store.ts';
import { type DeletionOrder, isOverdue, orderDueness } from '../orders/order.ts';
import { listUnansweredOrders } from '../orders/order-store.ts';
import { RequestDate, StateBadge } from '../pages/request-parts.tsx';
import { heldWords } from '../parts.ts';
import { dueness, kindWords, type RightsRequest } from '../request.ts';
import { ANSWERED_PAGE, listAnswered, listUnanswered } from '../request-store.ts';

const AT = routes.rights.desk;

const show = defineRoute({
  method: 'GET',
  at: AT,
  access: staff('privacy.manage'),
  limit: 'page',
  summary: 'Requests of people about their own data, the next due first.',
  query: Type.Object({ before: Type.Optional(Type.String({ maxLength: 40 })) }),
  handle: async context => {
    const { kernel, actor, query } = context;
    const now = kernel.clock.now();
    const [unanswered, found, holds, orders] = await Promise.all([
      listUnanswered(kernel, actor),
      listAnswered(kernel, actor, query.before),
      listHolds(kernel, actor),
      listUnansweredOrders(kernel, actor),
    ]);
    const answered = found.slice(0, ANSWERED_PAGE);
    const next = found.length > ANSWERED_PAGE ? answered.at(-1)?.id : undefined;
    const names = await personNames(
      kernel,
      [...unanswered, ...answered, ...holds].map(({ person }) => person),
    );
    const apps = await applicationNames(
      kernel,
      orders.map(({ application }) => application),
    );
    const late = unanswered.filter(request => dueness(request, now) === 'late').length;
    const overdue = orders.filter(order => isOverdue(order, now)).length;
    return html(
      renderPage(
        <StaffConsole
          shell={shell(context)}
          title="Privacy requests"
          headingAside={
            <ButtonRow>
              <ButtonLink size="small" href={href(routes.rights.affected)}>
                Affected people
              </ButtonLink>
              <ButtonLink size="small" href={href(routes.rights.processing)}>
                Record of processing
              </ButtonLink>
              <ButtonLink size="small" href={href(routes.rights.retention)}>
                Retention
              </ButtonLink>
            </ButtonRow>
          }
        >
          <StatRow>
            <Stat label="Open requests" value={String(unanswered.length)} />
            <Stat label="Late" value={String(late)} {...(late > 0 ? { tone: 'bad' as const } : {})} />
            <Stat
              label="Apps without an answer"
              value={String(orders.length)}
              note={`${overdue} overdue`}
              {...(overdue > 0 ? { tone: 'attention' as const } : {})}
            />
            <Stat label="Legal holds" value={String(holds.length)} />
          </StatRow>
          <Section
            title="To do"
            id="open"
            intro={<p>A month from the day it came (Art. 12(3)). The next due first.</p>}
          >
            <Requests
              caption="Open requests"
              requests={unanswered}
              names={names}
              now={now}
              empty={
                <EmptyState title="Nothing to do" icon="circle-check">
                  <p>Requests stand here from the moment they are sent.</p>
                </EmptyState>
              }
            />
          </Section>
          {orders.length > 0 && (
            <Section
              title="Apps that have not answered"
              id="orders"
              intro={
                <p>They were ordered to delete what they hold of somebody. Their owners are reminded once by mail.</p>
              }
            >
              <Orders orders={orders} apps={apps} now={now} />
            </Section>
          )}
          <Section
            title="Legal holds"
            id="holds"
            aside={
              <ButtonLink size="small" href={href(routes.rights.holds)}>
                Holds
              </ButtonLink>
            }
          >
            {holds.length === 0 ? (
              <p class="muted">None. An erasure takes everything that it can.</p>
            ) : (
              <ul>
                {holds.map(({ id, person, until, ...held }) => (
                  <li key={id}>
                    {names.get(person) ?? <Mono>{person}</Mono>}: {heldWords(held)}, until{' '}
                    <Time at={until} show="date" />
                  </li>
                ))}
              </ul>
            )}
          </Section>
          <Section title="Over" id="over">
            <Requests
              caption="Requests that are over"
              requests={answered}
              names={names}
              now={now}
              empty={<p class="muted">None yet.</p>}
            />
            {(next !== undefined || query.before !== undefined) && (
              <Pager
                label="Requests that are over"
                {...(query.before === undefined ? {} : { previous: href(AT) })}
                {...(next === undefined ? {} : { next: href(AT, undefined, { before: next }) })}
              />
            )}
          </Section>
        </StaffConsole>,
      ),
    );
  },
});

function Requests(props: {
  caption: string;
  requests: readonly RightsRequest[];
  names: ReadonlyMap<string, string>;
  now: Date;
  empty: ComponentChildren;
}) {
  const { caption, requests, names, now, empty } = props;
  return (
    <Table
      caption={caption}
      captionHidden
      dense
      rows={requests}
      rowKey={({ id }) => id}
      rowHref={({ id }) => href(routes.rights.deskRequest, { request: id })}
      rowDue={request => dueness(request, now)}
      empty={empty}
      columns={[
        {
          key: 'kind',
          label: 'Request',
          main: true,
          cell: ({ id, kind }) => <a href={href(routes.rights.deskRequest, { request: id })}>{kindWords[kind].name}</a>,
        },
        { key: 'who', label: 'Of', cell: ({ person }) => names.get(person) ?? 'Somebody erased' },
        { key: 'at', label: 'Came', cell: ({ createdAt }) => <Time at={createdAt} show="date" /> },
        { key: 'state', label: 'State', narrow: true, cell: request => <StateBadge state={request.state} /> },
        { key: 'due', label: 'Due', cell: request => <RequestDate request={request} now={now} /> },
      ]}
    />
  );
}

function Orders({
  orders,
  apps,
  now,
}: {
  orders: readonly DeletionOrder[];
  apps: ReadonlyMap<string, string>;
  now: Date;
}) {
  return (
    <Table
      caption="Apps that have not answered"
      captionHidden
      dense
      rows={orders}
      rowKey={({ id }) => id}
      rowDue={order => orderDueness(order, now)}
      columns={[
        {
          key: 'app',
          label: 'App',
          main: true,
          cell: ({ application }) => apps.get(application) ?? 'An app that no longer exists',
        },
        {
          key: 'cause',
          label: 'Because',
          cell: ({ cause }) => (cause === 'erased' ? 'its owner was erased' : 'its owner asks'),
        },
        { key: 'sent', label: 'Sent', cell: ({ createdAt }) => <Time at={createdAt} show="date" /> },
        {
          key: 'due',
          label: 'Due',
          cell: order => <Time at={order.dueAt} show="date" due={orderDueness(order, now)} />,
        },
        { key: 'id', label: 'Order', cell: ({ id }) => <Mono>{id}</Mono> },
      ]}
    />
  );
}

export const deskRoutes = [show];
