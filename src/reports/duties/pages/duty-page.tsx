// The duties of one report or drill: the questions, each duty with its stages, and what can be done about them.
import Type from 'typebox';
import { personNames } from '../../../accounts/index.ts';
import { may } from '../../../catalog/permissions.ts';
import { href, routes } from '../../../catalog/routes.ts';
import { actorId } from '../../../core/actor.ts';
import { staff } from '../../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../../core/http/define-route.ts';
import { shell } from '../../../core/http/shell.ts';
import { currentProgram } from '../../../program/index.ts';
import { StaffConsole } from '../../../web/frames.tsx';
import { renderPage } from '../../../web/render.tsx';
import { Button } from '../../../web/ui/button.tsx';
import { Callout } from '../../../web/ui/text.tsx';
import { isReporter } from '../../report-store.ts';
import { momentFieldOf } from '../../triage/date-field.ts';
import { actOnDuty, finishDrill } from '../act-on-duty.ts';
import { dutyQuestions, foldDuties } from '../duty.ts';
import { findLatestAnswers, listDutyEvents } from '../duty-store.ts';
import { type DutySubject, readDutySubject } from '../duty-subject.ts';
import { type DutyPageState, DutySection, MeasureSection } from './duty-sections.tsx';
import { QuestionSection } from './question-section.tsx';
import { DrillMark } from './stage-parts.tsx';

const text = Type.Optional(Type.String());

export const dutyPageRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.reports.duty,
    access: staff('report.read'),
    limit: 'page',
    summary: 'The duties to report that a report or a drill brings.',
    handle: async context =>
      dutyPage(context, await readDutySubject(context.kernel, context.actor, context.params.id), {}),
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.duty,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Answers the questions, records a measure or a submission, or decides on a relief.',
    body: Type.Object({
      act: text,
      ...Object.fromEntries(dutyQuestions.map(name => [name, text])),
      awareAt: text,
      availableAt: text,
      duty: text,
      stage: text,
      submittedAt: text,
      reference: text,
      relief: text,
      until: text,
      reason: text,
    }),
    handle: async context => {
      const { kernel, actor, params } = context;
      const { id } = params;
      // The schema lets only optional texts through.
      const fields = context.body as Readonly<Record<string, string | undefined>>;
      if (fields['act'] === 'end-drill') {
        await finishDrill(kernel, actor, id);
        return seeOther(href(routes.reports.duties));
      }
      const outcome = await actOnDuty(kernel, actor, { id, fields });
      if (outcome.ok) return seeOther(href(routes.reports.duty, { id }));
      return dutyPage(context, await readDutySubject(kernel, actor, id), { fields, errors: outcome.errors });
    },
  }),
];

async function dutyPage(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>,
  subject: DutySubject,
  state: DutyPageState,
): Promise<Answer> {
  const { kernel, actor } = context;
  const now = kernel.clock.now();
  const [events, latest, { calendar }] = await Promise.all([
    listDutyEvents(kernel, subject.id),
    findLatestAnswers(kernel),
    currentProgram(kernel),
  ]);
  const found = foldDuties(events);
  const people = events.map(event => event.actor).filter(id => id.startsWith('per_'));
  const names = await personNames(kernel, [...new Set(people)]);
  const isEnded = subject.kind === 'drill' && subject.drill.endedAt !== null;
  const mayAct =
    actor.kind === 'person' &&
    may(actor.staffRole, 'report.triage') &&
    !isEnded &&
    !(subject.kind === 'report' && isReporter(actor, subject.report));
  const shared = {
    subject: subject.id,
    state,
    now,
    mayAct,
    me: actorId(actor),
    present: momentFieldOf(now, calendar.timeZone),
    timeZone: calendar.timeZone,
    nameOf: (id: string) => names.get(id) ?? (id.startsWith('per_') ? 'somebody who left' : 'Telltale'),
  };
  const act = state.errors?.['act'];
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title={`Duties of ${subject.name}`}
        heading={subject.kind === 'drill' ? subject.name : `Duties to report: ${subject.name}`}
        breadcrumbs={[
          { href: href(routes.reports.duties), label: 'Duties' },
          ...(subject.kind === 'report'
            ? [{ href: href(routes.reports.triage, { id: subject.id }), label: subject.name }]
            : []),
        ]}
      >
        {subject.kind === 'drill' && <DrillMark />}
        {isEnded && (
          <Callout title="This drill has ended">
            <p>It is kept as it stood.</p>
          </Callout>
        )}
        {act !== undefined && (
          <div role="alert">
            <Callout tone="bad" title="This was not done">
              <p>{act}</p>
            </Callout>
          </div>
        )}
        {found.duties.map(duty => (
          <DutySection key={duty.kind} duty={duty} {...shared} />
        ))}
        {found.duties.some(({ kind }) => kind === 'cra_vulnerability') && (
          <MeasureSection measureAt={found.measureAt} {...shared} />
        )}
        {found.answers !== null && found.duties.length === 0 && found.unanswered.length === 0 && (
          <Callout tone="good" title="Nothing has to be reported by these answers">
            <p>If something changes, answer again below; clocks then run from when we became aware.</p>
          </Callout>
        )}
        <QuestionSection found={found} latest={latest} {...shared} />
        {subject.kind === 'drill' && mayAct && (
          <form method="post" action={href(routes.reports.duty, { id: subject.id })}>
            <Button name="act" value="end-drill">
              End the drill
            </Button>
          </form>
        )}
      </StaffConsole>,
    ),
    { status: state.errors ? 422 : 200 },
  );
}
