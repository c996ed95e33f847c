// The signing secret of a webhook: shown once, and exchanged with a day in which the old one signs too.
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { Callout, Copyable, Mono } from '../../web/ui/text.tsx';
import { rotateSecret } from '../receivers/change-receiver.ts';
import { findReceiver } from '../receivers/receiver-store.ts';

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

export const secretRoutes = [
  defineRoute({
    method: 'GET',
    at: routes.trackers.receiverSecret,
    access: staff('integration.manage'),
    limit: 'page',
    summary: 'Asks before a webhook gets a new secret.',
    handle: async context => {
      const { id, name } = await webhookOf(context, context.params.id);
      return html(
        renderPage(
          <StaffConsole shell={shell(context)} title="New secret" breadcrumbs={crumbsOf(id, name)}>
            <Confirm
              title={`Make a new secret for “${name}”?`}
              consequence={
                <p>
                  For 24 hours every message carries two signatures, one by the old secret and one by the new. After
                  that, only the new one is good. A secret that was replaced earlier ends now.
                </p>
              }
              action={href(routes.trackers.receiverSecret, { id })}
              confirmLabel="Make new secret"
              cancelHref={href(routes.trackers.receiver, { id })}
              tone="primary"
            />
          </StaffConsole>,
        ),
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.trackers.receiverSecret,
    access: staff('integration.manage'),
    limit: 'change',
    summary: 'Makes a new secret and shows it this once.',
    handle: async context => {
      const { id, name } = await webhookOf(context, context.params.id);
      const secret = await rotateSecret(context.kernel, context.actor, id);
      return secretPage(context, { id, name, secret, isNew: false });
    },
  }),
];

async function webhookOf({ kernel, actor }: Context, id: string) {
  const receiver = await findReceiver(kernel, actor, id);
  if (receiver?.kind !== 'webhook') throw refuse('not_found');
  return receiver;
}

/** The page that shows a secret, right after it was made. */
export const secretPage = (
  context: Context,
  { id, name, secret, isNew }: { id: string; name: string; secret: string; isNew: boolean },
): Answer =>
  html(
    renderPage(
      <StaffConsole shell={shell(context)} title="Signing secret" breadcrumbs={crumbsOf(id, name)}>
        <Callout tone="attention" title="Copy this now">
          <p>
            It is shown this once and kept encrypted. Your server checks with it that a message came from here: Standard
            Webhooks, header <Mono>webhook-signature</Mono>.
          </p>
        </Callout>
        <p>
          <Copyable text={secret} what="signing secret" large />
        </p>
        {!isNew && <p>The secret before stays good for 24 hours.</p>}
        <ButtonRow>
          <ButtonLink kind="primary" href={href(routes.trackers.receiver, { id })}>
            I have copied it
          </ButtonLink>
        </ButtonRow>
      </StaffConsole>,
    ),
  );

const crumbsOf = (id: string, name: string) => [
  { href: href(routes.trackers.receivers), label: 'Webhooks and chat' },
  { href: href(routes.trackers.receiver, { id }), label: name },
];
