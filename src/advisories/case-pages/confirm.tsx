// The questions before what can't be taken back: a fact, the end of an embargo, the end of a case.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { CardPage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { FormErrors, TextArea } from '../../web/ui/form.tsx';
import { readCase } from '../cases/case-store.ts';
import { factWords } from '../cases/case-words.ts';
import { closeCase } from '../cases/edit-case.ts';
import { learnFact } from '../cases/learn-fact.ts';
import { endEmbargo } from '../cases/talk-embargo.ts';
import { type CaseFact, caseFactNames } from '../machines/case-facts.ts';
import { isInForce } from '../machines/embargo-management.ts';
import { Zoned } from './embargo-card.tsx';
import { readBody } from './read-forms.ts';
import { showCase } from './show.tsx';

const text = Type.Optional(Type.String());
type PageContext = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;
const ask = { method: 'GET', access: staff('case.manage'), limit: 'page' } as const;
const act = { method: 'POST', access: staff('case.manage'), limit: 'change' } as const;

export const confirmRoutes: readonly AnyRoute[] = [
  defineRoute({
    ...ask,
    at: routes.cases.fact,
    summary: 'Asks whether to record a fact.',
    handle: async context => factPage(context, context.params.id, factOf(context.params.fact)),
  }),
  defineRoute({
    ...act,
    at: routes.cases.fact,
    summary: 'Records a fact of a case.',
    body: Type.Object({ note: text }),
    handle: async context => {
      const { kernel, actor, params, body } = context;
      const fact = factOf(params.fact);
      await readCase(kernel, actor, params.id);
      const note = body.note?.toWellFormed().trim() || null;
      const fault = await learnFact(kernel, actor, params.id, fact, note);
      if (fault !== undefined) return factPage(context, params.id, fact, { values: body, errors: { note: fault } });
      return seeOther(`${href(routes.cases.show, { id: params.id })}#story`);
    },
  }),
  defineRoute({
    ...ask,
    at: routes.cases.embargoEnd,
    summary: 'Asks whether to end an embargo.',
    handle: async context => endPage(context, context.params.id),
  }),
  defineRoute({
    ...act,
    at: routes.cases.embargoEnd,
    summary: 'Ends the embargo of a case before its time.',
    body: Type.Object({ reason: text }),
    handle: async context => {
      const { kernel, actor, params, body } = context;
      await readCase(kernel, actor, params.id);
      const read = readBody(body.reason);
      if (!read.ok)
        return endPage(context, params.id, {
          values: body,
          errors: { reason: 'Say why: everybody who kept silent is told.' },
        });
      await endEmbargo(kernel, actor, params.id, read.value);
      return seeOther(`${href(routes.cases.show, { id: params.id })}#embargo`);
    },
  }),
  defineRoute({
    ...ask,
    at: routes.cases.close,
    summary: 'Asks whether to close a case.',
    handle: async context => {
      const { id } = context.params;
      const { number, title } = await readCase(context.kernel, context.actor, id);
      return page(
        context,
        `Close ${number}?`,
        <Confirm
          title={`Close ${number}?`}
          consequence={
            <p>
              “{title}” stays readable for everybody in it, and nobody can write or change anything any more. It can’t
              be opened again.
            </p>
          }
          action={href(routes.cases.close, { id })}
          confirmLabel="Close case"
          cancelHref={href(routes.cases.show, { id })}
          cancelLabel="Keep it open"
        />,
      );
    },
  }),
  defineRoute({
    ...act,
    at: routes.cases.close,
    summary: 'Closes a case.',
    handle: async context => {
      const { kernel, actor, params } = context;
      await readCase(kernel, actor, params.id);
      const fault = await closeCase(kernel, actor, params.id);
      return fault === undefined
        ? seeOther(href(routes.cases.show, { id: params.id }))
        : showCase(context, params.id, { form: 'case', errors: { case: fault } });
    },
  }),
];

type Shown = {
  readonly values?: Readonly<Record<string, string | undefined>>;
  readonly errors?: Readonly<Record<string, string>>;
};

const page = (context: PageContext, title: string, content: preact.JSX.Element, status = 200): Answer =>
  html(
    renderPage(
      <CardPage shell={shell(context)} title={title}>
        {content}
      </CardPage>,
    ),
    { status },
  );

/** @throws Refusal not_found for what is no fact */
function factOf(letter: string): CaseFact {
  const fact = caseFactNames.find(name => name === letter);
  if (fact === undefined) throw refuse('not_found');
  return fact;
}

async function factPage(context: PageContext, id: string, fact: CaseFact, shown: Shown = {}): Promise<Answer> {
  const { number } = await readCase(context.kernel, context.actor, id);
  const { record, consequence } = factWords[fact];
  const title = `${number}: ${record}?`;
  return page(
    context,
    title,
    <Confirm
      title={title}
      consequence={<p>{consequence} What has become true can’t become untrue again, so this can’t be taken back.</p>}
      action={href(routes.cases.fact, { id, fact })}
      confirmLabel="Record it"
      cancelHref={href(routes.cases.show, { id })}
      cancelLabel="Don’t record it"
      {...shown}
    >
      <FormErrors kept="What you typed was kept." />
      <TextArea name="note" label="How we know" hint="Everybody in the case reads it. May stay empty." rows={3} />
    </Confirm>,
    shown.errors ? 422 : 200,
  );
}

async function endPage(context: PageContext, id: string, shown: Shown = {}): Promise<Answer> {
  const { number, embargo, until } = await readCase(context.kernel, context.actor, id);
  if (!isInForce(embargo)) throw refuse('conflict', { case: id });
  const title = `End the embargo of ${number}?`;
  return page(
    context,
    title,
    <Confirm
      title={title}
      consequence={
        <p>
          {until && (
            <>
              It was agreed on until <Zoned until={until} />.{' '}
            </>
          )}
          All parties are told at once that they are free to speak. A case has one embargo; there will be no second one.
        </p>
      }
      action={href(routes.cases.embargoEnd, { id })}
      confirmLabel="End embargo"
      cancelHref={href(routes.cases.show, { id })}
      cancelLabel="Keep the embargo"
      {...shown}
    >
      <FormErrors />
      <TextArea name="reason" label="Why" hint="Everybody in the case reads it." rows={3} required />
    </Confirm>,
    shown.errors ? 422 : 200,
  );
}
