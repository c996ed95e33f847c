// The sign-in page: an e-mail link or a passkey, and in the demo one click for each person.
import Type from 'typebox';
import { demoPeople } from '../../catalog/demo-people.ts';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { publicly } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { CardPage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink } from '../../web/ui/button.tsx';
import { Field, Form, FormErrors, Hidden } from '../../web/ui/form.tsx';
import { PasskeyButton } from '../../web/ui/passkey-button.tsx';
import { Callout } from '../../web/ui/text.tsx';
import { canUsePasskeys, relyingParty } from '../passkeys/relying-party.ts';
import { normalizeEmail } from '../people/email-address.ts';
import { enter } from '../sign-in/admit-person.ts';
import { hasDemoDoor, isDemoPerson, listDemoPeople, signInAsDemoPerson } from '../sign-in/demo-door.ts';
import { mailSignInLink } from '../sign-in/mail-link.ts';
import { LINK_MINUTES } from '../sign-in/request-link.ts';
import { readReturnPath } from '../sign-in/return-path.ts';
import { callerOf } from './at-the-door.ts';

const show = defineRoute({
  method: 'GET',
  at: routes.accounts.signIn,
  access: publicly(),
  limit: 'page',
  summary: 'Asks for an e-mail address, or for a passkey.',
  query: Type.Object({ next: Type.Optional(Type.String()) }),
  handle: async context => {
    const { next } = context.query;
    return html(await signInPage(context, { next, email: '', errors: {} }), { headers: inPopUp(next) });
  },
});

const ask = defineRoute({
  method: 'POST',
  at: routes.accounts.signIn,
  access: publicly(),
  limit: 'signIn',
  summary: 'Mails a sign-in link; the answer is the same for every address.',
  body: Type.Object({ email: Type.Optional(Type.String()), next: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, request, reply, body } = context;
    const email = normalizeEmail(body.email ?? '');
    if (email === undefined) {
      const errors = { email: 'Enter an e-mail address, such as robin@example.com.' };
      return html(await signInPage(context, { next: body.next, email: body.email ?? '', errors }), {
        status: 422,
        headers: inPopUp(body.next),
      });
    }
    await mailSignInLink(kernel, request, reply, email, readReturnPath(body.next));
    const next = isFromConnect(body.next) ? body.next : undefined;
    return seeOther(href(routes.accounts.signInSent, undefined, { next }), { headers: inPopUp(next) });
  },
});

const sent = defineRoute({
  method: 'GET',
  at: routes.accounts.signInSent,
  access: publicly(),
  limit: 'page',
  summary: 'Says that a link was sent, if the address can have one.',
  query: Type.Object({ next: Type.Optional(Type.String()) }),
  handle: async context =>
    html(
      renderPage(
        <CardPage shell={shell(context)} title="Look in your mail">
          <h1>Look in your mail</h1>
          <p>
            If the address that you typed can receive mail, a sign-in link is on its way. It works once, within{' '}
            {LINK_MINUTES} minutes.
          </p>
          {context.kernel.config.mail.transport === 'mailbox' && (
            <ButtonLink href={href(routes.operator.mailbox)} kind="primary" icon="mail" wide>
              Open the demo's mailbox
            </ButtonLink>
          )}
          <ButtonLink href={href(routes.accounts.signIn)} wide>
            Ask again
          </ButtonLink>
          <p class="muted">
            Nothing there? Look in the spam folder and check the address. We mail an address only a few times an hour.
          </p>
        </CardPage>,
      ),
      { headers: inPopUp(context.query.next) },
    ),
});

const demo = defineRoute({
  method: 'POST',
  at: routes.accounts.signInDemo,
  access: publicly(),
  limit: 'signIn',
  summary: 'Signs in as one of the people of the demo.',
  demoOnly: true,
  body: Type.Object({ person: Type.String(), next: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, reply, body } = context;
    if (!hasDemoDoor(kernel.config) || !isDemoPerson(body.person)) throw refuse('not_found');
    const entry = await signInAsDemoPerson(kernel, body.person, body.next, callerOf(context));
    return seeOther(enter(kernel, reply, entry), { headers: inPopUp(body.next) });
  },
});

export const signInRoutes = [show, ask, sent, demo];

/** Whether somebody comes from Connect and goes back there. */
const isFromConnect = (next: string | undefined): boolean =>
  next !== undefined && readReturnPath(next).startsWith(href(routes.connect.step, { uid: '' }));

/**
 * Connect may be a pop-up, whose opener waits for the answer; on the way through a page with a stricter policy the two
 * would be parted for good. Only who comes from there gets the wider one.
 */
const inPopUp = (next: string | undefined): Record<string, string> =>
  isFromConnect(next) ? { 'cross-origin-opener-policy': 'unsafe-none' } : {};

type Shown = { next: string | undefined; email: string; errors: Readonly<Record<string, string>> };

async function signInPage(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>,
  { next, email, errors }: Shown,
): Promise<string> {
  const { actor } = context;
  const isAgain = actor.kind === 'person';
  const title = isAgain ? 'Sign in again' : 'Sign in';
  const returnPath = next === undefined ? undefined : readReturnPath(next);
  return renderPage(
    <CardPage shell={shell(context)} title={title}>
      <h1>{title}</h1>
      {isAgain && <p>This step needs to know that it is still you. What you came for opens right after.</p>}
      <Form action={href(routes.accounts.signIn)} values={{ email }} errors={errors}>
        <FormErrors />
        {returnPath && <Hidden name="next" value={returnPath} />}
        <Field
          name="email"
          label="E-mail address"
          type="email"
          hint="We send a link that signs you in. A first visit makes an account."
          autocomplete="email"
          required
        />
        <Button kind="primary" wide icon="mail">
          Send me a link
        </Button>
      </Form>
      <PasskeyDoor context={context} returnPath={returnPath} />
      <DemoDoor people={await listDemoPeople(context.kernel)} returnPath={returnPath} />
    </CardPage>,
  );
}

/** The passkey button, or where passkeys can be used when not under this address. */
export function PasskeyDoor({
  context: { kernel, request },
  returnPath,
  kind = 'quiet',
}: {
  context: Pick<RouteContext, 'kernel' | 'request'>;
  returnPath: string | undefined;
  kind?: 'primary' | 'quiet';
}) {
  if (!canUsePasskeys(kernel.config, request.host)) {
    const there = relyingParty(kernel.config).origin + href(routes.accounts.signIn);
    return (
      <p class="muted">
        Passkeys work under <a href={there}>{new URL(there).host}</a>.
      </p>
    );
  }
  return (
    <PasskeyButton
      mode="authenticate"
      kind={kind}
      label="Use a passkey"
      optionsHref={href(routes.accounts.signInPasskeyOptions)}
      verifyHref={href(routes.accounts.signInPasskey, undefined, { next: returnPath })}
      fallback="Passkeys need script in this browser. The e-mail link works without."
    />
  );
}

function DemoDoor({
  people,
  returnPath,
}: {
  people: readonly { key: keyof typeof demoPeople; does: string }[];
  returnPath: string | undefined;
}) {
  if (people.length === 0) return null;
  return (
    <>
      <Callout tone="attention" title="This is a demo: everyone who can open this page can be anyone">
        <p>Put nothing real in here. Production has none of these buttons.</p>
      </Callout>
      <ul class="plain-list">
        {people.map(({ key, does }) => (
          <li key={key}>
            <Form action={href(routes.accounts.signInDemo)} label={`Demo: ${demoPeople[key].name}`}>
              <Hidden name="person" value={key} />
              {returnPath && <Hidden name="next" value={returnPath} />}
              <Button wide icon="user">
                Sign in as {demoPeople[key].name}, {does}
              </Button>
            </Form>
          </li>
        ))}
      </ul>
    </>
  );
}
