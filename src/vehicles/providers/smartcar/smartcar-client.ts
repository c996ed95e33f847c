// Requests to an upstream's API v2: one path, or several in one batch; its errors passed on (vehicle-platform §7, §13).
import { href, routes } from '../../../catalog/routes.ts';
import { isVehicleErrorCode, type VehicleErrorCode } from '../../../catalog/vehicle-errors.ts';
import type { SmartcarConfig } from '../../../core/config-makers.ts';
import { askJson, faultAfter, type Json, type JsonAnswer, listIn, objectIn, textIn } from '../ask-json.ts';
import type { ProviderDoor, ProviderFault } from '../provider.ts';

/** What one path of a car answered. */
export type Told = { readonly body: unknown; readonly headers: Json };

type Car = { readonly id: string; readonly access: string };

const ask = (
  { apiOrigin }: SmartcarConfig,
  { fetch, clock }: ProviderDoor,
  { id, access }: Car,
  path: string,
  json?: Json,
): Promise<JsonAnswer> =>
  askJson(fetch, clock.now(), `${apiOrigin}/v2.0/vehicles/${encodeURIComponent(id)}${path === '/' ? '' : path}`, {
    method: json === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${access}`, 'sc-unit-system': 'metric' },
    ...(json !== undefined && { json }),
  });

/**
 * Reads paths of a car, in one request.
 * @returns by path what was told or why not, or a fault of the whole
 */
export async function readPaths(
  config: SmartcarConfig,
  door: ProviderDoor,
  car: Car,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Told | ProviderFault> | ProviderFault> {
  const [only] = paths;
  if (only === undefined) return new Map();
  if (paths.length === 1) {
    const answer = await ask(config, door, car, only);
    if (answer.status !== 200) return upstreamFault(answer);
    return new Map([[only, { body: answer.list ?? answer.body, headers: answer.headers }]]);
  }
  const answer = await ask(config, door, car, '/batch', { requests: paths.map(path => ({ path })) });
  if (answer.status !== 200) return upstreamFault(answer);
  const parts = listIn(answer.body['responses']).map(objectIn);
  return new Map(
    parts.flatMap((part): [string, Told | ProviderFault][] => {
      const path = textIn(part['path']);
      if (path === undefined) return [];
      const { code, body } = part;
      if (code === 200) return [[path, { body, headers: objectIn(part['headers']) }]];
      const status = typeof code === 'number' ? code : 502;
      return [[path, upstreamFault({ status, body: objectIn(body), headers: {} })]];
    }),
  );
}

/** Sends a command. */
export async function sendCommand(
  config: SmartcarConfig,
  door: ProviderDoor,
  car: Car,
  path: string,
  body: Json,
): Promise<'done' | ProviderFault> {
  const answer = await ask(config, door, car, path, body);
  return answer.status === 200 ? 'done' : upstreamFault(answer);
}

/** Gives a car back: the token does not cover it any more, and is dead with its last car (vehicle-platform §4.9). */
export async function giveBack(
  { apiOrigin }: SmartcarConfig,
  { fetch, clock }: ProviderDoor,
  { id, access }: Car,
): Promise<'done' | ProviderFault> {
  const answer = await askJson(
    fetch,
    clock.now(),
    `${apiOrigin}${href(routes.vehicles.disconnect, { version: '2.0', id })}`,
    { method: 'DELETE', headers: { authorization: `Bearer ${access}` } },
  );
  return answer.status === 200 || answer.status === 404 ? 'done' : upstreamFault(answer);
}

/** The ids of the cars that a token covers, or a fault. */
export async function listCars(
  { apiOrigin }: SmartcarConfig,
  { fetch, clock }: ProviderDoor,
  access: string,
): Promise<readonly string[] | ProviderFault> {
  const ids: string[] = [];
  for (let offset = 0; offset < 1000; offset += PAGE) {
    const answer = await askJson(fetch, clock.now(), `${apiOrigin}/v2.0/vehicles?limit=${PAGE}&offset=${offset}`, {
      headers: { authorization: `Bearer ${access}` },
    });
    if (answer.status !== 200) return upstreamFault(answer);
    const page = listIn(answer.body['vehicles']).flatMap(id => textIn(id) ?? []);
    ids.push(...page);
    if (page.length < PAGE) break;
  }
  return ids;
}

/** The most that the upstream gives at once (§17). */
const PAGE = 50;

// What is about us, not about the car, does not go on to the application as if it were about itself.
const ours: Readonly<Record<string, VehicleErrorCode>> = {
  AUTHENTICATION: 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED',
  PERMISSION: 'CONNECTED_SERVICES_ACCOUNT.PERMISSION',
  RESOURCE_NOT_FOUND: 'CONNECTED_SERVICES_ACCOUNT.VEHICLE_MISSING',
  BILLING: 'UPSTREAM.RATE_LIMIT',
  'RATE_LIMIT.SMARTCAR_API': 'UPSTREAM.RATE_LIMIT',
  VALIDATION: 'UPSTREAM.UNKNOWN_ISSUE',
  SERVER: 'UPSTREAM.UNKNOWN_ISSUE',
};

/** The upstream's error in our words: what it says of the car and its maker is passed on as it is. */
function upstreamFault(answer: Pick<JsonAnswer, 'status' | 'body' | 'headers' | 'retryAfter'>): ProviderFault {
  const type = textIn(answer.body['type']) ?? '';
  const code = textIn(answer.body['code']);
  const name = code === undefined ? type : `${type}.${code}`;
  const known = ours[name] ?? ours[type] ?? (isVehicleErrorCode(name) ? name : undefined);
  if (known !== undefined) return faultAfter(known, answer);
  if (answer.status === 401) return { fault: 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED' };
  if (answer.status === 429) return faultAfter('UPSTREAM.RATE_LIMIT', answer);
  return { fault: 'UPSTREAM.UNKNOWN_ISSUE' };
}
