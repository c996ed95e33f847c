// Where admins read objections to sub-processors and answer them.
import type { ComponentChildren } from 'preact';
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { isId } from '../../core/ids.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Card } from '../../web/ui/card.tsx';
import { Select } from '../../web/ui/choice.tsx';
import { Form, FormErrors, TextArea } from '../../web/ui/form.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { EmptyState, Pager } from '../../web/ui/table.tsx';
import { Badge } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { findNewestEdition } from '../content/edition-store.ts';
import { crumbs } from '../edit/edit-pages.tsx';
import { readFields } from '../edit/read-fields.ts';
import { dayText } from '../view/day-text.ts';
import { answer } from './object.ts';
import { type Objection, outcomes, outcomeWords } from './objection.ts';
import { findObjection, listObjections } from './objection-store.ts';

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;
type Wrong = {
  readonly id: string;
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly errors: FieldErrors;
};

const PAGE = 20;
const text = Type.Optional(Type.String({ maxLength: 8000 }));

export const objectionDeskRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.trust.objections,
    access: staff('trust.manage'),
    limit: 'page',
    summary: 'Objections to sub-processors that wait for an answer, or all.',
    query: Type.Object({
      done: Type.Optional(Type.String()),
      show: Type.Optional(Type.String()),
      before: Type.Optional(Type.String()),
    }),
    handle: context => listPage(context, context.query),
  }),
  defineRoute({
    method: 'POST',
    at: routes.trust.objectionAnswer,
    access: staff('trust.manage'),
    limit: 'change',
    summary: 'Answers an objection; whoever made it is mailed that there is an answer.',
    body: Type.Object({ outcome: text, answer: text }),
    handle: async context => {
      const { kernel, actor, body, params } = context;
      const form = readFields(body);
      const told = {
        outcome: form.choice('outcome', outcomes, 'what became of it'),
        words: form.long('answer', { what: 'the answer', longest: 4000 }),
      };
      if (Object.keys(form.errors).length > 0)
        return wrongPage(context, { id: params.id, values: body, errors: form.errors });
      await answer(kernel, actor, params.id, told);
      return seeOther(href(routes.trust.objections, undefined, { done: 'answered' }));
    },
  }),
];

type Asked = { readonly done?: string; readonly show?: string; readonly before?: string };

async function listPage(context: Context, query: Asked): Promise<Answer> {
  const waiting = query.show !== 'all';
  const before = query.before !== undefined && isId('tob', query.before) ? query.before : undefined;
  const found = await listObjections(context.kernel, { waiting, before, limit: PAGE + 1 });
  const shown = found.slice(0, PAGE);
  const nameOf = await names(context);
  const at = (more: Record<string, string>) =>
    href(routes.trust.objections, undefined, { ...(waiting ? {} : { show: 'all' }), ...more });
  const last = shown.at(-1)?.id;
  const next = found.length > PAGE && last !== undefined ? at({ before: last }) : undefined;
  return page(
    context,
    <>
      <p>
        Customers can object until the day before a sub-processor begins. Answer before that day: change the plan, keep
        their data out of it, or say why it stays.
      </p>
      <p>
        {waiting ? (
          <>
            Those that wait. <a href={href(routes.trust.objections, undefined, { show: 'all' })}>Show all</a>
          </>
        ) : (
          <>
            All of them. <a href={href(routes.trust.objections)}>Show only those that wait</a>
          </>
        )}
      </p>
      {shown.length === 0 && (
        <EmptyState title={waiting ? 'Nothing waits for you' : 'Nobody has objected'} icon="inbox">
          <p>What customers write about a sub-processor that is announced stands here.</p>
        </EmptyState>
      )}
      {shown.map((one, index) => (
        <ObjectionCard key={one.id} one={one} place={index + 1} name={nameOf(one.subprocessor)} />
      ))}
      {(next !== undefined || before !== undefined) && (
        <Pager label="objections" previous={before === undefined ? undefined : at({})} next={next} />
      )}
    </>,
    { done: query.done === 'answered' },
  );
}

/** The one that the answer was for, with what was typed. */
async function wrongPage(context: Context, wrong: Wrong): Promise<Answer> {
  const one = await findObjection(context.kernel, wrong.id);
  if (!one || one.state === 'asked') throw refuse('not_found');
  if (one.state === 'answered') throw refuse('conflict');
  const nameOf = await names(context);
  return page(context, <ObjectionCard one={one} place={1} name={nameOf(one.subprocessor)} wrong={wrong} />, {
    status: 422,
  });
}

const page = (
  context: Context,
  content: ComponentChildren,
  { done = false, status = 200 }: { readonly done?: boolean; readonly status?: number },
): Answer =>
  html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title="Objections"
        breadcrumbs={crumbs}
        flash={done ? { tone: 'good', text: 'Answered. A mail tells them that the answer is there.' } : undefined}
      >
        {content}
      </StaffConsole>,
    ),
    { status },
  );

async function names({ kernel }: Context): Promise<(id: string) => string> {
  const suppliers = (await findNewestEdition(kernel))?.edition.content.subprocessors ?? [];
  return id => {
    const one = suppliers.find(each => each.id === id);
    return one ? `${one.name}, begins on ${dayText(one.effectiveFrom)}` : 'A sub-processor that is not listed any more';
  };
}

type ObjectionCardProps = { one: Objection; place: number; name: string; wrong?: Wrong };

function ObjectionCard({ one, place, name, wrong }: ObjectionCardProps) {
  return (
    <Card
      title={name}
      aside={
        <Badge tone={one.state === 'made' ? 'attention' : 'good'}>{one.state === 'made' ? 'open' : 'answered'}</Badge>
      }
    >
      <p class="trust-quote">{one.words}</p>
      <p class="field-hint">
        {one.email}, {one.madeAt && <Time at={one.madeAt} />}
      </p>
      {one.answer ? (
        <>
          <p>
            <strong>{outcomeWords[one.answer.outcome]}</strong>, <Time at={one.answer.at} />
          </p>
          <p class="trust-quote">{one.answer.words}</p>
        </>
      ) : (
        <Form
          action={href(routes.trust.objectionAnswer, { id: one.id })}
          scope={one.id}
          values={wrong?.values ?? {}}
          errors={wrong?.errors ?? {}}
          label={`Answer to objection ${place}, to ${name}`}
        >
          {wrong && <FormErrors kept="What you typed was kept." />}
          <Select
            name="outcome"
            label="What becomes of it"
            placeholder="Choose"
            options={outcomes.map(value => ({ value, label: outcomeWords[value] }))}
            width="medium"
          />
          <TextArea
            name="answer"
            label="Answer"
            hint="They read it on their page."
            rows={4}
            maxLength={4000}
            required
          />
          <ButtonRow>
            <Button kind="primary">Answer</Button>
          </ButtonRow>
        </Form>
      )}
    </Card>
  );
}
