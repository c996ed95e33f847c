// Ends an owner's sign-in at Tesla: the refresh token is revoked (RFC 7009 §2.1), and with it what was made of it.
import { SECOND } from '../../../core/clock.ts';
import type { TeslaConfig } from '../../../core/config-makers.ts';
import { askJson, faultAfter, type JsonAnswer, textIn } from '../ask-json.ts';
import type { Ending, ProviderDoor, ProviderFault } from '../provider.ts';
import { readCredentials } from './tesla-account.ts';

/**
 * Tesla's documents show the page for owners (developer.tesla.com/docs/fleet-api/authentication/third-party-tokens); the
 * revocation endpoint lies beside the authorization endpoint and is not in them, so an answer that there is none ends in
 * the owner being sent to that page.
 */
export function teslaEnding(config: TeslaConfig, { fetch }: ProviderDoor): Ending {
  const page = new URL(`${config.authorizeOrigin}/user/revoke/consent`);
  page.search = new URLSearchParams({ revoke_client_id: config.clientId }).toString();
  return {
    maker: 'Tesla',
    ownPageUrl: page.href,
    end: async (credentials, now) => {
      const { access, refresh } = readCredentials(credentials);
      const revoke = (token: string, kind: string) =>
        askJson(fetch, now, `${config.authorizeOrigin}/oauth2/v3/revoke`, {
          method: 'POST',
          form: {
            client_id: config.clientId,
            client_secret: config.clientSecret.reveal(),
            token,
            token_type_hint: kind,
          },
          timeoutMs: 15 * SECOND,
        });
      const fault = faultOf(await revoke(refresh, 'refresh_token'));
      if (fault !== null) return fault;
      // A server that revokes refresh tokens alone says so (RFC 7009 §2.2.1); this one ends by itself within hours.
      const second = faultOf(await revoke(access, 'access_token'));
      return second === null || second.fault === NO_WAY ? 'done' : second;
    },
  };
}

const NO_WAY = 'COMPATIBILITY.SMARTCAR_NOT_CAPABLE';

function faultOf(answer: JsonAnswer): ProviderFault | null {
  const { status, body } = answer;
  if (status === 200 || status === 204) return null;
  const error = textIn(body['error']);
  if (error === 'invalid_token' || error === 'invalid_grant') return null;
  const isAbsent = status === 404 || status === 405 || status === 501 || error === 'unsupported_token_type';
  if (isAbsent) return { fault: NO_WAY };
  if (status === 429) return faultAfter('UPSTREAM.RATE_LIMIT', answer);
  return faultAfter(status === 503 ? 'UPSTREAM.NO_RESPONSE' : 'UPSTREAM.UNKNOWN_ISSUE', answer);
}
