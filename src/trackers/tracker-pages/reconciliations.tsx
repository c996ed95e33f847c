// The nightly comparisons: what differed between issues and tickets, what was made good, what couldn't be asked.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { isId } from '../../core/ids.ts';
import { findIssue, type IssueState, issueStateNames } from '../../reports/index.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { EmptyState, Pager, Table } from '../../web/ui/table.tsx';
import { Badge, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { RECONCILE } from '../reconciliation/reconcile.ts';
import { findReconciliation, type Line, listReconciliations } from '../reconciliation/reconciliation-store.ts';
import { faultSentence, keyInWords } from './parts.tsx';

const PAGE = 30;

export const reconciliationRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.trackers.reconciliations,
    access: staff('report.read'),
    limit: 'page',
    summary: 'The nightly comparisons of issues and tickets.',
    query: Type.Object({ before: Type.Optional(Type.String()), done: Type.Optional(Type.String()) }),
    handle: async context => {
      const { kernel, actor, query } = context;
      const before = query.before !== undefined && isId('rec', query.before) ? query.before : undefined;
      const found = await listReconciliations(kernel, actor, { before, limit: PAGE + 1 });
      const rows = found.slice(0, PAGE);
      const next = found.length > PAGE ? rows.at(-1)?.id : undefined;
      return html(
        renderPage(
          <StaffConsole
            shell={shell(context)}
            title="Issues and tickets compared"
            flash={
              query.done === 'begun'
                ? { tone: 'good', text: 'Both sides are being compared. The report is listed here in a while.' }
                : undefined
            }
          >
            <Section
              title="Each night"
              intro={<p>At 02:47 UTC every linked ticket is read and compared with its issue.</p>}
              aside={
                <form method="post" action={href(routes.trackers.reconciliations)}>
                  <Button size="small" icon="refresh-cw">
                    Compare now
                  </Button>
                </form>
              }
            >
              <Table
                caption="Comparisons"
                captionHidden
                dense
                rows={rows}
                rowKey={({ id }) => id}
                rowDue={({ differs, unasked }) => (differs + unasked > 0 ? 'soon' : undefined)}
                empty={
                  <EmptyState title="Nothing was compared yet" icon="history">
                    <p>The first report comes the night after a tracker is connected.</p>
                  </EmptyState>
                }
                columns={[
                  {
                    key: 'at',
                    label: 'When',
                    main: true,
                    cell: ({ id, at }) => (
                      <a href={href(routes.trackers.reconciliation, { id })}>
                        <Time at={at} show="absolute" />
                      </a>
                    ),
                  },
                  { key: 'checked', label: 'Compared', numeric: true, cell: ({ checked }) => checked },
                  { key: 'repaired', label: 'Made good', numeric: true, cell: ({ repaired }) => repaired },
                  { key: 'differs', label: 'Differ', numeric: true, cell: ({ differs }) => differs },
                  { key: 'unasked', label: 'Not asked', numeric: true, cell: ({ unasked }) => unasked },
                ]}
              />
              {(before !== undefined || next !== undefined) && (
                <Pager
                  label="Comparisons"
                  previous={before === undefined ? undefined : href(routes.trackers.reconciliations)}
                  next={next && href(routes.trackers.reconciliations, undefined, { before: next })}
                />
              )}
            </Section>
          </StaffConsole>,
        ),
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.trackers.reconciliations,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Compares issues and tickets now.',
    handle: async ({ kernel, actor }) => {
      await kernel.transaction(async kernel => {
        await kernel.enqueue(kernel, RECONCILE, {}, { key: `${RECONCILE}:now` });
        await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'tracker.compare', subject: 'trackers' });
      });
      return seeOther(href(routes.trackers.reconciliations, undefined, { done: 'begun' }));
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.trackers.reconciliation,
    access: staff('report.read'),
    limit: 'page',
    summary: 'One comparison of issues and tickets.',
    handle: async context => {
      const { kernel, actor, params } = context;
      const report = await findReconciliation(kernel, actor, params.id);
      if (!report) throw refuse('not_found');
      const numbers = new Map<string, string>();
      for (const { issue } of report.lines)
        if (!numbers.has(issue)) numbers.set(issue, (await findIssue(kernel, actor, issue))?.number ?? 'unknown');
      const { checked, repaired, differs, unasked } = report;
      return html(
        renderPage(
          <StaffConsole
            shell={shell(context)}
            title="Issues and tickets compared"
            headingAside={<Time at={report.at} show="absolute" />}
            breadcrumbs={[{ href: href(routes.trackers.reconciliations), label: 'Comparisons' }]}
          >
            <p>
              {checked} compared; {repaired} made good; {differs} differ; {unasked} could not be asked.
            </p>
            {sections.map(({ result, title, empty }) => (
              <Section key={result} title={title} id={result}>
                <Lines
                  lines={report.lines.filter(line => line.result === result)}
                  empty={empty}
                  numberOf={issue => numbers.get(issue) ?? ''}
                />
              </Section>
            ))}
          </StaffConsole>,
        ),
      );
    },
  }),
];

const sections = [
  { result: 'differs', title: 'Differ', empty: 'No issue and ticket stand apart.' },
  { result: 'repaired', title: 'Made good', empty: 'Nothing had been lost.' },
  { result: 'unasked', title: 'Could not be asked', empty: 'Every ticket was read.' },
] as const;

function Lines({
  lines,
  empty,
  numberOf,
}: {
  lines: readonly Line[];
  empty: string;
  numberOf: (issue: string) => string;
}) {
  if (lines.length === 0) return <p class="field-hint">{empty}</p>;
  return (
    <Table
      caption="Tickets"
      captionHidden
      dense
      rows={lines}
      rowKey={({ link }) => link}
      columns={[
        {
          key: 'issue',
          label: 'Issue',
          main: true,
          cell: ({ link, issue }) => <a href={href(routes.trackers.link, { id: link })}>{numberOf(issue)}</a>,
        },
        { key: 'ticket', label: 'Ticket', cell: ({ ticket }) => <Mono>{keyInWords(ticket)}</Mono> },
        { key: 'tracker', label: 'Tracker', cell: ({ trackerName }) => trackerName },
        {
          key: 'here',
          label: 'Here',
          cell: line => (line.result === 'unasked' ? '' : nameOfState(line.ours)),
        },
        {
          key: 'there',
          label: 'There',
          cell: line =>
            line.result === 'unasked' ? <Badge tone="bad">{faultSentence(line.fault)}</Badge> : line.theirs,
        },
      ]}
    />
  );
}

const nameOfState = (state: string): string =>
  Object.hasOwn(issueStateNames, state) ? issueStateNames[state as IssueState] : state;
