// How an application proves who it is: a secret, a key of its own, or nothing for apps that can keep no secret.

import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { signedIn } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { DeveloperConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Checkbox, RadioGroup } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, TextArea } from '../../web/ui/form.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { findApplication } from '../application-store.ts';
import { changeClientAuth } from '../change-client-auth.ts';
import { type ClientAuth, type ClientAuthForm, readClientAuthForm } from '../client-auth.ts';
import { findOwnOrganization } from '../organization-store.ts';

const show = defineRoute({
  method: 'GET',
  at: routes.developers.clientAuth,
  access: signedIn(),
  limit: 'page',
  summary: 'How an application proves who it is.',
  handle: async context => page(context, context.params.id),
});

const change = defineRoute({
  method: 'POST',
  at: routes.developers.clientAuth,
  access: signedIn(),
  limit: 'change',
  summary: 'Changes how an application proves who it is.',
  body: Type.Object({
    method: Type.Optional(Type.String()),
    keysUri: Type.Optional(Type.String()),
    keys: Type.Optional(Type.String()),
    isBound: Type.Optional(Type.String()),
  }),
  handle: async context => {
    const { kernel, params, body } = context;
    const read = readClientAuthForm(body);
    if (!read.ok) return page(context, params.id, { values: body, errors: read.errors });
    await changeClientAuth(kernel, personOf(context.actor), { id: params.id, auth: read.value });
    return seeOther(href(routes.developers.application, params));
  },
});

export const clientAuthRoutes = [show, change];

const methods = [
  {
    value: 'client-secret',
    label: 'A client secret',
    hint: 'For servers. All SDKs can do it. We keep its hash.',
  },
  {
    value: 'private-key',
    label: 'A key of its own',
    hint: 'For servers. The application signs, and we know its public key alone, so nothing that we keep can be used to pass for it.',
  },
  {
    value: 'none',
    label: 'Nothing',
    hint: 'For apps on phones and desktops, which can keep no secret. Each sign-in then needs PKCE, a used refresh token is dead at once, and there is no token without an owner.',
  },
];

type Sent = { readonly values: ClientAuthForm; readonly errors: FieldErrors };

async function page(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>,
  id: string,
  sent?: Sent,
): Promise<Answer> {
  const actor = personOf(context.actor);
  const application = await findApplication(context.kernel, actor, id);
  await findOwnOrganization(context.kernel, actor, application.organization);
  const back = href(routes.developers.application, { id });
  const values = { ...(sent?.values ?? valuesOf(application.clientAuth)) };
  return html(
    renderPage(
      <DeveloperConsole
        shell={shell(context)}
        title="How it proves who it is"
        breadcrumbs={[
          { href: href(routes.developers.home), label: 'Organizations' },
          { href: back, label: application.name },
        ]}
      >
        <Form action={href(routes.developers.clientAuth, { id })} values={values} errors={sent?.errors ?? {}}>
          <FormErrors kept="What you typed was kept." />
          <RadioGroup
            name="method"
            label="The application proves who it is by"
            options={methods}
            look="cards"
            required
          />
          <Field
            name="keysUri"
            label="Address of its public keys"
            hint="With a key of its own: the https address of a JWK set. Keys can then be replaced without coming here; we read it again within a quarter of an hour."
            type="url"
          />
          <TextArea
            name="keys"
            label="Or the public keys themselves"
            hint="A JWK set with P-256, Ed25519 or RSA keys, without their private halves."
            mono
            rows={6}
          />
          <Checkbox
            name="isBound"
            label="Its tokens count only together with a proof (DPoP)"
            hint="A token that leaks is then of no use without the key that the application keeps. SDKs of Smartcar cannot do it."
          />
          <ButtonRow>
            <Button kind="primary">Save</Button>
            <ButtonLink href={back}>Cancel</ButtonLink>
          </ButtonRow>
        </Form>
      </DeveloperConsole>,
    ),
    { status: sent ? 422 : 200 },
  );
}

const valuesOf = ({ method, keys, isBound }: ClientAuth): Record<string, string> => ({
  method,
  ...(keys && ('uri' in keys ? { keysUri: keys.uri } : { keys: JSON.stringify({ keys: keys.keys }, null, 2) })),
  ...(isBound && { isBound: 'on' }),
});
