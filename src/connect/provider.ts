// The authorization server: oidc-provider, told what we offer. What it carries and what it does not: decisions/0010.

import Provider, { type Configuration, errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import type pg from 'pg';
import { PROOF_ALGORITHMS } from '../catalog/proof-algorithms.ts';
import { href, routes } from '../catalog/routes.ts';
import { scopes } from '../catalog/scopes.ts';
import { SECOND } from '../core/clock.ts';
import type { Kernel } from '../core/kernel.ts';
import { verifyClientSecret } from '../developers/index.ts';
import { findAgain } from './again/find-again.ts';
import { ACCESS_FOR, APPLICATION_TOKEN_FOR, bothSpellings, CODE_FOR, REFRESH_FOR } from './grant.ts';
import { oidcStore } from './oidc-store.ts';
import { renderAuthorizeError } from './pages/authorize-error.tsx';
import { CONNECT_PARAMETERS } from './request/connect-options.ts';
import { recordExchange } from './request/record-exchange.ts';
import {
  addAnswerExtras,
  addExtras,
  checkOptions,
  checkReauthentication,
  checkScopes,
  TOKEN_BITS,
  tellInQuery,
  tellInvalidGrant,
} from './smartcar-dialect.ts';
import { checkAssertionTimes } from './tokens/client-assertion.ts';
import { guardedJwks } from './tokens/guarded-jwks.ts';

/** How long an owner may take to decide. */
const DECIDE_WITHIN = 3600;

const providers = new WeakMap<pg.Pool, Provider>();

/** The authorization server of this process. @param kernel outside any transaction */
export function providerOf(kernel: Kernel): Provider {
  const provider = providers.get(kernel.pool) ?? openProvider(kernel);
  providers.set(kernel.pool, provider);
  return provider;
}

function openProvider(kernel: Kernel): Provider {
  const provider = new Provider(kernel.config.publicUrl, configurationOf(kernel));
  // The mount says scheme and host in forwarding headers of its own, so that no address is built from what a client sent.
  provider.proxy = true;
  // Redirect URIs match letter by letter (RFC 9700 §4.1.3); the library would let the port of loopback ones differ.
  provider.Client.prototype.redirectUriAllowed = function (uri) {
    return this.redirectUris?.includes(uri) ?? false;
  };
  // Secrets are known by their hash only, and several may be good.
  provider.Client.prototype.compareClientSecret = function (secret) {
    return verifyClientSecret(kernel, this.clientId, secret);
  };
  provider.on('authorization.success', addExtras);
  const logFailure = (err: unknown): void => kernel.log.error({ err }, 'the authorization server failed');
  provider.on('server_error', (_ctx: KoaContextWithOIDC, err: Error) => logFailure(err));
  // Koa tells here what broke after its answer began; the library's types know only its own events.
  (provider as NodeJS.EventEmitter).on('error', logFailure);
  provider.use(async (ctx, next) => {
    const began = performance.now();
    await next();
    // The library adds its part to the context before any of its routes answers; elsewhere there is none.
    const answered = ctx as KoaContextWithOIDC;
    if ((ctx as Partial<KoaContextWithOIDC>).oidc === undefined) return;
    tellInvalidGrant(answered);
    addAnswerExtras(answered);
    tellInQuery(answered);
    recordExchange(kernel, answered, began);
    if (answered.oidc.route === 'discovery') ctx.body = ourMetadata(ctx.body as Record<string, unknown>);
  });
  return provider;
}

/** Metadata of RFC 8414 alone: what OpenID Connect adds would tell of ID tokens, and nobody signs in through us. */
const ourMetadata = (metadata: Record<string, unknown>): Record<string, unknown> => ({
  ...Object.fromEntries(Object.entries(metadata).filter(([name]) => !OF_SIGN_IN.test(name))),
  scopes_supported: scopes.map(({ name }) => name),
  response_modes_supported: ['query'],
});

const OF_SIGN_IN = /^(?:id_token_|claims?_|subject_types_|acr_|jwks_uri|request_parameter_|request_uri_parameter_)/;

function configurationOf(kernel: Kernel): Configuration {
  const { publicUrl } = kernel.config;
  const isSecure = publicUrl.startsWith('https:');
  const permissions = bothSpellings(scopes.map(({ name }) => name)).join(' ');
  return {
    adapter: oidcStore(kernel),
    routes: {
      authorization: routes.connect.authorize.path,
      token: routes.connect.token.path,
      introspection: routes.connect.introspect.path,
      revocation: routes.connect.revoke.path,
      pushed_authorization_request: routes.connect.par.path,
      jwks: routes.connect.jwks.path,
    },
    // Nothing is signed: tokens are opaque, and nobody signs in through us.
    jwks: { keys: [] },
    scopes: [],
    enabledJWA: {
      idTokenSigningAlgValues: ['HS256'],
      clientAuthSigningAlgValues: PROOF_ALGORITHMS,
      dPoPSigningAlgValues: PROOF_ALGORITHMS,
    },
    assertJwtClientAuthClaimsAndHeader: checkAssertionTimes,
    fetch: guardedJwks(kernel) as Configuration['fetch'],
    clientDefaults: { id_token_signed_response_alg: 'HS256' },
    responseTypes: ['code', 'none'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    // SDKs send no challenge, and prove themselves by a secret; who has none proves it began the request (RFC 9700 §2.1.1).
    pkce: { required: (_ctx, client) => client.clientAuthMethod === 'none' },
    formats: { bitsOfOpaqueRandomness: TOKEN_BITS },
    ttl: {
      AccessToken: ACCESS_FOR / SECOND,
      ClientCredentials: APPLICATION_TOKEN_FOR / SECOND,
      AuthorizationCode: CODE_FOR / SECOND,
      RefreshToken: REFRESH_FOR / SECOND,
      Interaction: DECIDE_WITHIN,
      Session: 60,
      Grant: DECIDE_WITHIN,
    },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      clientCredentials: { enabled: true },
      // The library counts time by the machine; a client whose clock is off is given a nonce (RFC 9449 §8).
      dPoP: { enabled: true, nonceSecret: kernel.vault.blindIndex('connect.dpop-nonce', 'secret') },
      pushedAuthorizationRequests: { enabled: true },
      // A client learns about its own tokens only (RFC 7662 §4).
      introspection: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => publicUrl,
        getResourceServerInfo: ({ oidc }, resource) => {
          if (resource !== publicUrl) throw new errors.InvalidTarget();
          // Permissions are an owner's to give; an application by itself has none.
          const isAlone = oidc.params?.['grant_type'] === 'client_credentials';
          return { scope: isAlone ? '' : permissions, audience: publicUrl, accessTokenFormat: 'opaque' };
        },
      },
    },
    // Looked at for every request, whether the parameter was sent or not: the place that the library has for own checks.
    extraParams: {
      ...Object.fromEntries(CONNECT_PARAMETERS.map(name => [name, null])),
      mode: checkOptions,
      approval_prompt: checkScopes,
      vehicle_id: ctx =>
        checkReauthentication(ctx, async (application, vehicle) => {
          return (await findAgain(kernel, application, vehicle)) !== undefined;
        }),
    },
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    expiresWithSession: async () => false,
    // A replayed code or token ends all tokens that came of it; the owner's word stays the owner's.
    revokeGrantPolicy: () => false,
    loadExistingGrant: ({ oidc }) => {
      const id = oidc.result?.consent?.grantId;
      return id === undefined ? Promise.resolve(undefined) : oidc.provider.Grant.find(id);
    },
    findAccount: (_ctx, accountId) => ({ accountId, claims: async () => ({ sub: accountId }) }),
    interactions: {
      policy: [
        new interactionPolicy.Prompt(
          { name: 'consent', requestable: true },
          new interactionPolicy.Check(
            'owner_decides',
            'the owner of the car decides each time',
            'consent_required',
            ({ oidc }) => oidc.result?.consent === undefined,
          ),
        ),
      ],
      url: (_ctx, { uid }) => href(routes.connect.step, { uid }),
    },
    cookies: {
      names: { session: 'telltale-oauth', interaction: 'telltale-connect', resume: 'telltale-connect-resume' },
      long: { httpOnly: true, sameSite: 'lax', path: routes.connect.authorize.path, secure: isSecure },
      short: { httpOnly: true, sameSite: 'lax', secure: isSecure },
    },
    renderError: (ctx, out) => renderAuthorizeError(kernel, ctx, out),
  };
}
