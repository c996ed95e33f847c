// One's own account: name, ways to sign in, sessions.

import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { isFresh, signedIn } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { AccountConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Field, Form, FormErrors } from '../../web/ui/form.tsx';
import { Callout } from '../../web/ui/text.tsx';
import { listPasskeys } from '../passkeys/passkey-store.ts';
import { canUsePasskeys, relyingParty } from '../passkeys/relying-party.ts';
import { type Person, readName, roleWords } from '../people/person.ts';
import { renamePerson } from '../people/rename-person.ts';
import { countRecoveryCodes } from '../second-factor/recovery-code-store.ts';
import { findTotp } from '../second-factor/totp-store.ts';
import { isAlive } from '../sessions/session.ts';
import { listSessions } from '../sessions/session-store.ts';
import { hasSecondFactor } from '../sign-in/next-step.ts';
import { signedInPerson } from './at-the-door.ts';
import { FactorSections } from './settings-factors.tsx';
import { SessionSection } from './settings-sessions.tsx';

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

const show = defineRoute({
  method: 'GET',
  at: routes.accounts.settings,
  access: signedIn(),
  limit: 'page',
  summary: 'The settings of whoever is signed in.',
  query: Type.Object({ done: Type.Optional(Type.String()) }),
  handle: async context => html(await settingsPage(context, { done: context.query.done, errors: {} })),
});

const saveProfile = defineRoute({
  method: 'POST',
  at: routes.accounts.profile,
  access: signedIn(),
  limit: 'change',
  summary: 'Changes the name.',
  body: Type.Object({ name: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, actor, body } = context;
    const name = readName(body.name);
    if (name === undefined) {
      const errors = { name: 'Enter a name of at most 100 characters, on one line.' };
      return html(await settingsPage(context, { name: body.name, errors }), { status: 422 });
    }
    await renamePerson(kernel, personOf(actor), name);
    return seeOther(href(routes.accounts.settings, undefined, { done: 'profile' }));
  },
});

export const settingsRoutes = [show, saveProfile];

/** What was done, said once after a redirect; anything else in the query says nothing. */
const doneWords: ReadonlyMap<string | undefined, string> = new Map([
  ['profile', 'Your name is saved.'],
  ['passkey', 'Your passkey works from now on.'],
  ['passkey-removed', 'The passkey is removed. Delete it on your device too.'],
  ['totp-removed', 'The authenticator app is removed, and so are its recovery codes.'],
  ['session-ended', 'That session has ended.'],
  ['others-ended', 'All other sessions have ended.'],
]);

async function settingsPage(
  context: Context,
  shown: { done?: string | undefined; name?: string | undefined; errors: Readonly<Record<string, string>> },
): Promise<string> {
  const { kernel, request } = context;
  const actor = personOf(context.actor);
  const person = await signedInPerson(kernel, actor);
  const now = kernel.clock.now();
  const [passkeys, totp, codesLeft, sessions] = await Promise.all([
    listPasskeys(kernel, person.id),
    findTotp(kernel, person.id),
    countRecoveryCodes(kernel, person.id),
    listSessions(kernel, person.id),
  ]);
  const hasTotp = totp?.isConfirmed === true;
  const verifying = passkeys.filter(({ verifiesUser }) => verifiesUser).length;
  const done = doneWords.get(shown.done);
  const fresh = isFresh(actor, now);
  return renderPage(
    <AccountConsole
      shell={shell(context)}
      title="Account"
      flash={done === undefined ? undefined : { tone: 'good', text: done }}
    >
      {person.staffRole !== undefined && !hasSecondFactor({ hasTotp, passkeys: verifying }) && (
        <Callout tone="attention" title="You have no second factor yet">
          <p>The next sign-in by mail will ask you to make one. Do it now: add a passkey or an authenticator app.</p>
        </Callout>
      )}
      <Profile person={person} name={shown.name} errors={shown.errors} />
      {!fresh && <SignInAgain />}
      <FactorSections
        passkeys={passkeys}
        hasTotp={hasTotp}
        codesLeft={codesLeft}
        canChange={fresh}
        passkeysElsewhere={canUsePasskeys(kernel.config, request.host) ? undefined : relyingParty(kernel.config).origin}
      />
      <SessionSection
        sessions={sessions.filter(session => isAlive(session, person.staffRole !== undefined, now))}
        current={actor.session}
      />
    </AccountConsole>,
  );
}

function Profile({
  person,
  name,
  errors,
}: {
  person: Person;
  name: string | undefined;
  errors: Readonly<Record<string, string>>;
}) {
  return (
    <Section title="You" id="profile">
      <Form action={href(routes.accounts.profile)} values={{ name: name ?? person.name }} errors={errors}>
        <FormErrors />
        <Field
          name="name"
          label="Name"
          hint="Shown to people you work with here. May be empty or a handle."
          autocomplete="name"
          maxLength={100}
          width="medium"
        />
        <p class="muted">
          Signed in as {person.email}
          {person.staffRole && <>, {roleWords[person.staffRole].label.toLowerCase()} of the security team</>}.
        </p>
        <ButtonRow>
          <Button>Save name</Button>
        </ButtonRow>
      </Form>
    </Section>
  );
}

function SignInAgain() {
  return (
    <Callout tone="info" title="To change how you sign in, sign in again first">
      <p>Your last sign-in is more than a quarter of an hour old.</p>
      <ButtonLink size="small" href={href(routes.accounts.signIn, undefined, { next: href(routes.accounts.settings) })}>
        Sign in again
      </ButtonLink>
    </Callout>
  );
}
