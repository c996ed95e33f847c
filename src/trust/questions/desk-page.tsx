// Where the security team has a buyer's spreadsheet answered, with the answers that are not for everybody as well.
import { href, routes } from '../../catalog/routes.ts';
import { actorId } from '../../core/actor.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge } from '../../web/ui/text.tsx';
import { addDays, dayOf } from '../content/day.ts';
import { crumbs } from '../edit/edit-pages.tsx';
import { DayText } from '../pages/attestations-section.tsx';
import { answerStandingWords } from '../view/trust-words.ts';
import { answerUpload } from './answer-upload.ts';
import { teamAnswering } from './answering.ts';
import { keepGaps } from './gap-store.ts';
import { gapsOf } from './gaps.ts';
import { SheetForm } from './sheet-form.tsx';

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

export const deskRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.trust.answerSheet,
    access: staff('trust.manage'),
    limit: 'page',
    summary: 'Where a spreadsheet is answered from all answers, those of the team included.',
    handle: context => deskPage(context),
  }),
  defineRoute({
    method: 'POST',
    at: routes.trust.answerSheet,
    access: staff('trust.manage'),
    limit: 'change',
    summary: 'Answers a spreadsheet from all answers, and gives it back.',
    multipart: true,
    handle: async context => {
      const { kernel, actor, request } = context;
      const done = await answerUpload(request, () => teamAnswering(kernel));
      if (!done.ok) return deskPage(context, done.values, done.errors);
      await keepGaps(kernel, gapsOf(done.gaps));
      await kernel.audit.record(kernel.db, {
        actor: actorId(actor),
        action: 'trust.answer-sheet',
        subject: 'questions',
        details: { questions: done.questions, answered: done.answered },
      });
      return done.answer;
    },
  }),
];

/** So long before its last day an answer is due for a review. */
const SOON = 30;

async function deskPage(
  context: Context,
  values: Readonly<Record<string, string>> = {},
  errors: FieldErrors = {},
): Promise<Answer> {
  const { answers, at } = await teamAnswering(context.kernel);
  const soon = addDays(dayOf(at), SOON);
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title="Answer a spreadsheet"
        breadcrumbs={crumbs}
        headingAside={<ButtonLink href={href(routes.trust.newItem, { kind: 'answer' })}>Add an answer</ButtonLink>}
      >
        <p>
          Drafts and answers for the team alone are used here as well; everybody can do the same with the published ones
          on <a href={href(routes.trust.questions)}>the public page</a>. Read what comes back before you hand it on.
          Questions that no answer fits go on the list of{' '}
          <a href={href(routes.trust.gaps)}>questions without an answer</a>.
        </p>
        <SheetForm action={href(routes.trust.answerSheet)} values={values} errors={errors} />
        <Section title="When they are due" intro={<p>An answer past its day is given to nobody.</p>}>
          <Table
            caption="Answers by their last day"
            captionHidden
            dense
            rows={answers.toSorted((one, other) => (one.validUntil < other.validUntil ? -1 : 1))}
            rowKey={({ id }) => id}
            empty={
              <EmptyState title="No answers yet" icon="inbox">
                <p>Write the first ones for the questions that every buyer asks.</p>
              </EmptyState>
            }
            columns={[
              {
                key: 'question',
                label: 'Question',
                main: true,
                cell: ({ id, question }) => <a href={href(routes.trust.item, { id })}>{question}</a>,
              },
              { key: 'owner', label: 'Owner', cell: ({ owner }) => owner },
              {
                key: 'until',
                label: 'Given through',
                cell: ({ validUntil }) => (
                  <>
                    <DayText day={validUntil} /> {validUntil <= soon && <Badge tone="attention">review</Badge>}
                  </>
                ),
              },
              { key: 'state', label: 'State', cell: ({ standing }) => answerStandingWords[standing] },
            ]}
          />
        </Section>
      </StaffConsole>,
    ),
    Object.keys(errors).length > 0 ? { status: 422 } : {},
  );
}
