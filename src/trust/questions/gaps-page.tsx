// What buyers asked and nobody has answered yet: how often, what comes near, and from there to a new answer or off the list.
import Type from 'typebox';
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
import { Tabs } from '../../web/ui/nav.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Time } from '../../web/ui/time.tsx';
import { crumbs } from '../edit/edit-pages.tsx';
import type { AnswerView } from '../view/trust-view.ts';
import { teamAnswering } from './answering.ts';
import { answerFinder } from './find-answer.ts';
import { type Gap, listGaps, setDismissed } from './gap-store.ts';

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

const doneWords: Readonly<Record<string, string>> = {
  dismissed: 'Taken off the list. It stands under “Dismissed”, from where it can come back.',
  restored: 'Put back on the list.',
};

export const gapRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.trust.gaps,
    access: staff('trust.manage'),
    limit: 'page',
    summary: 'Questions of buyers without an answer, and how often each was asked.',
    query: Type.Object({
      show: Type.Optional(Type.String({ maxLength: 20 })),
      done: Type.Optional(Type.String({ maxLength: 20 })),
    }),
    handle: context => gapsPage(context, context.query.show ?? 'open', doneWords[context.query.done ?? '']),
  }),
  defineRoute({
    method: 'POST',
    at: routes.trust.gap,
    access: staff('trust.manage'),
    limit: 'change',
    summary: 'Takes a question off the list of those to answer, or puts it back.',
    body: Type.Object({ do: Type.Optional(Type.String({ maxLength: 40 })) }),
    handle: async ({ kernel, actor, params, body }) => {
      const isDismissed = body.do !== 'restore';
      await kernel.transaction(async kernel => {
        if (!(await setDismissed(kernel, actor, params.id, isDismissed))) throw refuse('not_found');
        await kernel.audit.record(kernel.db, {
          actor: actorId(actor),
          action: isDismissed ? 'trust.dismiss-gap' : 'trust.restore-gap',
          subject: params.id,
        });
      });
      const done = isDismissed ? 'dismissed' : 'restored';
      return seeOther(href(routes.trust.gaps, undefined, { show: isDismissed ? 'open' : 'dismissed', done }));
    },
  }),
];

const SHOWN = 200;
const shows = ['open', 'answered', 'dismissed'] as const;
const showWords = { open: 'To answer', answered: 'Answered since', dismissed: 'Dismissed' } as const;

type Judged = Gap & { readonly nearest: AnswerView | undefined; readonly state: (typeof shows)[number] };

async function gapsPage(context: Context, asked: string, done: string | undefined): Promise<Answer> {
  const show = shows.find(one => one === asked) ?? 'open';
  const { kernel } = context;
  const [gaps, { answers }] = await Promise.all([listGaps(kernel), teamAnswering(kernel)]);
  const find = answerFinder(answers);
  const judged = gaps.map((gap): Judged => {
    const { answered, nearest } = find(gap.question);
    // Never typed: an answer that fits takes a question off the list by itself.
    return { ...gap, nearest, state: answered ? 'answered' : gap.dismissedAt ? 'dismissed' : 'open' };
  });
  const shown = judged.filter(({ state }) => state === show);
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title="Questions without an answer"
        breadcrumbs={[...crumbs, { href: href(routes.trust.answerSheet), label: 'Answer a spreadsheet' }]}
        flash={done === undefined ? undefined : { tone: 'good', text: done }}
      >
        <p>
          From spreadsheets that you answered, and from buyers who let you know. Only the words are kept, for two years,
          and not who asked. An answer that fits takes a question off the list by itself.
        </p>
        <Tabs
          label="Which questions"
          items={shows.map(one => ({
            label: `${showWords[one]} (${judged.filter(({ state }) => state === one).length})`,
            href: href(routes.trust.gaps, undefined, one === 'open' ? {} : { show: one }),
            current: one === show,
          }))}
        />
        <Table
          caption={showWords[show]}
          captionHidden
          rows={shown.slice(0, SHOWN)}
          rowKey={({ id }) => id}
          empty={
            <EmptyState title={show === 'open' ? 'Nothing waits for an answer' : 'None'} icon="inbox">
              {show === 'open' && <p>Questions that no answer fits stand here, those asked most often first.</p>}
            </EmptyState>
          }
          columns={[
            {
              key: 'question',
              label: 'Question',
              main: true,
              cell: ({ question, nearest }) => (
                <>
                  {question}
                  {nearest && (
                    <p class="field-hint">
                      {show === 'answered' ? 'Answered by' : 'Near'}:{' '}
                      <a href={href(routes.trust.item, { id: nearest.id })}>{nearest.question}</a>
                    </p>
                  )}
                </>
              ),
            },
            { key: 'times', label: 'Asked', numeric: true, cell: ({ times }) => `${times} ×` },
            { key: 'last', label: 'Last', cell: ({ lastAt }) => <Time at={lastAt} show="date" /> },
            ...(show === 'answered'
              ? []
              : [{ key: 'do', label: 'What to do', cell: (gap: Judged) => <Actions gap={gap} /> }]),
          ]}
        />
        {shown.length > SHOWN && (
          <p class="field-hint">
            The first {SHOWN} of {shown.length} are shown. Answer or dismiss some, and the next ones come.
          </p>
        )}
      </StaffConsole>,
    ),
    { headers: { 'cache-control': 'no-store' } },
  );
}

const Actions = ({ gap }: { gap: Judged }) => (
  <form method="post" action={href(routes.trust.gap, { id: gap.id })}>
    <ButtonRow>
      {gap.state === 'open' && (
        <ButtonLink href={href(routes.trust.newItem, { kind: 'answer' }, { gap: gap.id })}>Write an answer</ButtonLink>
      )}
      <Button name="do" value={gap.state === 'open' ? 'dismiss' : 'restore'}>
        {gap.state === 'open' ? 'Dismiss' : 'Put it back'}
      </Button>
    </ButtonRow>
  </form>
);
