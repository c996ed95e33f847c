// Who could read what on a day, and the list of everybody who asked, for the tools of sales.
import Type from 'typebox';
import { may } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import { actorId } from '../../core/actor.ts';
import { after, DAY } from '../../core/clock.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, download } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { csvOf } from '../../core/sheets/write-csv.ts';
import { dateText } from '../../web/time-text.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Field, Form } from '../../web/ui/form.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Time } from '../../web/ui/time.tsx';
import { countDownloads } from '../deliveries/delivery-store.ts';
import { endOf, listGrantsOn } from '../requests/grant-store.ts';
import { findVisitors } from '../visitors/visitor-store.ts';
import { type Context, deskPage } from './frame.tsx';
import { listHeading, rowsOfList } from './request-list.ts';

const MOST = 2_000;

export const readersRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.documents.readers,
    access: staff('documents.decide'),
    limit: 'page',
    summary: 'Who could read what on a day.',
    query: Type.Object({ day: Type.Optional(Type.String({ maxLength: 20 })) }),
    handle: async context => readersPage(context, context.query.day),
  }),
  defineRoute({
    method: 'POST',
    at: routes.documents.readersCsv,
    access: staff('documents.manage'),
    limit: 'change',
    summary: 'Everybody who asked for documents, as CSV: a row for each document.',
    handle: async ({ kernel, actor }) => {
      const rows = await rowsOfList(kernel);
      await kernel.transaction(kernel =>
        kernel.audit.record(kernel.db, {
          actor: actorId(actor),
          action: 'documents.export',
          subject: 'documents',
          details: { rows: rows.length },
        }),
      );
      const day = kernel.clock.now().toISOString().slice(0, 10);
      const file = download(Buffer.from(csvOf(listHeading, rows)), `document-requests-${day}.csv`, 'text/csv');
      return { ...file, headers: { ...file.headers, 'cache-control': 'no-store' } };
    },
  }),
];

async function readersPage(context: Context, typed: string | undefined): Promise<Answer> {
  const { kernel, actor } = context;
  const today = kernel.clock.now().toISOString().slice(0, 10);
  const day = typed ?? today;
  const start = /^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00.000Z`) : new Date(Number.NaN);
  const isDay = !Number.isNaN(start.getTime()) && start.toISOString().startsWith(day);
  const grants = isDay ? await listGrantsOn(kernel, { from: start, until: after(start, DAY) }, MOST) : [];
  const [visitors, downloads] = await Promise.all([
    findVisitors(
      kernel,
      grants.map(({ visitor }) => visitor),
    ),
    countDownloads(
      kernel,
      grants.map(({ id }) => id),
    ),
  ]);
  const canExport = actor.kind === 'person' && may(actor.staffRole, 'documents.manage');
  return deskPage(
    context,
    { title: 'Who could read what', tab: 'readers', status: isDay ? 200 : 422 },
    <>
      <Form
        method="get"
        action={href(routes.documents.readers)}
        values={{ day }}
        errors={isDay ? {} : { day: 'Enter a day as year-month-day, such as 2026-11-26.' }}
      >
        <Field name="day" label="Day" hint="From midnight to midnight, UTC." type="date" width="short" />
        <ButtonRow>
          <Button>Show</Button>
        </ButtonRow>
      </Form>
      <Table
        caption={`Who could read what on ${isDay ? dateText(start, 'UTC') : 'that day'}`}
        dense
        rows={grants}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="Nobody could read anything on that day" icon="inbox">
            <p>Grants stand here for every day from their beginning to their end.</p>
          </EmptyState>
        }
        columns={[
          {
            key: 'what',
            label: 'Document',
            main: true,
            cell: ({ title, versionNumber }) => `${title}, version ${versionNumber}`,
          },
          {
            key: 'who',
            label: 'Who',
            cell: ({ visitor, request }) => (
              <a href={href(routes.documents.request, { id: request })}>
                {visitors.get(visitor)?.address ?? 'Somebody forgotten'}
              </a>
            ),
          },
          { key: 'from', label: 'From', cell: ({ from }) => <Time at={from} show="absolute" timeZone="UTC" /> },
          { key: 'until', label: 'Until', cell: grant => <Time at={endOf(grant)} show="absolute" timeZone="UTC" /> },
          { key: 'downloads', label: 'Downloads', numeric: true, cell: ({ id }) => downloads.get(id)?.count ?? 0 },
        ]}
      />
      {grants.length === MOST && <p class="field-hint">Only the first {MOST} are shown. The CSV has all.</p>}
      {canExport && (
        <form method="post" action={href(routes.documents.readersCsv)}>
          <p>
            Everybody who ever asked, a row for each document, for a CRM. It holds names and addresses: that you took it
            stands in the audit log.
          </p>
          <ButtonRow>
            <Button icon="download">Download as CSV</Button>
          </ButtonRow>
        </form>
      )}
    </>,
  );
}
