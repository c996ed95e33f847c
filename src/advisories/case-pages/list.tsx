// The list of cases for staff.
import Type from 'typebox';
import { may } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import { staff } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink } from '../../web/ui/button.tsx';
import { KeyHelp } from '../../web/ui/keys.tsx';
import { Tabs } from '../../web/ui/nav.tsx';
import { type Column, EmptyState, Pager, Table } from '../../web/ui/table.tsx';
import { Badge } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import type { CaseHead } from '../cases/case-record.ts';
import { listCases } from '../cases/case-store.ts';
import { embargoWords } from '../cases/case-words.ts';
import { countParticipants } from '../cases/participant-store.ts';
import { isInForce } from '../machines/embargo-management.ts';
import { FactLetters } from './case-parts.tsx';
import { Zoned } from './embargo-card.tsx';

const PAGE = 50;
const text = Type.Optional(Type.String());

export const listRoute = defineRoute({
  method: 'GET',
  at: routes.cases.list,
  access: staff('case.read'),
  limit: 'page',
  summary: 'The cases that the team coordinates.',
  query: Type.Object({ state: text, before: text }),
  handle: async context => {
    const { kernel, actor, query } = context;
    const state = query.state === 'closed' ? 'closed' : 'open';
    const page = await listCases(kernel, actor, { state, before: query.before ?? null, limit: PAGE });
    const counts = await countParticipants(
      kernel,
      page.rows.map(({ id }) => id),
    );
    const manages = actor.kind === 'person' && may(actor.staffRole, 'case.manage');
    const addressOf = (before?: string): string =>
      href(routes.cases.list, undefined, { state: state === 'closed' ? state : undefined, before });
    return html(
      renderPage(
        <StaffConsole
          shell={shell(context)}
          title="Cases"
          headingAside={
            manages && (
              <ButtonLink kind="primary" icon="plus" href={href(routes.cases.create)}>
                Open a case
              </ButtonLink>
            )
          }
        >
          <Tabs
            label="Cases"
            items={[
              { label: 'Open', href: href(routes.cases.list), current: state === 'open' },
              {
                label: 'Closed',
                href: href(routes.cases.list, undefined, { state: 'closed' }),
                current: state === 'closed',
              },
            ]}
          />
          <Table
            caption={state === 'open' ? 'Open cases' : 'Closed cases'}
            captionHidden
            columns={columnsOf(counts)}
            rows={page.rows}
            rowKey={({ id }) => id}
            rowHref={({ id }) => href(routes.cases.show, { id })}
            empty={
              <EmptyState title={state === 'open' ? 'No case is open' : 'No case has been closed'} icon="users">
                <p>
                  A case is where several parties work on one weakness: vendors, finders, coordinators. Each sees its
                  own page, and all agree on an embargo.
                </p>
              </EmptyState>
            }
          />
          {(page.next !== null || query.before !== undefined) && (
            <Pager
              label="cases"
              previous={query.before === undefined ? undefined : addressOf()}
              next={page.next === null ? undefined : addressOf(page.next)}
              shown={`${page.rows.length} shown`}
            />
          )}
          <KeyHelp />
        </StaffConsole>,
      ),
    );
  },
});

const columnsOf = (counts: ReadonlyMap<string, number>): Column<CaseHead>[] => [
  {
    key: 'case',
    label: 'Case',
    main: true,
    cell: ({ id, number, title }) => (
      <a class="queue-title" href={href(routes.cases.show, { id })} title={title}>
        <span class="queue-number">{number}</span> {title}
      </a>
    ),
  },
  {
    key: 'embargo',
    label: 'Embargo',
    cell: ({ embargo, until }) =>
      isInForce(embargo) && until ? (
        <Zoned until={until} />
      ) : (
        <Badge tone={embargo === 'proposed' ? 'attention' : 'neutral'}>{embargoWords[embargo]}</Badge>
      ),
  },
  { key: 'facts', label: 'True by now', narrow: true, cell: ({ facts }) => <FactLetters facts={facts} /> },
  { key: 'parties', label: 'Parties', numeric: true, narrow: true, cell: ({ id }) => counts.get(id) ?? 0 },
  { key: 'changed', label: 'Changed', narrow: true, cell: ({ changedAt }) => <Time at={changedAt} show="relative" /> },
];
