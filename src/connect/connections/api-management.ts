// The management API of version 2 (vehicle-platform §9): an application lists and ends its connections.
import Type from 'typebox';
import { routes } from '../../catalog/routes.ts';
import type { Actor, ApplicationItself } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { asClient } from '../../core/http/access.ts';
import { json } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { isUuid } from '../../core/ids.ts';
import { type ConnectionFilter, readCursor, writeCursor } from './connection.ts';
import { listConnections } from './connection-store.ts';
import { endConnections } from './end-connections.ts';

const text = (maxLength = 100) => Type.Optional(Type.String({ maxLength }));
const Query = Type.Object({
  user_id: text(),
  vehicle_id: text(),
  mode: text(),
  limit: text(),
  cursor: text(300),
  flags: text(1000),
});

const MOST = 100;
const USUAL = 10;

const list = defineRoute({
  method: 'GET',
  at: routes.vehicles.connections,
  access: asClient('management-token'),
  limit: 'vehicle',
  summary: 'The connections of the application, newest first.',
  query: Query,
  handle: async ({ kernel, actor, query }) => {
    const client = clientOf(actor);
    const limit = readLimit(query.limit);
    const cursor = given(query.cursor);
    const after = cursor === undefined ? undefined : readCursor(cursor);
    if (cursor !== undefined && after === undefined)
      throw refuse('invalid_input', { field: 'cursor', expected: 'must be the cursor of the page before' });
    const found = await listConnections(kernel, client, readFilter(query), limit + 1, after);
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    return json({
      connections: shown.map(({ user, vehicle, connectedAt, mode }) => ({
        vehicleId: vehicle,
        userId: user,
        connectedAt: connectedAt.toISOString(),
        mode,
      })),
      paging: { cursor: found.length > limit && last !== undefined ? writeCursor(last) : null },
    });
  },
});

const end = defineRoute({
  method: 'DELETE',
  at: routes.vehicles.connections,
  access: asClient('management-token'),
  limit: 'vehicle',
  summary: 'Ends all connections of a car, or all of an owner.',
  query: Query,
  handle: async ({ kernel, actor, query }) => {
    const client = clientOf(actor);
    // Never everything: one of the two has to be named.
    if ((given(query.user_id) === undefined) === (given(query.vehicle_id) === undefined))
      throw refuse('invalid_input', { field: 'vehicle_id', expected: 'give either vehicle_id or user_id' });
    const ended = await endConnections(kernel, client, readFilter(query));
    return json({ connections: ended.map(({ user, vehicle }) => ({ vehicleId: vehicle, userId: user })) });
  },
});

/** An empty value and the word `undefined` mean absent, because SDKs send both. */
const given = (value: string | undefined): string | undefined =>
  value === undefined || value === '' || value === 'undefined' ? undefined : value;

function readLimit(text: string | undefined): number {
  const word = given(text);
  const limit = word === undefined ? USUAL : /^\d{1,5}$/.test(word) ? Number(word) : 0;
  if (limit < 1 || limit > MOST)
    throw refuse('invalid_input', { field: 'limit', expected: `must be a whole number from 1 to ${MOST}` });
  return limit;
}

function readFilter({
  user_id,
  vehicle_id,
  mode,
}: {
  user_id?: string;
  vehicle_id?: string;
  mode?: string;
}): ConnectionFilter {
  for (const [field, value] of Object.entries({ user_id, vehicle_id }))
    if (given(value) !== undefined && !isUuid(value ?? ''))
      throw refuse('invalid_input', { field, expected: 'must be a UUID' });
  const word = given(mode);
  if (word !== undefined && !['live', 'test', 'simulated'].includes(word))
    throw refuse('invalid_input', { field: 'mode', expected: 'must be live, test or simulated' });
  return { user: given(user_id)?.toLowerCase(), vehicle: given(vehicle_id)?.toLowerCase(), mode: word };
}

function clientOf(actor: Actor): ApplicationItself {
  if (actor.kind !== 'application-itself') throw refuse('token_invalid');
  return actor;
}

export const managementRoutes = [list, end];
