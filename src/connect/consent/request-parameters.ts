// What Connect's screens go by of an authorization request (vehicle-platform §4.2). Pure.
import type { Mode } from '../../vehicles/index.ts';
import { type AskedScope, readScopes } from '../grant.ts';
import { readConnectOptions } from '../request/connect-options.ts';

export type AuthorizationRequest = {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly AskedScope[];
  readonly mode: Mode;
  /** The owner decides anew, whatever was allowed before. */
  readonly isForced: boolean;
  /** In upper case; skips the choice of a brand. */
  readonly make: string | undefined;
  /** Exactly one car is given. */
  readonly isSingle: boolean;
  /** Only the car with this VIN (in upper case) is given. */
  readonly vin: string | undefined;
  /** ISO 3166-1 alpha-2, in upper case. */
  readonly country: string | undefined;
  /** The application wants to hear of cars that come into the account later. */
  readonly hasAccountSync: boolean;
  /** Set when nothing is asked but that the owner signs in to the maker again, for this vehicle. */
  readonly again: string | undefined;
};

/** Reads what the library kept, which has checked it before. */
export function readRequestParameters(params: Readonly<Record<string, unknown>>): AuthorizationRequest {
  const read = readConnectOptions(params);
  const options = read.ok ? read.options : undefined;
  const country = options?.flags.get('country')?.toUpperCase();
  return {
    clientId: String(params['client_id'] ?? ''),
    redirectUri: String(params['redirect_uri'] ?? ''),
    scopes: readScopes(String(params['scope'] ?? '')),
    mode: options?.mode ?? 'live',
    isForced: options?.approvalPrompt === 'force',
    make: options?.make,
    isSingle: options?.isSingle ?? false,
    vin: options?.vin,
    country: country !== undefined && /^[A-Z]{2}$/.test(country) ? country : undefined,
    hasAccountSync: options?.flags.get('account_sync') === 'true',
    again: options?.reauthenticate?.vehicle,
  };
}
