// All duties that are open, the next due first; what was not asked yet; and drills.
import Type from 'typebox';
import { may } from '../../../catalog/permissions.ts';
import { href, routes } from '../../../catalog/routes.ts';
import { refuse } from '../../../core/errors.ts';
import { staff } from '../../../core/http/access.ts';
import { html, seeOther } from '../../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../../core/http/define-route.ts';
import { shell } from '../../../core/http/shell.ts';
import { StaffConsole } from '../../../web/frames.tsx';
import { renderPage } from '../../../web/render.tsx';
import { Button } from '../../../web/ui/button.tsx';
import { Section } from '../../../web/ui/card.tsx';
import { Select } from '../../../web/ui/choice.tsx';
import { Form } from '../../../web/ui/form.tsx';
import { EmptyState, Table } from '../../../web/ui/table.tsx';
import { Badge } from '../../../web/ui/text.tsx';
import { beginDrill } from '../act-on-duty.ts';
import { type DutyStage, foldDuties, openStages } from '../duty.ts';
import { drillScenarios, listDutyEvents, listOpenSubjects, listUnasked } from '../duty-store.ts';
import { type DutySubject, readDutySubject } from '../duty-subject.ts';
import { dutyWords, stageWords } from '../duty-words.ts';
import { StageBadge, StageDue, toneOf } from './stage-parts.tsx';

type Row = { readonly subject: DutySubject; readonly stage: DutyStage };

export const dutyListRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.reports.duties,
    access: staff('report.read'),
    limit: 'page',
    summary: 'Duties to report to authorities that are open.',
    handle: async context => {
      const { kernel, actor } = context;
      const now = kernel.clock.now();
      const [open, unasked] = await Promise.all([listOpenSubjects(kernel, actor), listUnasked(kernel, actor)]);
      const rows: Row[] = [];
      for (const { subject: id } of open) {
        const subject = await readDutySubject(kernel, actor, id);
        for (const stage of openStages(foldDuties(await listDutyEvents(kernel, id)))) rows.push({ subject, stage });
      }
      rows.sort((a, b) => timeOf(a.stage) - timeOf(b.stage));
      const reports = await Promise.all(unasked.map(id => readDutySubject(kernel, actor, id)));
      const mayAct = actor.kind === 'person' && may(actor.staffRole, 'report.triage');
      return html(
        renderPage(
          <StaffConsole shell={shell(context)} title="Duties">
            <Section
              title="Open"
              intro={<p>What has to be reported to an authority, and by when. Hours count on every day.</p>}
            >
              <Table
                caption="Open duties, the next due first"
                captionHidden
                dense
                rows={rows}
                rowKey={({ subject, stage }) => `${subject.id} ${stage.duty} ${stage.stage}`}
                rowHref={({ subject }) => href(routes.reports.duty, { id: subject.id })}
                rowDue={({ stage }) => toneOf(stage, now)}
                empty={
                  <EmptyState title="Nothing is open" icon="circle-check">
                    A duty begins when the answers in triage say so: exploited, an incident, or a personal data breach.
                  </EmptyState>
                }
                columns={[
                  {
                    key: 'subject',
                    label: 'Report',
                    main: true,
                    cell: ({ subject }) => (
                      <>
                        <a href={href(routes.reports.duty, { id: subject.id })}>{subject.name}</a>{' '}
                        {subject.kind === 'drill' && <Badge tone="info">drill</Badge>}
                      </>
                    ),
                  },
                  { key: 'duty', label: 'Duty', cell: ({ stage }) => dutyWords[stage.duty].name },
                  { key: 'stage', label: 'Stage', cell: ({ stage }) => stageWords[stage.stage] },
                  { key: 'due', label: 'Due', cell: ({ stage }) => <StageDue stage={stage} now={now} /> },
                  {
                    key: 'state',
                    label: 'State',
                    narrow: true,
                    cell: ({ stage }) => <StageBadge stage={stage} now={now} />,
                  },
                ]}
              />
            </Section>
            {reports.length > 0 && (
              <Section
                title="Not answered yet"
                intro={<p>Confirmed reports of which nobody said yet whether they have to be reported.</p>}
              >
                <ul class="plain-list">
                  {reports.map(({ id, name }) => (
                    <li key={id}>
                      <a href={href(routes.reports.duty, { id })}>{name}</a>
                    </li>
                  ))}
                </ul>
              </Section>
            )}
            {mayAct && (
              <Section
                title="Drill"
                id="drill"
                intro={
                  <p>Practice with the real clocks and packages, on an invented case that is marked as a drill.</p>
                }
              >
                <Form action={href(routes.reports.dutyDrill)} values={{ scenario: 'exploited' }} label="Begin a drill">
                  <div class="side-line">
                    <Select
                      name="scenario"
                      label="What happens"
                      width="medium"
                      options={[
                        { value: 'exploited', label: 'A vulnerability of ours is exploited' },
                        { value: 'incident', label: 'A severe incident' },
                        { value: 'personalData', label: 'A personal data breach' },
                      ]}
                    />
                    <Button>Begin the drill</Button>
                  </div>
                </Form>
              </Section>
            )}
          </StaffConsole>,
        ),
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.dutyDrill,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Begins a drill.',
    body: Type.Object({ scenario: Type.Optional(Type.String()) }),
    handle: async ({ kernel, actor, body }) => {
      const scenario = drillScenarios.find(each => each === body.scenario);
      if (!scenario) throw refuse('invalid_input', { field: 'scenario' });
      const id = await beginDrill(kernel, actor, scenario);
      return seeOther(href(routes.reports.duty, { id }));
    },
  }),
];

const timeOf = ({ dueAt }: DutyStage): number => dueAt?.getTime() ?? Number.MAX_VALUE;
