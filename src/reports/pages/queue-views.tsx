// Views of the queue that are kept: the lists in the rail, the form that keeps one, and the page where they are put in order.
import Type from 'typebox';
import { may } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import { staff } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Checkbox } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, Hidden } from '../../web/ui/form.tsx';
import { NavList } from '../../web/ui/nav.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { changeView, keepView, type ViewChange } from '../queue/change-saved-view.ts';
import { readQueryText } from '../queue/queue-query.ts';
import { longestViewName, type SavedView } from '../queue/saved-view.ts';
import { listSavedViews } from '../queue/saved-view-store.ts';

type Lists = { readonly own: readonly SavedView[]; readonly team: readonly SavedView[] };

/** The address of a kept view; `saved` names it, so that the page can say which one is open. */
const addressOf = (view: SavedView): string =>
  `${href(routes.reports.queue)}?${view.query === '' ? '' : `${view.query}&`}saved=${view.id}`;

/** In the rail: the person's own views and the team's. */
export function SavedViewLists({ own, team, current }: Lists & { current: string | undefined }) {
  const items = (views: readonly SavedView[]) =>
    views.map(view => ({ label: view.name, href: addressOf(view), current: view.id === current }));
  if (own.length + team.length === 0) return null;
  return (
    <div class="rail-lists">
      {team.length > 0 && (
        <>
          <p class="rail-area">Team’s views</p>
          <NavList items={items(team)} />
        </>
      )}
      {own.length > 0 && (
        <>
          <p class="rail-area">My views</p>
          <NavList items={items(own)} />
        </>
      )}
      <p class="rail-more">
        <a href={href(routes.reports.queueViews)}>Order, rename, delete</a>
      </p>
    </div>
  );
}

/** Keeps the filters as they stand. */
export function KeepViewForm({ query, mayShare }: { query: string; mayShare: boolean }) {
  return (
    <details class="keep-view">
      <summary>Keep this view</summary>
      <Form action={href(routes.reports.queueViews)} scope="keep" label="Keep this view">
        <Hidden name="query" value={query} />
        <Field name="name" label="Name" maxLength={longestViewName} width="medium" autocomplete="off" required />
        {mayShare && <Checkbox name="shared" label="For the whole team" />}
        <ButtonRow>
          <Button size="small">Keep view</Button>
        </ButtonRow>
      </Form>
    </details>
  );
}

/** After a view was deleted: the way back. */
function ViewDeleted({ id }: { id: string }) {
  return (
    <form class="undo-line" method="post" action={href(routes.reports.queueView, { id })}>
      <p role="status">The view was deleted.</p>
      <Button size="small" name="do" value="restore">
        Bring it back
      </Button>
    </form>
  );
}

const text = Type.Optional(Type.String());

export const queueViewRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.reports.queueViews,
    access: staff('report.read'),
    limit: 'page',
    summary: 'The kept views of the queue, to be ordered, renamed and deleted.',
    query: Type.Object({ deleted: text }),
    handle: context => showViews(context, { deleted: context.query.deleted }),
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.queueViews,
    access: staff('report.read'),
    limit: 'change',
    summary: 'Keeps filters and order of the queue under a name.',
    body: Type.Object({ name: text, shared: text, query: text }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const view = {
        name: (body.name ?? '').toWellFormed().trim(),
        shared: body.shared !== undefined,
        query: body.query ?? '',
      };
      const kept = await keepView(kernel, actor, view);
      if (!kept.ok) return showViews(context, { kept: body, errors: { name: kept.sentence } });
      return seeOther(addressOf({ ...view, id: kept.id, owner: '' }));
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.queueView,
    access: staff('report.read'),
    limit: 'change',
    summary: 'Renames, moves, deletes or brings back a kept view.',
    body: Type.Object({ do: text, name: text }),
    handle: async context => {
      const { kernel, actor, params, body } = context;
      const outcome = await changeView(kernel, actor, params.id, readChange(body));
      if (!outcome.ok)
        return showViews(context, { renamed: params.id, kept: body, errors: { name: outcome.sentence } });
      const deleted = body.do === 'delete' ? params.id : undefined;
      return seeOther(href(routes.reports.queueViews, undefined, { deleted }));
    },
  }),
];

function readChange(body: { readonly do?: string; readonly name?: string }): ViewChange {
  switch (body.do) {
    case 'up':
    case 'down':
    case 'delete':
    case 'restore':
      return { kind: body.do };
    default:
      return { kind: 'rename', name: (body.name ?? '').toWellFormed().trim() };
  }
}

type ViewsState = {
  readonly deleted?: string | undefined;
  readonly renamed?: string;
  readonly kept?: Readonly<Record<string, string | undefined>>;
  readonly errors?: Readonly<Record<string, string>>;
};

async function showViews(context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>, state: ViewsState) {
  const { kernel, actor } = context;
  const lists = await listSavedViews(kernel, actor);
  const mayShare = actor.kind === 'person' && may(actor.staffRole, 'report.triage');
  const isNew = state.errors !== undefined && state.renamed === undefined;
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title="Views of the queue"
        breadcrumbs={[{ href: href(routes.reports.queue), label: 'Triage' }]}
        railSlot={<SavedViewLists {...lists} current={undefined} />}
      >
        {state.deleted !== undefined && <ViewDeleted id={state.deleted} />}
        {isNew && (
          <Form action={href(routes.reports.queueViews)} scope="keep" values={state.kept} errors={state.errors}>
            <FormErrors kept="Your filters were kept." />
            <Hidden name="query" value={state.kept?.['query'] ?? ''} />
            <Field name="name" label="Name" maxLength={longestViewName} width="medium" required />
            {mayShare && (
              <Checkbox name="shared" label="For the whole team" checked={state.kept?.['shared'] !== undefined} />
            )}
            <ButtonRow>
              <Button kind="primary">Keep view</Button>
            </ButtonRow>
          </Form>
        )}
        {lists.own.length + lists.team.length === 0 ? (
          <EmptyState
            title="No view has been kept yet"
            icon="filter"
            action={{ href: href(routes.reports.queue), label: 'Open the queue' }}
          >
            <p>Set filters in the queue, then choose “Keep this view”. It will stand here and in the rail.</p>
          </EmptyState>
        ) : (
          <>
            <ViewList title="Team’s views" views={lists.team} mayChange={mayShare} state={state} />
            <ViewList title="My views" views={lists.own} mayChange state={state} />
          </>
        )}
      </StaffConsole>,
    ),
    { status: state.errors ? 422 : 200 },
  );
}

type ViewListProps = { title: string; views: readonly SavedView[]; mayChange: boolean; state: ViewsState };

function ViewList({ title, views, mayChange, state }: ViewListProps) {
  if (views.length === 0) return null;
  return (
    <Section title={title}>
      <Table
        caption={title}
        captionHidden
        rows={views}
        rowKey={({ id }) => id}
        columns={[
          { key: 'name', label: 'Name', main: true, cell: view => <a href={addressOf(view)}>{view.name}</a> },
          { key: 'query', label: 'Filters', cell: view => inWords(view) },
          ...(mayChange
            ? [
                {
                  key: 'actions',
                  label: 'Change',
                  labelHidden: true,
                  narrow: true,
                  cell: (view: SavedView) => <ViewActions view={view} views={views} state={state} />,
                },
              ]
            : []),
        ]}
      />
    </Section>
  );
}

function ViewActions({ view, views, state }: { view: SavedView; views: readonly SavedView[]; state: ViewsState }) {
  const action = href(routes.reports.queueView, { id: view.id });
  const wasSent = state.renamed === view.id;
  const named = (verb: string) => (
    <>
      {verb}
      <span class="visually-hidden"> {view.name}</span>
    </>
  );
  return (
    <div class="row-actions">
      <form method="post" action={action} class="row-actions">
        {view !== views[0] && (
          <Button size="small" icon="arrow-up" name="do" value="up">
            {named('Up')}
          </Button>
        )}
        {view !== views.at(-1) && (
          <Button size="small" icon="arrow-down" name="do" value="down">
            {named('Down')}
          </Button>
        )}
        <Button size="small" icon="trash-2" name="do" value="delete">
          {named('Delete')}
        </Button>
      </form>
      <details class="keep-view" open={wasSent}>
        <summary>{named('Rename')}</summary>
        <Form
          action={action}
          scope={view.id}
          values={wasSent ? state.kept : { name: view.name }}
          errors={wasSent ? state.errors : {}}
          label={`Rename ${view.name}`}
        >
          <Field name="name" label="Name" maxLength={longestViewName} required />
          <ButtonRow>
            <Button size="small">Rename</Button>
          </ButtonRow>
        </Form>
      </details>
    </div>
  );
}

/** How many filters it has, and which view it begins from. */
function inWords({ query }: SavedView): string {
  const read = readQueryText(query);
  const pairs = [...new URLSearchParams(query)].filter(([name]) => name !== 'view' && name !== 'order');
  const words = pairs.map(([name, value]) => `${name}: ${value.replaceAll('_', ' ')}`);
  return [`view: ${read.view}`, ...words].join(', ');
}
