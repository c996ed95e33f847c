// The team's replies: the list, and a page for each with its texts, their variables and a preview.
import Type from 'typebox';
import { personNames } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Disclosure, Section } from '../../web/ui/card.tsx';
import { Select } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, TextArea } from '../../web/ui/form.tsx';
import { Markdown } from '../../web/ui/markdown.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { languageName } from '../queue/queue-words.ts';
import { closeReasons } from '../report-closing.ts';
import { closeReasonNames } from '../report-snapshot.ts';
import { sampleValues } from './fill-replies.ts';
import { deleteReply, keepReply } from './keep-reply.ts';
import { findReply, listReplies } from './reply-store.ts';
import { type CannedReply, fillReply, type ReplyValues, replyLanguages, replyVariables } from './reply-template.ts';

/** Stands for a reply that is not there yet, in the address. */
const NEW = 'new';

const text = Type.Optional(Type.String());
const crumbs = [
  { href: href(routes.reports.queue), label: 'Triage' },
  { href: href(routes.reports.cannedReplies), label: 'Replies' },
];

export const replyRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.reports.cannedReplies,
    access: staff('report.triage'),
    limit: 'page',
    summary: 'The answers that the team keeps ready.',
    query: Type.Object({ deleted: text }),
    handle: async context => {
      const { kernel, actor, query } = context;
      const replies = await listReplies(kernel, actor);
      return html(
        renderPage(
          <StaffConsole
            shell={shell(context)}
            title="Replies"
            breadcrumbs={crumbs.slice(0, 1)}
            headingAside={
              <ButtonLink href={href(routes.reports.cannedReply, { id: NEW })} icon="plus" kind="primary">
                Write a reply
              </ButtonLink>
            }
          >
            {query.deleted !== undefined && <Deleted id={query.deleted} />}
            <p class="field-hint">
              Put into messages and closings with a press, in the reporter’s language where it is known.
            </p>
            <ReplyTable replies={replies} />
          </StaffConsole>,
        ),
      );
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.reports.cannedReply,
    access: staff('report.triage'),
    limit: 'page',
    summary: 'One reply with its texts, or an empty one.',
    handle: async context => {
      const { kernel, actor, params } = context;
      const reply = params.id === NEW ? undefined : await findReply(kernel, actor, params.id);
      if (params.id !== NEW && !reply) throw refuse('not_found');
      return showReply(context, { fields: reply ? fieldsOf(reply) : {}, isPreview: reply !== undefined });
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.cannedReply,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Saves a reply, or shows how it reads.',
    body: Type.Object({
      name: text,
      reason: text,
      'text-en': text,
      'text-de': text,
      'text-fr': text,
      'text-es': text,
      intent: text,
    }),
    handle: async context => {
      const { kernel, actor, params, body } = context;
      if (params.id !== NEW && !(await findReply(kernel, actor, params.id))) throw refuse('not_found');
      if (body.intent === 'preview') return showReply(context, { fields: body, isPreview: true });
      const kept = await keepReply(kernel, actor, { id: params.id === NEW ? null : params.id, ...readReply(body) });
      if (!kept.ok) return showReply(context, { fields: body, errors: kept.errors });
      return seeOther(href(routes.reports.cannedReplies));
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.cannedReplyDelete,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Deletes a reply, or brings it back.',
    body: Type.Object({ restore: text }),
    handle: async ({ kernel, actor, params, body }) => {
      const isDeleted = body.restore === undefined;
      await deleteReply(kernel, actor, params.id, isDeleted);
      return seeOther(href(routes.reports.cannedReplies, undefined, { deleted: isDeleted ? params.id : undefined }));
    },
  }),
];

type Fields = Readonly<Record<string, string | undefined>>;

const readReply = (fields: Fields): Omit<CannedReply, 'id'> => ({
  name: (fields['name'] ?? '').toWellFormed().trim(),
  reason: closeReasonNames.find(each => each === fields['reason']) ?? null,
  texts: Object.fromEntries(
    replyLanguages.flatMap(language => {
      const written = (fields[`text-${language}`] ?? '').toWellFormed().replaceAll('\r\n', '\n').trim();
      return written === '' ? [] : [[language, written]];
    }),
  ),
});

const fieldsOf = ({ name, reason, texts }: CannedReply): Fields => ({
  name,
  reason: reason ?? '',
  ...Object.fromEntries(replyLanguages.map(language => [`text-${language}`, texts[language] ?? ''])),
});

type ReplyPageState = {
  readonly fields: Fields;
  readonly errors?: Readonly<Record<string, string>>;
  readonly isPreview?: boolean;
};
type PageContext = Pick<RouteContext, 'kernel' | 'actor' | 'request'> & { readonly params: { readonly id: string } };

async function showReply(context: PageContext, { fields, errors, isPreview }: ReplyPageState): Promise<Answer> {
  const { kernel, actor, params } = context;
  const isNew = params.id === NEW;
  const names = await personNames(kernel, [actorId(actor)]);
  const team = kernel.config.operator.name;
  const signers = { team, me: names.get(actorId(actor)) ?? team };
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title={isNew ? 'Write a reply' : (fields['name'] ?? 'Reply')}
        breadcrumbs={crumbs}
      >
        <div class="reply-page">
          <Form
            action={href(routes.reports.cannedReply, params)}
            values={fields}
            errors={errors}
            draft={`canned-${params.id}`}
          >
            <FormErrors kept="What you typed was kept." />
            <Field name="name" label="Name" hint="Only the team sees it." maxLength={80} width="medium" required />
            <Select
              name="reason"
              label="For"
              placeholder="Any message"
              width="medium"
              options={closeReasonNames
                .filter(reason => closeReasons[reason].by.includes('triager') && reason !== 'spam')
                .map(reason => ({ value: reason, label: `Closing: ${closeReasons[reason].label.toLowerCase()}` }))}
            />
            {replyLanguages.map(language => (
              <TextArea key={language} name={`text-${language}`} label={languageName(language)} rows={6} />
            ))}
            <ButtonRow>
              <Button kind="primary">Save reply</Button>
              <Button name="intent" value="preview" icon="eye" formNoValidate>
                Show how it reads
              </Button>
              <ButtonLink href={href(routes.reports.cannedReplies)}>Back</ButtonLink>
            </ButtonRow>
          </Form>
          <aside aria-label="Variables and preview">
            <Disclosure summary="Variables" open>
              <dl class="variable-list">
                {Object.entries(replyVariables).map(([name, meaning]) => (
                  <div key={name}>
                    <dt>
                      <code class="mono">{`{${name}}`}</code>
                    </dt>
                    <dd>{meaning}</dd>
                  </div>
                ))}
              </dl>
            </Disclosure>
            {isPreview && <Preview fields={fields} signers={signers} />}
          </aside>
        </div>
        {!isNew && (
          <form method="post" action={href(routes.reports.cannedReplyDelete, params)}>
            <Button icon="trash-2" size="small">
              Delete this reply
            </Button>
          </form>
        )}
      </StaffConsole>,
    ),
    { status: errors ? 422 : 200 },
  );
}

function Preview({ fields, signers }: { fields: Fields; signers: Pick<ReplyValues, 'team' | 'me'> }) {
  const { texts } = readReply(fields);
  return (
    <Section title="How it reads" intro={<p>For an invented report.</p>}>
      {replyLanguages.map(language => {
        const written = texts[language];
        return (
          written && (
            <div key={language} class="reply-preview" lang={language}>
              <p class="writer-head">{languageName(language)}</p>
              <Markdown source={fillReply(written, sampleValues(language, signers))} topLevel={4} />
            </div>
          )
        );
      })}
    </Section>
  );
}

function ReplyTable({ replies }: { replies: readonly CannedReply[] }) {
  return (
    <Table
      caption="Replies"
      captionHidden
      rows={replies}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title="No reply is kept ready" icon="message-square">
          <p>Write one for what you say often. It can be put into any message or closing.</p>
        </EmptyState>
      }
      columns={[
        {
          key: 'name',
          label: 'Name',
          main: true,
          cell: ({ id, name }) => <a href={href(routes.reports.cannedReply, { id })}>{name}</a>,
        },
        {
          key: 'for',
          label: 'For',
          cell: ({ reason }) =>
            reason === null ? 'Any message' : `Closing: ${closeReasons[reason].label.toLowerCase()}`,
        },
        {
          key: 'languages',
          label: 'Languages',
          cell: ({ texts }) =>
            replyLanguages
              .filter(language => texts[language])
              .map(languageName)
              .join(', '),
        },
      ]}
    />
  );
}

function Deleted({ id }: { id: string }) {
  return (
    <form class="undo-line" method="post" action={href(routes.reports.cannedReplyDelete, { id })}>
      <p role="status">The reply was deleted.</p>
      <Button size="small" name="restore" value="yes">
        Bring it back
      </Button>
    </form>
  );
}
