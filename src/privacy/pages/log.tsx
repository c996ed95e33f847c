// The owner's log: every read of every car, by day, refused ones too.

import { href, routes } from '../../catalog/routes.ts';
import { type Grant, listGrantsOfOwner, purposesOfGrants } from '../../connect/index.ts';
import { personOf } from '../../core/actor.ts';
import { alsoSimulated, signedIn } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import {
  commandLabel,
  listOwnedVehicles,
  listReadEvents,
  type OwnedVehicle,
  permissionOf,
  type ReadEvent,
} from '../../vehicles/index.ts';
import { OwnerConsole } from '../../web/frames.tsx';
import { usePageTime } from '../../web/page-time.ts';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Select } from '../../web/ui/choice.tsx';
import { Form } from '../../web/ui/form.tsx';
import { EmptyState, Pager, Table } from '../../web/ui/table.tsx';
import { Badge } from '../../web/ui/text.tsx';
import { groupByDay, timeOfDay } from '../group-by-day.ts';
import { LogQuery, logQueryOf, outcomeLabels, readLogFilter } from '../log-filter.ts';
import { carName, shortCarName } from '../owner-overview.ts';
import { permissionWord } from '../permission-words.ts';

export const logRoute = defineRoute({
  method: 'GET',
  at: routes.privacy.log,
  access: alsoSimulated(signedIn()),
  limit: 'page',
  summary: 'Who read what of the owner’s cars, newest first.',
  query: LogQuery,
  handle: async context => {
    const { kernel } = context;
    const actor = personOf(context.actor);
    const before = context.query.before || undefined;
    const wanted = readLogFilter(context.query);
    const [{ events, next }, cars, grants, purposes] = await Promise.all([
      listReadEvents(kernel, actor, wanted, before),
      listOwnedVehicles(kernel, actor.id),
      listGrantsOfOwner(kernel, actor),
      purposesOfGrants(kernel, actor),
    ]);
    const filter = logQueryOf(wanted);
    const frame = shell(context);
    return html(
      renderPage(
        <OwnerConsole
          shell={frame}
          title="Who read what"
          headingAside={
            events.length > 0 && (
              <ButtonLink icon="download" href={href(routes.privacy.logFile, undefined, filter)} download="">
                Download (NDJSON)
              </ButtonLink>
            )
          }
        >
          <Filter filter={filter} cars={cars} grants={grants} />
          {events.length === 0 ? (
            <EmptyState
              title={Object.values(filter).some(Boolean) ? 'Nothing fits this filter' : 'Reads will be here'}
              icon="history"
            >
              <p>
                Each time an app reads one of your cars, or tries to, a line is written here before it gets an answer.
              </p>
            </EmptyState>
          ) : (
            <div class="owner-log">
              {groupByDay(events, frame.timeZone).map(({ day, events }) => (
                <Section key={day} title={day} aside={<span class="muted">times in {frame.timeZone}</span>}>
                  <Day day={day} events={events} cars={cars} grants={grants} purposes={purposes} />
                </Section>
              ))}
            </div>
          )}
          {(next !== undefined || before !== undefined) && (
            <Pager
              label="the log"
              previous={before === undefined ? undefined : href(routes.privacy.log, undefined, filter)}
              next={next === undefined ? undefined : href(routes.privacy.log, undefined, { ...filter, before: next })}
              shown={before === undefined ? 'The newest 50' : 'Older reads'}
            />
          )}
        </OwnerConsole>,
      ),
    );
  },
});

type Known = { cars: readonly OwnedVehicle[]; grants: readonly Grant[] };

function Filter({ filter, cars, grants }: Known & { filter: ReturnType<typeof logQueryOf> }) {
  const apps = new Map(grants.map(({ application }) => [application.id, application.name]));
  const permissions = [...new Set(grants.flatMap(({ scopes }) => scopes))];
  return (
    <Form action={href(routes.privacy.log)} method="get" label="Filter the log" values={filter}>
      <div class="owner-filter">
        <Select
          name="app"
          label="App"
          placeholder="All apps"
          options={[...apps].map(([value, label]) => ({ value, label }))}
        />
        <Select
          name="data"
          label="Data"
          placeholder="All data"
          options={permissions.map(value => ({ value, label: permissionWord(value) }))}
        />
        <Select
          name="car"
          label="Car"
          placeholder="All cars"
          options={cars.map(car => ({ value: car.id, label: carName(car) }))}
        />
        <Select
          name="outcome"
          label="Outcome"
          placeholder="Every outcome"
          options={Object.entries(outcomeLabels).map(([value, label]) => ({ value, label }))}
        />
        <Button icon="filter">Show</Button>
      </div>
    </Form>
  );
}

function Day({
  day,
  events,
  cars,
  grants,
  purposes,
}: Known & { day: string; events: readonly ReadEvent[]; purposes: ReadonlyMap<string, string> }) {
  const appName = (id: string) => grants.find(({ application }) => application.id === id)?.application.name ?? 'An app';
  const nameOfCar = (id: string) => {
    const car = cars.find(one => one.id === id);
    return car ? shortCarName(car, cars) : <span class="muted">a car it has no access to</span>;
  };
  return (
    <Table
      caption={`Reads on ${day}`}
      captionHidden
      dense
      columns={[
        { key: 'at', label: 'Time', narrow: true, cell: ({ at }) => <TimeOfDay at={at} /> },
        {
          key: 'app',
          label: 'App',
          main: true,
          cell: ({ grant, application }) => (
            <a href={href(routes.privacy.grant, { id: grant })}>{appName(application)}</a>
          ),
        },
        { key: 'data', label: 'Data', cell: ({ signal }) => wordOf(signal) },
        { key: 'car', label: 'Car', cell: ({ vehicle }) => nameOfCar(vehicle) },
        {
          key: 'why',
          label: 'Why',
          cell: ({ grant }) => <Why purpose={purposes.get(grant)} />,
        },
        { key: 'outcome', label: 'Outcome', cell: event => <Outcome {...event} /> },
      ]}
      rows={events}
      rowKey={({ seq }) => String(seq)}
    />
  );
}

const Why = ({ purpose = 'not said' }: { purpose: string | undefined }) => (
  <span class="muted owner-why" title={purpose}>
    {purpose}
  </span>
);

/** The day stands in the heading, so the hour is enough; both stay in the operator's zone, or lines would leave their day. */
function TimeOfDay({ at }: { at: Date }) {
  const { timeZone } = usePageTime();
  return <time dateTime={at.toISOString()}>{timeOfDay(at, timeZone)}</time>;
}

/** What was read, or what the car was told to do. */
function wordOf(signal: string): string {
  const command = commandLabel(signal);
  return command === undefined ? permissionWord(permissionOf(signal) ?? signal) : `told it to ${command}`;
}

function Outcome({ outcome, reason }: ReadEvent) {
  if (outcome === 'allowed') return <>Read</>;
  if (outcome === 'failed') return <span class="muted">Nothing read: the car did not answer</span>;
  return (
    <>
      <Badge tone="bad">Refused</Badge> {refusedWords[reason ?? ''] ?? 'you did not allow this data'}
    </>
  );
}

const refusedWords: Readonly<Record<string, string>> = {
  vehicle: 'not for this car',
  paused: 'you had paused the app',
  ended: 'you took the access back while the car was being asked',
};
