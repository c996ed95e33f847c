// oidc-provider's storage: what the library keeps, found and changed through our own stores. It never sees a person's id
// nor a stored secret: owners appear under the id that the application knows them by, clients without their secret.
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import { after, SECOND, systemClock } from '../core/clock.ts';
import { hashToken } from '../core/crypto/tokens.ts';
import type { Kernel } from '../core/kernel.ts';
import { findRegisteredApplication } from '../developers/index.ts';
import { userIdOf } from '../vehicles/index.ts';
import { consumeArtifact, deleteArtifact, findArtifact, saveArtifact } from './artifact-store.ts';
import { endTokens } from './end-grant.ts';
import { bothSpellings, plainScopes } from './grant.ts';
import { findActiveGrant } from './grant-store.ts';
import { findAccessToken, insertAccessToken } from './token-store.ts';

/** Makes the adapter of each of the library's models. @param kernel outside any transaction */
export const oidcStore =
  (kernel: Kernel) =>
  (model: string): Adapter => {
    const own = { Client: clients, Grant: grants, AccessToken: accessTokens, Session: nothing }[model];
    return { ...nothing(kernel), ...(own ? own(kernel) : artifacts(kernel, model)) };
  };

type PartialAdapter = Partial<Adapter>;

/** Registered applications, by their current words; the secret is compared elsewhere, by its hash. */
const clients = (kernel: Kernel): PartialAdapter => ({
  find: async id => {
    const application = await findRegisteredApplication(kernel, id);
    return (
      application && {
        client_id: application.id,
        // The library wants one to be there. This one opens nothing and is known to nobody.
        client_secret: kernel.vault.blindIndex('connect.no-secret', application.id).toString('base64url'),
        // The kind that may have private schemes beside https; matching stays exact (provider.ts).
        application_type: 'native',
        redirect_uris: [...application.redirectUris],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
      }
    );
  },
});

/** Grants as the library wants to see them, made from ours at each question, so that what ended is gone at once. */
const grants = (kernel: Kernel): PartialAdapter => ({
  find: async id => {
    const grant = await findActiveGrant(kernel, id);
    return (
      grant && {
        jti: id,
        kind: 'Grant',
        accountId: userIdOf(kernel, grant.application, grant.owner),
        clientId: grant.application,
        resources: { [kernel.config.publicUrl]: bothSpellings(grant.scopes).join(' ') },
        iat: libraryTime(kernel, grant.grantedAt),
      }
    );
  },
});

/** Access tokens lie in a table of their own, which the vehicle API reads without the library. */
const accessTokens = (kernel: Kernel): PartialAdapter => ({
  upsert: async (id, { grantId = '', scope = '' }, expiresIn = 0) => {
    const isSaved = await insertAccessToken(kernel, {
      hash: hashToken(id),
      grant: grantId,
      scopes: plainScopes(scope),
      expiresAt: after(kernel.clock.now(), expiresIn * SECOND),
    });
    if (!isSaved) throw new errors.InvalidGrant('the grant has ended');
  },
  find: async id => {
    const token = await findAccessToken(kernel, hashToken(id));
    return (
      token && {
        jti: id,
        kind: 'AccessToken',
        accountId: userIdOf(kernel, token.application, token.owner),
        clientId: token.application,
        grantId: token.grant,
        aud: kernel.config.publicUrl,
        scope: token.scopes.join(' '),
        iat: libraryTime(kernel, token.issued_at),
        exp: libraryTime(kernel, token.expires_at),
      }
    );
  },
  // One token never ends alone: the library ends the others of its grant right after (RFC 7009 §2.1).
  destroy: async id => {
    const token = await findAccessToken(kernel, hashToken(id));
    if (token) await endTokens(kernel, token.grant);
  },
  revokeByGrantId: grant => endTokens(kernel, grant),
});

const BOUND_TO_GRANT = ['AuthorizationCode', 'RefreshToken'];

/** Everything else: codes, refresh tokens, pushed requests, interactions. */
const artifacts = (kernel: Kernel, kind: string): PartialAdapter => ({
  upsert: async (id, payload, expiresIn = 0) => {
    const grant = BOUND_TO_GRANT.includes(kind) ? (payload.grantId ?? '') : undefined;
    const { scope } = payload;
    const stored = grant !== undefined && scope !== undefined ? { scope: plainScopes(scope).join(' ') } : {};
    if (!(await saveArtifact(kernel, kind, id, { ...payload, ...stored }, expiresIn, grant)))
      throw new errors.InvalidGrant('the grant has ended');
  },
  find: async id => {
    const found = await findArtifact(kernel, kind, id);
    if (!found) return undefined;
    const { payload, consumedAt } = found;
    return { ...(payload as AdapterPayload), ...(consumedAt && { consumed: libraryTime(kernel, consumedAt) }) };
  },
  consume: async id => {
    if (await consumeArtifact(kernel, kind, id)) return;
    throw kind === 'PushedAuthorizationRequest'
      ? new errors.InvalidRequestUri('request_uri is invalid, expired, or was already used')
      : new errors.InvalidGrant('already used');
  },
  destroy: async id => {
    if (!(await deleteArtifact(kernel, kind, id)) && kind === 'Interaction')
      throw new errors.SessionNotFound('this request was already answered');
  },
  revokeByGrantId: grant => endTokens(kernel, grant),
});

/** The library's own sessions are not kept: who somebody is, the product's session says at each consent. */
const nothing = (_kernel: Kernel): Adapter => ({
  upsert: async () => undefined,
  find: async () => undefined,
  findByUid: async () => undefined,
  findByUserCode: async () => undefined,
  consume: async () => undefined,
  destroy: async () => undefined,
  revokeByGrantId: async () => undefined,
});

/** Seconds since 1970 as the library counts them: it always asks the machine, while ours is the kernel's clock. */
const libraryTime = ({ clock }: Kernel, moment: Date): number =>
  Math.floor((moment.getTime() - clock.now().getTime() + systemClock.now().getTime()) / SECOND);
