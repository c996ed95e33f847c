// The form of a webhook: name, addresses, triggers and signals. For a new one and for one that exists.

import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { signedIn } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { newUuid } from '../../core/ids.ts';
import type { MemberApplication } from '../../developers/index.ts';
import { DeveloperConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Checkbox } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, Hidden } from '../../web/ui/form.tsx';
import { createWebhook, editWebhook, openOwnApplication, openWebhook, verifyWebhook } from '../change-webhook.ts';
import { readWebhookForm, type Webhook, type WebhookForm } from '../webhook.ts';
import { crumbsWithin } from './parts.tsx';
import { SignalPicker } from './signal-picker.tsx';

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;
type Shown = { readonly form?: WebhookForm; readonly errors?: Readonly<Record<string, string>> };

const text = Type.Optional(Type.String());
const many = Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())]));
const fields = {
  name: text,
  callback: text,
  errorCallback: text,
  triggers: many,
  data: many,
  autoSubscribe: text,
  takesOrders: text,
};

export const editRoutes = [
  defineRoute({
    method: 'GET',
    at: routes.webhooks.create,
    access: signedIn(),
    limit: 'page',
    summary: 'The form for a new webhook.',
    handle: async context => {
      const application = await openOwnApplication(context.kernel, personOf(context.actor), context.params.id);
      return newPage(context, application, newUuid(context.kernel.random));
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.webhooks.create,
    access: signedIn(),
    limit: 'change',
    summary: 'Creates a webhook and asks its addresses for proof.',
    body: Type.Object({ ...fields, webhook: text }),
    handle: async context => {
      const { kernel, params, body } = context;
      const actor = personOf(context.actor);
      const application = await openOwnApplication(kernel, actor, params.id);
      const { webhook: id = '', ...form } = body;
      const read = readWebhookForm(form);
      if (!read.ok) return newPage(context, application, id, { form, errors: read.errors });
      await createWebhook(kernel, actor, { ...read.value, id, application: application.id });
      return proved(context, application.id, id);
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.webhooks.edit,
    access: signedIn(),
    limit: 'page',
    summary: 'The form of a webhook.',
    handle: async context => changePage(context, await ownWebhook(context)),
  }),
  defineRoute({
    method: 'POST',
    at: routes.webhooks.edit,
    access: signedIn(),
    limit: 'change',
    summary: 'Changes a webhook.',
    body: Type.Object(fields),
    handle: async context => {
      const { kernel, params, body } = context;
      const own = await ownWebhook(context);
      const read = readWebhookForm(body);
      if (!read.ok) return changePage(context, own, { form: body, errors: read.errors });
      await editWebhook(kernel, personOf(context.actor), { application: params.id, id: params.webhook }, read.value);
      const { callback, errorCallback } = own.webhook;
      const isMoved = callback !== read.value.callback || errorCallback !== read.value.errorCallback;
      if (isMoved) return proved(context, params.id, params.webhook);
      return seeOther(href(routes.webhooks.show, params, { done: 'saved' }));
    },
  }),
];

/** Asks for proof at once: most servers stand ready. What went wrong is told on the webhook's page. */
async function proved(context: Context, application: string, id: string): Promise<Answer> {
  const fault = await verifyWebhook(context.kernel, personOf(context.actor), { application, id });
  return seeOther(
    href(
      routes.webhooks.show,
      { id: application, webhook: id },
      fault ? { fault: fault.why, status: String(fault.status ?? '') } : { done: 'verified' },
    ),
  );
}

type Own = { readonly application: MemberApplication; readonly webhook: Webhook };

/** The webhook, for owners of its organization. @throws Refusal not_found, not_allowed */
async function ownWebhook(
  context: Context & { readonly params: { readonly id: string; readonly webhook: string } },
): Promise<Own> {
  const { kernel, params } = context;
  const actor = personOf(context.actor);
  const application = await openOwnApplication(kernel, actor, params.id);
  return {
    application,
    webhook: (await openWebhook(kernel, actor, { application: params.id, id: params.webhook })).webhook,
  };
}

const answer = (page: string, { errors }: Shown): Answer => html(page, { status: errors ? 422 : 200 });

const newPage = (context: Context, application: MemberApplication, webhook: string, shown: Shown = {}): Answer =>
  answer(
    renderPage(
      <DeveloperConsole shell={shell(context)} title="Create webhook" breadcrumbs={crumbsWithin(application)}>
        <WebhookFormView
          action={href(routes.webhooks.create, { id: application.id })}
          back={href(routes.webhooks.list, { id: application.id })}
          form={shown.form ?? { autoSubscribe: 'on' }}
          errors={shown.errors ?? {}}
          button="Create and verify"
          webhook={webhook}
        />
      </DeveloperConsole>,
    ),
    shown,
  );

const changePage = (context: Context, { application, webhook }: Own, shown: Shown = {}): Answer => {
  const at = { id: application.id, webhook: webhook.id };
  return answer(
    renderPage(
      <DeveloperConsole
        shell={shell(context)}
        title="Change webhook"
        breadcrumbs={[...crumbsWithin(application), { href: href(routes.webhooks.show, at), label: webhook.name }]}
      >
        <WebhookFormView
          action={href(routes.webhooks.edit, at)}
          back={href(routes.webhooks.show, at)}
          form={
            shown.form ?? {
              ...webhook,
              errorCallback: webhook.errorCallback ?? '',
              autoSubscribe: webhook.autoSubscribe ? 'on' : undefined,
              takesOrders: webhook.takesOrders ? 'on' : undefined,
            }
          }
          errors={shown.errors ?? {}}
          button="Save"
        />
      </DeveloperConsole>,
    ),
    shown,
  );
};

type ViewProps = {
  readonly action: string;
  readonly back: string;
  readonly form: WebhookForm;
  readonly errors: Readonly<Record<string, string>>;
  readonly button: string;
  /** The id of a new one. */
  readonly webhook?: string;
};

function WebhookFormView({ action, back, form, errors, button, webhook }: ViewProps) {
  const { name, callback, errorCallback, autoSubscribe, takesOrders } = form;
  const triggers = [form.triggers ?? []].flat();
  const data = [form.data ?? []].flat();
  return (
    <Form
      once
      action={action}
      values={{ name, callback, errorCallback, triggers, data }}
      errors={errors}
      label="Webhook"
      guarded
    >
      <FormErrors kept="What you entered was kept." />
      {webhook !== undefined && <Hidden name="webhook" value={webhook} />}
      <Field
        name="name"
        label="Name"
        hint="For your team, such as “Charging”. It is part of every message."
        autocomplete="off"
        maxLength={60}
        width="medium"
        required
      />
      <Field
        name="callback"
        label="Callback URI"
        type="url"
        hint="An https address on a public server. It must answer a challenge before anything is sent. Redirects are not followed."
        autocomplete="off"
        spellcheck={false}
        required
      />
      <Field
        name="errorCallback"
        label="Callback URI for errors"
        type="url"
        hint="Errors of cars go there instead. Leave it empty to have them at the same address."
        autocomplete="off"
        spellcheck={false}
      />
      <SignalPicker triggers={triggers} data={data} error={errors['triggers']} />
      <Checkbox
        name="autoSubscribe"
        label="Subscribe every newly connected car"
        hint="Cars that are connected already are chosen on the webhook’s page, or by the API."
        checked={autoSubscribe !== undefined}
      />
      <Checkbox
        name="takesOrders"
        label="Send orders to delete data there, too"
        hint="When an owner wants you to forget them: a message DELETION_ORDER with the signed order. You still say under Deletion orders what you did."
        checked={takesOrders !== undefined}
      />
      <ButtonRow>
        <Button kind="primary">{button}</Button>
        <ButtonLink href={back}>{webhook === undefined ? 'Leave it as it is' : 'Go back'}</ButtonLink>
      </ButtonRow>
    </Form>
  );
}
