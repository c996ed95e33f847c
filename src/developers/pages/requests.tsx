// The request log of an application: every call with its request id, what came of it and how long it took.

import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { after, HOUR } from '../../core/clock.ts';
import { signedIn } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { isUuid } from '../../core/ids.ts';
import { renderPage } from '../../web/render.tsx';
import { Button } from '../../web/ui/button.tsx';
import { Select } from '../../web/ui/choice.tsx';
import { Field, Form } from '../../web/ui/form.tsx';
import { EmptyState, Pager } from '../../web/ui/table.tsx';
import { Callout, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { findMemberApplication } from '../member-application.ts';
import { flushRequests } from '../requests/record-request.ts';
import {
  KEPT_DAYS,
  periods,
  readPeriod,
  readPlace,
  readStatus,
  statusGroups,
  writePlace,
} from '../requests/request-line.ts';
import { findGaps, findRequest, listRequests, PAGE } from '../requests/request-store.ts';
import { ApplicationFrame } from './application-frame.tsx';
import { RequestTable } from './request-table.tsx';

const text = () => Type.Optional(Type.String({ maxLength: 100 }));

const show = defineRoute({
  method: 'GET',
  at: routes.developers.requests,
  access: signedIn(),
  limit: 'page',
  summary: 'The calls of an application, newest first, or the one with a request id.',
  query: Type.Object({ request: text(), status: text(), vehicle: text(), period: text(), before: text() }),
  handle: async context => {
    const { kernel, params } = context;
    const application = await findMemberApplication(kernel, personOf(context.actor), params.id);
    await flushRequests(kernel);
    const asked = given(context.query);
    const request = asked.request?.toLowerCase();
    if (request !== undefined && isUuid(request) && (await findRequest(kernel, application, request)))
      return seeOther(href(routes.developers.request, { id: application.id, request }));
    const vehicle = asked.vehicle?.toLowerCase();
    const faults = {
      ...(request !== undefined && { request: faultOfRequest(request) }),
      ...(vehicle !== undefined && !isUuid(vehicle) && { vehicle: 'A vehicle id is a UUID of 36 characters.' }),
    };
    const period = readPeriod(asked.period);
    const filter = { status: asked.status, vehicle, period };
    const from = period && after(kernel.clock.now(), -periods[period].hours * HOUR);
    const found =
      Object.keys(faults).length > 0
        ? []
        : await listRequests(
            kernel,
            application,
            { status: readStatus(asked.status), vehicle, from },
            readPlace(asked.before),
          );
    const lines = found.slice(0, PAGE);
    const last = found.length > PAGE ? lines.at(-1) : undefined;
    const gaps = await findGaps(kernel, application);
    const { id } = application;
    const isFiltered = Object.values(filter).some(Boolean) || request !== undefined;
    return html(
      renderPage(
        <ApplicationFrame shell={shell(context)} application={application} at={routes.developers.requests}>
          <p>
            Every call with this application’s tokens and secrets, for {KEPT_DAYS} days, found by the request id of its
            answer (<Mono>SC-Request-Id</Mono> or <Mono>Request-Id</Mono>). We keep no parameters, no bodies and no
            answers. A call whose token was not good is not here: nobody knows whose it was.
          </p>
          <Form
            action={href(routes.developers.requests, { id })}
            method="get"
            label="Search the log"
            values={asked}
            errors={faults}
          >
            <div class="log-filter">
              <Field name="request" label="Request id" />
              <Field name="vehicle" label="Vehicle id" />
              <Select
                name="status"
                label="Status"
                placeholder="Every status"
                options={Object.entries(statusGroups).map(([value, { label }]) => ({ value, label }))}
              />
              <Select
                name="period"
                label="Time"
                placeholder={`All ${KEPT_DAYS} days`}
                options={Object.entries(periods).map(([value, { label }]) => ({ value, label }))}
              />
              <Button icon="search">Show</Button>
            </div>
          </Form>
          {gaps && (
            <Callout tone="attention" title={`${gaps.lines} lines are missing`}>
              <p>
                More calls came at once than could be written, last noticed <Time at={gaps.last} />. The calls
                themselves were answered.
              </p>
            </Callout>
          )}
          {lines.length === 0 ? (
            <EmptyState
              title={isFiltered ? 'Nothing fits this search' : 'Calls will be here'}
              icon={isFiltered ? 'search' : 'list'}
              action={isFiltered ? { href: href(routes.developers.requests, { id }), label: 'Show all' } : undefined}
            >
              <p>{isFiltered ? 'Try another id, or fewer filters.' : 'Each appears a moment after its answer.'}</p>
            </EmptyState>
          ) : (
            <RequestTable application={id} lines={lines} />
          )}
          {(last !== undefined || asked.before !== undefined) && (
            <Pager
              label="the log"
              previous={asked.before === undefined ? undefined : href(routes.developers.requests, { id }, filter)}
              next={last && href(routes.developers.requests, { id }, { ...filter, before: writePlace(last) })}
              shown={asked.before === undefined ? `The newest ${PAGE}` : 'Older calls'}
            />
          )}
        </ApplicationFrame>,
      ),
    );
  },
});

export const requestsRoutes = [show];

const faultOfRequest = (request: string): string =>
  isUuid(request)
    ? `No call of this application in the last ${KEPT_DAYS} days has it. Calls whose token was not good are not kept.`
    : 'A request id is a UUID of 36 characters.';

/** A form sends empty values for what was not chosen. */
const given = <T extends Record<string, string | undefined>>(query: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  ) as Partial<T>;
