// Which connected cars a webhook is told about; its developers subscribe and unsubscribe them here.

import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { type Connection, countConnections, listConnections, readCursor, writeCursor } from '../../connect/index.ts';
import { personOf } from '../../core/actor.ts';
import { signedIn } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { DeveloperConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink } from '../../web/ui/button.tsx';
import { Field, Form, Hidden } from '../../web/ui/form.tsx';
import { EmptyState, Pager, Table } from '../../web/ui/table.tsx';
import { Badge, Callout, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { openWebhook } from '../change-webhook.ts';
import { subscribeAll, subscribeCar, unsubscribeCar } from '../subscriptions/subscribe-by-hand.ts';
import { countSubscriptions, type Followed, findFollowed, followedKey } from '../subscriptions/subscription-store.ts';
import { permissionsOf, type Webhook } from '../webhook.ts';
import { crumbsWithin } from './parts.tsx';

const PAGE = 50;
const text = Type.Optional(Type.String());

type Row = Connection & { readonly followed: Followed | undefined };

const flashes: Readonly<Record<string, string>> = {
  subscribed: 'The car is subscribed. Its first message, with all signals, is made within a minute.',
  unsubscribed: 'The car is no longer subscribed. What waited to be sent about it is dropped.',
  all: 'Every connected car is subscribed now.',
  already: 'Every connected car was subscribed already.',
};

export const carRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.webhooks.cars,
    access: signedIn(),
    limit: 'page',
    summary: 'The connected cars, and which of them a webhook is told about.',
    query: Type.Object({ done: text, after: text, car: text }),
    handle: async context => {
      const { kernel, params, query } = context;
      const at = { id: params.id, webhook: params.webhook };
      const { application, webhook } = await openWebhook(kernel, personOf(context.actor), {
        application: at.id,
        id: at.webhook,
      });
      const searched = (query.car ?? '').trim().toLowerCase();
      const filter = searched === '' ? {} : { vehicle: searched };
      const after = readCursor(query.after ?? '');
      const [found, connected, subscribed] = await Promise.all([
        listConnections(kernel, application, filter, PAGE + 1, after),
        countConnections(kernel, application, {}),
        countSubscriptions(kernel, application.id, { webhook: webhook.id }),
      ]);
      const cars = found.slice(0, PAGE);
      const followed = await findFollowed(kernel, webhook.id, cars);
      const rows: Row[] = cars.map(car => ({ ...car, followed: followed.get(followedKey(car)) }));
      const last = found.length > PAGE ? cars.at(-1) : undefined;
      const more = { car: searched === '' ? undefined : searched };
      const back = href(routes.webhooks.show, at);
      const said = flashes[query.done ?? ''];
      return html(
        renderPage(
          <DeveloperConsole
            shell={shell(context)}
            title="Subscribed cars"
            breadcrumbs={[...crumbsWithin(application), { href: back, label: webhook.name }]}
            flash={said === undefined ? undefined : { tone: 'good', text: said }}
          >
            <p>
              “{webhook.name}” is told about {subscribed} of {connected} connected cars.{' '}
              {webhook.autoSubscribe
                ? 'Newly connected cars are subscribed by themselves.'
                : 'Newly connected cars are not subscribed by themselves.'}{' '}
              A subscription ends with the owner’s permission.
            </p>
            {webhook.stopped !== null && (
              <Callout tone="attention">
                <p>
                  The webhook is switched off: no car is looked at. <a href={back}>Switch it on first.</a>
                </p>
              </Callout>
            )}
            {connected > 0 && (
              <Form action={href(routes.webhooks.cars, at)} method="get" role="search" values={{ car: searched }}>
                <Field
                  name="car"
                  label="Vehicle id"
                  mono
                  autocomplete="off"
                  after={
                    <Button kind="quiet" icon="search">
                      Find
                    </Button>
                  }
                />
              </Form>
            )}
            <CarTable rows={rows} webhook={webhook} at={at} mayChange={application.mayChange} searched={searched} />
            {(after !== undefined || last !== undefined) && (
              <Pager
                label="Cars"
                previous={after === undefined ? undefined : href(routes.webhooks.cars, at, more)}
                next={last && href(routes.webhooks.cars, at, { ...more, after: writeCursor(last) })}
              />
            )}
            {application.mayChange && connected > subscribed && (
              <form method="post" action={href(routes.webhooks.cars, at)}>
                <Button name="act" value="all" kind="quiet" icon="plus">
                  Subscribe all connected cars
                </Button>
              </form>
            )}
          </DeveloperConsole>,
        ),
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.webhooks.cars,
    access: signedIn(),
    limit: 'change',
    summary: 'Subscribes a connected car or all of them, or ends a subscription.',
    body: Type.Object({ act: text, user: text, vehicle: text }),
    handle: async context => {
      const { kernel, params, body } = context;
      const actor = personOf(context.actor);
      const key = { application: params.id, id: params.webhook };
      const car = { user: body.user ?? '', vehicle: body.vehicle ?? '' };
      const at = { id: params.id, webhook: params.webhook };
      if (body.act === 'all') {
        const count = await subscribeAll(kernel, actor, key);
        return seeOther(href(routes.webhooks.cars, at, { done: count > 0 ? 'all' : 'already' }));
      }
      await (body.act === 'unsubscribe' ? unsubscribeCar : subscribeCar)(kernel, actor, key, car);
      const done = body.act === 'unsubscribe' ? 'unsubscribed' : 'subscribed';
      return seeOther(href(routes.webhooks.cars, at, { done }));
    },
  }),
];

type TableProps = {
  readonly rows: readonly Row[];
  readonly webhook: Webhook;
  readonly at: { readonly id: string; readonly webhook: string };
  readonly mayChange: boolean;
  readonly searched: string;
};

function CarTable({ rows, webhook, at, mayChange, searched }: TableProps) {
  const needed = permissionsOf(webhook);
  return (
    <Table
      caption="Connected cars"
      captionHidden
      dense
      rows={rows}
      rowKey={followedKey}
      empty={
        searched === '' ? (
          <EmptyState title="No car is connected yet" icon="car">
            <p>Owners connect their cars to the application with Connect. Each is listed here then.</p>
          </EmptyState>
        ) : (
          <EmptyState title="No connected car has this id" icon="search">
            <p>
              <a href={href(routes.webhooks.cars, at)}>Show all connected cars</a>
            </p>
          </EmptyState>
        )
      }
      columns={[
        { key: 'vehicle', label: 'Vehicle id', main: true, cell: ({ vehicle }) => <Mono>{vehicle}</Mono> },
        { key: 'user', label: 'Owner’s user id', cell: ({ user }) => <Mono>{user}</Mono> },
        { key: 'mode', label: 'Mode', narrow: true, cell: ({ mode }) => mode },
        {
          key: 'state',
          label: 'State',
          cell: row => <State row={row} missing={needed.filter(permission => !row.scopes.includes(permission))} />,
        },
        {
          key: 'events',
          label: 'Messages',
          numeric: true,
          narrow: true,
          cell: ({ followed, vehicle }) =>
            followed === undefined ? (
              ''
            ) : (
              <a href={`${href(routes.webhooks.show, at, { vehicle })}#deliveries`}>{followed.events}</a>
            ),
        },
        ...(mayChange
          ? [
              {
                key: 'act',
                label: 'Change',
                labelHidden: true,
                narrow: true,
                cell: (row: Row) => <Turn row={row} action={href(routes.webhooks.cars, at)} />,
              },
            ]
          : []),
      ]}
    />
  );
}

function State({ row: { followed }, missing }: { readonly row: Row; readonly missing: readonly string[] }) {
  return (
    <>
      {followed === undefined ? (
        <Badge>Not subscribed</Badge>
      ) : followed.failures > 0 ? (
        <Badge tone="attention">Tells nothing</Badge>
      ) : (
        <Badge tone="good">Subscribed</Badge>
      )}{' '}
      {followed && (
        <>
          {followed.failures > 0 ? 'looked at again ' : 'since '}
          <Time at={followed.failures > 0 ? followed.lookAt : followed.createdAt} show="date" />
        </>
      )}
      {missing.length > 0 && <div>The owner did not grant {missing.join(', ')}.</div>}
    </>
  );
}

const Turn = ({ row: { user, vehicle, followed }, action }: { readonly row: Row; readonly action: string }) => (
  <form method="post" action={action}>
    <Hidden name="user" value={user} />
    <Hidden name="vehicle" value={vehicle} />
    <Button size="small" kind="quiet" name="act" value={followed ? 'unsubscribe' : 'subscribe'}>
      {followed ? 'Unsubscribe' : 'Subscribe'}
      <span class="visually-hidden"> {vehicle}</span>
    </Button>
  </form>
);

/** The way to the page, with what stands on it. */
export const CarsLink = ({ at, count }: { readonly at: TableProps['at']; readonly count: number }) => (
  <>
    {count === 1 ? '1 car' : `${count} cars`}{' '}
    <ButtonLink size="small" icon="car" href={href(routes.webhooks.cars, at)}>
      Choose cars
    </ButtonLink>
  </>
);
