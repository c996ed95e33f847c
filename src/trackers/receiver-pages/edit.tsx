// The form of a receiver: its name, its address, what it is told of. For a new one and for one that exists.
import Type from 'typebox';
import { outsideEventNames, outsideEvents } from '../../catalog/outside-events.ts';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { CheckboxGroup } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, Hidden } from '../../web/ui/form.tsx';
import { type ReceiverKind, receiverKinds } from '../notices/notice-body.ts';
import { addReceiver, editReceiver } from '../receivers/change-receiver.ts';
import { hostOf, kindWords, type Receiver, type ReceiverForm, readReceiverForm } from '../receivers/receiver.ts';
import { findReceiver } from '../receivers/receiver-store.ts';
import { secretPage } from './secret.tsx';

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;
type Shown = { readonly form?: ReceiverForm; readonly errors?: Readonly<Record<string, string>> };

const text = Type.Optional(Type.String());
const fields = {
  name: text,
  url: text,
  events: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
};

const kindOf = (typed: string | undefined): ReceiverKind => receiverKinds.find(kind => kind === typed) ?? 'webhook';

export const editRoutes = [
  defineRoute({
    method: 'GET',
    at: routes.trackers.receiverNew,
    access: staff('integration.manage'),
    limit: 'page',
    summary: 'The form for a new receiver.',
    query: Type.Object({ kind: text }),
    handle: async context => newPage(context, kindOf(context.query.kind)),
  }),
  defineRoute({
    method: 'POST',
    at: routes.trackers.receiverNew,
    access: staff('integration.manage'),
    limit: 'change',
    summary: 'Adds a receiver; the secret of a webhook is shown this once.',
    body: Type.Object({ ...fields, kind: text }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const kind = kindOf(body.kind);
      const read = readReceiverForm(body);
      if (!read.ok) return newPage(context, kind, { form: body, errors: read.errors });
      const { id, secret } = await addReceiver(kernel, actor, { kind, ...read.value });
      if (secret !== undefined) return secretPage(context, { id, name: read.value.name, secret, isNew: true });
      return seeOther(href(routes.trackers.receiver, { id }, { done: 'added' }));
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.trackers.receiverEdit,
    access: staff('integration.manage'),
    limit: 'page',
    summary: 'The form of a receiver.',
    handle: async context => changePage(context, await receiverOf(context, context.params.id)),
  }),
  defineRoute({
    method: 'POST',
    at: routes.trackers.receiverEdit,
    access: staff('integration.manage'),
    limit: 'change',
    summary: 'Changes a receiver.',
    body: Type.Object(fields),
    handle: async context => {
      const { kernel, actor, params, body } = context;
      const receiver = await receiverOf(context, params.id);
      const read = readReceiverForm(body, receiver);
      if (!read.ok) return changePage(context, receiver, { form: body, errors: read.errors });
      await editReceiver(kernel, actor, params.id, read.value);
      return seeOther(href(routes.trackers.receiver, { id: params.id }, { done: 'saved' }));
    },
  }),
];

/** The receiver with this id. @throws Refusal not_found */
async function receiverOf({ kernel, actor }: Context, id: string): Promise<Receiver> {
  const receiver = await findReceiver(kernel, actor, id);
  if (!receiver) throw refuse('not_found');
  return receiver;
}

const answer = (page: string, { errors }: Shown): Answer => html(page, { status: errors ? 422 : 200 });

const newPage = (context: Context, kind: ReceiverKind, shown: Shown = {}): Answer =>
  answer(
    renderPage(
      <StaffConsole shell={shell(context)} title={`Add ${kindWords[kind].name}`} breadcrumbs={crumbs}>
        <ReceiverFormView
          kind={kind}
          action={href(routes.trackers.receiverNew)}
          back={href(routes.trackers.receivers)}
          form={shown.form ?? { events: usual }}
          errors={shown.errors ?? {}}
          button="Add receiver"
        />
      </StaffConsole>,
    ),
    shown,
  );

const changePage = (context: Context, receiver: Receiver, shown: Shown = {}): Answer => {
  const { id, kind, name, events, url } = receiver;
  return answer(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title="Change receiver"
        breadcrumbs={[...crumbs, { href: href(routes.trackers.receiver, { id }), label: name }]}
      >
        <ReceiverFormView
          kind={kind}
          action={href(routes.trackers.receiverEdit, { id })}
          back={href(routes.trackers.receiver, { id })}
          form={shown.form ?? { name, events }}
          errors={shown.errors ?? {}}
          button="Save"
          present={hostOf(url)}
        />
      </StaffConsole>,
    ),
    shown,
  );
};

const crumbs = [{ href: href(routes.trackers.receivers), label: 'Webhooks and chat' }];

/** What a new receiver is told of unless somebody says otherwise: what a team acts on. */
const usual = [
  'report.created',
  'report.state_changed',
  'report.commented',
  'clock.warning',
  'clock.breached',
  'issue.state_changed',
  'advisory.published',
] as const;

const urlHints: Readonly<Record<ReceiverKind, string>> = {
  webhook: 'An https address on a public server. Redirects are not followed.',
  slack: 'Slack shows it when an incoming webhook is added to a channel: https://hooks.slack.com/services/…',
  teams: 'Teams shows it when a workflow “Post to a channel when a webhook request is received” is made.',
};

type ViewProps = {
  readonly kind: ReceiverKind;
  readonly action: string;
  readonly back: string;
  readonly form: ReceiverForm;
  readonly errors: Readonly<Record<string, string>>;
  readonly button: string;
  /** The host of the address that stands already. */
  readonly present?: string;
};

function ReceiverFormView({ kind, action, back, form, errors, button, present }: ViewProps) {
  const { events = [], name, url } = form;
  return (
    <Form action={action} values={{ name, url, events: [events].flat() }} errors={errors} label="Receiver" guarded>
      <FormErrors kept="What you typed was kept." />
      {present === undefined && <Hidden name="kind" value={kind} />}
      <Field
        name="name"
        label="Name"
        hint="What your team calls it, such as “SIEM” or “#security”."
        autocomplete="off"
        maxLength={60}
        width="medium"
        required
      />
      <Field
        name="url"
        label="Address"
        type="url"
        hint={
          present === undefined
            ? urlHints[kind]
            : `It is kept encrypted and not shown again; it is on ${present}. Leave this empty to keep it.`
        }
        autocomplete="off"
        spellcheck={false}
        required={present === undefined}
      />
      <CheckboxGroup
        name="events"
        label="What it is told of"
        hint="Only that it happened, with number, state and link. Never what somebody wrote."
        options={outsideEventNames.map(value => ({ value, label: outsideEvents[value], hint: value }))}
        required
      />
      <ButtonRow>
        <Button kind="primary">{button}</Button>
        <ButtonLink href={back}>Leave it as it is</ButtonLink>
      </ButtonRow>
    </Form>
  );
}
