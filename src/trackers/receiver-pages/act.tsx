// What an admin does on the page of a receiver: switch, test, send again what failed, remove.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { removeReceiver, sendFailedAgain, switchReceiver, testReceiver } from '../receivers/change-receiver.ts';
import { findReceiver } from '../receivers/receiver-store.ts';
import { showReceiver } from './show.tsx';

const text = Type.Optional(Type.String());

export const actRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'POST',
    at: routes.trackers.receiverTest,
    access: staff('integration.manage'),
    limit: 'change',
    summary: 'Sends a message that says it is a test.',
    handle: async ({ kernel, actor, params: { id } }) => {
      await testReceiver(kernel, actor, id);
      return seeOther(href(routes.trackers.receiver, { id }, { done: 'tested' }));
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.trackers.receiverSwitch,
    access: staff('integration.manage'),
    limit: 'change',
    summary: 'Switches a receiver on or off.',
    body: Type.Object({ to: text }),
    handle: async ({ kernel, actor, params: { id }, body }) => {
      await switchReceiver(kernel, actor, id, body.to === 'on');
      return seeOther(href(routes.trackers.receiver, { id }, { done: body.to === 'on' ? 'on' : 'off' }));
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.trackers.receiverReplay,
    access: staff('integration.manage'),
    limit: 'change',
    summary: 'Sends again what failed since a day.',
    body: Type.Object({ since: text }),
    handle: async context => {
      const { kernel, actor, params, body } = context;
      const typed = (body.since ?? '').trim();
      const since = new Date(/^\d{4}-\d{2}-\d{2}$/.test(typed) ? `${typed}T00:00:00Z` : Number.NaN);
      if (Number.isNaN(since.getTime()))
        return showReceiver(context, params.id, {}, { typed, fault: 'Enter a day, such as 2026-11-20.' });
      const count = await sendFailedAgain(kernel, actor, params.id, since);
      return seeOther(href(routes.trackers.receiver, { id: params.id }, { done: 'replayed', count: String(count) }));
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.trackers.receiverRemove,
    access: staff('integration.manage'),
    limit: 'page',
    summary: 'Asks before a receiver is removed.',
    handle: async context => {
      const receiver = await findReceiver(context.kernel, context.actor, context.params.id);
      if (!receiver) throw refuse('not_found');
      const { id, name } = receiver;
      return html(
        renderPage(
          <StaffConsole
            shell={shell(context)}
            title="Remove receiver"
            breadcrumbs={[
              { href: href(routes.trackers.receivers), label: 'Webhooks and chat' },
              { href: href(routes.trackers.receiver, { id }), label: name },
            ]}
          >
            <Confirm
              title={`Remove “${name}”?`}
              consequence={
                <p>
                  It is told of nothing more. Its address, its secrets and the log of what was sent to it are deleted.
                  To pause it instead, switch it off.
                </p>
              }
              action={href(routes.trackers.receiverRemove, { id })}
              confirmLabel="Remove receiver"
              cancelHref={href(routes.trackers.receiver, { id })}
            />
          </StaffConsole>,
        ),
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.trackers.receiverRemove,
    access: staff('integration.manage'),
    limit: 'change',
    summary: 'Removes a receiver.',
    handle: async ({ kernel, actor, params }) => {
      await removeReceiver(kernel, actor, params.id);
      return seeOther(href(routes.trackers.receivers, undefined, { done: 'removed' }));
    },
  }),
];
