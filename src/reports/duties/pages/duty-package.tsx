// What to submit at one stage, as a page to read, copy from and print, and as JSON.

import { href, routes } from '../../../catalog/routes.ts';
import type { Actor } from '../../../core/actor.ts';
import { refuse } from '../../../core/errors.ts';
import { staff } from '../../../core/http/access.ts';
import { html, json } from '../../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../../core/http/define-route.ts';
import { shell } from '../../../core/http/shell.ts';
import type { Kernel } from '../../../core/kernel.ts';
import { currentProgram, findNode, findTarget, nameInWords, weaknessesOf } from '../../../program/index.ts';
import { StaffConsole } from '../../../web/frames.tsx';
import { renderPage } from '../../../web/render.tsx';
import { ButtonLink } from '../../../web/ui/button.tsx';
import { Section } from '../../../web/ui/card.tsx';
import { Badge, DefinitionList } from '../../../web/ui/text.tsx';
import { Time } from '../../../web/ui/time.tsx';
import { findWeighing } from '../../priority/weighing-store.ts';
import { foldDuties } from '../duty.ts';
import { type DutyPackage, type PackageFacts, packageOf } from '../duty-package.ts';
import { listDutyEvents } from '../duty-store.ts';
import { type DutySubject, readDutySubject } from '../duty-subject.ts';
import { DrillMark } from './stage-parts.tsx';

export const dutyPackageRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.reports.dutyPackage,
    access: staff('report.read'),
    limit: 'page',
    summary: 'What to submit at one stage of a duty.',
    handle: async context => {
      const { params } = context;
      const { subject, made } = await makePackage(context.kernel, context.actor, params);
      return html(
        renderPage(
          <StaffConsole
            shell={shell(context)}
            title={`${made.duty}: ${made.stage}`}
            breadcrumbs={[
              { href: href(routes.reports.duties), label: 'Duties' },
              { href: href(routes.reports.duty, { id: subject.id }), label: subject.name },
            ]}
            headingAside={
              <ButtonLink href={href(routes.reports.dutyPackageJson, params)} icon="download">
                JSON
              </ButtonLink>
            }
          >
            {made.drill && <DrillMark />}
            <PackageView made={made} />
          </StaffConsole>,
        ),
      );
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.reports.dutyPackageJson,
    access: staff('report.read'),
    limit: 'lookup',
    summary: 'What to submit at one stage of a duty, as JSON.',
    handle: async ({ kernel, actor, params }) => {
      const { subject, made } = await makePackage(kernel, actor, params);
      const name = `${subject.kind === 'report' ? subject.name : 'drill'}-${params.duty}-${params.stage}.json`;
      return json(made, { headers: { 'content-disposition': `attachment; filename="${name}"` } });
    },
  }),
];

type Place = { readonly id: string; readonly duty: string; readonly stage: string };

async function makePackage(
  kernel: Kernel,
  actor: Actor,
  { id, ...place }: Place,
): Promise<{ subject: DutySubject; made: DutyPackage }> {
  const subject = await readDutySubject(kernel, actor, id);
  const found = foldDuties(await listDutyEvents(kernel, id));
  const duty = found.duties.find(({ kind }) => kind === place.duty);
  const stage = duty?.stages.find(each => each.stage === place.stage);
  if (!duty || !stage) throw refuse('not_found');
  return { subject, made: packageOf(duty, stage, await factsOf(kernel, subject, found.measureAt)) };
}

/** What is known. Of a drill nothing is but what it pretends. */
async function factsOf(kernel: Kernel, subject: DutySubject, measureAt: Date | null): Promise<PackageFacts> {
  const { operator } = kernel.config;
  const shared = { operator: operator.name, contact: operator.securityContact, subject: subject.name, measureAt };
  if (subject.kind === 'drill')
    return {
      ...shared,
      isDrill: true,
      product: 'Drill product',
      title: subject.name,
      description: 'This is a drill. The case is invented.',
      impact: null,
      kind: null,
      weaknesses: [],
      severity: null,
      cveIds: [],
      receivedAt: subject.drill.startedAt,
      fix: null,
    };
  const { report } = subject;
  const program = await currentProgram(kernel);
  const node = report.taxonomyId === null ? null : findNode(program.taxonomy, report.taxonomyId);
  const target = findTarget(program, report.targetId);
  const severity = [
    ...(report.cvssScore === null ? [] : [`CVSS ${report.cvssScore.toFixed(1)} (${report.cvssVector})`]),
    ...(report.priority === null ? [] : [`P${report.priority}`]),
  ];
  return {
    ...shared,
    isDrill: false,
    product: target?.name ?? null,
    title: report.title,
    description: report.content.description,
    impact: report.content.impact,
    kind: node && nameInWords(node),
    weaknesses: node ? weaknessesOf(program.taxonomy, node) : [],
    severity: severity.length > 0 ? severity.join(', ') : null,
    cveIds: (await findWeighing(kernel, report.id))?.factors.cveIds ?? [],
    receivedAt: report.submittedAt,
    fix: report.snapshot.fixReference,
  };
}

function PackageView({ made }: { made: DutyPackage }) {
  return (
    <>
      <Section title="The duty" id="duty" intro={<p>{made.law}</p>}>
        <DefinitionList
          items={[
            { term: 'Who must', detail: made.who },
            { term: 'To whom', detail: made.toWhom },
            { term: 'When', detail: made.term },
            ...(made.dueAt ? [{ term: 'Due', detail: <Time at={new Date(made.dueAt)} /> }] : []),
          ]}
        />
      </Section>
      <Section
        title="Fields"
        id="fields"
        intro={
          <p>
            In the order in which they are asked. Copy them into the authority’s form; print or save this page as
            evidence.
          </p>
        }
      >
        <DefinitionList
          items={made.fields.map(({ name, value, hint }) => ({
            term: name,
            detail: (
              <>
                {value === null ? (
                  <Badge tone="attention">to fill in</Badge>
                ) : (
                  <span class="package-value">{value}</span>
                )}
                {hint !== null && <span class="package-hint">{hint}</span>}
              </>
            ),
          }))}
        />
      </Section>
    </>
  );
}
