// Connections and users of API v3 (vehicle-platform §12.2), by the application itself or with an owner's grant.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import type { Actor, Application } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { byApplication } from '../../core/http/access.ts';
import { json, noContent } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { isUuid } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { describeCars, MOST_ON_PAGE, PageQuery, pageLinks, readPage, userIdOf } from '../../vehicles/index.ts';
import { type Connection, type ConnectionFilter, readConnectionId, writeConnectionId } from './connection.ts';
import { countConnections, listConnections } from './connection-store.ts';
import { endConnections } from './end-connections.ts';

const text = () => Type.Optional(Type.String({ maxLength: 100 }));
const ListQuery = Type.Object({
  ...PageQuery,
  'filter[userId]': text(),
  'filter[vehicleId]': text(),
  'filter[mode]': text(),
  'filter[vehicle.mode]': text(),
});
type ListFilter = {
  'filter[userId]'?: string;
  'filter[vehicleId]'?: string;
  'filter[mode]'?: string;
  'filter[vehicle.mode]'?: string;
};

const list = defineRoute({
  method: 'GET',
  at: routes.vehiclesV3.connections,
  access: byApplication(),
  limit: 'vehicle',
  summary: 'The connections of the application, newest first; with an owner’s token those of that owner.',
  query: ListQuery,
  handle: async ({ kernel, actor, query, request }) => {
    const page = readPage(query, 50);
    const filter = { ...readFilter(query), ...ownOnly(kernel, actor) };
    const client = clientOf(actor);
    const [count, found] = await Promise.all([
      countConnections(kernel, client, filter),
      listConnections(kernel, client, filter, page.number * page.size),
    ]);
    const shown = found.slice((page.number - 1) * page.size);
    return json({
      data: await resourcesOf(kernel, client.id, shown, request.id),
      meta: { totalCount: count, pageSize: page.size, page: page.number },
      links: pageLinks(href(routes.vehiclesV3.connections), query, Math.ceil(count / page.size), page),
    });
  },
});

const show = defineRoute({
  method: 'GET',
  at: routes.vehiclesV3.connection,
  access: byApplication(),
  limit: 'vehicle',
  summary: 'One connection of the application.',
  handle: async ({ kernel, actor, params, request }) => {
    const connection = await connectionOf(kernel, actor, params.connection);
    const [data] = await resourcesOf(kernel, clientOf(actor).id, [connection], request.id);
    return json({ data });
  },
});

const remove = defineRoute({
  method: 'DELETE',
  at: routes.vehiclesV3.connection,
  access: byApplication(),
  limit: 'vehicle',
  summary: 'Ends one connection of the application.',
  handle: async ({ kernel, actor, params, request }) => {
    const connection = await connectionOf(kernel, actor, params.connection);
    const { user, vehicle } = connection;
    const [data] = await resourcesOf(kernel, clientOf(actor).id, [connection], request.id);
    await endConnections(kernel, clientOf(actor), { user, vehicle });
    return json({ data });
  },
});

const removeUser = defineRoute({
  method: 'DELETE',
  at: routes.vehiclesV3.user,
  access: byApplication(),
  limit: 'vehicle',
  summary: 'Ends every connection that the application has of a user.',
  handle: async ({ kernel, actor, params }) => {
    if (!isUuid(params.user)) throw refuse('invalid_input', { field: 'user', expected: 'must be a UUID' });
    const user = params.user.toLowerCase();
    const own = ownOnly(kernel, actor).user ?? user;
    if (own !== user || (await countConnections(kernel, clientOf(actor), { user })) === 0) throw refuse('not_found');
    await endConnections(kernel, clientOf(actor), { user });
    return noContent();
  },
});

export const connectionRoutesV3 = [list, show, remove, removeUser];

function clientOf(actor: Actor): { readonly id: string } {
  if (actor.kind !== 'application-itself' && actor.kind !== 'application') throw refuse('token_invalid');
  return { id: actor.id };
}

/** A token that an owner's grant stands behind sees nothing of other owners. */
const ownOnly = (kernel: Kernel, actor: Actor): { readonly user?: string } =>
  actor.kind === 'application' ? { user: userIdOf(kernel, actor.id, actor.owner) } : {};

/** An empty value and the word `undefined` mean absent, because clients send both. */
const given = (value: string | undefined): string | undefined =>
  value === '' || value === 'undefined' ? undefined : value;

function readFilter(query: ListFilter): ConnectionFilter {
  const uuid = (field: 'filter[userId]' | 'filter[vehicleId]'): string | undefined => {
    const value = given(query[field]);
    if (value !== undefined && !isUuid(value)) throw refuse('invalid_input', { field, expected: 'must be a UUID' });
    return value?.toLowerCase();
  };
  const mode = given(query['filter[mode]']) ?? given(query['filter[vehicle.mode]']);
  if (mode !== undefined && !['live', 'test', 'simulated'].includes(mode))
    throw refuse('invalid_input', { field: 'filter[mode]', expected: 'must be live, test or simulated' });
  return { user: uuid('filter[userId]'), vehicle: uuid('filter[vehicleId]'), mode };
}

/** @throws Refusal not_found, also for one of another application or owner */
async function connectionOf(kernel: Kernel, actor: Actor, id: string): Promise<Connection> {
  const place = readConnectionId(id);
  const filter = { vehicle: place?.vehicle ?? '', ...ownOnly(kernel, actor) };
  const found = place === undefined ? [] : await listConnections(kernel, clientOf(actor), filter, MOST_ON_PAGE);
  const connection = found.find(one => one.grant === place?.grant);
  if (connection === undefined) throw refuse('not_found');
  return connection;
}

/** What each car is stands in it when its grant opens that; its owner's log says so. */
async function resourcesOf(kernel: Kernel, application: string, connections: readonly Connection[], request: string) {
  const cars = await describeCars(
    kernel,
    connections.map(connection => ({ actor: actorOf(application, connection), vehicle: connection.vehicle })),
    request,
  );
  return connections.map(connection => {
    const { vehicle, user, mode, scopes, connectedAt } = connection;
    const { make = null, model = null, year = null, powertrain = null } = cars.get(vehicle) ?? {};
    return {
      id: writeConnectionId(connection),
      type: 'connection',
      attributes: { permissions: scopes, vehicle: { make, model, year, mode, powertrainType: powertrain } },
      relationships: {
        vehicle: {
          data: { id: vehicle, type: 'vehicle' },
          links: { related: href(routes.vehiclesV3.vehicle, { id: vehicle }) },
        },
        user: { data: { id: user, type: 'user' } },
      },
      meta: { createdAt: connectedAt.toISOString(), updatedAt: connectedAt.toISOString() },
      links: { self: href(routes.vehiclesV3.connection, { connection: writeConnectionId(connection) }) },
    };
  });
}

const actorOf = (id: string, { grant, owner, scopes, vehicle, isPaused }: Connection): Application => ({
  kind: 'application',
  id,
  grant,
  owner,
  scopes: new Set(isPaused ? [] : scopes),
  vehicles: new Set(isPaused ? [] : [vehicle]),
});
