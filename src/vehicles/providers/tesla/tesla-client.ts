// Requests to Tesla's Fleet API, with its refusals in our words (vehicle-platform §23.2).
// Source: developer.tesla.com/docs/fleet-api, "Response codes".

import type { VehicleErrorCode } from '../../../catalog/vehicle-errors.ts';
import { SECOND } from '../../../core/clock.ts';
import { askJson, faultAfter, type Json, type JsonAnswer, objectIn, textIn } from '../ask-json.ts';
import type { ProviderDoor, ProviderFault } from '../provider.ts';

export type TeslaRequest = {
  readonly method?: 'GET' | 'POST';
  readonly json?: Json;
  readonly timeoutMs?: number;
};

/** What Tesla's 200 says: `response` is an object or a list. */
export type TeslaSaid = { readonly response: unknown };

/** Asks with an owner's token. */
export async function askTesla(
  { fetch, clock }: ProviderDoor,
  origin: string,
  access: string,
  path: string,
  { method = 'GET', json, timeoutMs = 25 * SECOND }: TeslaRequest = {},
): Promise<TeslaSaid | ProviderFault> {
  const answer = await askJson(fetch, clock.now(), `${origin}${path}`, {
    method,
    headers: { authorization: `Bearer ${access}` },
    ...(json !== undefined && { json }),
    timeoutMs,
  });
  if (answer.status !== 200) return teslaFault(answer);
  if (!('response' in answer.body)) return { fault: 'UPSTREAM.INVALID_DATA' };
  return { response: answer.body['response'] };
}

const byStatus: Readonly<Record<number, VehicleErrorCode>> = {
  401: 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED',
  402: 'UPSTREAM.RATE_LIMIT',
  403: 'CONNECTED_SERVICES_ACCOUNT.PERMISSION',
  404: 'CONNECTED_SERVICES_ACCOUNT.VEHICLE_MISSING',
  405: 'VEHICLE_STATE.VEHICLE_OFFLINE_FOR_SERVICE',
  408: 'VEHICLE_STATE.UNREACHABLE',
  423: 'CONNECTED_SERVICES_ACCOUNT.ACCOUNT_ISSUE',
  429: 'UPSTREAM.RATE_LIMIT',
  504: 'UPSTREAM.NO_RESPONSE',
  540: 'VEHICLE_STATE.UNREACHABLE',
};

// In order: the first that fits the error's text counts, whatever its status.
const byText: readonly (readonly [RegExp, VehicleErrorCode])[] = [
  [/exceeded_limit|account disabled|billing/i, 'UPSTREAM.RATE_LIMIT'],
  [
    /public key has not been paired|unknown_key|not_in_whitelist|missing.*key/i,
    'CONNECTED_SERVICES_ACCOUNT.VIRTUAL_KEY_REQUIRED',
  ],
  // The car wants signed commands, and no command proxy is configured to sign them.
  [/vehicle command protocol required/i, 'COMPATIBILITY.SMARTCAR_NOT_CAPABLE'],
  [/mobile.access/i, 'VEHICLE_STATE.REMOTE_ACCESS_DISABLED'],
  [/in.service/i, 'VEHICLE_STATE.VEHICLE_OFFLINE_FOR_SERVICE'],
  [/offline or asleep|vehicle unavailable|could_not_wake/i, 'VEHICLE_STATE.UNREACHABLE'],
];

/** The fault behind an answer that is not 200. */
function teslaFault(answer: JsonAnswer): ProviderFault {
  const { status, body } = answer;
  const words = `${textIn(body['error']) ?? ''} ${textIn(body['error_description']) ?? ''}`;
  if (status === 401) return { fault: 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED' };
  const told = byText.find(([pattern]) => pattern.test(words))?.[1];
  return faultAfter(told ?? byStatus[status] ?? 'UPSTREAM.UNKNOWN_ISSUE', answer);
}

/** What a car does that did not answer: Tesla knows whether it sleeps (developer.tesla.com, endpoint `vehicle`). */
export async function stateOfCar(
  door: ProviderDoor,
  origin: string,
  access: string,
  vin: string,
): Promise<'online' | 'asleep' | 'offline' | ProviderFault> {
  const said = await askTesla(door, origin, access, `/api/1/vehicles/${encodeURIComponent(vin)}`, {
    timeoutMs: 10 * SECOND,
  });
  if ('fault' in said) return said;
  const state = textIn(objectIn(said.response)['state']);
  return state === 'online' || state === 'asleep' ? state : 'offline';
}
