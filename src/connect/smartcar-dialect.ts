// What Smartcar's protocol does differently from the standards, one small function each (vehicle-platform §1 to §4).
// Everything that is not named here is standard OAuth 2.0, so that a generic client works too.
import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { isScopeName, scopes } from '../catalog/scopes.ts';
import { readScopes } from './grant.ts';
import { readConnectOptions } from './request/connect-options.ts';

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

/**
 * An owner who shall sign in to the maker again for one vehicle comes by an address of its own (§4.1). To the library it
 * is a request that asks for no code; what the owner has granted stays as it is, so any permission may be in it.
 */
export function readReauthentication(params: URLSearchParams): URLSearchParams {
  if (['vehicle_id', 'none'].includes(params.get('response_type') ?? '')) params.set('response_type', 'none');
  params.set('scope', scopes.map(({ name }) => name).join(' '));
  params.set('reauthenticate', 'true');
  return params;
}

/**
 * Signing in again ends without a code, and is about a car that the application has been given. Of any other it hears the
 * same, whether it exists or not.
 */
export async function checkReauthentication(
  { oidc }: KoaContextWithOIDC,
  isGiven: (application: string, vehicle: string) => Promise<boolean>,
): Promise<void> {
  const read = readConnectOptions(oidc.params ?? {});
  if (!read.ok || read.options.reauthenticate === undefined) return;
  const { vehicle } = read.options.reauthenticate;
  if (oidc.params?.['response_type'] !== 'none')
    throw new errors.UnsupportedResponseType('response_type must be vehicle_id or none');
  if (oidc.client === undefined || !(await isGiven(oidc.client.clientId, vehicle)))
    throw new errors.InvalidRequest('vehicle_id must name a vehicle that the application has access to');
}

/** What comes beside OAuth's parameters must be readable, before anybody is asked anything (§4.2). */
export function checkOptions({ oidc }: KoaContextWithOIDC): void {
  const read = readConnectOptions(oidc.params ?? {});
  if (!read.ok) throw new errors.InvalidRequest(read.fault);
}

/**
 * Only known permissions, with or without `required:`, and at least one. The library itself passes over what it does
 * not know, and the owner would be asked for something else than the application expects (RFC 6749 §3.3).
 */
export function checkScopes({ oidc }: KoaContextWithOIDC): void {
  const asked = readScopes(String(oidc.params?.['scope'] ?? ''));
  if (asked.length === 0) throw invalidScope('scope must name at least one permission', '');
  const unknown = asked.filter(({ name }) => !isScopeName(name)).map(({ name }) => name);
  if (unknown.length > 0) throw invalidScope('unknown permission', unknown.join(' '));
}

/** The words at fault go along, where there are any: an empty value breaks SDKs that split by `=` (§4.4). */
const invalidScope = (description: string, words: string): Error =>
  Object.assign(new errors.InvalidScope(description, words), words === '' && { scope: undefined });

/** The id by which the application knows the owner goes along with the code, and what it asked to be told back (§4.5). */
export function addExtras({ oidc }: KoaContextWithOIDC, answer: Record<string, unknown> = {}): void {
  if (oidc.session?.accountId !== undefined) answer['user_id'] = oidc.session.accountId;
  const externalId = oidc.params?.['external_id'];
  if (externalId !== undefined && externalId !== 'null') answer['external_id'] = externalId;
}

/** What Connect has to tell the application beside the answer: of a car that does not fit, of a key to pair (§4.5, §4.6). */
export type AnswerExtras = Readonly<Record<string, string>>;

/** The library knows no further parameters of an error, so they are put to the address that it made. */
export function addAnswerExtras(ctx: KoaContextWithOIDC): void {
  const location = ctx.response.get('location');
  const extras = ctx.oidc.entities.Interaction?.result?.['extras'] as AnswerExtras | undefined;
  if (ctx.oidc.route !== 'resume' || location === '' || extras === undefined) return;
  // An empty value breaks SDKs that split by `=` (§4.4).
  const told = new URLSearchParams(Object.entries(extras).filter(([, value]) => value !== ''));
  if (told.size > 0) ctx.set('location', `${location}${location.includes('?') ? '&' : '?'}${told}`);
}

/**
 * The library tells errors of the implicit flow in the fragment, where servers do not see them. There is no such flow here,
 * and all answers go into the query (§4.6).
 */
export function tellInQuery(ctx: KoaContextWithOIDC): void {
  // There is none when the error is told on a page, whatever the type says.
  const location = String(ctx.response.get('location') ?? '');
  if (ctx.oidc.route !== 'authorization' || !location.includes('#error=')) return;
  ctx.set('location', location.replace('#', location.includes('?') ? '&' : '?'));
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
