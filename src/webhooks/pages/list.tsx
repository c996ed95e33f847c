// The webhooks of an application: where it is told of changes, and how that is doing.

import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { signedIn } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { findHealth } from '../../core/work/deliveries/delivery-store.ts';
import { ApplicationFrame, findMemberApplication } from '../../developers/index.ts';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink } from '../../web/ui/button.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { laneOf, MAX_WEBHOOKS, WEBHOOKS } from '../webhook.ts';
import { listWebhooks } from '../webhook-store.ts';
import { WebhookBadge } from './parts.tsx';

export const listRoute = defineRoute({
  method: 'GET',
  at: routes.webhooks.list,
  access: signedIn(),
  limit: 'page',
  summary: 'The webhooks of an application.',
  query: Type.Object({ done: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, params, query } = context;
    const application = await findMemberApplication(kernel, personOf(context.actor), params.id);
    const webhooks = await listWebhooks(kernel, application.id);
    const rows = await Promise.all(
      webhooks.map(async webhook => ({
        ...webhook,
        health: await findHealth(kernel, WEBHOOKS, laneOf(webhook.id, false)),
      })),
    );
    const { id } = application;
    const mayCreate = application.mayChange && webhooks.length < MAX_WEBHOOKS;
    const create = { href: href(routes.webhooks.create, { id }), label: 'Create webhook' };
    return html(
      renderPage(
        <ApplicationFrame
          shell={shell(context)}
          application={application}
          at={routes.webhooks.list}
          headingAside={
            mayCreate &&
            webhooks.length > 0 && (
              <ButtonLink kind="primary" icon="plus" href={create.href}>
                {create.label}
              </ButtonLink>
            )
          }
          flash={query.done === 'removed' ? { tone: 'good', text: 'The webhook is removed.' } : undefined}
        >
          <p>
            Your server is told when a car’s signals change, instead of asking again and again. Each message is signed
            with the management token of {application.name}.
          </p>
          <Table
            caption="Webhooks"
            captionHidden
            rows={rows}
            rowKey={webhook => webhook.id}
            empty={
              <EmptyState title="No webhook yet" icon="webhook" action={mayCreate ? create : undefined}>
                <p>
                  {application.mayChange
                    ? 'Choose the signals that count, and where to send them. It takes a minute.'
                    : 'Owners of the organization create them.'}
                </p>
              </EmptyState>
            }
            columns={[
              {
                key: 'name',
                label: 'Name',
                main: true,
                cell: webhook => <a href={href(routes.webhooks.show, { id, webhook: webhook.id })}>{webhook.name}</a>,
              },
              { key: 'host', label: 'Server', cell: ({ callback }) => <Mono>{new URL(callback).host}</Mono> },
              { key: 'triggers', label: 'Triggers', numeric: true, cell: ({ triggers }) => triggers.length },
              { key: 'data', label: 'Signals', numeric: true, cell: ({ data }) => data.length },
              { key: 'state', label: 'State', cell: one => <WebhookBadge webhook={one} health={one.health} /> },
              {
                key: 'created',
                label: 'Created',
                narrow: true,
                cell: ({ createdAt }) => <Time at={createdAt} show="date" />,
              },
            ]}
          />
        </ApplicationFrame>,
      ),
    );
  },
});
