// What a request leaves out and the application has said once for all: its permissions, its first redirect URI.
import type { Kernel } from '../../core/kernel.ts';
import { findRegisteredApplication, scopeOf } from '../../developers/index.ts';

/**
 * Fills in `scope` from what the developer picked, and `redirect_uri` (vehicle-platform §4.2). A code that was asked for
 * without a redirect URI is exchanged without one too, so the token endpoint fills in the same.
 * @param params changed in place
 * @param header the Authorization header, which may be where the client is named
 */
export async function fillDefaults(kernel: Kernel, params: URLSearchParams, header: string | undefined): Promise<void> {
  const isExchange = params.get('grant_type') === 'authorization_code';
  const isRequest = params.has('response_type');
  if (params.has('request_uri') || (!isExchange && !isRequest)) return;
  const lacksScope = isRequest && !params.has('scope');
  const lacksUri = !params.has('redirect_uri');
  if (!lacksScope && !lacksUri) return;
  const client = params.get('client_id') ?? clientOf(header);
  const application = client === undefined ? undefined : await findRegisteredApplication(kernel, client);
  if (application === undefined) return;
  const scope = lacksScope ? scopeOf(application.access) : '';
  if (scope !== '') params.set('scope', scope);
  const [uri] = application.redirectUris;
  if (lacksUri && uri !== undefined) params.set('redirect_uri', uri);
}

/** The client's name in Basic credentials (RFC 7617); whether the secret is right is asked elsewhere. */
function clientOf(header = ''): string | undefined {
  const encoded = /^Basic ([\w+/=]{1,2000})$/i.exec(header)?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8').split(':')[0];
}
