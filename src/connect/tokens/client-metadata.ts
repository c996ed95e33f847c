// A registered application as the library wants to see a client (RFC 7591 §2).
import type { AdapterPayload } from 'oidc-provider';
import type { Kernel } from '../../core/kernel.ts';
import type { RegisteredApplication } from '../../developers/index.ts';

const OF_OWNERS = ['authorization_code', 'refresh_token'];

/** Metadata of the client, by its current words. */
export function clientMetadata(
  kernel: Kernel,
  { id, redirectUris, clientAuth }: RegisteredApplication,
): AdapterPayload {
  return {
    client_id: id,
    // The kind that may have private schemes beside https; matching stays exact (provider.ts).
    application_type: 'native',
    redirect_uris: [...redirectUris],
    response_types: ['code', 'none'],
    // Who cannot prove to be the application gets nothing in its name (RFC 6749 §4.4).
    grant_types: clientAuth.method === 'none' ? OF_OWNERS : [...OF_OWNERS, 'client_credentials'],
    dpop_bound_access_tokens: clientAuth.isBound,
    // The library wants one to be there, if only for the ID tokens that we have none of. This one opens nothing and is
    // known to nobody.
    client_secret: kernel.vault.blindIndex('connect.no-secret', id).toString('base64url'),
    ...authentication(clientAuth),
  };
}

function authentication({ method, keys }: RegisteredApplication['clientAuth']) {
  switch (method) {
    case 'none':
      return { token_endpoint_auth_method: 'none' } as const;
    case 'private-key':
      return {
        token_endpoint_auth_method: 'private_key_jwt',
        ...(keys && 'uri' in keys ? { jwks_uri: keys.uri } : { jwks: { keys: [...(keys?.keys ?? [])] } }),
      } as const;
    case 'client-secret':
      return { token_endpoint_auth_method: 'client_secret_basic' } as const;
  }
}
