// Adding and removing passkeys and the authenticator app; each step wants a fresh sign-in.

import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { freshlySignedIn } from '../../core/http/access.ts';
import { html, json, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { AccountConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { listPasskeys } from '../passkeys/passkey-store.ts';
import { offerPasskey, registerPasskey } from '../passkeys/register-passkey.ts';
import { registrationJson } from '../passkeys/webauthn-json.ts';
import { removePasskey, removeTotp } from '../second-factor/remove-factor.ts';
import { renewRecoveryCodes } from '../second-factor/renew-recovery-codes.ts';
import { offerTotp, setUpTotp } from '../second-factor/set-up-totp.ts';
import { findTotp } from '../second-factor/totp-store.ts';
import { deviceWords } from '../sessions/device-words.ts';
import { signedInPerson } from './at-the-door.ts';
import { RecoveryCodes, TotpSetup, WRONG_CODE } from './totp-setup.tsx';

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

const settings = (done?: string): string => href(routes.accounts.settings, undefined, { done });
const crumbs = [{ href: settings(), label: 'Account' }];

const passkeyOptions = defineRoute({
  method: 'POST',
  at: routes.accounts.passkeyOptions,
  access: freshlySignedIn(),
  limit: 'change',
  summary: 'Options for making a passkey.',
  body: Type.Object({}),
  handle: async ({ kernel, actor }) => json(await offerPasskey(kernel, await signedInPerson(kernel, actor))),
});

const addPasskey = defineRoute({
  method: 'POST',
  at: routes.accounts.passkeys,
  access: freshlySignedIn(),
  limit: 'change',
  summary: 'Keeps a new passkey.',
  body: registrationJson,
  handle: async ({ kernel, actor, request, body }) => {
    const person = await signedInPerson(kernel, actor);
    await registerPasskey(kernel, person, body, deviceWords(request.headers['user-agent']));
    return json({ next: settings('passkey') });
  },
});

const askRemovePasskey = defineRoute({
  method: 'GET',
  at: routes.accounts.passkeyRemove,
  access: freshlySignedIn(),
  limit: 'page',
  summary: 'Asks before a passkey is removed.',
  handle: async context => {
    const { kernel, actor, params } = context;
    const passkeys = await listPasskeys(kernel, personOf(actor).id);
    const passkey = passkeys.find(({ id }) => id === params.id);
    if (!passkey) throw refuse('not_found');
    return html(
      confirmPage(context, 'Remove passkey', {
        title: `Remove the passkey made on ${passkey.name}?`,
        consequence: 'It can no longer sign you in. Other passkeys and sessions stay.',
        action: href(routes.accounts.passkeyRemove, { id: passkey.id }),
        confirmLabel: 'Remove passkey',
      }),
    );
  },
});

const doRemovePasskey = defineRoute({
  method: 'POST',
  at: routes.accounts.passkeyRemove,
  access: freshlySignedIn(),
  limit: 'change',
  summary: 'Removes a passkey.',
  handle: async ({ kernel, actor, params }) => {
    await removePasskey(kernel, personOf(actor).id, params.id);
    return seeOther(settings('passkey-removed'));
  },
});

const showTotp = defineRoute({
  method: 'GET',
  at: routes.accounts.totp,
  access: freshlySignedIn(),
  limit: 'page',
  summary: 'Shows the key to be put into an authenticator app.',
  handle: async context => html(await totpPage(context, {})),
});

const confirmTotp = defineRoute({
  method: 'POST',
  at: routes.accounts.totp,
  access: freshlySignedIn(),
  limit: 'change',
  summary: 'Takes the first code of an authenticator app.',
  body: Type.Object({ code: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, actor, body } = context;
    const { id } = personOf(actor);
    const codes = await kernel.transaction(kernel => setUpTotp(kernel, id, body.code ?? ''));
    if (!codes) return html(await totpPage(context, { code: WRONG_CODE }), { status: 422 });
    return html(codesPage(context, 'Your app is set up', codes));
  },
});

const askRemoveTotp = defineRoute({
  method: 'GET',
  at: routes.accounts.totpRemove,
  access: freshlySignedIn(),
  limit: 'page',
  summary: 'Asks before the authenticator app is removed.',
  handle: async context => {
    const totp = await findTotp(context.kernel, personOf(context.actor).id);
    if (!totp?.isConfirmed) throw refuse('not_found');
    return html(
      confirmPage(context, 'Remove authenticator app', {
        title: 'Remove your authenticator app?',
        consequence: 'Its codes and your recovery codes stop working. An e-mail link alone may then sign you in.',
        action: href(routes.accounts.totpRemove),
        confirmLabel: 'Remove app',
      }),
    );
  },
});

const doRemoveTotp = defineRoute({
  method: 'POST',
  at: routes.accounts.totpRemove,
  access: freshlySignedIn(),
  limit: 'change',
  summary: 'Removes the authenticator app and its recovery codes.',
  handle: async ({ kernel, actor }) => {
    await removeTotp(kernel, personOf(actor).id);
    return seeOther(settings('totp-removed'));
  },
});

const newCodes = defineRoute({
  method: 'POST',
  at: routes.accounts.recoveryCodes,
  access: freshlySignedIn(),
  limit: 'change',
  summary: 'Makes new recovery codes; the old ones stop working.',
  handle: async context => {
    const codes = await renewRecoveryCodes(context.kernel, personOf(context.actor).id);
    return html(codesPage(context, 'New recovery codes', codes));
  },
});

export const factorRoutes = [
  passkeyOptions,
  addPasskey,
  askRemovePasskey,
  doRemovePasskey,
  showTotp,
  confirmTotp,
  askRemoveTotp,
  doRemoveTotp,
  newCodes,
];

async function totpPage(context: Context, errors: Readonly<Record<string, string>>): Promise<string> {
  const person = await signedInPerson(context.kernel, context.actor);
  const offer = await offerTotp(context.kernel, person.id, person.email);
  return renderPage(
    <AccountConsole shell={shell(context)} title="Set up an authenticator app" breadcrumbs={crumbs}>
      <TotpSetup offer={offer} action={href(routes.accounts.totp)} errors={errors} />
    </AccountConsole>,
  );
}

const codesPage = (context: Context, title: string, codes: readonly string[]): string =>
  renderPage(
    <AccountConsole shell={shell(context)} title={title} breadcrumbs={crumbs}>
      <RecoveryCodes codes={codes} continueHref={settings()} />
    </AccountConsole>,
  );

const confirmPage = (
  context: Context,
  title: string,
  question: { title: string; consequence: string; action: string; confirmLabel: string },
): string =>
  renderPage(
    <AccountConsole shell={shell(context)} title={title} breadcrumbs={crumbs}>
      <Confirm {...question} consequence={<p>{question.consequence}</p>} cancelHref={settings()} />
    </AccountConsole>,
  );
