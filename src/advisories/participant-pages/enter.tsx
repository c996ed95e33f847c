// How a participant comes in: by the link of a mail, or by asking for another; and how it leaves.
import Type from 'typebox';
import { normalizeEmail } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { clearCookie, readCookie, setCookie } from '../../core/http/cookies.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { CardPage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink } from '../../web/ui/button.tsx';
import { Field, Form, FormErrors, Hidden } from '../../web/ui/form.tsx';
import { enterCase, mailNewLinks, SESSION_MS } from '../cases/enter-case.ts';
import { deleteSession, findByLink, LINK_DAYS } from '../cases/participant-store.ts';

const text = Type.Optional(Type.String());
type PageContext = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

export const enterRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.coordination.enter,
    access: publicly(),
    limit: 'receipt',
    summary: 'The page behind a participant’s link.',
    query: Type.Object({ token: text }),
    handle: async context => {
      const token = context.query.token ?? '';
      if (!(await findByLink(context.kernel, token))) return expiredPage(context);
      const { operator } = context.kernel.config;
      return card(
        context,
        'Open your case',
        <>
          <h1>Open your case</h1>
          <p>
            The security team of {operator.name} coordinates a vulnerability with you. Your page shows what it is about
            and what is agreed on; you answer there. You need no account.
          </p>
          <p>Whoever has your link can read and write as you: don’t pass it on. Ask the team to invite colleagues.</p>
          <Form action={href(routes.coordination.enter)}>
            <Hidden name="token" value={token} />
            <Button kind="primary" wide>
              Open case
            </Button>
          </Form>
        </>,
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.coordination.enter,
    access: publicly(),
    limit: 'receipt',
    summary: 'Opens a case with a participant’s link.',
    body: Type.Object({ token: text }),
    handle: async context => {
      const { kernel, reply, body } = context;
      const entered = await enterCase(kernel, body.token ?? '');
      if (!entered) return expiredPage(context);
      setCookie(kernel.config, reply, 'participant', entered.session, SESSION_MS / 1000);
      return seeOther(href(routes.coordination.show, { id: entered.participant }));
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.coordination.return,
    access: publicly(),
    limit: 'page',
    summary: 'Asks for the address that a new link shall go to.',
    query: Type.Object({ sent: text }),
    handle: async context => (context.query.sent === undefined ? askPage(context) : sentPage(context)),
  }),
  defineRoute({
    method: 'POST',
    at: routes.coordination.return,
    access: publicly(),
    limit: 'signIn',
    summary: 'Mails new links; the answer is the same for every address.',
    body: Type.Object({ email: text }),
    handle: async context => {
      const typed = context.body.email ?? '';
      const email = normalizeEmail(typed);
      if (email === undefined) return askPage(context, typed);
      await mailNewLinks(context.kernel, email);
      return seeOther(href(routes.coordination.return, undefined, { sent: 'yes' }));
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.coordination.leave,
    access: publicly(),
    limit: 'change',
    summary: 'Closes a case in this browser; the link opens it again.',
    handle: async ({ kernel, request, reply }) => {
      const token = readCookie(kernel.config, request, 'participant');
      if (token !== undefined) await deleteSession(kernel, token);
      clearCookie(kernel.config, reply, 'participant');
      return seeOther(href(routes.coordination.return));
    },
  }),
];

const card = (context: PageContext, title: string, content: preact.JSX.Element, status = 200): Answer =>
  html(
    renderPage(
      <CardPage shell={shell(context)} title={title}>
        {content}
      </CardPage>,
    ),
    { status },
  );

const expiredPage = (context: PageContext): Answer =>
  card(
    context,
    'This link has ended',
    <>
      <h1>This link has ended</h1>
      <p>Links to a case work for {LINK_DAYS} days, and end when the team takes somebody out of a case.</p>
      <ButtonLink kind="primary" href={href(routes.coordination.return)} wide>
        Ask for a new link
      </ButtonLink>
    </>,
    410,
  );

const askPage = (context: PageContext, typed?: string): Answer =>
  card(
    context,
    'Return to your case',
    <>
      <h1>Return to your case</h1>
      <p>Enter the address that you were invited with. We mail a new link for each open case that it takes part in.</p>
      <Form
        action={href(routes.coordination.return)}
        values={{ email: typed }}
        errors={typed === undefined ? {} : { email: 'Enter an e-mail address, such as psirt@vendor.example.' }}
      >
        <FormErrors />
        <Field name="email" label="E-mail" type="email" autocomplete="email" required />
        <Button kind="primary" wide>
          Mail me a new link
        </Button>
      </Form>
    </>,
    typed === undefined ? 200 : 422,
  );

const sentPage = (context: PageContext): Answer =>
  card(
    context,
    'Look in your mail',
    <>
      <h1>Look in your mail</h1>
      <p>If the address takes part in an open case, a new link is on its way. Otherwise nothing was sent.</p>
      {context.kernel.config.mail.transport === 'mailbox' && (
        <ButtonLink href={href(routes.operator.mailbox)} kind="primary" icon="mail" wide>
          Open the demo's mailbox
        </ButtonLink>
      )}
      <ButtonLink href={href(routes.coordination.return)} wide>
        Ask again
      </ButtonLink>
    </>,
  );
