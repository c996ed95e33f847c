// The page of an issue for staff: what it is, the reports that it answers, where it stands and what can be done.
import { listStaff, personNames } from '../../../accounts/index.ts';
import { may } from '../../../catalog/permissions.ts';
import { href, routes } from '../../../catalog/routes.ts';
import { refuse } from '../../../core/errors.ts';
import { staff } from '../../../core/http/access.ts';
import { type Answer, html } from '../../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../../core/http/define-route.ts';
import { shell } from '../../../core/http/shell.ts';
import { loadPanels } from '../../../core/panel.ts';
import { currentProgram } from '../../../program/index.ts';
import { StaffConsole } from '../../../web/frames.tsx';
import { renderPage } from '../../../web/render.tsx';
import { ButtonLink } from '../../../web/ui/button.tsx';
import { Card, Section } from '../../../web/ui/card.tsx';
import { Markdown } from '../../../web/ui/markdown.tsx';
import { Badge, Callout, DefinitionList, Mono, Severity } from '../../../web/ui/text.tsx';
import { Time } from '../../../web/ui/time.tsx';
import { isReporter } from '../../report-store.ts';
import { usualDue } from '../../retests/ask-for-retest.ts';
import { IssueRetest, peopleOf } from '../../retests/pages/issue-retest.tsx';
import { listRetests } from '../../retests/retest-store.ts';
import type { IssueRecord } from '../issue-record.ts';
import { issueStateNames } from '../issue-state.ts';
import { findIssue, listReportsOf } from '../issue-store.ts';
import { MoveIssueForms } from './issue-forms.tsx';
import type { IssuePageState } from './issue-page-state.ts';
import { issueTone } from './issue-parts.tsx';
import { IssueReports } from './issue-reports.tsx';
import { LikeIssue } from './like-issue.tsx';

export const showIssueRoute = defineRoute({
  method: 'GET',
  at: routes.reports.issue,
  access: staff('report.read'),
  limit: 'page',
  summary: 'An issue with its reports.',
  handle: context => showIssue(context, context.params.id),
});

type PageContext = Pick<RouteContext, 'kernel' | 'actor' | 'request' | 'panels'>;

/**
 * The page; after a refused form with what was typed still there.
 * @throws Refusal not_found
 */
export async function showIssue(context: PageContext, id: string, state: IssuePageState = {}): Promise<Answer> {
  const { kernel, actor } = context;
  const issue = await findIssue(kernel, actor, id);
  if (!issue) throw refuse('not_found');
  const [reports, people, program, retests, retestDue, taker, panels] = await Promise.all([
    listReportsOf(kernel, actor, id),
    listStaff(kernel, 'report.triage'),
    currentProgram(kernel),
    listRetests(kernel, actor, id),
    usualDue(kernel),
    issue.mergedInto === null ? undefined : findIssue(kernel, actor, issue.mergedInto),
    loadPanels(kernel, actor, context.panels, { on: 'issue', subject: id }),
  ]);
  const named = [...(issue.fixOwner === null ? [] : [issue.fixOwner]), ...retests.flatMap(peopleOf)];
  const names = await personNames(kernel, [...new Set(named)]);
  const nameOf = (person: string): string => names.get(person) ?? 'somebody who left';
  const judges = actor.kind === 'person' && may(actor.staffRole, 'report.triage') && !taker;
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title={`${issue.number} ${issue.title}`}
        heading={issue.title}
        headingAside={
          <span class="triage-heading">
            {issue.severity !== null && <Severity level={issue.severity} />}
            <span class="queue-number">{issue.number}</span>
          </span>
        }
        breadcrumbs={[{ href: href(routes.reports.issues), label: 'Issues' }]}
        search={{ action: href(routes.reports.issues), label: 'Issue number or words of its title' }}
      >
        {state.isOvertaken && (
          <div role="alert">
            <Callout tone="attention" title="Someone changed this issue meanwhile">
              <p>Nothing of what you sent was done. Look at it as it is now, then repeat your step.</p>
            </Callout>
          </div>
        )}
        {taker && (
          <Callout tone="info" title={`Merged into ${taker.number}`}>
            <p>
              Its reports are answered by{' '}
              <a href={href(routes.reports.issue, { id: taker.id })}>
                {taker.number} {taker.title}
              </a>
              .
            </p>
          </Callout>
        )}
        <div class="triage">
          <div class="triage-main">
            <About issue={issue} judges={judges} />
            <IssueRetest
              issue={issue}
              retests={retests}
              reports={reports}
              judges={judges && !reports.some(report => isReporter(actor, report))}
              nameOf={nameOf}
              retestDue={retestDue}
              timeZone={program.calendar.timeZone}
              now={kernel.clock.now()}
              state={state}
            />
            <IssueReports issue={issue} reports={reports} judges={judges} state={state} />
          </div>
          <aside class="triage-side" aria-label="State and moves">
            <Card title="State" aside={<Badge tone={issueTone(issue.state)}>{issueStateNames[issue.state]}</Badge>}>
              {issue.dueAt && (issue.state === 'open' || issue.state === 'accepted') && (
                <p>
                  Fix due <Time at={issue.dueAt} due={issue.dueAt < kernel.clock.now() ? 'late' : undefined} />
                </p>
              )}
              {judges && (
                <MoveIssueForms
                  issue={issue}
                  reports={reports}
                  people={people}
                  timeZone={program.calendar.timeZone}
                  retestDue={retestDue}
                  state={state}
                />
              )}
            </Card>
            {issue.mergedInto === null && (await LikeIssue({ kernel, actor, issue }))}
            {panels.map(({ name, content }) => (
              <div key={name}>{content}</div>
            ))}
            <Facts issue={issue} nameOf={nameOf} />
          </aside>
        </div>
      </StaffConsole>,
    ),
    { status: state.isOvertaken ? 409 : state.errors ? 422 : 200 },
  );
}

const About = ({ issue, judges }: { issue: IssueRecord; judges: boolean }) => (
  <Section
    id="about"
    title="What it is"
    aside={
      judges ? (
        <ButtonLink href={href(routes.reports.issueEdit, { id: issue.id })} icon="pencil" size="small">
          Edit
        </ButtonLink>
      ) : undefined
    }
  >
    {issue.summary === '' ? (
      <p class="field-hint">No summary yet. It is what an advisory starts from.</p>
    ) : (
      <Markdown source={issue.summary} />
    )}
    {issue.rootCause !== '' && (
      <>
        <h3>Root cause</h3>
        <Markdown source={issue.rootCause} topLevel={4} />
      </>
    )}
  </Section>
);

const origins = { report: 'A report', import: 'Imported as known', split: 'Split off another issue' } as const;

function Facts({ issue, nameOf }: { issue: IssueRecord; nameOf: (person: string) => string }) {
  const list = (items: readonly string[]) => items.map(item => <div key={item}>{<Mono>{item}</Mono>}</div>);
  const time = (term: string, at: Date | null) =>
    at === null ? [] : [{ term, detail: <Time at={at} show="absolute" /> }];
  return (
    <Card title="Facts">
      <DefinitionList
        items={[
          { term: 'From', detail: origins[issue.origin] },
          ...time('Since', issue.createdAt),
          ...time('Taken on', issue.acceptedAt),
          ...time('Fixed', issue.fixedAt),
          ...time('Ended', issue.endedAt),
          ...(issue.fixOwner ? [{ term: 'Fixed by', detail: nameOf(issue.fixOwner) }] : []),
          ...(issue.cvss.length > 0 ? [{ term: 'CVSS', detail: list(issue.cvss.map(({ vector }) => vector)) }] : []),
          ...(issue.cweIds.length > 0 ? [{ term: 'CWE', detail: issue.cweIds.join(', ') }] : []),
          ...(issue.cveIds.length > 0 ? [{ term: 'CVE', detail: issue.cveIds.join(', ') }] : []),
          ...(issue.fixReferences.length > 0 ? [{ term: 'Fix', detail: list(issue.fixReferences) }] : []),
        ]}
      />
    </Card>
  );
}
