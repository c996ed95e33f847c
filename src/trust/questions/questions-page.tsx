// Questions that buyers ask, with answers that are reviewed; and their own spreadsheet, answered from these.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Disclosure, Section } from '../../web/ui/card.tsx';
import { Field, Form } from '../../web/ui/form.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { Breadcrumbs } from '../../web/ui/nav.tsx';
import { EmptyState } from '../../web/ui/table.tsx';
import { Badge, Callout } from '../../web/ui/text.tsx';
import { DayText } from '../pages/attestations-section.tsx';
import { loadView } from '../view/load-view.ts';
import type { AnswerView, TrustView } from '../view/trust-view.ts';
import { answerUpload } from './answer-upload.ts';
import { publicAnswering } from './answering.ts';
import { answerFinder } from './find-answer.ts';
import { keepGaps } from './gap-store.ts';
import { gapsOf } from './gaps.ts';
import { SheetForm } from './sheet-form.tsx';

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

export const questionRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.trust.questions,
    access: publicly(),
    limit: 'page',
    summary: 'Questions of buyers with reviewed answers.',
    query: Type.Object({
      q: Type.Optional(Type.String({ maxLength: 500 })),
      told: Type.Optional(Type.String({ maxLength: 10 })),
    }),
    handle: context =>
      questionsPage(context, { asked: context.query.q?.trim() ?? '', told: context.query.told !== undefined }),
  }),
  defineRoute({
    method: 'POST',
    at: routes.trust.questions,
    access: publicly(),
    limit: 'spreadsheet',
    summary:
      'Answers a spreadsheet of questions, and gives it back; the team is told its gaps where the sender says so.',
    multipart: true,
    handle: async context => {
      const done = await answerUpload(context.request, () => publicAnswering(context.kernel));
      if (!done.ok) return questionsPage(context, { asked: '', values: done.values, errors: done.errors });
      if (done.mayTell) await keepGaps(context.kernel, gapsOf(done.gaps));
      return done.answer;
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.trust.askTeam,
    access: publicly(),
    limit: 'spreadsheet',
    summary: 'Puts a question without an answer on the list of the security team, without who asked.',
    body: Type.Object({ q: Type.String({ maxLength: 500 }) }),
    handle: async ({ kernel, body }) => {
      const { answers } = await loadView(kernel);
      // What has an answer is no gap, whatever a form says.
      if (answerFinder(answers)(body.q).answered === undefined) await keepGaps(kernel, gapsOf([body.q]));
      return seeOther(href(routes.trust.questions, undefined, { told: 'yes' }));
    },
  }),
];

type Asked = {
  readonly asked: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly errors?: FieldErrors;
  /** Their question was put on the list just now. */
  readonly told?: boolean;
};

async function questionsPage(
  context: Context,
  { asked, values = {}, errors = {}, told = false }: Asked,
): Promise<Answer> {
  const view = await loadView(context.kernel);
  const given = view.answers.filter(({ standing }) => standing === 'given');
  const waiting = view.answers.length - given.length;
  return html(
    renderPage(
      <SitePage
        sheet="trust-style.css"
        shell={shell(context)}
        title="Questions and answers"
        flash={
          told
            ? {
                tone: 'good',
                text: 'It is on the list of the security team. The answer will stand here once it is written and reviewed.',
              }
            : undefined
        }
        description={`What buyers ask ${view.operator} about security and privacy, with answers that are reviewed.`}
      >
        <Breadcrumbs items={[{ href: `${href(routes.trust.show)}#questions`, label: 'Trust center' }]} />
        <header class="trust-head">
          <h1>Questions and answers</h1>
          <p class="lead">
            Each answer names the claims it rests on and when it was reviewed. One that is past its review, or whose
            claims are not confirmed at this moment, is not given.
          </p>
        </header>
        <Form method="get" action={href(routes.trust.questions)} values={{ q: asked }} label="Ask">
          <Field name="q" label="Your question" hint="In one sentence." maxLength={500} />
          <ButtonRow>
            <Button kind="primary">Find the answer</Button>
          </ButtonRow>
        </Form>
        {asked !== '' && <FoundAnswer view={view} asked={asked} />}
        <Section
          id="sheet"
          title="Your own questionnaire"
          intro={
            <p>
              Send it as a spreadsheet, and you get it back with the answers beside your questions and the gaps marked.
              Nobody here reads it, and it is not kept.
            </p>
          }
        >
          <SheetForm action={href(routes.trust.questions)} values={values} errors={errors} asksToTell />
        </Section>
        <Section id="answers" title="All answers">
          {given.length === 0 ? (
            <EmptyState title="No answers yet" icon="inbox" />
          ) : (
            given.map(one => (
              <Disclosure key={one.id} id={`answer-${one.id}`} look="drawer" summary={one.question} open={false}>
                <AnswerText one={one} view={view} />
              </Disclosure>
            ))
          )}
          {waiting > 0 && (
            <p class="field-hint">
              {waiting === 1 ? 'One more answer waits' : `${waiting} more answers wait`} for a review or for evidence,
              and {waiting === 1 ? 'is' : 'are'} not given meanwhile.
            </p>
          )}
        </Section>
      </SitePage>,
    ),
    Object.keys(errors).length > 0 ? { status: 422 } : {},
  );
}

function FoundAnswer({ view, asked }: { view: TrustView; asked: string }) {
  const { answered, nearest, confidence } = answerFinder(view.answers)(asked);
  const percent = `${Math.floor(confidence * 100)} % of the words agree`;
  if (answered && answered.answer !== null)
    return (
      <Callout tone="good" title={answered.question}>
        <AnswerText one={answered} view={view} />
        <p class="field-hint">{percent}.</p>
      </Callout>
    );
  return (
    <Callout tone="attention" title="There is no reviewed answer to this">
      {nearest && (
        <p>
          {nearest.answer === null ? (
            <>The question “{nearest.question}” comes near; its answer is not given at the moment</>
          ) : (
            <>
              Perhaps this helps: <a href={`#answer-${nearest.id}`}>{nearest.question}</a>
            </>
          )}{' '}
          ({percent}).
        </p>
      )}
      {answered === undefined && (
        <form method="post" action={href(routes.trust.askTeam)}>
          <input type="hidden" name="q" value={asked} />
          <p class="field-hint">
            You can put it on the list of the security team. The list has the words of the question, and not who asked.
          </p>
          <ButtonRow>
            <Button>Put it on the list</Button>
          </ButtonRow>
        </form>
      )}
      {view.overview.contactMail !== '' && (
        <p>
          For an answer to you alone, write to{' '}
          <a href={`mailto:${view.overview.contactMail}`}>{view.overview.contactName || view.overview.contactMail}</a>.
        </p>
      )}
    </Callout>
  );
}

function AnswerText({ one, view }: { one: AnswerView; view: TrustView }) {
  return (
    <>
      {(one.answer ?? '').split(/\n{2,}/u).map((part, index) => (
        <p key={index}>{part}</p>
      ))}
      {one.controls.length > 0 && (
        <p>
          Rests on:{' '}
          {one.controls.map((id, index) => (
            <span key={id}>
              {index > 0 && ' '}
              <a href={href(routes.trust.control, { id })}>
                {view.controls.find(control => control.id === id)?.statement ?? id}
              </a>
            </span>
          ))}
        </p>
      )}
      <p class="field-hint">
        {one.isExample && <Badge tone="attention">Example</Badge>} Reviewed <DayText day={one.reviewedAt} /> by{' '}
        {one.owner}, given through <DayText day={one.validUntil} />.
      </p>
    </>
  );
}
