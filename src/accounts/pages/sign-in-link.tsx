// The page behind a mailed link. Opening it changes nothing, because mail scanners open links too; its button signs in.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { equalBytes, hashToken } from '../../core/crypto/tokens.ts';
import { alsoSimulated, publicly } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { readCookie } from '../../core/http/cookies.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { CardPage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink } from '../../web/ui/button.tsx';
import { Form, Hidden } from '../../web/ui/form.tsx';
import { Callout } from '../../web/ui/text.tsx';
import { enter } from '../sign-in/admit-person.ts';
import { findLink, type Link } from '../sign-in/link-store.ts';
import { isAccepted, useLink } from '../sign-in/use-link.ts';
import { callerOf } from './at-the-door.ts';

const open = defineRoute({
  method: 'GET',
  at: routes.accounts.signInLink,
  access: publicly(),
  limit: 'page',
  summary: 'Shows what a sign-in link is for, and a button that uses it.',
  query: Type.Object({ token: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, query } = context;
    const link = await findLink(kernel, query.token ?? '');
    if (!link || !isAccepted(kernel, link.purpose)) return html(expiredPage(context), { status: 410 });
    return html(
      renderPage(
        <CardPage shell={shell(context)} title="Sign in">
          <h1>Sign in as {link.email}</h1>
          {isElsewhere(context, link) && (
            <Callout tone="attention" title="This link was asked for in another browser">
              <p>
                That is fine if it was you, on your phone or computer. If someone sent you this address, close the page:
                you would be signing in to an account that is not yours.
              </p>
            </Callout>
          )}
          <p>This browser will be signed in. The link works once.</p>
          <Form action={href(routes.accounts.signInLink)}>
            <Hidden name="token" value={query.token ?? ''} />
            <Button kind="primary" wide>
              Sign in
            </Button>
          </Form>
        </CardPage>,
      ),
    );
  },
});

const use = defineRoute({
  method: 'POST',
  at: routes.accounts.signInLink,
  access: alsoSimulated(publicly()),
  limit: 'signIn',
  summary: 'Uses a sign-in link up.',
  body: Type.Object({ token: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, reply, body } = context;
    const entry = await useLink(kernel, body.token ?? '', callerOf(context));
    return seeOther(enter(kernel, reply, entry));
  },
});

export const signInLinkRoutes = [open, use];

/** A link that somebody asked for in a browser, opened in another one. Links of the operator belong to no browser. */
function isElsewhere({ kernel, request }: Pick<RouteContext, 'kernel' | 'request'>, { browserHash }: Link): boolean {
  const browser = readCookie(kernel.config, request, 'signing-in');
  return browserHash !== undefined && (browser === undefined || !equalBytes(hashToken(browser), browserHash));
}

/** A link that leads nowhere: used, over, or never made; which of them stays unsaid. */
export const expiredPage = (context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>): string =>
  renderPage(
    <CardPage shell={shell(context)} title="This link no longer works">
      <h1>This link no longer works</h1>
      <p>Links work once and for a short time. Nothing has changed; ask for a new one.</p>
      <ButtonLink kind="primary" href={href(routes.accounts.signIn)} wide>
        Go to sign-in
      </ButtonLink>
    </CardPage>,
  );
