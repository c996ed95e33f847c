// The queue: what waits for the team, by what is due first.
import Type from 'typebox';
import { listStaff, personNames } from '../../accounts/index.ts';
import { may } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import { actorId } from '../../core/actor.ts';
import { staff } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { currentProgram } from '../../program/index.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { KeyHelp, type KeyLine } from '../../web/ui/keys.tsx';
import { Tabs } from '../../web/ui/nav.tsx';
import { EmptyState, Pager } from '../../web/ui/table.tsx';
import { Callout } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { GuardNote, loadGuard } from '../abuse/guard-note.tsx';
import { LiveNote } from '../live/live-note.tsx';
import { listLabels } from '../queue/label-store.ts';
import {
  isFiltered,
  type QueueQuery,
  type QueueView,
  queryText,
  queueViews,
  readQueueQuery,
  viewWords,
  writeQueueQuery,
} from '../queue/queue-query.ts';
import { listSavedViews } from '../queue/saved-view-store.ts';
import type { ReportHead } from '../report-record.ts';
import { COUNT_CAP, countViews, findNextDue, listQueue } from '../triage/queue-store.ts';
import { BulkBar } from './queue-bulk-bar.tsx';
import { QueueFilters } from './queue-filters.tsx';
import { QueueTable, TAKE } from './queue-table.tsx';
import { KeepViewForm, SavedViewLists } from './queue-views.tsx';

const PAGE = 50;

const text = Type.Optional(Type.String());

/** The letters that do something with the row one is in. */
const rowKeys: readonly KeyLine[] = [
  { key: 'e', does: 'Answer the reporter' },
  { key: 'a', does: 'Take it' },
  { key: 'd', does: 'Close as duplicate' },
  { key: 's', does: 'Judge the severity' },
];

export const queueRoute = defineRoute({
  method: 'GET',
  at: routes.reports.queue,
  access: staff('report.read'),
  limit: 'page',
  summary: 'The queue of reports, by what is due first.',
  query: Type.Object({
    q: text,
    view: text,
    order: text,
    state: text,
    priority: text,
    target: text,
    kind: text,
    assignee: text,
    due: text,
    waits: text,
    source: text,
    language: text,
    label: text,
    scope: text,
    unread: text,
    after: text,
    saved: text,
    chosen: text,
  }),
  handle: async context => {
    const { kernel, actor } = context;
    const typed = context.query.q?.trim() ?? '';
    if (typed !== '') return seeOther(href(routes.reports.search, undefined, { q: typed }));

    const query = readQueueQuery(context.query);
    const [page, counts, program, people, labels, saved, guard] = await Promise.all([
      listQueue(kernel, actor, query, PAGE),
      countViews(kernel, actor),
      currentProgram(kernel),
      listStaff(kernel, 'report.triage'),
      listLabels(kernel),
      listSavedViews(kernel, actor),
      loadGuard(kernel, actor),
    ]);
    const names = await personNames(
      kernel,
      page.rows.flatMap(({ assignee }) => assignee ?? []),
    );
    const nextDue = page.rows.length === 0 ? await findNextDue(kernel, actor) : undefined;
    const judges = actor.kind === 'person' && may(actor.staffRole, 'report.triage');
    const kept = [...saved.own, ...saved.team].find(({ id }) => id === context.query.saved);
    const isKept = kept?.query === queryText(query);
    return html(
      renderPage(
        <StaffConsole
          shell={shell(context)}
          title={isKept ? kept.name : 'Triage'}
          search={{ action: href(routes.reports.search), label: 'Search reports' }}
          railSlot={<SavedViewLists {...saved} current={isKept ? kept.id : undefined} />}
        >
          {context.query.chosen === 'none' && (
            <Callout tone="attention" title="No report was chosen">
              <p>Tick the reports that you want to change, then choose what to do with them.</p>
            </Callout>
          )}
          <GuardNote {...guard} />
          <LiveNote />
          <Tabs label="Views" items={queueViews.map(view => tabOf(view, query.view, counts))} />
          <div class="queue-head">
            <QueueFilters query={query} program={program} people={people} labels={labels} />
            {(isFiltered(query) || query.order !== 'due') && !isKept && (
              <KeepViewForm query={queryText(query)} mayShare={judges} />
            )}
          </div>
          {page.rows.length === 0 ? (
            <NothingHere query={query} nextDue={nextDue} />
          ) : (
            <div class="queue">
              <QueueTable
                label={viewWords[query.view].label}
                rows={page.rows}
                names={names}
                program={program}
                now={kernel.clock.now()}
                query={query}
                judges={judges}
                me={actorId(actor)}
              />
            </div>
          )}
          {judges && page.rows.length > 0 && <BulkBar query={query} />}
          {judges && (
            <form id={TAKE} method="post" hidden>
              <input type="hidden" name="assignee" value={actorId(actor)} />
            </form>
          )}
          {(page.next !== null || query.after !== null) && (
            <Pager
              label="reports"
              previous={query.after === null ? undefined : addressOf(writeQueueQuery(query))}
              next={page.next === null ? undefined : addressOf(writeQueueQuery(query, { after: page.next }))}
              shown={`${page.rows.length} shown`}
            />
          )}
          <KeyHelp more={judges ? rowKeys : []} />
        </StaffConsole>,
      ),
    );
  },
});

const addressOf = (query: Record<string, string | undefined>): string => href(routes.reports.queue, undefined, query);

function tabOf(view: QueueView, current: QueueView, counts: Readonly<Record<QueueView, number>>) {
  const count = counts[view];
  return {
    label: viewWords[view].label,
    href: addressOf({ view: view === 'open' ? undefined : view }),
    current: view === current,
    ...(count < COUNT_CAP && { count }),
    due: view === 'overdue' && count > 0,
  };
}

/** A quiet day says what comes next. */
function NothingHere({ query, nextDue }: { query: QueueQuery; nextDue: ReportHead | undefined }) {
  if (isFiltered(query) || query.after !== null)
    return (
      <EmptyState
        title="No report fits these filters"
        icon="filter"
        action={{ href: addressOf({ view: query.view }), label: 'Clear filters' }}
      />
    );
  return (
    <EmptyState title={viewWords[query.view].empty} icon="inbox">
      {nextDue?.dueAt ? (
        <p>
          Next due: <a href={href(routes.reports.triage, { id: nextDue.id })}>{nextDue.number}</a>, {nextDue.title},{' '}
          <Time at={nextDue.dueAt} />
        </p>
      ) : (
        <p>When a report comes in, it stands here with the time by which it wants an answer.</p>
      )}
    </EmptyState>
  );
}
