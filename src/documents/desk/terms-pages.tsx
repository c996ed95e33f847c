// The terms as an admin publishes them: a new text is a new version, and everybody accepts it anew.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { actorId } from '../../core/actor.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Checkbox } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, Hidden, TextArea } from '../../web/ui/form.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { oneLine, someLines } from '../pages/read-text.ts';
import { currentTerms, insertTerms, listTerms } from '../terms/terms-store.ts';
import { exampleTerms } from './example-terms.ts';
import { type Context, deskPage } from './frame.tsx';

const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));
const numberText = Type.Optional(Type.String({ pattern: '^\\d{1,6}$' }));
const LONGEST = 60_000;

export const termsEditRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.documents.editTerms,
    access: staff('documents.manage'),
    limit: 'page',
    summary: 'The terms, and a form for a new version.',
    query: Type.Object({ done: Type.Optional(Type.String()) }),
    handle: async context =>
      termsPage(
        context,
        undefined,
        {},
        context.query.done === 'published' ? 'Published. Everybody accepts it anew.' : undefined,
      ),
  }),
  defineRoute({
    method: 'POST',
    at: routes.documents.editTerms,
    access: staff('documents.manage'),
    limit: 'change',
    summary: 'Publishes a new version of the terms.',
    body: Type.Object({ title: text(400), body: text(70_000), number: numberText, sure: text(10) }),
    handle: async context => {
      const { kernel, actor } = context;
      const title = oneLine(context.body.title ?? '');
      const body = someLines(context.body.body ?? '');
      const number = Number(context.body.number ?? 0);
      const errors: FieldErrors = {
        ...((title.length < 3 || title.length > 150) && { title: 'Enter a title of 3 to 150 characters.' }),
        ...((body.length < 50 || body.length > LONGEST) && { body: `Write 50 to ${LONGEST} characters.` }),
        ...(context.body.sure !== 'on' && { sure: 'Tick this: a version that is published is never changed.' }),
      };
      if (Object.keys(errors).length > 0) return termsPage(context, { title, body }, errors);
      const kept = await kernel.transaction(async kernel => {
        const last = (await currentTerms(kernel))?.number ?? 0;
        if (number !== last + 1 || !(await insertTerms(kernel, actor, { number, title, body }))) return false;
        await kernel.audit.record(kernel.db, {
          actor: actorId(actor),
          action: 'documents.terms',
          subject: `terms-${number}`,
        });
        return true;
      });
      if (kept) return seeOther(href(routes.documents.editTerms, undefined, { done: 'published' }));
      return termsPage(
        context,
        { title, body },
        { title: 'Somebody else published a version in between. Look at it below first.' },
      );
    },
  }),
];

type Typed = { readonly title: string; readonly body: string };

async function termsPage(
  context: Context,
  typed: Typed | undefined,
  errors: FieldErrors = {},
  done?: string,
): Promise<Answer> {
  const versions = await listTerms(context.kernel);
  const [current] = versions;
  const values = typed ?? current ?? { title: 'Terms for confidential documents', body: exampleTerms };
  return deskPage(
    context,
    { title: 'Terms', tab: 'terms', done, status: Object.keys(errors).length > 0 ? 422 : 200 },
    <>
      <Form
        action={href(routes.documents.editTerms)}
        values={{ title: values.title, body: values.body }}
        errors={errors}
        guarded
      >
        <FormErrors kept="What you typed was kept." />
        <Hidden name="number" value={String((current?.number ?? 0) + 1)} />
        <Field name="title" label="Title" maxLength={150} required />
        <TextArea
          name="body"
          label="Text"
          hint="Markdown. One person accepts it with a click; a contract that two parties sign does not belong here. Have it read by somebody who knows the law."
          rows={20}
          maxLength={LONGEST}
          required
        />
        <Checkbox
          name="sure"
          label={`Publish as version ${(current?.number ?? 0) + 1}. Nobody reads on before they have accepted it.`}
          required
        />
        <ButtonRow>
          <Button kind="primary">Publish</Button>
        </ButtonRow>
      </Form>
      <Section title="Versions">
        <Table
          caption="Versions of the terms"
          captionHidden
          dense
          rows={versions}
          rowKey={({ number }) => String(number)}
          empty={<EmptyState title="Nothing was published yet" icon="file-text" />}
          columns={[
            {
              key: 'number',
              label: 'Version',
              main: true,
              cell: ({ number }) => (
                <a href={href(routes.documents.termsVersion, { number: String(number) })}>Version {number}</a>
              ),
            },
            { key: 'title', label: 'Title', cell: ({ title }) => title },
            { key: 'since', label: 'Since', cell: ({ since }) => <Time at={since} /> },
            { key: 'hash', label: 'SHA-256', cell: ({ sha256 }) => <Mono>{`${sha256.slice(0, 16)}…`}</Mono> },
          ]}
        />
      </Section>
    </>,
  );
}
