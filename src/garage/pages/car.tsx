// One simulated car: what it does and says now, how to connect it, and what can be done to it.

import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { signals } from '../../catalog/signals.ts';
import { isVehicleErrorCode, type VehicleErrorCode, vehicleErrors } from '../../catalog/vehicle-errors.ts';
import { personOf } from '../../core/actor.ts';
import { signedIn } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { connectLink, listOwnApplications } from '../../developers/index.ts';
import {
  type CarChange,
  type CarView,
  carChoices,
  type Forward,
  forwards,
  isFault,
  type MadeCar,
} from '../../vehicles/index.ts';
import { DeveloperConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { CarPicture } from '../../web/ui/car-picture.tsx';
import { Disclosure, Section } from '../../web/ui/card.tsx';
import { Stat, StatRow } from '../../web/ui/stat.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Callout, Copyable, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { interfere } from '../keep-cars.ts';
import { doingWords, roughWords, valueWords } from '../words.ts';
import { Controls } from './controls.tsx';
import { openCar } from './open-car.ts';
import { ComingDay, TripLine } from './pictures.tsx';

type PageContext = Pick<
  RouteContext<{ readonly id: string; readonly car: string }>,
  'kernel' | 'actor' | 'request' | 'params'
>;
type Sent = { readonly values: Readonly<Record<string, string | undefined>>; readonly problem: string };

const show = defineRoute({
  method: 'GET',
  at: routes.garage.car,
  access: signedIn(),
  limit: 'page',
  summary: 'One simulated car as it is now.',
  handle: async context => page(context),
});

const change = defineRoute({
  method: 'POST',
  at: routes.garage.car,
  access: signedIn(),
  limit: 'change',
  summary: 'Puts a simulated car’s clock ahead, or changes its state.',
  body: Type.Object({
    do: Type.Optional(Type.String()),
    to: Type.Optional(Type.String()),
    level: Type.Optional(Type.String()),
    refusal: Type.Optional(Type.String()),
  }),
  handle: async context => {
    const { kernel, params, body } = context;
    const wanted = readChange(body);
    if (typeof wanted === 'string') return page(context, { values: body, problem: wanted });
    const at = { organization: params.id, id: params.car };
    const answer = await interfere(kernel, personOf(context.actor), at, wanted);
    if (isFault(answer)) return page(context, { values: body, problem: problemOf(wanted, answer.fault) });
    return seeOther(href(routes.garage.car, params));
  },
});

export const carRoutes = [show, change];

const isForward = (text: string): text is Forward => Object.hasOwn(forwards, text);

/** What the form asks for, or what is wrong with it. */
function readChange(form: Readonly<Record<string, string | undefined>>): CarChange | string {
  const { to = '', level = '', refusal = '' } = form;
  switch (form['do']) {
    case 'forward':
      return isForward(to) ? { kind: 'jump', to } : 'Choose how far.';
    case 'level': {
      const percent = Number(level);
      const isGood = level.trim() !== '' && percent >= 5 && percent <= 100;
      return isGood ? { kind: 'level', level: percent / 100 } : 'Give the charge as a number from 5 to 100.';
    }
    case 'plug-in':
      return { kind: 'plug', isIn: true };
    case 'unplug':
      return { kind: 'plug', isIn: false };
    case 'answer':
      if (refusal === '') return { kind: 'answer', refusal: null };
      return isVehicleErrorCode(refusal) ? { kind: 'answer', refusal } : 'Choose one of the errors.';
    default:
      return 'Choose what to do.';
  }
}

const problemOf = (change: CarChange, fault: VehicleErrorCode): string => {
  if (change.kind === 'jump')
    return 'It does not do that within two weeks, or its clock would be more than ten years ahead.';
  if (change.kind === 'plug' && fault === 'VEHICLE_STATE.CHARGING_PLUG_NOT_CONNECTED')
    return 'It stands away from home, and its cable is there. Put its clock ahead until it is home.';
  return vehicleErrors[fault].description;
};

async function page(context: PageContext, sent?: Sent): Promise<Answer> {
  const { params } = context;
  const { organization, car, view, breadcrumbs } = await openCar(context);
  return html(
    renderPage(
      <DeveloperConsole
        shell={shell(context)}
        title={`${view.make} ${view.model}, ${view.year}`}
        breadcrumbs={breadcrumbs}
      >
        <CarPicture model={view.model} size="large" />
        {sent && (
          <Callout tone="bad" title="Nothing was changed">
            <p>{sent.problem}</p>
          </Callout>
        )}
        {car.life.refusal !== null && (
          <Callout tone="attention" title={`Answers every request with ${car.life.refusal}`}>
            <p>Only VIN, make, model and year are told. What stands here is what it would say otherwise.</p>
          </Callout>
        )}
        <Now view={view} />
        {organization.role === 'owner' && (
          <Controls action={href(routes.garage.car, params)} car={car} view={view} values={sent?.values ?? {}} />
        )}
        <Connect car={car} view={view} links={await connectLinks(context, organization.id, view.make)} />
        <AllSignals view={view} />
        {organization.role === 'owner' && (
          <ButtonRow>
            <ButtonLink href={href(routes.garage.remove, params)}>Remove this car</ButtonLink>
          </ButtonRow>
        )}
      </DeveloperConsole>,
    ),
    { status: sent ? 422 : 200 },
  );
}

function Now({ view }: { view: CarView }) {
  const told = new Map(view.readings.map(reading => [reading.signal, reading]));
  const value = (signal: keyof typeof signals) => roughWords(signal, told.get(signal)?.value ?? null);
  const has = (signal: keyof typeof signals) => told.has(signal);
  const recorded = told.get('odometer')?.recordedAt;
  return (
    <Section
      title="Now"
      id="now"
      intro={
        recorded && (
          <p>
            It last reported <Time at={recorded} />. Reload to look again.
          </p>
        )
      }
    >
      <StatRow>
        <Stat label="State" value={doingWords[view.doing].label} />
        {has('battery_level') && (
          <Stat label="Charge" value={value('battery_level')} note={`lasts for ${value('battery_range')}`} />
        )}
        {has('fuel_level') && (
          <Stat label="Tank" value={value('fuel_level')} note={`lasts for ${value('fuel_range')}`} />
        )}
        <Stat label="Odometer" value={value('odometer')} />
        <Stat label="Speed" value={value('speed')} />
        <Stat label="Locked" value={value('locked')} />
      </StatRow>
      <Section title="The coming day, if nobody interferes" level={3}>
        <ComingDay stretches={view.comingDay} />
      </Section>
      {view.trip && (
        <Section title="Its trip" level={3}>
          <TripLine trip={view.trip} />
        </Section>
      )}
      {view.ahead > 0 && (
        <p class="field-hint">
          Its own clock was put ahead and shows <Time at={view.carClock} show="absolute" />.
        </p>
      )}
    </Section>
  );
}

type ConnectLink = { readonly id: string; readonly name: string; readonly to: string };

/** To this make's simulated cars, for each application of the organization. */
async function connectLinks(
  { kernel, actor }: PageContext,
  organization: string,
  make: string,
): Promise<ConnectLink[]> {
  const origin = kernel.config.publicUrl;
  return (await listOwnApplications(kernel, personOf(actor)))
    .filter(application => application.organization === organization)
    .map(({ id, name, redirectUris: [redirectUri = ''] }) => ({
      id,
      name,
      to: connectLink({ origin, clientId: id, redirectUri }, { make }),
    }));
}

function Connect({ car, view, links }: { car: MadeCar; view: CarView; links: readonly ConnectLink[] }) {
  return (
    <Section
      title="Connect it"
      id="connect"
      intro={
        <p>
          In Connect, choose {view.make} where it asks, and sign in with this name and password. They open this car and
          nothing else. Your program’s own link leads there with <Mono>mode=simulated</Mono>.
        </p>
      }
    >
      <DefinitionList
        items={[
          { term: 'Name', detail: <Copyable text={car.username} what="name" /> },
          { term: 'Password', detail: <Copyable text={car.password} what="password" /> },
          { term: 'VIN', detail: <Copyable text={view.vin} what="VIN" /> },
          {
            term: 'Used',
            detail: `${carChoices.profiles.find(({ id }) => id === car.order.profile)?.label ?? ''}, ${carChoices.regions.find(({ id }) => id === car.order.region)?.label ?? ''}`,
          },
          ...(view.destination
            ? [
                {
                  term: 'Destination sent to it',
                  detail: `${view.destination.latitude}, ${view.destination.longitude}`,
                },
              ]
            : []),
        ]}
      />
      {links.length > 0 && (
        <ButtonRow>
          {links.map(({ id, name, to }) => (
            <ButtonLink key={id} icon="external-link" href={to}>
              Open Connect for {name}
            </ButtonLink>
          ))}
        </ButtonRow>
      )}
    </Section>
  );
}

function AllSignals({ view }: { view: CarView }) {
  return (
    <Section title="Every signal" id="signals">
      <Disclosure summary={`All ${view.readings.length} signals that this car has`}>
        <Table
          caption="Signals of this car"
          captionHidden
          dense
          rows={view.readings}
          rowKey={({ signal }) => signal}
          columns={[
            { key: 'signal', label: 'Signal', main: true, cell: ({ signal }) => signals[signal].label },
            { key: 'value', label: 'Value', cell: ({ signal, value }) => valueWords(signal, value) },
            { key: 'permission', label: 'Permission', cell: ({ signal }) => <Mono>{signals[signal].permission}</Mono> },
          ]}
        />
      </Disclosure>
    </Section>
  );
}
