// Changing many reports: chosen in the queue, a form, a preview that says of each report what will happen, then the result of each.
import Type from 'typebox';
import { listStaff } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Form, FormErrors } from '../../web/ui/form.tsx';
import { Progress } from '../../web/ui/stat.tsx';
import { Callout } from '../../web/ui/text.tsx';
import { listLabels } from '../queue/label-store.ts';
import { queryText, readQueryText } from '../queue/queue-query.ts';
import { findHeads, listMatchingIds } from '../triage/queue-store.ts';
import { type BulkChange, type BulkFields, type BulkItem, bulkKinds, bulkWords, mostReports } from './bulk-change.ts';
import { BulkFieldList } from './bulk-fields.tsx';
import { findBulk, insertBulk, listBulkItems } from './bulk-store.ts';
import { BulkTable } from './bulk-table.tsx';
import { previewBulk, runBulk } from './carry-out.ts';

const text = Type.Optional(Type.String());

export const bulkRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'POST',
    at: routes.reports.bulkBegin,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Begins a change of the chosen reports, or of all that fit the filters.',
    body: Type.Object({
      kind: text,
      report: Type.Optional(Type.Array(Type.String(), { maxItems: mostReports })),
      all: text,
      query: text,
    }),
    handle: async ({ kernel, actor, body }) => {
      const kind = bulkKinds.find(each => each === (body.kind ?? body.all));
      const query = readQueryText(body.query ?? '');
      const backTo = queryText(query);
      const chosen =
        body.all === undefined ? (body.report ?? []) : await listMatchingIds(kernel, actor, query, mostReports);
      const known = await findHeads(kernel, actor, chosen);
      const reports = chosen.filter(id => known.has(id));
      if (kind === undefined || reports.length === 0)
        return seeOther(`${href(routes.reports.queue)}?${backTo === '' ? '' : `${backTo}&`}chosen=none`);
      const id = await kernel.transaction(kernel =>
        insertBulk(kernel, { actor: actorId(actor), kind, backTo, reports }),
      );
      return seeOther(href(routes.reports.bulk, { id }));
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.reports.bulk,
    access: staff('report.triage'),
    limit: 'page',
    summary: 'A change of many reports: its form, its preview, its result.',
    handle: async context => showBulk(context, await found(context)),
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.bulkPreview,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Says of each report what the change would do.',
    body: Type.Object({
      assignee: text,
      add: text,
      remove: text,
      priority: text,
      blocker: text,
      text,
      dueAt: text,
      closeReason: text,
      original: text,
    }),
    handle: async context => {
      const { kernel, actor, params, body } = context;
      const change = await found(context);
      const fields: BulkFields = { ...body, ...(change.kind === 'ask' && { blockedOn: 'reporter' }) };
      const lacks = await previewBulk(kernel, actor, params.id, fields);
      if (Object.keys(lacks).length > 0) return showBulk(context, { ...change, fields }, lacks);
      return seeOther(href(routes.reports.bulk, params));
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.bulkRun,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Does what the preview said.',
    handle: async ({ kernel, actor, params }) => {
      await runBulk(kernel, actor, params.id);
      return seeOther(href(routes.reports.bulk, params));
    },
  }),
];

type PageContext = Pick<RouteContext, 'kernel' | 'actor' | 'request'> & { readonly params: { readonly id: string } };

async function found({ kernel, actor, params }: PageContext): Promise<BulkChange> {
  const change = await findBulk(kernel, actor, params.id);
  if (!change) throw refuse('not_found');
  return change;
}

async function showBulk(context: PageContext, change: BulkChange, errors: Record<string, string> = {}) {
  const { kernel, actor } = context;
  const items = await listBulkItems(kernel, change.id);
  const [heads, people, labels] = await Promise.all([
    findHeads(
      kernel,
      actor,
      items.map(({ report }) => report),
    ),
    listStaff(kernel, 'report.triage'),
    listLabels(kernel),
  ]);
  const queue = `${href(routes.reports.queue)}${change.backTo === '' ? '' : `?${change.backTo}`}`;
  const { title } = bulkWords[change.kind];
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title={`${title}: ${items.length} ${items.length === 1 ? 'report' : 'reports'}`}
        breadcrumbs={[{ href: queue, label: 'Triage' }]}
      >
        <Standing change={change} items={items} queue={queue} />
        {(change.phase === 'draft' || change.phase === 'previewed') && (
          <Section title={change.phase === 'draft' ? 'What is to be done' : 'Change it'}>
            <Form
              action={href(routes.reports.bulkPreview, { id: change.id })}
              values={change.fields}
              errors={errors}
              draft={`bulk-${change.id}`}
            >
              <FormErrors kept="What you typed was kept. Nothing has been changed." />
              <BulkFieldList kind={change.kind} people={people} labels={labels} />
              <ButtonRow>
                <Button kind={change.phase === 'draft' ? 'primary' : 'quiet'}>See what would happen</Button>
                {change.phase === 'draft' && <ButtonLink href={queue}>Back to the queue</ButtonLink>}
              </ButtonRow>
            </Form>
          </Section>
        )}
        <Section title={change.phase === 'done' ? 'What became of each' : 'The reports'}>
          <BulkTable change={change} items={items} heads={heads} />
        </Section>
      </StaffConsole>,
    ),
    { status: Object.keys(errors).length > 0 ? 422 : 200 },
  );
}

/** Where the change stands, and the next step. */
function Standing({ change, items, queue }: { change: BulkChange; items: readonly BulkItem[]; queue: string }) {
  const count = (which: (item: BulkItem) => boolean): number => items.filter(which).length;
  switch (change.phase) {
    case 'draft':
      return null;
    case 'previewing':
    case 'running': {
      const isPreview = change.phase === 'previewing';
      const done = count(item => (isPreview ? item.preview : item.result) !== null);
      return (
        <div class="bulk-progress" data-island="reload-soon" role="status">
          <Progress label={isPreview ? 'Trying each report' : 'Changing each report'} value={done} max={items.length} />
          <p>
            {done} of {items.length}. It goes on if you leave this page;{' '}
            <a href={href(routes.reports.bulk, { id: change.id })}>look again</a>.
          </p>
        </div>
      );
    }
    case 'previewed': {
      const ok = count(({ preview }) => preview?.ok === true);
      const others = items.length - ok;
      return (
        <Callout
          tone={ok === 0 ? 'attention' : 'info'}
          title={`${ok} of ${items.length} will be changed${others > 0 ? `; ${others} will be left alone` : ''}`}
        >
          <p>
            {others > 0 && 'Below, each of those says why. '}
            Nothing has been changed yet. A report that somebody changes before you go on is left alone too.
          </p>
          {ok > 0 && (
            <form method="post" action={href(routes.reports.bulkRun, { id: change.id })}>
              <ButtonRow>
                <Button kind={change.kind === 'close' ? 'danger' : 'primary'}>
                  {`${doWords[change.kind]} ${ok} ${ok === 1 ? 'report' : 'reports'}`}
                </Button>
                <ButtonLink href={queue}>Change nothing</ButtonLink>
              </ButtonRow>
            </form>
          )}
        </Callout>
      );
    }
    case 'done': {
      const ok = count(({ result }) => result?.ok === true);
      return (
        <Callout tone={ok === items.length ? 'good' : 'attention'} title={`${ok} of ${items.length} changed`}>
          <p>
            {ok < items.length && 'The others were left as they were; each says why. '}
            <a href={queue}>Back to the queue</a>
          </p>
        </Callout>
      );
    }
  }
}

const doWords = {
  assign: 'Give',
  label: 'Label',
  priority: 'Judge',
  ask: 'Ask about',
  close: 'Close',
} as const;
