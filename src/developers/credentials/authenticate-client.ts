// The Authorization header's client credentials or management token → the application that acts in its own name.
import type { ApplicationItself } from '../../core/actor.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Authenticator } from '../../core/module.ts';
import type { CredentialKind } from './credential.ts';
import { findByCredential } from './credential-store.ts';
import { noteUse } from './note-use.ts';

/**
 * Reads `Basic` (RFC 7617) and `Bearer` (RFC 6750 §2.1). As a password counts the client secret with the application's
 * id as user name, or the management token, whatever the user name: SDKs send `default`. As a bearer token counts the
 * management token alone.
 */
export const clientAuthenticator: Authenticator = {
  credential: 'authorization',
  only: 'client',
  recognize: async (kernel, { headers: { authorization } }) => {
    const bearer = BEARER.exec(authorization ?? '')?.[1];
    if (bearer !== undefined) return clientOf(kernel, 'management-token', bearer);
    const [user, password] = readBasic(authorization);
    if (password === undefined) return undefined;
    const client = await clientOf(kernel, 'client-secret', password);
    return client === undefined
      ? clientOf(kernel, 'management-token', password)
      : client.id === user
        ? client
        : undefined;
  },
};

const BEARER = /^Bearer +([\w-]{20,100})$/i;

function readBasic(authorization: string | undefined): [user?: string, password?: string] {
  const encoded = /^Basic +([A-Za-z0-9+/]{1,400}={0,2})$/i.exec(authorization ?? '')?.[1];
  const [, user, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString()) ?? [];
  // Client libraries of OAuth encode both parts first (RFC 6749 §2.3.1); ours hold nothing that this would change.
  return user === undefined || password === undefined ? [] : [user.toLowerCase(), password];
}

async function clientOf(kernel: Kernel, kind: CredentialKind, secret: string): Promise<ApplicationItself | undefined> {
  const found = await findByCredential(kernel, kind, hashToken(secret));
  if (found === undefined) return undefined;
  noteUse(kernel, found.credential);
  return {
    kind: 'application-itself',
    id: found.id,
    proof: kind,
    ...(found.sandbox !== null && { sandbox: found.sandbox }),
  };
}
