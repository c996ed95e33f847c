// The questions before a sandbox is reset or ended.

import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { signedIn } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { AccountConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { endOwnSandbox, resetSandbox } from '../change-sandbox.ts';
import { findOwnSandbox } from '../sandbox-store.ts';

const askReset = defineRoute({
  method: 'GET',
  at: routes.research.reset,
  access: signedIn(),
  limit: 'page',
  summary: 'Asks before a sandbox is reset.',
  handle: context =>
    ask(context, {
      title: 'Reset your sandbox?',
      consequence:
        'All grants and tokens end, the log of reads is emptied, and the cars come back with new ids. Application, secret and owners stay.',
      action: href(routes.research.reset),
      confirmLabel: 'Reset sandbox',
    }),
});

const reset = defineRoute({
  method: 'POST',
  at: routes.research.reset,
  access: signedIn(),
  limit: 'change',
  summary: 'Puts a sandbox back to its beginning.',
  handle: async context => {
    await resetSandbox(context.kernel, personOf(context.actor));
    return seeOther(href(routes.research.sandbox));
  },
});

const askEnd = defineRoute({
  method: 'GET',
  at: routes.research.end,
  access: signedIn(),
  limit: 'page',
  summary: 'Asks before a sandbox is ended.',
  handle: context =>
    ask(context, {
      title: 'End your sandbox?',
      consequence:
        'Application, secret, owners, cars and everything they granted are removed, at once and for good. You can get a new sandbox afterwards.',
      action: href(routes.research.end),
      confirmLabel: 'End sandbox',
    }),
});

const end = defineRoute({
  method: 'POST',
  at: routes.research.end,
  access: signedIn(),
  limit: 'change',
  summary: 'Removes a sandbox with everything in it.',
  handle: async context => {
    await endOwnSandbox(context.kernel, personOf(context.actor));
    return seeOther(href(routes.research.sandbox));
  },
});

export const confirmRoutes = [askReset, reset, askEnd, end];

type Question = { title: string; consequence: string; action: string; confirmLabel: string };

async function ask(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>,
  { consequence, ...question }: Question,
): Promise<Answer> {
  if (!(await findOwnSandbox(context.kernel, personOf(context.actor)))) throw refuse('not_found');
  const back = href(routes.research.sandbox);
  return html(
    renderPage(
      <AccountConsole
        shell={shell(context)}
        title={question.confirmLabel}
        breadcrumbs={[{ href: back, label: 'Your sandbox' }]}
      >
        <Confirm {...question} consequence={<p>{consequence}</p>} cancelHref={back} />
      </AccountConsole>,
    ),
  );
}
