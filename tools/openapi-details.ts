// What a route's declaration does not say for the API documents: ids of calls, units, makes, headers, errors, all from
// the catalog.
import { type RoutePath, routes } from '../src/catalog/routes.ts';
import { type Quantity, quantities } from '../src/catalog/signal-values.ts';
import { signals } from '../src/catalog/signals.ts';
import {
  type CommandEndpoint,
  commandEndpoints,
  type ReadEndpoint,
  readEndpoints,
} from '../src/catalog/vehicle-endpoints.ts';
import { type VehicleErrorCode, vehicleErrors } from '../src/catalog/vehicle-errors.ts';
import type { AnyRoute } from '../src/core/http/define-route.ts';

const names: ReadonlyMap<RoutePath, string> = new Map(
  Object.values(routes).flatMap(group => Object.entries(group).map(([key, at]) => [at, key] as const)),
);

/** Names of calls as they stand in addresses: `charge-limit`; the method follows where it is not the only or usual one. */
export function operationIds(all: readonly AnyRoute[]): ReadonlyMap<AnyRoute, string> {
  const ids = new Map<AnyRoute, string>();
  for (const route of all) {
    const name = kebab(names.get(route.at) ?? '').replace(/^(?:api|compat)-|-v3$/g, '');
    const others = all.filter(({ at, method }) => at === route.at && method !== route.method);
    const isUsual = route.method === 'GET' || (others.length === 0 && ['POST', 'PUT'].includes(route.method));
    ids.set(route, isUsual ? name : `${name}-${route.method.toLowerCase()}`);
  }
  const twice = [...ids.values()].filter((id, index, list) => list.indexOf(id) !== index);
  if (twice.length > 0) throw new Error(`two calls of one document have the same id: ${twice.join(', ')}`);
  return ids;
}

const kebab = (name: string): string =>
  name
    .replaceAll('_', '-')
    .replace(/(?<=[a-z\d])[A-Z]/g, letter => `-${letter}`)
    .toLowerCase();

const reads: ReadonlyMap<RoutePath, ReadEndpoint> = new Map(
  readEndpoints.map(endpoint => [routes.vehicles[endpoint.id], endpoint]),
);
const orders: ReadonlyMap<RoutePath, CommandEndpoint> = new Map(
  commandEndpoints.map(endpoint => [routes.vehicles[endpoint.id], endpoint]),
);

/** The call of the catalog behind a route, if it is one on a car in version 2. */
const endpointOf = ({ at }: AnyRoute): ReadEndpoint | CommandEndpoint | undefined => reads.get(at) ?? orders.get(at);

/** Makes that offer the call; undefined for all. */
export const makesOf = (route: AnyRoute): readonly string[] | undefined => endpointOf(route)?.makes ?? undefined;

export type Unit = { readonly of: string; readonly metric: string; readonly imperial: string };

/** The units of what a read of version 2 answers. */
export function unitsOf({ at }: AnyRoute): Unit[] {
  const endpoint = reads.get(at);
  if (endpoint === undefined) return [];
  return endpoint.signals.flatMap(id => {
    const { label, kind } = signals[id];
    const quantity = kind === 'tires' ? 'pressure' : kind === 'capacity' ? 'energy' : kind;
    if (!isQuantity(quantity)) return [];
    const { metric, imperial } = quantities[quantity];
    if (quantity === 'fraction') return [{ of: label, metric: '0 to 1', imperial: '0 to 1' }];
    if (metric === '') return [];
    return [{ of: label, metric, imperial: endpoint.hasUnits ? imperial : metric }];
  });
}

const isQuantity = (kind: string): kind is Quantity => Object.hasOwn(quantities, kind);

/** Headers of the answer beside those that every answer has. */
export function headersOf(route: AnyRoute): Readonly<Record<string, string>> {
  const read = reads.get(route.at);
  const isOnCar = route.at.family === 'vehicle' && onCar.test(route.at.path);
  return {
    ...(route.at.family === 'vehicle' && {
      'sc-request-id': 'The number of the request, a UUID; name it when you ask for help.',
    }),
    ...(read?.hasAge && {
      'sc-data-age': 'When the car recorded it.',
      'sc-fetched-at': 'When it was fetched from the maker.',
    }),
    ...(read?.hasUnits && { 'sc-unit-system': 'metric or imperial.' }),
    ...(isOnCar &&
      endpointOf(route) && {
        ratelimit: 'What is left of each limit, and when it is full again (draft-ietf-httpapi-ratelimit-headers).',
        'ratelimit-policy': 'The limits themselves.',
      }),
  };
}

const onCar = /\/vehicles\/:id/;

/** Headers that were recorded where no limit holds. */
export const headerExamples: Readonly<Record<string, string>> = {
  ratelimit: '"vehicle";r=5999;t=1, "car";r=599;t=6, "month";r=19999;t=604800',
  'ratelimit-policy': '"vehicle";q=6000;w=60, "car";q=600;w=3600, "month";q=20000;w=2592000',
};

const meanings: Readonly<Record<string, string>> = {
  make: 'The car’s make, in lower case.',
  code: 'The signal’s code.',
  type: 'daily, weekly or workweek.',
  schedule: 'The schedule’s id.',
  webhook: 'The webhook’s id.',
  webhookId: 'The webhook’s id.',
  subscription: 'The subscription’s id.',
  connection: 'The connection’s id.',
  user: 'The owner’s id, as the application knows it.',
  limit: 'How many at most.',
  offset: 'How many to leave out.',
  cursor: 'paging.cursor of the page before.',
  'page[number]': 'Which page; 1 by default.',
  'page[size]': 'How many on a page, 100 at most.',
  start_date: 'From this day on; 365 days ago by default.',
  end_date: 'Until this day; today by default.',
  startDate: 'Another spelling of start_date.',
  endDate: 'Another spelling of end_date.',
  vin: 'The car’s identification number.',
  scope: 'Permissions, separated by spaces.',
  country: 'ISO 3166 code; US by default.',
  region: 'US, CA or EUROPE.',
  mode: 'live, test or simulated.',
  vehicle_id: 'Of this car.',
  user_id: 'Of this owner, as the application knows them.',
  'filter[userId]': 'Of this owner, as the application knows them.',
  'filter[vehicleId]': 'Of this car.',
  'filter[webhookId]': 'Of this webhook.',
  'filter[mode]': 'live, test or simulated.',
  'filter[vehicle.mode]': 'live, test or simulated.',
  latitude: 'Of the place, in degrees.',
  longitude: 'Of the place, in degrees.',
};

/** What a parameter of the vehicle API means; undefined for those that tell it themselves. */
export const meaningOf = ({ at }: AnyRoute, name: string): string | undefined => {
  if (at.family !== 'vehicle') return undefined;
  if (name === 'id') return 'The car’s id.';
  return name === 'type' && !at.path.startsWith('/v3/') ? 'ICE, HEV, PHEV or BEV.' : meanings[name];
};

export type HeaderParameter = {
  readonly name: string;
  readonly description: string;
  readonly enum?: readonly string[];
};

/** Calls of version 3 that tell a car to do something. */
const orderPaths: ReadonlySet<RoutePath> = new Set(
  ['startCharge', 'stopCharge', 'setChargeLimit', 'lock', 'unlock', 'setDestination', 'addSchedule', 'schedule'].map(
    name => routes.vehiclesV3[name as keyof typeof routes.vehiclesV3],
  ),
);

/** Headers that a request may carry. */
export function headerParametersOf(route: AnyRoute): HeaderParameter[] {
  const { at, method } = route;
  const isV3 = at.path.startsWith('/v3/');
  const hasUnits = reads.get(at)?.hasUnits === true || at === routes.vehicles.batch || /signals/.test(at.path);
  return [
    ...(hasUnits
      ? [
          {
            name: 'sc-unit-system',
            description: 'The units of the answer; metric by default.',
            enum: ['metric', 'imperial'],
          },
        ]
      : []),
    ...(isV3 && onCar.test(at.path)
      ? [
          {
            name: 'sc-user-id',
            description: 'Whose car it is; needed with a token of the application itself, implied by an owner’s token.',
          },
        ]
      : []),
    ...(orderPaths.has(at) && method !== 'GET'
      ? [
          {
            name: 'prefer',
            description:
              'How long the answer may wait for the car, 20 seconds by default: `wait=5`, or `respond-async` (RFC 7240). After that it is 202, and `links.self` tells what became of the order.',
          },
        ]
      : []),
    ...(method === 'PATCH' ? [{ name: 'if-match', description: 'The ETag of the answer that is changed.' }] : []),
    ...(at === routes.reports.apiReports && method === 'POST'
      ? [{ name: 'idempotency-key', description: 'The same key and body give the same answer, for 30 days.' }]
      : []),
  ];
}

const codes = Object.keys(vehicleErrors) as VehicleErrorCode[];
const starting = (...beginnings: readonly string[]) =>
  codes.filter(code => beginnings.some(beginning => code.startsWith(beginning)));

/** States in which a car does not even tell something. */
const deaf = ['ASLEEP', 'REMOTE_ACCESS_DISABLED', 'UNKNOWN', 'UNREACHABLE', 'VEHICLE_OFFLINE_FOR_SERVICE'].map(
  code => `VEHICLE_STATE.${code}`,
);

/** Codes of the errors that a call can answer with, those of the vehicle API by its own names. */
export function errorsOf(route: AnyRoute): string[] {
  return route.at.family === 'vehicle' ? vehicleErrorsOf(route) : plainErrorsOf(route);
}

function vehicleErrorsOf({ at, method, access }: AnyRoute): string[] {
  const { path } = at;
  const isV3 = path.startsWith('/v3/');
  // What a car is, and what was granted, is known without asking it.
  const isTold = /\/(?:permissions|application)$|\/webhooks\//.test(path) || !onCar.test(path);
  const isOrder = !isTold && method !== 'GET' && at !== routes.vehicles.batch;
  const found = [
    'AUTHENTICATION',
    ...(onCar.test(path) || access.scope !== undefined ? ['PERMISSION'] : []),
    ...(path.includes(':') || method !== 'GET' ? ['VALIDATION'] : []),
    'RATE_LIMIT.SMARTCAR_API',
    ...(isTold ? [] : ['RATE_LIMIT.VEHICLE', 'BILLING.VEHICLE_REQUEST_LIMIT']),
    ...(isV3 ? [] : ['RESOURCE_NOT_FOUND.VERSION']),
    ...(isV3 && /:(?!id)/.test(path) ? ['RESOURCE_NOT_FOUND.PATH'] : []),
    'SERVER.INTERNAL',
    ...(isTold
      ? []
      : starting('COMPATIBILITY.V', 'COMPATIBILITY.S', 'CONNECTED_SERVICES_ACCOUNT.', 'UPSTREAM.').filter(
          code => code !== 'CONNECTED_SERVICES_ACCOUNT.NO_VEHICLES',
        )),
    ...(isTold ? [] : isOrder ? starting('VEHICLE_STATE.') : deaf),
  ];
  return codes.filter(code => found.includes(code));
}

function plainErrorsOf({ at, method, access, body }: AnyRoute): string[] {
  const isReport = at === routes.reports.apiReports && method === 'POST';
  return [
    'invalid_input',
    ...(access.rule === 'token' ? ['token_invalid', 'scope_missing', 'not_allowed'] : []),
    ...(access.rule === 'public' && access.scope !== undefined ? ['token_invalid'] : []),
    ...(at.path.includes(':') ? ['not_found'] : []),
    ...(body ? ['too_large', 'unsupported_media_type'] : []),
    ...(at.family === 'jsonapi' ? ['not_acceptable'] : []),
    ...(method === 'PATCH' ? ['precondition_required', 'precondition_failed', 'move_refused'] : []),
    ...(isReport ? ['report_incomplete', 'idempotency_key_reused', 'work_required', 'intake_paused'] : []),
    'rate_limited',
    'internal',
  ];
}
