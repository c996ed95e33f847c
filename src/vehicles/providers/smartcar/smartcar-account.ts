// An owner's sign-in at an upstream that speaks Smartcar's API: Connect with PKCE, tokens of two hours (vehicle-platform §3, §4).
import { href, routes } from '../../../catalog/routes.ts';
import { scopes } from '../../../catalog/scopes.ts';
import { MINUTE, SECOND } from '../../../core/clock.ts';
import type { SmartcarConfig } from '../../../core/config-makers.ts';
import { askJson, faultAfter, type JsonAnswer, numberIn, objectIn, textIn } from '../ask-json.ts';
import type { ProviderDoor, ProviderFault, Renewal, SignedIn, SignIn } from '../provider.ts';

/** What is under the seal. */
export type SmartcarCredentials = {
  readonly access: string;
  readonly refresh: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** By which the upstream knows the owner. */
  readonly user: string;
};

const EARLY = 5 * MINUTE;

/** @throws Error for text that this adapter did not write */
export function readCredentials(text: string): SmartcarCredentials {
  const { access, refresh, expiresAt, user } = objectIn(JSON.parse(text));
  if (
    typeof access !== 'string' ||
    typeof refresh !== 'string' ||
    typeof expiresAt !== 'number' ||
    typeof user !== 'string'
  )
    throw new Error('credentials of an upstream that cannot be read');
  return { access, refresh, expiresAt, user };
}

const signedIn = (credentials: SmartcarCredentials): SignedIn => ({ credentials: JSON.stringify(credentials) });

export const smartcarSignIn = (config: SmartcarConfig, door: ProviderDoor): SignIn => ({
  kind: 'redirect',
  authorizeUrl: ({ state, redirectUri, codeChallenge }) => {
    const url = new URL(`${config.connectOrigin}${href(routes.connect.authorize)}`);
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: config.clientId,
      redirect_uri: redirectUri,
      scope: (config.scopes ?? scopes.map(({ name }) => name)).join(' '),
      state,
      mode: config.mode,
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
    }).toString();
    return url.href;
  },
  exchange: async ({ code, redirectUri, codeVerifier }, now) => {
    const tokens = await askToken(config, door, now, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
    });
    if ('fault' in tokens) return tokens;
    const told = await askJson(door.fetch, now, `${config.apiOrigin}/v2.0/user`, {
      headers: { authorization: `Bearer ${tokens.access}` },
      timeoutMs: 15 * SECOND,
    });
    const user = told.status === 200 ? textIn(told.body['id']) : undefined;
    return user === undefined ? { fault: 'UPSTREAM.INVALID_DATA' } : signedIn({ ...tokens, user });
  },
});

export const smartcarRenewal = (config: SmartcarConfig, door: ProviderDoor): Renewal => ({
  accountOf: credentials => readCredentials(credentials).user,
  isDue: (credentials, now) => readCredentials(credentials).expiresAt - EARLY <= now.getTime(),
  renew: async (credentials, now) => {
    const old = readCredentials(credentials);
    const form = { grant_type: 'refresh_token', refresh_token: old.refresh };
    const tokens = await askToken(config, door, now, form, old.refresh);
    return 'fault' in tokens ? tokens : signedIn({ ...old, ...tokens });
  },
});

type Tokens = Pick<SmartcarCredentials, 'access' | 'refresh' | 'expiresAt'>;

async function askToken(
  { authOrigin, clientId, clientSecret }: SmartcarConfig,
  { fetch }: ProviderDoor,
  now: Date,
  form: Readonly<Record<string, string>>,
  oldRefresh?: string,
): Promise<Tokens | ProviderFault> {
  // RFC 6749 §2.3.1: both halves are form-encoded before they go into the header.
  const pair = [clientId, clientSecret.reveal()].map(encodeURIComponent).join(':');
  const answer = await askJson(fetch, now, `${authOrigin}${href(routes.connect.token)}`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
    form,
    timeoutMs: 15 * SECOND,
  });
  if (answer.status !== 200) return tokenFault(answer);
  const access = textIn(answer.body['access_token']);
  const refresh = textIn(answer.body['refresh_token']) ?? oldRefresh;
  if (access === undefined || refresh === undefined) return { fault: 'UPSTREAM.INVALID_DATA' };
  const lifetime = numberIn(answer.body['expires_in']) ?? 0;
  return { access, refresh, expiresAt: now.getTime() + lifetime * SECOND };
}

/**
 * Only a code or refresh token that is no longer good ends a sign-in; a wrong client or a broken server may be repaired.
 * Smartcar says `invalid_request` where RFC 6749 §5.2 says `invalid_grant`, and which of the two it was (vehicle-platform §3).
 */
function tokenFault(answer: JsonAnswer): ProviderFault {
  const error = textIn(answer.body['error']);
  const isRefused = /^Invalid (?:code|refresh_token)\b/.test(textIn(answer.body['error_description']) ?? '');
  if (error === 'invalid_grant' || (error === 'invalid_request' && isRefused))
    return { fault: 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED' };
  if (answer.status === 429) return faultAfter('UPSTREAM.RATE_LIMIT', answer);
  return { fault: 'UPSTREAM.UNKNOWN_ISSUE' };
}
