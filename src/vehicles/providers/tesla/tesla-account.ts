// An owner's sign-in at Tesla: OAuth 2 code with PKCE, tokens that last eight hours, refresh tokens that count once.
// Source: developer.tesla.com/docs/fleet-api/authentication/third-party-tokens.
import { MINUTE, SECOND } from '../../../core/clock.ts';
import type { TeslaConfig } from '../../../core/config-makers.ts';
import { askJson, faultAfter, type Json, type JsonAnswer, numberIn, objectIn, textIn } from '../ask-json.ts';
import type { ProviderDoor, ProviderFault, Renewal, SignedIn, SignIn } from '../provider.ts';

/** What is under the seal. */
export type TeslaCredentials = {
  readonly access: string;
  readonly refresh: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Tesla's id of the account. */
  readonly account: string;
  /** Origin of the Fleet API in the account's region. */
  readonly api: string;
};

const SCOPES = 'openid offline_access vehicle_device_data vehicle_location vehicle_cmds vehicle_charging_cmds';

/** Renewed so long before the end that a request under way does not outlive its token. */
const EARLY = 5 * MINUTE;

/** @throws Error for text that this adapter did not write */
export function readCredentials(text: string): TeslaCredentials {
  const { access, refresh, expiresAt, account, api } = objectIn(JSON.parse(text));
  if (
    typeof access !== 'string' ||
    typeof refresh !== 'string' ||
    typeof expiresAt !== 'number' ||
    typeof account !== 'string' ||
    typeof api !== 'string'
  )
    throw new Error('credentials of Tesla that cannot be read');
  return { access, refresh, expiresAt, account, api };
}

const signedIn = (credentials: TeslaCredentials): SignedIn => ({ credentials: JSON.stringify(credentials) });

export function teslaSignIn(config: TeslaConfig, door: ProviderDoor): SignIn {
  return {
    kind: 'redirect',
    authorizeUrl: ({ state, redirectUri, codeChallenge }) => {
      const url = new URL(`${config.authorizeOrigin}/oauth2/v3/authorize`);
      url.search = new URLSearchParams({
        response_type: 'code',
        client_id: config.clientId,
        redirect_uri: redirectUri,
        scope: SCOPES,
        state,
        code_challenge: codeChallenge,
        code_challenge_method: 'S256',
        // An owner who left a permission out last time is asked for it again.
        prompt_missing_scopes: 'true',
      }).toString();
      return url.href;
    },
    exchange: async ({ code, redirectUri, codeVerifier }, now) => {
      const answer = await askToken(config, door, now, {
        grant_type: 'authorization_code',
        client_secret: config.clientSecret.reveal(),
        code,
        redirect_uri: redirectUri,
        code_verifier: codeVerifier,
        audience: config.apiOrigin,
      });
      const tokens = readTokens(answer, now);
      if ('fault' in tokens) return tokens;
      const account = subjectOf(textIn(answer.body['id_token'])) ?? subjectOf(tokens.access);
      if (account === undefined) return { fault: 'UPSTREAM.INVALID_DATA' };
      return signedIn({ ...tokens, account, api: await regionOf(config, door, tokens.access, now) });
    },
  };
}

export const teslaRenewal = (config: TeslaConfig, door: ProviderDoor): Renewal => ({
  accountOf: credentials => readCredentials(credentials).account,
  isDue: (credentials, now) => readCredentials(credentials).expiresAt - EARLY <= now.getTime(),
  renew: async (credentials, now) => {
    const old = readCredentials(credentials);
    const answer = await askToken(config, door, now, { grant_type: 'refresh_token', refresh_token: old.refresh });
    const tokens = readTokens(answer, now, old.refresh);
    return 'fault' in tokens ? tokens : signedIn({ ...old, ...tokens });
  },
});

const askToken = (config: TeslaConfig, { fetch }: ProviderDoor, now: Date, form: Readonly<Record<string, string>>) =>
  askJson(fetch, now, `${config.tokenOrigin}/oauth2/v3/token`, {
    method: 'POST',
    form: { client_id: config.clientId, ...form },
    timeoutMs: 15 * SECOND,
  });

type Tokens = Pick<TeslaCredentials, 'access' | 'refresh' | 'expiresAt'>;

function readTokens(answer: JsonAnswer, now: Date, oldRefresh?: string): Tokens | ProviderFault {
  const { status, body } = answer;
  if (status !== 200) return tokenFault(answer);
  const access = textIn(body['access_token']);
  const refresh = textIn(body['refresh_token']) ?? oldRefresh;
  if (access === undefined || refresh === undefined) return { fault: 'UPSTREAM.INVALID_DATA' };
  const lifetime = numberIn(body['expires_in']) ?? 0;
  return { access, refresh, expiresAt: now.getTime() + lifetime * SECOND };
}

/** Only what says that the owner's sign-in is over ends it; a wrong client or a broken server may be repaired. */
function tokenFault(answer: JsonAnswer): ProviderFault {
  const error = textIn(answer.body['error']);
  if (error === 'invalid_grant' || error === 'login_required')
    return { fault: 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED' };
  if (answer.status === 429) return faultAfter('UPSTREAM.RATE_LIMIT', answer);
  return { fault: 'UPSTREAM.UNKNOWN_ISSUE' };
}

/**
 * The account's region. Where Tesla does not say, or names a host that is not its own, it is the configured one.
 * Source: developer.tesla.com/docs/fleet-api/endpoints/user-endpoints, region.
 */
async function regionOf(config: TeslaConfig, { fetch }: ProviderDoor, access: string, now: Date): Promise<string> {
  const { status, body } = await askJson(fetch, now, `${config.apiOrigin}/api/1/users/region`, {
    headers: { authorization: `Bearer ${access}` },
    timeoutMs: 10 * SECOND,
  });
  const told = status === 200 ? textIn(objectIn(body['response'])['fleet_api_base_url']) : undefined;
  if (told === undefined || !URL.canParse(told)) return config.apiOrigin;
  const { origin, protocol, hostname } = new URL(told);
  const isTeslas = protocol === 'https:' && /\.(?:tesla\.com|tesla\.cn)$/.test(hostname);
  return isTeslas ? origin : config.apiOrigin;
}

/** `sub` of a JWT that came from the token endpoint itself, whose TLS vouches for it (OpenID Connect Core §3.1.3.7, 6). */
function subjectOf(token: string | undefined): string | undefined {
  const [, payload = ''] = token?.split('.') ?? [];
  try {
    const claims: Json = objectIn(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
    return textIn(claims['sub']);
  } catch {
    return undefined;
  }
}
