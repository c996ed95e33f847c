// What an admin does on the page of a tracker: check it, give it a new secret, remove it.
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { checkTracker, removeTracker, renewSecret } from '../connections/connect-tracker.ts';
import type { Tracker } from '../connections/tracker.ts';
import { findTracker } from '../connections/tracker-store.ts';
import { secretPage } from './secret.tsx';

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

export const actRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'POST',
    at: routes.trackers.trackerCheck,
    access: staff('integration.manage'),
    limit: 'change',
    summary: 'Asks a tracker now, and sends what waited for it.',
    handle: async ({ kernel, actor, params: { id } }) => {
      const checked = await checkTracker(kernel, actor, id);
      return seeOther(href(routes.trackers.tracker, { id }, { done: checked.ok ? 'checked' : 'fault' }));
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.trackers.trackerSecret,
    access: staff('integration.manage'),
    limit: 'page',
    summary: 'Asks before a tracker gets a new secret.',
    handle: async context => {
      const { id, name } = await trackerOf(context, context.params.id);
      return question(
        context,
        { id, name },
        {
          label: 'Make new secret',
          title: `Make a new secret for “${name}”?`,
          text: 'News that it signs with the secret before are turned away from now on. Until you have given it the new one, its tickets are read every 15 minutes.',
          action: href(routes.trackers.trackerSecret, { id }),
          tone: 'primary',
        },
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.trackers.trackerSecret,
    access: staff('integration.manage'),
    limit: 'change',
    summary: 'Makes a new secret for a tracker’s news and shows it this once.',
    handle: async context => {
      const { id, kind, name } = await trackerOf(context, context.params.id);
      const secret = await renewSecret(context.kernel, context.actor, id);
      return secretPage(context, { id, kind, name, secret });
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.trackers.trackerRemove,
    access: staff('integration.manage'),
    limit: 'page',
    summary: 'Asks before a tracker is removed.',
    handle: async context => {
      const { id, name } = await trackerOf(context, context.params.id);
      return question(
        context,
        { id, name },
        {
          label: 'Remove tracker',
          title: `Remove “${name}”?`,
          text: 'Its token, its links to issues and the comments that came through it are deleted here. The tickets stay in the tracker as they are; nothing keeps them in step any more.',
          action: href(routes.trackers.trackerRemove, { id }),
          tone: 'danger',
        },
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.trackers.trackerRemove,
    access: staff('integration.manage'),
    limit: 'change',
    summary: 'Removes a tracker.',
    handle: async ({ kernel, actor, params }) => {
      await removeTracker(kernel, actor, params.id);
      return seeOther(href(routes.trackers.trackers, undefined, { done: 'removed' }));
    },
  }),
];

async function trackerOf({ kernel, actor }: Context, id: string): Promise<Tracker> {
  const tracker = await findTracker(kernel, actor, id);
  if (!tracker) throw refuse('not_found');
  return tracker;
}

type Question = {
  readonly label: string;
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly tone: 'primary' | 'danger';
};

const question = (
  context: Context,
  { id, name }: { id: string; name: string },
  { label, title, text, action, tone }: Question,
) =>
  html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title={label}
        breadcrumbs={[
          { href: href(routes.trackers.trackers), label: 'Trackers' },
          { href: href(routes.trackers.tracker, { id }), label: name },
        ]}
      >
        <Confirm
          title={title}
          consequence={<p>{text}</p>}
          action={action}
          confirmLabel={label}
          cancelHref={href(routes.trackers.tracker, { id })}
          tone={tone}
        />
      </StaffConsole>,
    ),
  );
