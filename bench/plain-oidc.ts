// The baseline server: plain oidc-provider over the product's own storage, on node's HTTP server, and nothing else: no
// dialect, no rate limit, no headers of ours. Run as: node bench/plain-oidc.ts PORT, with the product's environment.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import { scopes } from '../src/catalog/scopes.ts';
import { ACCESS_FOR, APPLICATION_TOKEN_FOR, REFRESH_FOR } from '../src/connect/grant.ts';
import { oidcStore } from '../src/connect/oidc-store.ts';
import { SECOND } from '../src/core/clock.ts';
import { readConfig } from '../src/core/config.ts';
import { openKernel } from '../src/core/open-kernel.ts';
import { verifyClientSecret } from '../src/developers/index.ts';

const { config, secrets } = readConfig(process.env);
const { kernel } = await openKernel({ ...config, logLevel: 'silent' }, secrets);
const { publicUrl } = config;
const permissions = scopes.map(({ name }) => name).join(' ');
const provider = new Provider(publicUrl, {
  adapter: oidcStore(kernel),
  jwks: { keys: [] },
  scopes: [],
  enabledJWA: { idTokenSigningAlgValues: ['HS256'] },
  clientDefaults: { id_token_signed_response_alg: 'HS256' },
  responseTypes: ['code', 'none'],
  pkce: { required: () => false },
  ttl: {
    AccessToken: ACCESS_FOR / SECOND,
    ClientCredentials: APPLICATION_TOKEN_FOR / SECOND,
    RefreshToken: REFRESH_FOR / SECOND,
  },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => publicUrl,
      getResourceServerInfo: () => ({ scope: permissions, audience: publicUrl, accessTokenFormat: 'opaque' }),
    },
  },
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
  expiresWithSession: async () => false,
  findAccount: (_ctx, accountId) => ({ accountId, claims: async () => ({ sub: accountId }) }),
});
// What storage knows of a secret is its hash.
provider.Client.prototype.compareClientSecret = function (secret) {
  return verifyClientSecret(kernel, this.clientId, secret);
};
const answer = provider.callback();
const server = createServer((request, reply) => {
  if (request.url === '/ready') return void reply.end('ready');
  void answer(request, reply);
});
process.on('SIGTERM', () => process.exit(0));
server.listen(Number(process.argv[2]), '127.0.0.1');
