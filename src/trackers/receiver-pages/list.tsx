// The receivers of notices: what they are told of and how they are doing; and the first step to another one.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { staff } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { findHealth } from '../../core/work/deliveries/delivery-store.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink } from '../../web/ui/button.tsx';
import { Card, CardGrid, Section } from '../../web/ui/card.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { receiverKinds } from '../notices/notice-body.ts';
import { hostOf, kindWords, NOTICES } from '../receivers/receiver.ts';
import { listReceivers } from '../receivers/receiver-store.ts';
import { ReceiverBadge } from './parts.tsx';

export const listRoute = defineRoute({
  method: 'GET',
  at: routes.trackers.receivers,
  access: staff('integration.manage'),
  limit: 'page',
  summary: 'The systems that are told when something happens.',
  query: Type.Object({ done: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, actor, query } = context;
    const receivers = await listReceivers(kernel, actor);
    const rows = await Promise.all(
      receivers.map(async receiver => ({ receiver, health: await findHealth(kernel, NOTICES, receiver.id) })),
    );
    return html(
      renderPage(
        <StaffConsole
          shell={shell(context)}
          title="Webhooks and chat"
          flash={query.done === 'removed' ? { tone: 'good', text: 'The receiver is removed.' } : undefined}
        >
          <Section
            title="Receivers"
            intro={
              <p>
                They are told that something has happened: numbers, states and times. What people wrote stays sealed
                here and is never sent.
              </p>
            }
          >
            <Table
              caption="Receivers"
              captionHidden
              rows={rows}
              rowKey={({ receiver }) => receiver.id}
              empty={
                <EmptyState title="Nobody else is told yet" icon="webhook">
                  <p>
                    Add your own server, a Slack channel or a Teams channel below. Each can be tested before it counts.
                  </p>
                </EmptyState>
              }
              columns={[
                {
                  key: 'name',
                  label: 'Name',
                  main: true,
                  cell: ({ receiver }) => (
                    <a href={href(routes.trackers.receiver, { id: receiver.id })}>{receiver.name}</a>
                  ),
                },
                { key: 'kind', label: 'Kind', cell: ({ receiver }) => kindWords[receiver.kind].name },
                { key: 'host', label: 'Server', cell: ({ receiver }) => <Mono>{hostOf(receiver.url)}</Mono> },
                { key: 'events', label: 'Events', numeric: true, cell: ({ receiver }) => receiver.events.length },
                {
                  key: 'state',
                  label: 'State',
                  cell: ({ receiver, health }) => <ReceiverBadge receiver={receiver} health={health} />,
                },
              ]}
            />
          </Section>
          <Section title="Add a receiver" id="add">
            <CardGrid>
              {receiverKinds.map(kind => (
                <Card
                  key={kind}
                  level={3}
                  title={kindWords[kind].name}
                  actions={
                    <ButtonLink size="small" icon="plus" href={href(routes.trackers.receiverNew, undefined, { kind })}>
                      Add {kindWords[kind].name}
                    </ButtonLink>
                  }
                >
                  <p>{kindWords[kind].hint}</p>
                </Card>
              ))}
            </CardGrid>
          </Section>
        </StaffConsole>,
      ),
    );
  },
});
