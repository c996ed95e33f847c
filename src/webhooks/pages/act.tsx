// What a developer does on the page of a webhook: verify, switch, test, send again what failed, remove.

import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { signedIn } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { DeveloperConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import {
  openWebhook,
  removeWebhook,
  sendFailedAgain,
  switchWebhook,
  testWebhook,
  verifyWebhook,
  type WebhookKey,
} from '../change-webhook.ts';
import { typedVehicle } from './delivery-log.tsx';
import { crumbsWithin } from './parts.tsx';
import { showWebhook } from './show.tsx';

const text = Type.Optional(Type.String());

const keyOf = ({ id, webhook }: { readonly id: string; readonly webhook: string }): WebhookKey => ({
  application: id,
  id: webhook,
});

export const actRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'POST',
    at: routes.webhooks.verify,
    access: signedIn(),
    limit: 'change',
    summary: 'Asks the addresses of a webhook for proof.',
    handle: async context => {
      const { kernel, params } = context;
      const fault = await verifyWebhook(kernel, personOf(context.actor), keyOf(params));
      const told = fault ? { fault: fault.why, status: String(fault.status ?? '') } : { done: 'verified' };
      return seeOther(href(routes.webhooks.show, params, told));
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.webhooks.test,
    access: signedIn(),
    limit: 'change',
    summary: 'Sends an event with sample data.',
    handle: async context => {
      const { kernel, params } = context;
      await testWebhook(kernel, personOf(context.actor), keyOf(params));
      return seeOther(href(routes.webhooks.show, params, { done: 'tested' }));
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.webhooks.turn,
    access: signedIn(),
    limit: 'change',
    summary: 'Switches a webhook on or off.',
    body: Type.Object({ to: text }),
    handle: async context => {
      const { kernel, params, body } = context;
      await switchWebhook(kernel, personOf(context.actor), keyOf(params), body.to === 'on');
      return seeOther(href(routes.webhooks.show, params, { done: body.to === 'on' ? 'on' : 'off' }));
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.webhooks.replay,
    access: signedIn(),
    limit: 'change',
    summary: 'Sends again what failed since a day, of one car or of all.',
    body: Type.Object({ since: text, vehicle: text }),
    handle: async context => {
      const { kernel, params, body } = context;
      const typed = (body.since ?? '').trim();
      const vehicle = typedVehicle(body.vehicle);
      const since = new Date(/^\d{4}-\d{2}-\d{2}$/.test(typed) ? `${typed}T00:00:00Z` : Number.NaN);
      if (Number.isNaN(since.getTime()))
        return showWebhook(context, params, { vehicle }, { typed, fault: 'Enter a day, such as 2026-11-20.' });
      const count = await sendFailedAgain(kernel, personOf(context.actor), keyOf(params), { since, vehicle });
      return seeOther(href(routes.webhooks.show, params, { done: 'replayed', count: String(count), vehicle }));
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.webhooks.remove,
    access: signedIn(),
    limit: 'page',
    summary: 'Asks before a webhook is removed.',
    handle: async context => {
      const { kernel, params } = context;
      const { application, webhook } = await openWebhook(kernel, personOf(context.actor), keyOf(params));
      if (!application.mayChange) throw refuse('not_allowed');
      const back = href(routes.webhooks.show, params);
      return html(
        renderPage(
          <DeveloperConsole
            shell={shell(context)}
            title="Remove webhook"
            breadcrumbs={[...crumbsWithin(application), { href: back, label: webhook.name }]}
          >
            <Confirm
              title={`Remove “${webhook.name}”?`}
              consequence={
                <p>
                  Your server is told of nothing more by it. Its subscriptions and the log of what was sent are deleted.
                  To pause it instead, switch it off.
                </p>
              }
              action={href(routes.webhooks.remove, params)}
              confirmLabel="Remove webhook"
              cancelHref={back}
            />
          </DeveloperConsole>,
        ),
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.webhooks.remove,
    access: signedIn(),
    limit: 'change',
    summary: 'Removes a webhook.',
    handle: async context => {
      const { kernel, params } = context;
      await removeWebhook(kernel, personOf(context.actor), keyOf(params));
      return seeOther(href(routes.webhooks.list, { id: params.id }, { done: 'removed' }));
    },
  }),
];
