// The sandboxes as staff sees them: whose they are, until when, and ending one.

import Type from 'typebox';
import { personNames } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { isId } from '../../core/ids.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { EmptyState, Pager, Table } from '../../web/ui/table.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { endSandboxOf } from '../change-sandbox.ts';
import { findSandbox, listSandboxes } from '../sandbox-store.ts';

const PAGE = 50;
const back = href(routes.research.list);

const list = defineRoute({
  method: 'GET',
  at: routes.research.list,
  access: staff('report.triage'),
  limit: 'page',
  summary: 'The sandboxes that researchers have, newest first.',
  query: Type.Object({ after: Type.Optional(Type.String()) }),
  handle: async context => {
    const { kernel, actor, query } = context;
    const after = query.after !== undefined && isId('sbx', query.after) ? query.after : undefined;
    const found = await listSandboxes(kernel, actor, { after, limit: PAGE + 1 });
    const rows = found.slice(0, PAGE);
    const names = await personNames(
      kernel,
      rows.map(({ person }) => person),
    );
    const last = found.length > PAGE ? rows.at(-1) : undefined;
    return html(
      renderPage(
        <StaffConsole shell={shell(context)} title="Sandboxes">
          <p>
            Simulated cars with an application of their own, for security research. Their requests stand in the log
            under the mark.
          </p>
          <Table
            caption="Sandboxes"
            captionHidden
            dense
            rows={rows}
            rowKey={({ id }) => id}
            columns={[
              {
                key: 'person',
                label: 'Researcher',
                main: true,
                cell: ({ person }) => names.get(person) ?? 'Erased',
              },
              { key: 'mark', label: 'Mark', cell: ({ id }) => <Mono>{id}</Mono> },
              { key: 'client', label: 'Client id', cell: ({ application }) => <Mono>{application}</Mono> },
              {
                key: 'since',
                label: 'Since',
                narrow: true,
                cell: ({ createdAt }) => <Time at={createdAt} show="date" />,
              },
              {
                key: 'until',
                label: 'Until',
                narrow: true,
                cell: ({ expiresAt }) => <Time at={expiresAt} show="date" />,
              },
              {
                key: 'end',
                label: 'End',
                labelHidden: true,
                narrow: true,
                cell: ({ id, person }) => (
                  <a href={href(routes.research.endOne, { id })}>
                    End<span class="visually-hidden"> the sandbox of {names.get(person) ?? 'somebody erased'}</span>
                  </a>
                ),
              },
            ]}
            empty={
              <EmptyState title="Sandboxes will be listed here" icon="car">
                <p>A researcher who is signed in gets one with one press, from the program page.</p>
              </EmptyState>
            }
          />
          {(last !== undefined || after !== undefined) && (
            <Pager
              label="sandboxes"
              previous={after === undefined ? undefined : back}
              next={last && href(routes.research.list, undefined, { after: last.id })}
              shown={`${rows.length} shown`}
            />
          )}
        </StaffConsole>,
      ),
    );
  },
});

const askEnd = defineRoute({
  method: 'GET',
  at: routes.research.endOne,
  access: staff('report.triage'),
  limit: 'page',
  summary: 'Asks before staff ends a sandbox.',
  handle: async context => {
    const { kernel, actor, params } = context;
    const sandbox = await findSandbox(kernel, actor, params.id);
    if (!sandbox) throw refuse('not_found');
    const name = (await personNames(kernel, [sandbox.person])).get(sandbox.person) ?? 'somebody erased';
    return html(
      renderPage(
        <StaffConsole shell={shell(context)} title="End a sandbox" breadcrumbs={[{ href: back, label: 'Sandboxes' }]}>
          <Confirm
            title={`End the sandbox of ${name}?`}
            consequence={
              <p>
                Its application, simulated owners and cars are removed, and its tokens stop working at once. {name} can
                get a new one.
              </p>
            }
            action={href(routes.research.endOne, params)}
            confirmLabel="End sandbox"
            cancelHref={back}
          />
        </StaffConsole>,
      ),
    );
  },
});

const end = defineRoute({
  method: 'POST',
  at: routes.research.endOne,
  access: staff('report.triage'),
  limit: 'change',
  summary: 'Ends a sandbox of somebody else.',
  handle: async context => {
    await endSandboxOf(context.kernel, personOf(context.actor), context.params.id);
    return seeOther(back);
  },
});

export const staffRoutes = [list, askEnd, end];
