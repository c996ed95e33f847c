// Staff without a second factor make one before anything else opens: a passkey, or an authenticator app.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { publicly } from '../../core/http/access.ts';
import { html, json, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { CardPage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Disclosure } from '../../web/ui/card.tsx';
import { PasskeyButton } from '../../web/ui/passkey-button.tsx';
import { Steps } from '../../web/ui/stat.tsx';
import { offerPasskey, registerPasskey } from '../passkeys/register-passkey.ts';
import { canUsePasskeys } from '../passkeys/relying-party.ts';
import { registrationJson } from '../passkeys/webauthn-json.ts';
import type { Person } from '../people/person.ts';
import { offerTotp, setUpTotp } from '../second-factor/set-up-totp.ts';
import { deviceWords } from '../sessions/device-words.ts';
import { completeSignIn, enter } from '../sign-in/admit-person.ts';
import { type HalfSignIn, takeHalfSignIn } from '../sign-in/half-sign-in-store.ts';
import { callerOf, findHalf } from './at-the-door.ts';
import { expiredPage } from './sign-in-link.tsx';
import { RecoveryCodes, TotpSetup, WRONG_CODE } from './totp-setup.tsx';

type Half = { readonly half: HalfSignIn; readonly person: Person };
type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

const show = defineRoute({
  method: 'GET',
  at: routes.accounts.signInEnroll,
  access: publicly(),
  limit: 'page',
  summary: 'Offers the second factors that can be set up.',
  handle: async context => {
    const found = await findHalf(context.kernel, context.request, 'enroll');
    return found ? html(await page(context, found, {})) : seeOther(href(routes.accounts.signIn));
  },
});

const confirmTotp = defineRoute({
  method: 'POST',
  at: routes.accounts.signInEnroll,
  access: publicly(),
  limit: 'signIn',
  summary: 'Takes the first code of an authenticator app, and signs in.',
  body: Type.Object({ code: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, request, reply, body } = context;
    const found = await findHalf(kernel, request, 'enroll');
    if (!found) return html(expiredPage(context), { status: 410 });
    const { half, person } = found;
    const done = await kernel.transaction(async kernel => {
      const codes = await setUpTotp(kernel, person.id, body.code ?? '');
      return codes && { codes, entry: await complete(kernel, found, callerOf(context)) };
    });
    if (!done) return html(await page(context, found, { code: WRONG_CODE }), { status: 422 });
    enter(kernel, reply, done.entry);
    return html(
      renderPage(
        <CardPage shell={shell(context)} title="Recovery codes">
          <h1>Your app is set up</h1>
          <RecoveryCodes codes={done.codes} continueHref={half.returnPath} />
        </CardPage>,
      ),
    );
  },
});

const passkeyOptions = defineRoute({
  method: 'POST',
  at: routes.accounts.signInEnrollPasskeyOptions,
  access: publicly(),
  limit: 'signIn',
  summary: 'Options for making the first passkey.',
  body: Type.Object({}),
  handle: async ({ kernel, request }) =>
    json(await offerPasskey(kernel, (await halfOr403({ kernel, request })).person)),
});

const registerFirstPasskey = defineRoute({
  method: 'POST',
  at: routes.accounts.signInEnrollPasskey,
  access: publicly(),
  limit: 'signIn',
  summary: 'Keeps the first passkey, and signs in.',
  body: registrationJson,
  handle: async context => {
    const { kernel, request, reply, body } = context;
    const found = await halfOr403(context);
    const entry = await kernel.transaction(async kernel => {
      await registerPasskey(kernel, found.person, body, deviceWords(request.headers['user-agent']));
      return complete(kernel, found, callerOf(context));
    });
    return json({ next: enter(kernel, reply, entry) });
  },
});

export const enrollRoutes = [show, confirmTotp, passkeyOptions, registerFirstPasskey];

async function complete(
  kernel: Context['kernel'],
  { half, person }: Half,
  caller: ReturnType<typeof callerOf>,
): ReturnType<typeof completeSignIn> {
  if (!(await takeHalfSignIn(kernel, half.id))) throw refuse('link_expired');
  return completeSignIn(kernel, person, { method: 'enrollment', returnPath: half.returnPath, caller });
}

async function halfOr403({ kernel, request }: Pick<Context, 'kernel' | 'request'>): Promise<Half> {
  const found = await findHalf(kernel, request, 'enroll');
  if (!found) throw refuse('sign_in_failed');
  return found;
}

async function page(context: Context, { person }: Half, errors: Readonly<Record<string, string>>): Promise<string> {
  const { kernel, request } = context;
  const offer = await offerTotp(kernel, person.id, person.email);
  const hasPasskeys = canUsePasskeys(kernel.config, request.host);
  return renderPage(
    <CardPage shell={shell(context)} title="Set up a second factor">
      <Steps current={2} total={2} />
      <h1>Set up a second factor</h1>
      <p>
        Reports are worth more than one lock. From now on your mail alone does not open them: you also show a passkey or
        a code.
      </p>
      {hasPasskeys && (
        <PasskeyButton
          mode="register"
          label="Make a passkey"
          optionsHref={href(routes.accounts.signInEnrollPasskeyOptions)}
          verifyHref={href(routes.accounts.signInEnrollPasskey)}
          fallback="Passkeys need script in this browser. The authenticator app below works without."
        />
      )}
      <Disclosure summary="Use an authenticator app" look="drawer" open={!hasPasskeys || 'code' in errors}>
        <TotpSetup offer={offer} action={href(routes.accounts.signInEnroll)} errors={errors} />
      </Disclosure>
    </CardPage>,
  );
}
