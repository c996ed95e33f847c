// The page of a webhook: how it is doing, what it is told of, what was sent to it and what came back.

import type { ComponentChildren } from 'preact';
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { type SignalId, signals } from '../../catalog/signals.ts';
import { personOf } from '../../core/actor.ts';
import { signedIn } from '../../core/http/access.ts';
import { type Answer, html } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { findHealth } from '../../core/work/deliveries/delivery-store.ts';
import { DeveloperConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { sentAgainText } from '../../web/ui/deliveries.tsx';
import { Copyable, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { openWebhook } from '../change-webhook.ts';
import { countSubscriptions } from '../subscriptions/subscription-store.ts';
import { laneOf, permissionsOf, WEBHOOKS, type Webhook } from '../webhook.ts';
import { CarsLink } from './cars.tsx';
import { deliveryLog, type LogQuery, type ReplayError } from './delivery-log.tsx';
import { Acts, Doing } from './doing.tsx';
import { crumbsWithin, WebhookBadge } from './parts.tsx';

const flashes: Readonly<Record<string, string>> = {
  verified: 'The webhook is verified and switched on.',
  saved: 'The webhook is changed.',
  tested: 'A test is on its way. Its answer is listed below within seconds.',
  on: 'It is told again from now on.',
  off: 'Nothing is sent to it any more. What waited is listed as failed and can be sent again.',
  again: 'It is sent again within seconds.',
};

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;
type Query = LogQuery & {
  readonly done?: string;
  readonly fault?: string;
  readonly status?: string;
  readonly count?: string;
};

const text = Type.Optional(Type.String());

export const showRoute = defineRoute({
  method: 'GET',
  at: routes.webhooks.show,
  access: signedIn(),
  limit: 'page',
  summary: 'A webhook with its log of deliveries.',
  query: Type.Object({
    done: text,
    fault: text,
    status: text,
    count: text,
    state: text,
    vehicle: text,
    before: text,
    of: text,
  }),
  handle: async context => showWebhook(context, context.params, context.query),
});

/** The page, also with a form on it that was not understood. */
export async function showWebhook(
  context: Context,
  at: { readonly id: string; readonly webhook: string },
  query: Query,
  replayError?: ReplayError,
): Promise<Answer> {
  const { kernel } = context;
  const { application, webhook } = await openWebhook(kernel, personOf(context.actor), {
    application: at.id,
    id: at.webhook,
  });
  const [health, cars] = await Promise.all([
    findHealth(kernel, WEBHOOKS, laneOf(webhook.id, false)),
    countSubscriptions(kernel, application.id, { webhook: webhook.id }),
  ]);
  const said = query.done === 'replayed' ? sentAgainText(query.count) : flashes[query.done ?? ''];
  return html(
    renderPage(
      <DeveloperConsole
        shell={shell(context)}
        title={webhook.name}
        headingAside={<WebhookBadge webhook={webhook} health={health} />}
        breadcrumbs={crumbsWithin(application)}
        flash={said === undefined ? undefined : { tone: 'good', text: said }}
      >
        <Doing webhook={webhook} health={health} fault={query.fault} status={query.status} />
        <Section
          title="What it is"
          aside={
            application.mayChange && (
              <ButtonLink size="small" icon="pencil" href={href(routes.webhooks.edit, at)}>
                Change
              </ButtonLink>
            )
          }
        >
          <Facts webhook={webhook} cars={<CarsLink at={at} count={cars} />} />
          {application.mayChange && <Acts at={at} webhook={webhook} />}
        </Section>
        {await deliveryLog(kernel, webhook, at, query, { mayChange: application.mayChange, replayError })}
      </DeveloperConsole>,
    ),
    { status: replayError ? 422 : 200 },
  );
}

function Facts({ webhook, cars }: { readonly webhook: Webhook; readonly cars: ComponentChildren }) {
  const { id, callback, errorCallback, triggers, data, autoSubscribe, takesOrders, verifiedAt } = webhook;
  return (
    <DefinitionList
      items={[
        { term: 'Webhook id', detail: <Copyable text={id} what="webhook id" /> },
        { term: 'Callback URI', detail: <Mono>{callback}</Mono> },
        { term: 'Errors go to', detail: errorCallback === null ? 'the same address' : <Mono>{errorCallback}</Mono> },
        { term: 'Triggers', detail: namesOf(triggers) },
        { term: 'Every event carries', detail: namesOf(data) },
        {
          term: 'Permissions it needs',
          detail: permissionsOf(webhook).map(permission => (
            <div key={permission}>
              <Mono>{permission}</Mono>
            </div>
          )),
        },
        { term: 'Subscribed', detail: cars },
        { term: 'Newly connected cars', detail: autoSubscribe ? 'are subscribed' : 'are not subscribed by themselves' },
        { term: 'Orders to delete data', detail: takesOrders ? 'go there' : 'stand on their page alone' },
        { term: 'Verified', detail: verifiedAt ? <Time at={verifiedAt} /> : 'not yet' },
      ]}
    />
  );
}

const namesOf = (ids: readonly SignalId[]): string => ids.map(id => signals[id].label).join(', ');
