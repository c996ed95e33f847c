// The vehicle API, version 2 (and 1, which differs in its error bodies alone): vehicle-platform §2 and §6.
import Type from 'typebox';
import { type RoutePath, routes } from '../catalog/routes.ts';
import { type ScopeName, scopes } from '../catalog/scopes.ts';
import { type ReadEndpoint, type ReadEndpointId, readEndpoints } from '../catalog/vehicle-endpoints.ts';
import type { Actor, Application } from '../core/actor.ts';
import { refuse } from '../core/errors.ts';
import { type Access, withGrant } from '../core/http/access.ts';
import { type Answer, json, jsonText } from '../core/http/answer.ts';
import { defineRoute } from '../core/http/define-route.ts';
import { isUuid } from '../core/ids.ts';
import { floatJson } from './float-json.ts';
import { pageOf, readPaging } from './paging.ts';
import { readSignals } from './read-signal.ts';
import { shapeV2 } from './shape-v2.ts';
import { parseUnitSystem } from './units.ts';
import { userIdOf } from './user-id.ts';

/** `flags` may be on any call (§1.3); nothing here depends on it yet. */
const flags = { flags: Type.Optional(Type.String({ maxLength: 1000 })) };
const Query = Type.Object(flags);
const PageQuery = Type.Object({
  ...flags,
  limit: Type.Optional(Type.String({ maxLength: 20 })),
  offset: Type.Optional(Type.String({ maxLength: 20 })),
});

/** A read states its permission here, but `readSignals` checks it: a refused read belongs into the owner's log. */
const withLoggedPermission = (scope: ScopeName): Access => ({ ...withGrant(), scope });

const user = defineRoute({
  method: 'GET',
  at: routes.vehicles.user,
  access: withGrant(),
  limit: 'vehicle',
  summary: 'The id by which this application knows the owner.',
  query: Query,
  handle: async ({ kernel, actor }) => {
    const { id, owner } = applicationOf(actor);
    return json({ id: userIdOf(kernel, id, owner) });
  },
});

const vehicles = defineRoute({
  method: 'GET',
  at: routes.vehicles.vehicles,
  access: withGrant(),
  limit: 'vehicle',
  summary: 'The ids of the cars that the token covers.',
  query: PageQuery,
  handle: async ({ actor, query }) => {
    const { items, paging } = pageOf([...applicationOf(actor).vehicles], readPaging(query, 10));
    return json({ vehicles: items, paging });
  },
});

const permissions = defineRoute({
  method: 'GET',
  at: routes.vehicles.permissions,
  access: withGrant(),
  limit: 'vehicle',
  summary: 'The permissions that the owner granted for a car.',
  query: PageQuery,
  handle: async ({ actor, params, query }) => {
    const application = applicationOf(actor);
    if (!application.vehicles.has(vehicleOf(params.id))) throw refuse('vehicle_not_granted');
    const granted = scopes.map(({ name }) => name).filter(name => application.scopes.has(name));
    const { items, paging } = pageOf(granted, readPaging(query, 25));
    return json({ permissions: items, paging });
  },
});

export const vehicleRoutes = [
  user,
  vehicles,
  permissions,
  readRoute(routes.vehicles.attributes, 'attributes', 'Make, model and year of a car.'),
  readRoute(routes.vehicles.odometer, 'odometer', 'The total distance that a car has travelled.'),
];

function readRoute<const Path extends `${string}/vehicles/:id${string}`>(
  at: RoutePath<Path>,
  id: ReadEndpointId,
  summary: string,
) {
  const endpoint = endpointOf(id);
  return defineRoute({
    method: 'GET',
    // Every such path has the parameter `id`, which TypeScript cannot read out of a path type that is still open.
    at: at as RoutePath as RoutePath<'/vehicles/:id'>,
    access: withLoggedPermission(endpoint.permission),
    limit: 'vehicle',
    summary,
    query: Query,
    handle: async ({ kernel, actor, params, request }): Promise<Answer> => {
      const vehicle = vehicleOf(params.id);
      const system = parseUnitSystem(request.headers['sc-unit-system']?.toString());
      if (system === null)
        throw refuse('invalid_input', { field: 'sc-unit-system', expected: 'must be metric or imperial' });
      const readings = await readSignals(kernel, applicationOf(actor), { vehicle, endpoint, request: request.id });
      const shaped = shapeV2(endpoint, readings, { vehicleId: vehicle, system, capacityUrl: null });
      if (shaped === null) throw refuse('vehicle_fault', { fault: 'COMPATIBILITY.VEHICLE_NOT_CAPABLE' });
      return jsonText(floatJson(shaped.body), { headers: shaped.headers });
    },
  });
}

function endpointOf(id: ReadEndpointId): ReadEndpoint & { readonly id: ReadEndpointId } {
  const endpoint = readEndpoints.find(one => one.id === id);
  if (endpoint === undefined) throw new Error(`no read endpoint ${id}`);
  return endpoint;
}

/** @throws Refusal invalid_input, which is 400 and not 404 for anything but a UUID (§6.2) */
function vehicleOf(id: string): string {
  if (!isUuid(id)) throw refuse('invalid_input', { field: 'id', expected: 'must be a UUID' });
  return id.toLowerCase();
}

function applicationOf(actor: Actor): Application {
  if (actor.kind !== 'application') throw refuse('token_invalid');
  return actor;
}
