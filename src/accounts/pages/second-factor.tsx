// The second step of a sign-in by mail: a code, or a passkey.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { CardPage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button } from '../../web/ui/button.tsx';
import { Disclosure } from '../../web/ui/card.tsx';
import { Field, Form, FormErrors } from '../../web/ui/form.tsx';
import { Steps } from '../../web/ui/stat.tsx';
import { confirmSecondFactor } from '../second-factor/confirm-second-factor.ts';
import { findFactors } from '../second-factor/factor-store.ts';
import { enter } from '../sign-in/admit-person.ts';
import type { HalfSignIn } from '../sign-in/half-sign-in-store.ts';
import type { Factors } from '../sign-in/next-step.ts';
import { callerOf, findHalf } from './at-the-door.ts';
import { PasskeyDoor } from './sign-in.tsx';
import { expiredPage } from './sign-in-link.tsx';

const show = defineRoute({
  method: 'GET',
  at: routes.accounts.signInSecondFactor,
  access: publicly(),
  limit: 'page',
  summary: 'Asks for the second factor.',
  handle: async context => {
    const { kernel, request } = context;
    const found = await findHalf(kernel, request, 'second-factor');
    if (!found) return seeOther(href(routes.accounts.signIn));
    return html(page(context, found.half, await findFactors(kernel, found.person.id), {}));
  },
});

const confirm = defineRoute({
  method: 'POST',
  at: routes.accounts.signInSecondFactor,
  access: publicly(),
  limit: 'signIn',
  summary: 'Checks a code of the authenticator app, or a recovery code.',
  body: Type.Object({ code: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, request, reply, body } = context;
    const found = await findHalf(kernel, request, 'second-factor');
    if (!found) return html(expiredPage(context), { status: 410 });
    const confirmed = await confirmSecondFactor(kernel, found.half, body.code ?? '', callerOf(context));
    if (confirmed.kind === 'over') return html(expiredPage(context), { status: 410 });
    if (confirmed.kind === 'session') return seeOther(enter(kernel, reply, confirmed));
    const errors = { code: 'That code is not right, or was used already. Wait for the next one, then type it.' };
    return html(page(context, found.half, await findFactors(kernel, found.person.id), errors), { status: 422 });
  },
});

export const secondFactorRoutes = [show, confirm];

function page(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>,
  { returnPath }: HalfSignIn,
  { hasTotp, passkeys }: Factors,
  errors: Readonly<Record<string, string>>,
): string {
  return renderPage(
    <CardPage shell={shell(context)} title="Second step">
      <Steps current={2} total={2} />
      <h1>{hasTotp ? 'Type the code from your app' : 'Use your passkey'}</h1>
      {hasTotp && (
        <Form action={href(routes.accounts.signInSecondFactor)} errors={errors}>
          <FormErrors />
          <Field
            name="code"
            label="Code"
            hint="Six digits from your authenticator app, or one of your recovery codes."
            autocomplete="one-time-code"
            inputMode="text"
            maxLength={40}
            mono
            required
          />
          <Button kind="primary" wide>
            Check code
          </Button>
        </Form>
      )}
      {!hasTotp && <p>Your address is proven. The passkey of your account shows that it is you.</p>}
      {passkeys > 0 && <PasskeyDoor context={context} returnPath={returnPath} kind={hasTotp ? 'quiet' : 'primary'} />}
      <Disclosure summary="I have neither">
        <p>
          Ask an admin to reset your second factor; you can then set up a new one. If you are the only admin, the
          operator makes a link with <code>telltale create-admin</code>.
        </p>
      </Disclosure>
    </CardPage>,
  );
}
