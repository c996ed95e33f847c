// The connections of an application: which cars of which users, with which permissions, and how that stands.
import Type from 'typebox';
import { href, routes } from '../../../catalog/routes.ts';
import { personOf } from '../../../core/actor.ts';
import { signedIn } from '../../../core/http/access.ts';
import { html } from '../../../core/http/answer.ts';
import { defineRoute } from '../../../core/http/define-route.ts';
import { shell } from '../../../core/http/shell.ts';
import { isUuid } from '../../../core/ids.ts';
import { ApplicationFrame, findMemberApplication, flushRequests, lastReads } from '../../../developers/index.ts';
import { renderPage } from '../../../web/render.tsx';
import { Button } from '../../../web/ui/button.tsx';
import { Select } from '../../../web/ui/choice.tsx';
import { Field, Form } from '../../../web/ui/form.tsx';
import { EmptyState, Pager } from '../../../web/ui/table.tsx';
import { readCursor, writeCursor } from '../connection.ts';
import { modeWords, readMode, readState, stateWords } from '../connection-view.ts';
import { listConnectionViews } from '../connection-view-store.ts';
import { ConnectionTable } from './connection-table.tsx';

const PAGE = 25;
const text = () => Type.Optional(Type.String({ maxLength: 300 }));

const show = defineRoute({
  method: 'GET',
  at: routes.connect.connections,
  access: signedIn(),
  limit: 'page',
  summary: 'The connections of an application, newest first.',
  query: Type.Object({
    vehicle: text(),
    user: text(),
    mode: text(),
    state: text(),
    after: text(),
    done: text(),
  }),
  handle: async context => {
    const { kernel, params, query } = context;
    const application = await findMemberApplication(kernel, personOf(context.actor), params.id);
    const { id } = application;
    const vehicle = query.vehicle?.trim().toLowerCase() || undefined;
    const user = query.user?.trim().toLowerCase() || undefined;
    const filter = { vehicle, user, mode: readMode(query.mode), state: readState(query.state) };
    const fault = 'An id is a UUID of 36 characters.';
    const errors = {
      ...(vehicle !== undefined && !isUuid(vehicle) && { vehicle: fault }),
      ...(user !== undefined && !isUuid(user) && { user: fault }),
    };
    const cursor = query.after === undefined ? undefined : readCursor(query.after);
    const found =
      Object.keys(errors).length > 0 ? [] : await listConnectionViews(kernel, application, filter, PAGE + 1, cursor);
    const connections = found.slice(0, PAGE);
    const last = found.length > PAGE ? connections.at(-1) : undefined;
    await flushRequests(kernel);
    const reads = await lastReads(
      kernel,
      application,
      connections.map(connection => connection.vehicle),
    );
    const isFiltered = Object.values(filter).some(value => value !== undefined);
    return html(
      renderPage(
        <ApplicationFrame
          shell={shell(context)}
          application={application}
          at={routes.connect.connections}
          flash={query.done === undefined ? undefined : { tone: 'good', text: 'The connection is ended.' }}
        >
          <p>
            One line for each car that an owner gave to this application. Which car it is, and whose, is the owner’s
            data: the API tells it to whoever has the permission, and the owner’s log says so.
          </p>
          <Form
            action={href(routes.connect.connections, { id })}
            method="get"
            label="Search connections"
            values={{ ...query, vehicle, user }}
            errors={errors}
          >
            <div class="log-filter">
              <Field name="vehicle" label="Vehicle id" />
              <Field name="user" label="User id" />
              <Select
                name="mode"
                label="Mode"
                placeholder="Every mode"
                options={Object.entries(modeWords).map(([value, label]) => ({ value, label }))}
              />
              <Select
                name="state"
                label="State"
                placeholder="Every state"
                options={Object.entries(stateWords).map(([value, { label }]) => ({ value, label }))}
              />
              <Button icon="search">Show</Button>
            </div>
          </Form>
          {connections.length === 0 ? (
            <EmptyState
              title={isFiltered ? 'Nothing fits this search' : 'Connected cars will be here'}
              icon={isFiltered ? 'search' : 'car'}
              action={
                isFiltered
                  ? { href: href(routes.connect.connections, { id }), label: 'Show all' }
                  : { href: href(routes.developers.application, { id }), label: 'Connect a test car' }
              }
            >
              <p>
                {isFiltered
                  ? 'Ended connections are listed for 30 days.'
                  : 'The quick start has a link that connects a test car in a minute.'}
              </p>
            </EmptyState>
          ) : (
            <ConnectionTable application={application} connections={connections} reads={reads} />
          )}
          {(last !== undefined || cursor !== undefined) && (
            <Pager
              label="connections"
              previous={cursor === undefined ? undefined : href(routes.connect.connections, { id }, filter)}
              next={last && href(routes.connect.connections, { id }, { ...filter, after: writeCursor(last) })}
              shown={cursor === undefined ? `The newest ${PAGE}` : 'Older connections'}
            />
          )}
        </ApplicationFrame>,
      ),
    );
  },
});

export const connectionListRoutes = [show];
