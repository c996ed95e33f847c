// Requests as staff sees them: what waits first, everything by age.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { staff } from '../../core/http/access.ts';
import type { Answer } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { isId } from '../../core/ids.ts';
import { EmptyState, Pager, Table } from '../../web/ui/table.tsx';
import { Badge } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { StateBadge } from '../pages/parts.tsx';
import { listRequests } from '../requests/request-store.ts';
import { domainClassWords } from '../visitors/domain-class.ts';
import { findVisitors } from '../visitors/visitor-store.ts';
import { type Context, deskPage } from './frame.tsx';

const PAGE = 50;

export const deskRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.documents.desk,
    access: staff('documents.decide'),
    limit: 'page',
    summary: 'Requests for documents.',
    query: Type.Object({ show: Type.Optional(Type.String()), before: Type.Optional(Type.String()) }),
    handle: async context => listPage(context, context.query),
  }),
];

async function listPage(context: Context, query: { show?: string; before?: string }): Promise<Answer> {
  const { kernel } = context;
  const waiting = query.show !== 'all';
  const before = query.before !== undefined && isId('drq', query.before) ? query.before : undefined;
  const found = await listRequests(kernel, { waiting, before, limit: PAGE + 1 });
  const requests = found.slice(0, PAGE);
  const visitors = await findVisitors(
    kernel,
    requests.map(({ visitor }) => visitor),
  );
  const last = requests.at(-1)?.id;
  const next = found.length > PAGE && last !== undefined ? last : undefined;
  return deskPage(
    context,
    { title: 'Documents', tab: 'desk' },
    <>
      <p>
        {waiting ? (
          <>
            Requests that wait. <a href={href(routes.documents.desk, undefined, { show: 'all' })}>Show all requests</a>
          </>
        ) : (
          <>
            All requests. <a href={href(routes.documents.desk)}>Show only those that wait</a>
          </>
        )}
      </p>
      <Table
        caption="Requests for documents"
        captionHidden
        dense
        rows={requests}
        rowKey={({ id }) => id}
        rowHref={({ id }) => href(routes.documents.request, { id })}
        empty={
          <EmptyState title={waiting ? 'Nothing waits for you' : 'Nobody has asked yet'} icon="inbox">
            <p>Who asks for a document on the trust center’s page stands here.</p>
          </EmptyState>
        }
        columns={[
          {
            key: 'who',
            label: 'Who',
            main: true,
            cell: ({ id, visitor }) => (
              <a href={href(routes.documents.request, { id })}>
                {visitors.get(visitor)?.address ?? 'Somebody forgotten'}
              </a>
            ),
          },
          { key: 'for', label: 'For', cell: ({ organization }) => organization ?? '' },
          {
            key: 'domain',
            label: 'Domain',
            narrow: true,
            cell: ({ domainClass }) => (
              <Badge tone={domainClass === 'disposable' ? 'attention' : 'neutral'}>
                {domainClassWords[domainClass]}
              </Badge>
            ),
          },
          {
            key: 'what',
            label: 'Documents',
            cell: ({ items }) =>
              items.map(item => (
                <div key={item.id}>
                  {item.title} <StateBadge state={item.state} />
                </div>
              )),
          },
          { key: 'at', label: 'Asked', cell: ({ createdAt }) => <Time at={createdAt} /> },
        ]}
      />
      {(next !== undefined || before !== undefined) && (
        <Pager
          label="requests"
          {...(before !== undefined && {
            previous: href(routes.documents.desk, undefined, waiting ? {} : { show: 'all' }),
          })}
          {...(next !== undefined && {
            next: href(routes.documents.desk, undefined, { ...(waiting ? {} : { show: 'all' }), before: next }),
          })}
        />
      )}
    </>,
  );
}
