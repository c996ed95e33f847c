// What Smartcar's protocol does differently from the standards, one small function each (vehicle-platform §1 to §4).
// Everything that is not named here is standard OAuth 2.0, so that a generic client works too.
import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { isScopeName } from '../catalog/scopes.ts';
import { readScopes } from './grant.ts';

/** Characters of codes and tokens; at 6 bits each they hold 216 random bits (§3: as long as a UUID). */
const TOKEN_LENGTH = 36;
export const TOKEN_BITS = TOKEN_LENGTH * 6;

/** What the application is told when the owner says no (§4.6). */
export const DENIED = { error: 'access_denied', error_description: 'User denied access to application.' };

/** What the application is told when there is no car to give access to (§4.6). */
export const NO_VEHICLES = { error: 'no_vehicles', error_description: 'The account has no vehicles.' };

/**
 * Request parameters as the standards would have them: SDKs send the word `undefined` for what was not configured (§1.3),
 * and newer ones name the client `application_id` (§4.2).
 */
export function readParameters(params: URLSearchParams): URLSearchParams {
  const standard = new URLSearchParams();
  const hasClient = params.has('client_id');
  for (const [name, value] of params) {
    if (value === 'undefined' || value === '') continue;
    standard.append(name === 'application_id' && !hasClient ? 'client_id' : name, value);
  }
  return standard;
}

/** Only known modes; all three lead to the same cars for now (§4.10). */
export function checkMode(_ctx: unknown, mode: string | undefined): void {
  if (mode !== undefined && !['live', 'test', 'simulated'].includes(mode))
    throw new errors.InvalidRequest('mode must be live, test or simulated');
}

/**
 * Only known permissions, with or without `required:`, and at least one. The library itself passes over what it does
 * not know, and the owner would be asked for something else than the application expects (RFC 6749 §3.3).
 */
export function checkScopes({ oidc }: KoaContextWithOIDC): void {
  const asked = readScopes(String(oidc.params?.['scope'] ?? ''));
  if (asked.length === 0) throw new errors.InvalidScope('scope must name at least one permission', '');
  const unknown = asked.filter(({ name }) => !isScopeName(name)).map(({ name }) => name);
  if (unknown.length > 0) throw new errors.InvalidScope('unknown permission', unknown.join(' '));
}

/** The id by which the application knows the owner goes along with the code (§4.5). */
export function addUserId({ oidc }: KoaContextWithOIDC, answer: Record<string, unknown> = {}): void {
  if (oidc.session?.accountId !== undefined) answer['user_id'] = oidc.session.accountId;
}

const ECHOED = { authorization_code: 'code', refresh_token: 'refresh_token' } as const;

/**
 * Codes and refresh tokens that are unknown, used or expired are told with their own text, and as `invalid_request`
 * where RFC 6749 §5.2 says `invalid_grant` (§3).
 */
export function tellInvalidGrant(ctx: KoaContextWithOIDC): void {
  if (ctx.oidc.route !== 'token' || !isRecord(ctx.body) || ctx.body['error'] !== 'invalid_grant') return;
  const grantType = ctx.oidc.params?.['grant_type'];
  if (grantType !== 'authorization_code' && grantType !== 'refresh_token') return;
  const name = ECHOED[grantType];
  const sent = String(ctx.oidc.params?.[name] ?? '');
  ctx.body = { error: 'invalid_request', error_description: `Invalid ${name}: ${echo(sent)}.` };
}

/** What a client sent, in the characters that an error text may have (RFC 6749 §5.2), and not at any length. */
const echo = (text: string): string => text.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?').slice(0, 100);

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
