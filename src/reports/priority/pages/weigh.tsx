// Weighing a report: the proposal line by line, the questions behind it, and the selection to take along.
import Type from 'typebox';
import { personNames } from '../../../accounts/index.ts';
import { href, routes } from '../../../catalog/routes.ts';
import { isRefusal, refuse } from '../../../core/errors.ts';
import { staff } from '../../../core/http/access.ts';
import { type Answer, html, json, seeOther } from '../../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../../core/http/define-route.ts';
import { shell } from '../../../core/http/shell.ts';
import { currentProgram, priorityWords } from '../../../program/index.ts';
import { StaffConsole } from '../../../web/frames.tsx';
import { renderPage } from '../../../web/render.tsx';
import { ButtonLink } from '../../../web/ui/button.tsx';
import { Section } from '../../../web/ui/card.tsx';
import type { FieldErrors } from '../../../web/ui/form-state.ts';
import { Table } from '../../../web/ui/table.tsx';
import { Badge, Callout, Severity } from '../../../web/ui/text.tsx';
import { Time } from '../../../web/ui/time.tsx';
import type { ReportRecord } from '../../report-record.ts';
import { readReport } from '../../report-store.ts';
import { selectionList } from '../../ssvc/selection-list.ts';
import { canWeigh } from '../can-weigh.ts';
import { coordinatorPoints, fieldsOfFactors, impactDimensions, ownPoints } from '../factors.ts';
import { loadGround, proposeFor } from '../load-proposal.ts';
import type { LineSource, Proposal } from '../propose-priority.ts';
import { weighReport } from '../weigh-report.ts';
import { WeighForm } from './weigh-form.tsx';

const text = Type.Optional(Type.String());
const fieldNames = [
  'revision',
  'cves',
  ...ownPoints,
  ...coordinatorPoints,
  ...impactDimensions.map(dimension => `impact-${dimension}`),
];

export const weighRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.reports.weigh,
    access: staff('report.read'),
    limit: 'page',
    summary: 'What a report’s priority is proposed from.',
    handle: async context => weighPage(context, await readReport(context.kernel, context.actor, context.params.id), {}),
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.weigh,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Judges the decision points, CVEs and impact of a report.',
    // Every field is an optional text.
    body: Type.Object(Object.fromEntries(fieldNames.map(name => [name, text]))),
    handle: async context => {
      const { kernel, actor, params } = context;
      // The schema lets only optional texts through.
      const fields = context.body as Readonly<Record<string, string | undefined>>;
      const revision = /^\d{1,9}$/.test(fields['revision'] ?? '') ? Number(fields['revision']) : -1;
      const report = () => readReport(kernel, actor, params.id);
      try {
        const outcome = await weighReport(kernel, actor, { id: params.id, revision, fields });
        if (!outcome.ok) return weighPage(context, await report(), { fields, errors: outcome.errors });
        return seeOther(`${href(routes.reports.triage, params)}#severity`);
      } catch (error) {
        if (!isRefusal(error, 'conflict')) throw error;
        return weighPage(context, await report(), { fields, isOvertaken: true });
      }
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.reports.ssvc,
    access: staff('report.read'),
    limit: 'lookup',
    summary: 'What was chosen in SSVC, as a SelectionList 2.0.0.',
    handle: async ({ kernel, actor, params }) => {
      const report = await readReport(kernel, actor, params.id);
      const ground = await loadGround(kernel, params.id);
      const { selection } = proposeFor(await currentProgram(kernel), report, ground);
      const at = ground.weighing?.weighedAt ?? report.submittedAt;
      const list = selectionList(selection, { at, targetIds: [report.number, ...ground.factors.cveIds] });
      if (!list) throw refuse('not_found');
      return json(list, {
        headers: { 'content-disposition': `attachment; filename="${report.number}-ssvc.json"` },
      });
    },
  }),
];

type PageContext = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;
type PageState = {
  readonly fields?: Readonly<Record<string, string | undefined>>;
  readonly errors?: FieldErrors;
  readonly isOvertaken?: boolean;
};

async function weighPage(context: PageContext, report: ReportRecord, state: PageState): Promise<Answer> {
  const { kernel, actor } = context;
  const ground = await loadGround(kernel, report.id);
  const proposal = proposeFor(await currentProgram(kernel), report, ground);
  const { weighing, factors } = ground;
  const names = await personNames(kernel, weighing ? [weighing.weighedBy] : []);
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title={`Priority of ${report.number}`}
        heading="What speaks for which priority"
        breadcrumbs={[
          { href: href(routes.reports.queue), label: 'Triage' },
          { href: href(routes.reports.triage, { id: report.id }), label: report.number },
        ]}
        headingAside={
          <ButtonLink href={href(routes.reports.ssvc, { id: report.id })} icon="download">
            SSVC selection (JSON)
          </ButtonLink>
        }
      >
        {state.isOvertaken && (
          <div role="alert">
            <Callout tone="attention" title="Someone changed this report meanwhile">
              <p>Nothing was saved. What you entered is still below; save again if it is still right.</p>
            </Callout>
          </div>
        )}
        <ProposalSection proposal={proposal} report={report} />
        {canWeigh(actor, report) ? (
          <WeighForm report={report} values={state.fields ?? fieldsOfFactors(factors)} errors={state.errors ?? {}} />
        ) : (
          <p class="field-hint">Only a triager who did not send the report weighs it.</p>
        )}
        {weighing && (
          <p class="field-hint">
            Last weighed <Time at={weighing.weighedAt} /> by {names.get(weighing.weighedBy) ?? 'somebody who left'}.
          </p>
        )}
      </StaffConsole>,
    ),
    { status: state.isOvertaken ? 409 : state.errors ? 422 : 200 },
  );
}

const sourceWords: Readonly<Record<LineSource, string>> = {
  kind: 'Kind',
  cvss: 'CVSS',
  exploited: 'Exploited',
  kev: 'KEV',
  epss: 'EPSS',
  supplier: 'SSVC, supplier',
  deployer: 'SSVC, deployer',
  bod2604: 'BOD 26-04',
  impact: 'Vehicle impact',
};

function ProposalSection({ proposal, report }: { proposal: Proposal; report: ReportRecord }) {
  const { priority, lines } = proposal;
  return (
    <Section
      title={priority === null ? 'No priority is proposed' : `P${priority} ${priorityWords[priority]} is proposed`}
      intro={
        <p>
          The worst line is proposed. A person decides in{' '}
          <a href={`${href(routes.reports.triage, { id: report.id })}#severity`}>the report’s severity</a>
          {report.priority !== null && `, where it stands at P${report.priority}`}.
        </p>
      }
    >
      <Table
        caption="Each source and what it suggests"
        captionHidden
        dense
        rows={lines}
        rowKey={({ source, says }) => `${source} ${says}`}
        columns={[
          { key: 'source', label: 'Source', main: true, narrow: true, cell: ({ source }) => sourceWords[source] },
          {
            key: 'suggests',
            label: 'Suggests',
            narrow: true,
            cell: line =>
              line.priority !== null ? (
                <Severity level={line.priority} short />
              ) : (
                <Badge tone="neutral">{standingWords[line.standing]}</Badge>
              ),
          },
          { key: 'says', label: 'What it says', cell: ({ says }) => says },
        ]}
      />
    </Section>
  );
}

const standingWords = { counts: 'raises nothing', open: 'open', 'not-applicable': 'not applicable' } as const;
