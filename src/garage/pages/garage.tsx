// The simulated cars of an organization: what they do now, and ordering another.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { personOf } from '../../core/actor.ts';
import { signedIn } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { findOrganization } from '../../developers/index.ts';
import { carChoices, lookAtCar, type MadeCar, readOrder } from '../../vehicles/index.ts';
import { DeveloperConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { CarPicture } from '../../web/ui/car-picture.tsx';
import { Section } from '../../web/ui/card.tsx';
import { RadioGroup, Select } from '../../web/ui/choice.tsx';
import { Form, FormErrors } from '../../web/ui/form.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge, Mono } from '../../web/ui/text.tsx';
import { listCars, MOST_CARS, orderCar } from '../keep-cars.ts';
import { doingWords } from '../words.ts';

type PageContext = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;
type Sent = {
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly errors: Readonly<Record<string, string>>;
};

const show = defineRoute({
  method: 'GET',
  at: routes.garage.cars,
  access: signedIn(),
  limit: 'page',
  summary: 'The simulated cars of an organization.',
  handle: async context => page(context, context.params.id),
});

const order = defineRoute({
  method: 'POST',
  at: routes.garage.cars,
  access: signedIn(),
  limit: 'change',
  summary: 'Makes a simulated car.',
  body: Type.Object({
    model: Type.Optional(Type.String()),
    profile: Type.Optional(Type.String()),
    region: Type.Optional(Type.String()),
  }),
  handle: async context => {
    const { kernel, params, body } = context;
    const ordered = readOrder(body);
    if ('wrong' in ordered)
      return page(context, params.id, { values: body, errors: { [ordered.wrong]: 'Choose one of these.' } });
    const car = await orderCar(kernel, personOf(context.actor), params.id, ordered);
    if (car === 'full')
      return page(context, params.id, {
        values: body,
        errors: {
          model: `An organization has at most ${MOST_CARS} simulated cars. Remove one that you no longer need.`,
        },
      });
    return seeOther(href(routes.garage.car, { id: params.id, car: car.id }));
  },
});

export const garageRoutes = [show, order];

/** The way up from a car to its organization. */
export const crumbs = ({ id, name }: { readonly id: string; readonly name: string }) => [
  { href: href(routes.developers.home), label: 'Organizations' },
  { href: href(routes.developers.organization, { id }), label: name },
];

async function page(context: PageContext, id: string, sent?: Sent): Promise<Answer> {
  const { kernel } = context;
  const actor = personOf(context.actor);
  const organization = await findOrganization(kernel, actor, id);
  const cars = await listCars(kernel, actor, id);
  const isOwner = organization.role === 'owner';
  return html(
    renderPage(
      <DeveloperConsole shell={shell(context)} title="Simulated cars" breadcrumbs={crumbs(organization)}>
        <p>
          Cars that drive, park, charge and age by the clock, so that an application meets a whole day before it meets a
          real car. They answer through the same API; nobody is behind them.
        </p>
        {cars.length === 0 ? (
          <EmptyState title="No simulated car yet" icon="car">
            {isOwner ? 'Make one below: it takes one choice.' : 'An owner of the organization can make one.'}
          </EmptyState>
        ) : (
          <Cars cars={cars} now={kernel.clock.now()} organization={id} />
        )}
        {isOwner && <OrderForm organization={id} sent={sent ?? { values: {}, errors: {} }} />}
      </DeveloperConsole>,
    ),
    { status: sent ? 422 : 200 },
  );
}

function Cars({ cars, now, organization }: { cars: readonly MadeCar[]; now: Date; organization: string }) {
  const rows = cars.flatMap(car => {
    const view = lookAtCar(car, now);
    return view === null ? [] : [{ car, view }];
  });
  return (
    <Table
      caption="Simulated cars"
      captionHidden
      rows={rows}
      rowKey={({ car }) => car.id}
      rowHref={({ car }) => href(routes.garage.car, { id: organization, car: car.id })}
      columns={[
        {
          key: 'car',
          label: 'Car',
          main: true,
          cell: ({ car, view: { make, model, year } }) => (
            <span class="car-line">
              <CarPicture model={model} />
              <a href={href(routes.garage.car, { id: organization, car: car.id })}>{`${make} ${model}, ${year}`}</a>
            </span>
          ),
        },
        {
          key: 'now',
          label: 'Now',
          cell: ({ car, view }) => (
            <>
              {doingWords[view.doing].label}
              {car.life.refusal !== null && (
                <>
                  {' '}
                  <Badge tone="attention">answers {car.life.refusal}</Badge>
                </>
              )}
            </>
          ),
        },
        {
          key: 'use',
          label: 'How it is used',
          cell: ({ car }) => carChoices.profiles.find(({ id }) => id === car.order.profile)?.label ?? '',
        },
        { key: 'sign-in', label: 'Signs in as', cell: ({ car }) => <Mono>{car.username}</Mono> },
      ]}
    />
  );
}

function OrderForm({ organization, sent }: { organization: string; sent: Sent }) {
  const options = (of: readonly { readonly id: string; readonly label: string }[]) =>
    of.map(({ id, label }) => ({ value: id, label }));
  return (
    <Section title="Make a car" id="make">
      <Form
        once
        action={href(routes.garage.cars, { id: organization })}
        values={{ profile: 'commuter', region: 'US', ...sent.values }}
        errors={sent.errors}
      >
        <FormErrors />
        <Select name="model" label="Model" placeholder="Choose a model" required options={options(carChoices.models)} />
        <RadioGroup name="profile" label="How it is used" options={options(carChoices.profiles)} />
        <RadioGroup
          name="region"
          label="Where it lives"
          hint="Decides about its plug, its currency and its time of day."
          options={options(carChoices.regions)}
        />
        <ButtonRow>
          <Button kind="primary" icon="plus">
            Make car
          </Button>
        </ButtonRow>
      </Form>
    </Section>
  );
}
