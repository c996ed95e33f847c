// Where admins write the newsletter: drafts, how they will be read, a test to themselves, and sending.
import Type from 'typebox';
import { findPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { actorId } from '../../core/actor.ts';
import { isRefusal, refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { newId } from '../../core/ids.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { Field, Form, FormErrors, Hidden, TextArea } from '../../web/ui/form.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { Markdown } from '../../web/ui/markdown.tsx';
import { Badge, Callout, CodeBlock } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { testMailOf } from '../issues/issue-mail.ts';
import { addIssue, editIssue, findIssue, type Issue, noteTest } from '../issues/issue-store.ts';
import { sendIssue } from '../issues/send-issue.ts';
import { countSubscribers } from '../subscribers/subscriber-store.ts';
import { topicWords } from '../subscribers/topics.ts';
import { listPage, stateWords } from './list-page.tsx';
import { LONGEST, readIssue, type Typed } from './read-issue.ts';

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;
const manage = () => staff('newsletter.manage');
const text = Type.Optional(Type.String({ maxLength: 70_000 }));
const revision = Type.Optional(Type.String({ pattern: '^\\d{1,9}$' }));
const crumbs = [{ href: href(routes.newsletter.manage), label: 'Newsletter' }];

const doneWords: Readonly<Record<string, string>> = {
  saved: 'Saved. Nobody has got it yet.',
  tested: 'A test is on its way to your own address.',
  sending: 'It is on its way, some mails at a time.',
};

export const issueRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.newsletter.manage,
    access: manage(),
    limit: 'page',
    summary: 'Issues of the newsletter, and how many get them.',
    handle: listPage,
  }),
  defineRoute({
    method: 'GET',
    at: routes.newsletter.newIssue,
    access: manage(),
    limit: 'page',
    summary: 'An empty form for an issue.',
    handle: async context => formPage(context, undefined, { title: '', body: '', revision: '0' }),
  }),
  defineRoute({
    method: 'POST',
    at: routes.newsletter.newIssue,
    access: manage(),
    limit: 'change',
    summary: 'Keeps a new issue as a draft.',
    body: Type.Object({ title: text, body: text, revision }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const read = readIssue(body);
      if ('errors' in read) return formPage(context, undefined, body, { errors: read.errors });
      const id = newId('iss', kernel.clock, kernel.random);
      await kernel.transaction(async kernel => {
        await addIssue(kernel, actor, { id, topic: 'newsletter', ...read });
        await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'newsletter.edit', subject: id });
      });
      return seeOther(href(routes.newsletter.edit, { id }, { done: 'saved' }));
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.newsletter.edit,
    access: manage(),
    limit: 'page',
    summary: 'An issue: its form while it is a draft, and how it is read.',
    query: Type.Object({ done: Type.Optional(Type.String()) }),
    handle: async context => {
      const issue = await issueAt(context, context.params.id);
      const { title, body, revision } = issue;
      return formPage(context, issue, { title, body, revision: String(revision) }, { done: context.query.done });
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.newsletter.edit,
    access: manage(),
    limit: 'change',
    summary: 'Keeps an edit of an issue.',
    body: Type.Object({ title: text, body: text, revision }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const issue = await issueAt(context, context.params.id);
      if (issue.state !== 'draft') throw refuse('conflict');
      const read = readIssue(body);
      if ('errors' in read) return formPage(context, issue, body, { errors: read.errors });
      const kept = await kernel.transaction(async kernel => {
        if (!(await editIssue(kernel, actor, { id: issue.id, revision: Number(body.revision ?? -1), ...read })))
          return false;
        await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'newsletter.edit', subject: issue.id });
        return true;
      });
      if (!kept)
        return formPage(
          context,
          issue,
          { ...body, revision: String(issue.revision) },
          { errors: { title: 'Somebody else saved this in between. Save again to put yours in place of theirs.' } },
        );
      return seeOther(href(routes.newsletter.edit, { id: issue.id }, { done: 'saved' }));
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.newsletter.test,
    access: manage(),
    limit: 'change',
    summary: 'Mails a draft to whoever is signed in.',
    handle: async context => {
      const { kernel, actor } = context;
      const issue = await issueAt(context, context.params.id);
      const person = actor.kind === 'person' ? await findPerson(kernel, actor.id) : undefined;
      if (issue.state !== 'draft' || !person) throw refuse('conflict');
      await kernel.transaction(async kernel => {
        await kernel.compose(kernel, testMailOf(kernel, issue, person.email));
        await noteTest(kernel, issue.id);
      });
      return seeOther(href(routes.newsletter.edit, { id: issue.id }, { done: 'tested' }));
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.newsletter.send,
    access: manage(),
    limit: 'page',
    summary: 'Asks before an issue is sent.',
    handle: async context => {
      const issue = await issueAt(context, context.params.id);
      if (issue.state !== 'draft') throw refuse('conflict');
      return sendPage(context, issue);
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.newsletter.send,
    access: manage(),
    limit: 'change',
    summary: 'Sends an issue to everybody who confirmed.',
    body: Type.Object({ revision }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const issue = await issueAt(context, context.params.id);
      try {
        await sendIssue(kernel, actor, { ...issue, revision: Number(body.revision ?? -1) });
      } catch (error) {
        const now = isRefusal(error, 'conflict') ? await findIssue(kernel, issue.id) : undefined;
        if (now?.state === 'draft') return sendPage(context, now, 409);
        throw error;
      }
      return seeOther(href(routes.newsletter.edit, { id: issue.id }, { done: 'sending' }));
    },
  }),
];

async function issueAt({ kernel }: Context, id: string): Promise<Issue> {
  const issue = await findIssue(kernel, id);
  if (!issue) throw refuse('not_found');
  return issue;
}

type Extras = { readonly errors?: FieldErrors; readonly done?: string | undefined };

function formPage(
  context: Context,
  issue: Issue | undefined,
  typed: Typed,
  { errors = {}, done }: Extras = {},
): Answer {
  const isDraft = issue === undefined || issue.state === 'draft';
  const words = done === undefined ? undefined : doneWords[done];
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title={issue?.title ?? 'New issue'}
        breadcrumbs={crumbs}
        flash={words === undefined ? undefined : { tone: 'good', text: words }}
        headingAside={issue && <Badge tone={stateWords[issue.state].tone}>{stateWords[issue.state].word}</Badge>}
      >
        {issue && !isDraft && <Progress issue={issue} />}
        {isDraft && (
          <Form
            action={issue ? href(routes.newsletter.edit, { id: issue.id }) : href(routes.newsletter.newIssue)}
            values={{ ...typed }}
            errors={errors}
            guarded
          >
            <FormErrors kept="What you typed was kept." />
            <Hidden name="revision" value={typed.revision ?? '0'} />
            <Field name="title" label="Title" hint="The subject of the mail." maxLength={150} required />
            <TextArea
              name="body"
              label="Text"
              hint="Markdown, sections beginning with #. It is mailed as it stands here, and shown formatted in the archive."
              rows={20}
              maxLength={LONGEST}
              required
            />
            <ButtonRow>
              <Button kind="primary">Save draft</Button>
            </ButtonRow>
          </Form>
        )}
        {issue && (
          <>
            {isDraft && (
              <form method="post" action={href(routes.newsletter.test, { id: issue.id })}>
                <ButtonRow>
                  <Button>Mail a test to me</Button>
                  <ButtonLink href={href(routes.newsletter.send, { id: issue.id })}>Send…</ButtonLink>
                </ButtonRow>
              </form>
            )}
            <Section title="As the archive shows it">
              <Markdown source={issue.body} topLevel={3} />
            </Section>
            <Section title="As the mail says it">
              <CodeBlock label="Text of the mail" wrap>
                {issue.body}
              </CodeBlock>
            </Section>
          </>
        )}
      </StaffConsole>,
    ),
    Object.keys(errors).length > 0 ? { status: 422 } : {},
  );
}

const Progress = ({ issue }: { issue: Issue }) => (
  <p>
    {topicWords[issue.topic].label}
    {issue.number !== null && `, issue ${issue.number}`}: {issue.written} mails written
    {issue.startedAt && (
      <>
        {' '}
        since <Time at={issue.startedAt} />
      </>
    )}
    {issue.state === 'sending' ? '; more follow.' : '.'}
  </p>
);

async function sendPage(context: Context, issue: Issue, status = 200): Promise<Answer> {
  const { byTopic } = await countSubscribers(context.kernel);
  const count = byTopic.get(issue.topic) ?? 0;
  return html(
    renderPage(
      <StaffConsole shell={shell(context)} title="Send" breadcrumbs={crumbs}>
        {status === 409 && (
          <Callout tone="attention" title="It was edited a moment ago">
            <p>Look at it again before it goes out.</p>
          </Callout>
        )}
        <Confirm
          tone="primary"
          title={`Send “${issue.title}”?`}
          consequence={
            <>
              <p>
                {count} {count === 1 ? 'person gets' : 'people get'} it, and everybody reads it in the archive. A mail
                that was sent cannot be called back.
              </p>
              {issue.testedAt === null && (
                <p>
                  <strong>You have not mailed a test of this text.</strong>
                </p>
              )}
            </>
          }
          action={href(routes.newsletter.send, { id: issue.id })}
          hidden={{ revision: String(issue.revision) }}
          confirmLabel="Send it"
          cancelHref={href(routes.newsletter.edit, { id: issue.id })}
        />
      </StaffConsole>,
    ),
    { status },
  );
}
