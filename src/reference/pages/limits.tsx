// How often an application may ask, and what it has used this month.
import { requestsPerCarAndMonth } from '../../catalog/quotas.ts';
import { rateLimits } from '../../catalog/rate-limits.ts';
import { href, routes } from '../../catalog/routes.ts';
import { vehicleErrorPath } from '../../catalog/vehicle-errors.ts';
import { personOf } from '../../core/actor.ts';
import { signedIn } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { ApplicationFrame, findMemberApplication } from '../../developers/index.ts';
import { useOfMonth } from '../../vehicles/index.ts';
import { renderPage } from '../../web/render.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Meter } from '../../web/ui/stat.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Callout, CodeBlock, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';

/** Cars on the page; those that were asked for most. */
const SHOWN = 50;

/** From here on a car's month deserves a look. */
const NEARLY = 0.8;

const number = (value: number): string => value.toLocaleString('en');

const limits = [
  {
    name: 'vehicle',
    who: 'All cars of the application together',
    rule: `${number(rateLimits.vehicle.burst)} at once, then ${number(rateLimits.vehicle.perHour)} an hour`,
    error: 'RATE_LIMIT.SMARTCAR_API',
  },
  {
    name: 'car',
    who: 'Each car',
    rule: `${number(rateLimits.car.burst)} at once, then ${number(rateLimits.car.perHour)} an hour`,
    error: 'RATE_LIMIT.VEHICLE',
  },
  {
    name: 'month',
    who: 'Each car',
    rule: `${number(requestsPerCarAndMonth)} in a calendar month, UTC`,
    error: 'BILLING.VEHICLE_REQUEST_LIMIT',
  },
] as const;

export const limitsRoute = defineRoute({
  method: 'GET',
  at: routes.reference.limits,
  access: signedIn(),
  limit: 'page',
  summary: 'The limits of an application and what it has used of them.',
  handle: async context => {
    const { kernel, params } = context;
    const actor = personOf(context.actor);
    const application = await findMemberApplication(kernel, actor, params.id);
    const use = await useOfMonth(kernel, application, SHOWN);
    const left = kernel.rateLimiter.left('vehicle', application.id);
    return html(
      renderPage(
        <ApplicationFrame
          shell={shell(context)}
          application={application}
          at={routes.developers.application}
          title="Limits and use"
        >
          <Section title="Limits" id="limits" intro={<p>A batch counts as one request, whatever it asks for.</p>}>
            <Table
              caption="Limits"
              captionHidden
              rows={limits}
              rowKey={({ name }) => name}
              columns={[
                { key: 'who', label: 'For', main: true, cell: ({ who }) => who },
                { key: 'rule', label: 'Requests', cell: ({ rule }) => rule },
                { key: 'name', label: 'In the headers', cell: ({ name }) => <Mono>{name}</Mono> },
                {
                  key: 'error',
                  label: 'Beyond it',
                  cell: ({ error }) => (
                    <a href={vehicleErrorPath(error)}>
                      <Mono>{error}</Mono>
                    </a>
                  ),
                },
              ]}
            />
            <p>
              {left === undefined
                ? 'The application has asked for nothing lately.'
                : `${number(left)} of ${number(rateLimits.vehicle.burst)} requests are left at once.`}
            </p>
          </Section>
          <Section
            title="This month"
            id="month"
            intro={
              <p>
                Since <Time at={use.from} show="absolute" />. Counting begins anew{' '}
                <Time at={use.until} show="absolute" />.
              </p>
            }
          >
            {use.cars.some(({ requests }) => requests >= use.perCar) && (
              <Callout tone="bad" title="The month’s requests of a car are used up">
                <p>
                  Its calls are refused with status 430 until counting begins anew. Read several things in one batch,
                  and let webhooks tell you of changes.{' '}
                  <a href={href(routes.webhooks.list, params)}>Webhooks of this application</a>
                </p>
              </Callout>
            )}
            {use.cars.length === 0 ? (
              <EmptyState title="No requests yet this month" icon="gauge">
                <p>Cars appear here within seconds of the first call.</p>
              </EmptyState>
            ) : (
              <ul class="use-list" aria-label="Requests to each car">
                {use.cars.map(({ vehicle, requests }) => (
                  <li key={vehicle}>
                    <Meter
                      label={vehicle}
                      value={requests}
                      max={use.perCar}
                      text={`${number(requests)} of ${number(use.perCar)}`}
                      tone={requests >= use.perCar ? 'bad' : requests >= use.perCar * NEARLY ? 'attention' : undefined}
                    />
                  </li>
                ))}
              </ul>
            )}
            {use.cars.length === SHOWN && <p>The {SHOWN} cars that were asked for most.</p>}
          </Section>
          <Section
            title="In your program"
            id="headers"
            intro={
              <p>
                Answers of version 2 tell what is left. <Mono>r</Mono> is how many requests, <Mono>t</Mono> in how many
                seconds the limit is full again. After a 429, wait as long as <Mono>retry-after</Mono> says.
              </p>
            }
          >
            <CodeBlock label="Headers of an answer">
              {`ratelimit: "vehicle";r=5998;t=1, "car";r=598;t=12, "month";r=${requestsPerCarAndMonth - 2};t=864000\nratelimit-policy: "vehicle";q=${rateLimits.vehicle.burst};w=60, "car";q=${rateLimits.car.burst};w=3600, "month";q=${requestsPerCarAndMonth};w=2592000`}
            </CodeBlock>
          </Section>
        </ApplicationFrame>,
      ),
    );
  },
});
