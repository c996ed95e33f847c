// The vehicle API, version 2 (and 1, which differs in its error bodies alone): vehicle-platform §2 and §6. The calls on
// a car are made from the catalog; those about the account and the token are here.
import Type from 'typebox';
import { routes } from '../../catalog/routes.ts';
import { scopes } from '../../catalog/scopes.ts';
import { commandEndpoints, readEndpoints } from '../../catalog/vehicle-endpoints.ts';
import { refuse } from '../../core/errors.ts';
import { withGrant } from '../../core/http/access.ts';
import { json } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { userIdOf } from '../user-id.ts';
import { batch } from './api-batch.ts';
import { commandRoute } from './api-command.ts';
import { readRoute } from './api-read.ts';
import { applicationOf, flags, unpaused, vehicleOf } from './call.ts';
import { pageOf, readPaging } from './paging.ts';

const PageQuery = Type.Object({
  ...flags,
  limit: Type.Optional(Type.String({ maxLength: 20 })),
  offset: Type.Optional(Type.String({ maxLength: 20 })),
});

const user = defineRoute({
  method: 'GET',
  at: routes.vehicles.user,
  access: withGrant(),
  limit: 'vehicle',
  summary: 'The id by which this application knows the owner.',
  query: Type.Object(flags),
  handle: async ({ kernel, actor }) => {
    const { id, owner } = unpaused(applicationOf(actor));
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
    const { items, paging } = pageOf([...unpaused(applicationOf(actor)).vehicles], readPaging(query, 10));
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
    const application = unpaused(applicationOf(actor));
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
  batch,
  ...readEndpoints.map(readRoute),
  ...commandEndpoints.map(commandRoute),
];
