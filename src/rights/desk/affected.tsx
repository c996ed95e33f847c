// Whom a breach concerns, found by what was read when; and telling them. The 72 hours run under Duties.
import Type from 'typebox';
import { personNames } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { scopes } from '../../catalog/scopes.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { type Affected, findAffected } from '../../vehicles/index.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Select } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, Hidden, TextArea } from '../../web/ui/form.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Callout, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { type AffectedForm, readAffected } from '../affected/affected-query.ts';
import { listNotices, type SentNotice } from '../affected/notice-store.ts';
import { sendNotice } from '../affected/send-notice.ts';

const AT = routes.rights.affected;
const SHOWN = 200;
const LONGEST = 5000;
const text = Type.Optional(Type.String({ maxLength: 100 }));
const fields = { application: text, permission: text, from: text, until: text };

const show = defineRoute({
  method: 'GET',
  at: AT,
  access: staff('privacy.manage'),
  limit: 'page',
  summary: 'People whom a breach concerns, found by what was read when.',
  query: Type.Object({ ...fields, told: text }),
  handle: context => affectedPage(context, formOf(context.query), { told: context.query.told }),
});

const tell = defineRoute({
  method: 'POST',
  at: AT,
  access: staff('privacy.manage'),
  limit: 'change',
  summary: 'Tells the people whom a breach concerns.',
  body: Type.Object({ ...fields, words: Type.Optional(Type.String({ maxLength: 20_000 })) }),
  handle: async context => {
    const { kernel, actor, body } = context;
    const form = formOf(body);
    const words = body.words?.trim() ?? '';
    const read = readAffected(form);
    if (!('query' in read) || words === '' || words.length > LONGEST)
      return affectedPage(context, form, {
        words,
        fault: words === '' ? 'Write what they should know.' : `Shorten it to ${LONGEST} characters.`,
      });
    const people = await sendNotice(kernel, actor, read.query, words);
    return seeOther(href(AT, undefined, { told: String(people) }));
  },
});

export const affectedRoutes = [show, tell];

const formOf = (sent: Partial<AffectedForm>): AffectedForm => ({
  application: sent.application?.trim() ?? '',
  permission: sent.permission ?? '',
  from: sent.from ?? '',
  until: sent.until ?? '',
});

async function affectedPage(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>,
  form: AffectedForm,
  shown: { readonly told?: string | undefined; readonly words?: string; readonly fault?: string },
): Promise<Answer> {
  const { kernel, actor } = context;
  const isAsked = Object.values(form).some(value => value !== '');
  const read = isAsked ? readAffected(form) : undefined;
  const found =
    read && 'query' in read ? await findAffected(kernel, actor, read.query, { limit: SHOWN + 1 }) : undefined;
  const names = await personNames(
    kernel,
    (found ?? []).map(({ owner }) => owner),
  );
  const notices = await listNotices(kernel, actor);
  const told = /^\d{1,9}$/.exec(shown.told ?? '')?.[0];
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title="Affected people"
        breadcrumbs={[{ label: 'Privacy requests', href: href(routes.rights.desk) }]}
        flash={told === undefined ? undefined : { tone: 'good', text: `${told} people are being told by mail.` }}
      >
        <p>
          After a breach: who is concerned, and telling them (Art. 34). The 72 hours to the authority (Art. 33) run
          under <a href={href(routes.reports.duties)}>Duties</a>, from the report of what happened.
        </p>
        <Form
          action={href(AT)}
          method="get"
          values={{ ...form }}
          errors={read && 'faults' in read ? { ...read.faults } : {}}
          label="Find affected people"
        >
          <FormErrors />
          <Field
            name="application"
            label="Application"
            hint="Its client id. Leave it empty for all."
            autocomplete="off"
            width="medium"
            maxLength={36}
          />
          <Select
            name="permission"
            label="What was read"
            placeholder="Anything"
            width="medium"
            options={scopes
              .filter(({ group }) => group === 'see')
              .map(({ name, opens }) => ({ value: name, label: opens }))}
          />
          <Field name="from" type="datetime-local" label="From (UTC)" width="medium" required />
          <Field name="until" type="datetime-local" label="Until (UTC)" width="medium" required />
          <ButtonRow>
            <Button kind={found && found.length > 0 ? 'quiet' : 'primary'} icon="search">
              Find them
            </Button>
          </ButtonRow>
        </Form>
        {found && <Found found={found} names={names} form={form} shown={shown} />}
        {notices.length > 0 && <Notices notices={notices} />}
      </StaffConsole>,
    ),
    shown.fault !== undefined ? { status: 422 } : {},
  );
}

function Found({
  found,
  names,
  form,
  shown,
}: {
  found: readonly Affected[];
  names: ReadonlyMap<string, string>;
  form: AffectedForm;
  shown: { readonly words?: string; readonly fault?: string };
}) {
  if (found.length === 0)
    return (
      <EmptyState title="Nobody" icon="circle-check">
        <p>In this time nothing of the kind was handed out.</p>
      </EmptyState>
    );
  return (
    <>
      <Section
        title={
          found.length > SHOWN
            ? `More than ${SHOWN} people`
            : found.length === 1
              ? '1 person'
              : `${found.length} people`
        }
        id="found"
        intro={found.length > SHOWN ? <p>The first {SHOWN}. A notice goes to all.</p> : undefined}
      >
        <Table
          caption="Affected people"
          captionHidden
          dense
          rows={found.slice(0, SHOWN)}
          rowKey={({ owner }) => owner}
          columns={[
            {
              key: 'who',
              label: 'Who',
              main: true,
              cell: ({ owner }) => names.get(owner) ?? <Mono>{owner}</Mono>,
            },
            { key: 'reads', label: 'Reads', numeric: true, cell: ({ reads }) => reads.toLocaleString('en') },
            { key: 'first', label: 'First', cell: ({ first }) => <Time at={first} show="absolute" /> },
            { key: 'last', label: 'Last', cell: ({ last }) => <Time at={last} show="absolute" /> },
          ]}
        />
      </Section>
      <Section title="Tell them" id="tell">
        <Callout tone="attention" title="It goes to all of them at once">
          <p>They read the text on their page. The mail only says that it is there. It cannot be called back.</p>
        </Callout>
        <Form
          action={href(AT)}
          scope="tell"
          values={{ words: shown.words ?? '' }}
          errors={shown.fault === undefined ? {} : { words: shown.fault }}
          draft="breach-notice"
          guarded
        >
          <FormErrors kept="Your text was kept." />
          {Object.entries(form).map(([name, value]) => (
            <Hidden key={name} name={name} value={value} />
          ))}
          <TextArea
            name="words"
            label="What they should know"
            hint="What happened, what it can mean for them, what you did, what they can do, whom to ask (Art. 33(3), 34(2))."
            rows={8}
          />
          <ButtonRow>
            <Button kind="danger">Tell all of them</Button>
          </ButtonRow>
        </Form>
      </Section>
    </>
  );
}

function Notices({ notices }: { notices: readonly SentNotice[] }) {
  return (
    <Section title="Notices" id="notices">
      <Table
        caption="Notices"
        captionHidden
        dense
        rows={notices}
        rowKey={({ id }) => id}
        columns={[
          {
            key: 'what',
            label: 'Text',
            main: true,
            cell: ({ words }) => (words.length > 140 ? `${words.slice(0, 140)}…` : words),
          },
          { key: 'at', label: 'Sent', cell: ({ createdAt }) => <Time at={createdAt} show="absolute" /> },
          { key: 'people', label: 'People', numeric: true, cell: ({ people }) => people.toLocaleString('en') },
          {
            key: 'waiting',
            label: 'Still to tell',
            numeric: true,
            cell: ({ waiting }) => waiting.toLocaleString('en'),
          },
        ]}
      />
    </Section>
  );
}
