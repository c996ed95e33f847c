// The issues: what is to be fixed, by where it stands, found by number or words of the title.
import Type from 'typebox';
import { may } from '../../../catalog/permissions.ts';
import { href, routes } from '../../../catalog/routes.ts';
import { staff } from '../../../core/http/access.ts';
import { html, seeOther } from '../../../core/http/answer.ts';
import { defineRoute } from '../../../core/http/define-route.ts';
import { shell } from '../../../core/http/shell.ts';
import { isId } from '../../../core/ids.ts';
import { StaffConsole } from '../../../web/frames.tsx';
import { renderPage } from '../../../web/render.tsx';
import { ButtonLink } from '../../../web/ui/button.tsx';
import { KeyHelp } from '../../../web/ui/keys.tsx';
import { Tabs } from '../../../web/ui/nav.tsx';
import { EmptyState, Pager, Table } from '../../../web/ui/table.tsx';
import { Badge, Callout, Mono, Severity } from '../../../web/ui/text.tsx';
import { Time } from '../../../web/ui/time.tsx';
import { countReportsOf } from '../issue-link-store.ts';
import type { IssueHead } from '../issue-record.ts';
import { issueStateNames, issueStates } from '../issue-state.ts';
import { countIssues, findIssueByNumber, listIssues } from '../issue-store.ts';
import { readIssueNumber } from '../issue-words.ts';
import { issueTone } from './issue-parts.tsx';

const PAGE = 50;
const text = Type.Optional(Type.String());

export const listIssuesRoute = defineRoute({
  method: 'GET',
  at: routes.reports.issues,
  access: staff('report.read'),
  limit: 'page',
  summary: 'The issues, newest first, by state and by words.',
  query: Type.Object({ q: text, state: text, after: text }),
  handle: async context => {
    const { kernel, actor, query } = context;
    const typed = query.q?.trim() ?? '';
    const number = readIssueNumber(typed, kernel.clock.now());
    const direct = number === null ? undefined : await findIssueByNumber(kernel, actor, number);
    if (direct) return seeOther(href(routes.reports.issue, { id: direct.id }));
    const state = issueStates.find(each => each === query.state);
    const after = query.after !== undefined && isId('iss', query.after) ? query.after : undefined;
    const [counts, found] = await Promise.all([
      countIssues(kernel, actor),
      listIssues(kernel, actor, {
        ...(state ? { states: [state] } : typed === '' ? { states: ['open', 'accepted', 'fixed'] } : {}),
        words: typed,
        after,
        limit: PAGE + 1,
      }),
    ]);
    const rows = found.slice(0, PAGE);
    const reports = await countReportsOf(
      kernel,
      rows.map(({ id }) => id),
    );
    const at = (more: Record<string, string | undefined>) =>
      href(routes.reports.issues, undefined, { q: typed === '' ? undefined : typed, state, ...more });
    const last = found.length > PAGE ? rows.at(-1) : undefined;
    return html(
      renderPage(
        <StaffConsole
          shell={shell(context)}
          title="Issues"
          headingAside={
            may(actor.kind === 'person' ? actor.staffRole : undefined, 'report.triage') ? (
              <ButtonLink href={href(routes.reports.knownImports)} size="small">
                Import known issues
              </ButtonLink>
            ) : undefined
          }
          search={{
            action: href(routes.reports.issues),
            label: 'Issue number or words of its title',
            value: typed,
          }}
        >
          {number !== null && (
            <Callout tone="attention" title={`There is no issue ${number}`}>
              <p>Look for words of its title instead.</p>
            </Callout>
          )}
          <Tabs
            label="States"
            items={[
              {
                label: typed === '' ? 'Not resolved' : 'All',
                href: at({ state: undefined }),
                current: state === undefined,
                count: typed === '' ? counts.open + counts.accepted + counts.fixed : undefined,
              },
              ...issueStates.map(each => ({
                label: issueStateNames[each],
                href: at({ state: each }),
                current: state === each,
                count: counts[each],
              })),
            ]}
          />
          {rows.length === 0 ? (
            <Nothing isSearch={typed !== ''} isFirst={Object.values(counts).every(count => count === 0)} />
          ) : (
            <IssueTable rows={rows} reports={reports} />
          )}
          {(last !== undefined || after !== undefined) && (
            <Pager
              label="issues"
              previous={after === undefined ? undefined : at({})}
              next={last && at({ after: last.id })}
              shown={`${rows.length} shown`}
            />
          )}
          <KeyHelp />
        </StaffConsole>,
      ),
    );
  },
});

const IssueTable = ({ rows, reports }: { rows: readonly IssueHead[]; reports: ReadonlyMap<string, number> }) => (
  <Table
    caption="Issues"
    captionHidden
    dense
    columns={[
      {
        key: 'severity',
        label: 'Priority',
        narrow: true,
        cell: ({ severity }: IssueHead) =>
          severity === null ? <span class="field-hint">None</span> : <Severity level={severity} short />,
      },
      {
        key: 'title',
        label: 'Issue',
        main: true,
        cell: issue => (
          <>
            <a href={href(routes.reports.issue, { id: issue.id })}>{issue.title}</a>
            <div class="report-number">
              <Mono>{issue.number}</Mono>
            </div>
          </>
        ),
      },
      {
        key: 'state',
        label: 'State',
        cell: ({ state }) => <Badge tone={issueTone(state)}>{issueStateNames[state]}</Badge>,
      },
      { key: 'reports', label: 'Reports', numeric: true, cell: ({ id }) => reports.get(id) ?? 0 },
      {
        key: 'due',
        label: 'Fix due',
        cell: ({ dueAt, state }) =>
          dueAt && (state === 'open' || state === 'accepted') ? (
            <Time at={dueAt} show="date" />
          ) : (
            <span class="field-hint">None</span>
          ),
      },
      { key: 'since', label: 'Since', narrow: true, cell: ({ createdAt }) => <Time at={createdAt} show="date" /> },
    ]}
    rows={rows}
    rowKey={({ id }) => id}
    rowHref={({ id }) => href(routes.reports.issue, { id })}
  />
);

function Nothing({ isSearch, isFirst }: { isSearch: boolean; isFirst: boolean }) {
  if (isSearch)
    return (
      <EmptyState
        title="No issue has all these words in its title"
        icon="search"
        action={{ href: href(routes.reports.issues), label: 'Show all issues' }}
      >
        <p>Titles are encrypted and found by whole words.</p>
      </EmptyState>
    );
  return (
    <EmptyState title={isFirst ? 'Issues will be listed here' : 'No issue is in this state'} icon="inbox">
      <p>When a report is confirmed, its issue is made, or the report joins an issue that exists.</p>
    </EmptyState>
  );
}
