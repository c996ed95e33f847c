// Whom a breach concerns, found by what was read when or by the key that had their data; and telling them. The 72 hours run under Duties.
import Type from 'typebox';
import { personNames } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { scopes } from '../../catalog/scopes.ts';
import { epochLives } from '../../core/crypto/epochs/key-epochs.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Select } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors } from '../../web/ui/form.tsx';
import { type AffectedForm, readAffected } from '../affected/affected-query.ts';
import { findConcerned } from '../affected/find-concerned.ts';
import { listNotices } from '../affected/notice-store.ts';
import { sendNotice } from '../affected/send-notice.ts';
import { Found, Notices, SHOWN } from './affected-parts.tsx';

const AT = routes.rights.affected;
const LONGEST = 5000;
const text = Type.Optional(Type.String({ maxLength: 100 }));
const fields = {
  key: Type.Optional(Type.String({ maxLength: 250 })),
  application: text,
  permission: text,
  from: text,
  until: text,
};

const show = defineRoute({
  method: 'GET',
  at: AT,
  access: staff('privacy.manage'),
  limit: 'page',
  summary: 'People whom a breach concerns, found by what was read when, or by the key that had their data.',
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
  key: sent.key ?? '',
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
    read && 'query' in read ? await findConcerned(kernel, actor, read.query, { limit: SHOWN + 1 }) : undefined;
  const names = await personNames(
    kernel,
    (found ?? []).map(({ person }) => person),
  );
  const notices = await listNotices(kernel, actor);
  const epochs = await epochLives(kernel);
  const isByKey = form.key !== '';
  const faults = read && 'faults' in read ? { ...read.faults } : {};
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
        <Section
          title="By what was read"
          id="by-reads"
          intro={<p>An app, or whoever had its token, was handed too much.</p>}
        >
          <Form
            action={href(AT)}
            method="get"
            values={isByKey ? {} : { ...form }}
            errors={isByKey ? {} : faults}
            label="Find people by what was read"
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
            <Times />
            <ButtonRow>
              <Button kind={found && found.length > 0 ? 'quiet' : 'primary'} icon="search">
                Find them
              </Button>
            </ButtonRow>
          </Form>
        </Section>
        <Section
          title="By key"
          id="by-key"
          intro={
            <p>
              Somebody may have had a key-encryption key, or a server that held it, with a copy of the database: then
              all count whose data keys it wrapped in that time, opened or not.
            </p>
          }
        >
          <Form
            action={href(AT)}
            method="get"
            scope="key"
            values={isByKey ? { ...form } : {}}
            errors={isByKey ? faults : {}}
            label="Find people by key"
          >
            <FormErrors />
            <Select
              name="key"
              label="Key-encryption key"
              placeholder="Choose"
              width="medium"
              required
              options={epochs.map(({ provider, epoch, madeAt }) => ({
                value: `${provider}/${epoch}`,
                label: `${epoch} (${provider}), made ${madeAt.toISOString().slice(0, 10)}`,
              }))}
            />
            <Times />
            <ButtonRow>
              <Button icon="search">Find them by key</Button>
            </ButtonRow>
          </Form>
        </Section>
        {found && <Found found={found} names={names} form={form} shown={shown} />}
        {notices.length > 0 && <Notices notices={notices} />}
      </StaffConsole>,
    ),
    shown.fault !== undefined ? { status: 422 } : {},
  );
}

const Times = () => (
  <>
    <Field name="from" type="datetime-local" label="From (UTC)" width="medium" required />
    <Field name="until" type="datetime-local" label="Until (UTC)" width="medium" required />
  </>
);
