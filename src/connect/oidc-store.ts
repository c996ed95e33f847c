// oidc-provider's storage: what the library keeps, found and changed through our own stores. It never sees a person's id
// nor a stored secret: owners appear under the id that the application knows them by, clients without their secret.
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import { after, SECOND, systemClock } from '../core/clock.ts';
import { hashToken } from '../core/crypto/tokens.ts';
import type { Kernel } from '../core/kernel.ts';
import { findRegisteredApplication } from '../developers/index.ts';
import { userIdOf } from '../vehicles/index.ts';
import { consumeArtifact, deleteArtifact, findArtifact, saveArtifact } from './artifact-store.ts';
import { forgetGrant } from './authenticate-bearer.ts';
import { endTokens } from './end-grant.ts';
import { bothSpellings, plainScopes } from './grant.ts';
import { findActiveGrant } from './grant-store.ts';
import { findAccessToken, insertAccessToken, keyOfApplication } from './token-store.ts';
import {
  deleteApplicationToken,
  findApplicationTokens,
  insertApplicationToken,
} from './tokens/application-token-store.ts';
import { clientMetadata } from './tokens/client-metadata.ts';
import { currentEndpoint, currentExchange } from './tokens/exchange.ts';
import { graceOf, isWithinGrace } from './tokens/refresh-grace.ts';
import { useProof } from './tokens/used-proof-store.ts';

/** Makes the adapter of each of the library's models. @param kernel outside any transaction */
export const oidcStore =
  (kernel: Kernel) =>
  (model: string): Adapter => {
    const own = OWN[model];
    return { ...nothing(), ...(own ? own(kernel) : artifacts(kernel, model)) };
  };

type PartialAdapter = Partial<Adapter>;

/** Registered applications, by their current words; a secret is compared elsewhere, by its hash. */
const clients = (kernel: Kernel): PartialAdapter => ({
  find: async id => {
    const application = await findRegisteredApplication(kernel, id);
    if (!application) return undefined;
    currentExchange().application = application;
    return clientMetadata(kernel, application);
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
  upsert: async (id, { grantId = '', scope = '', jkt }, expiresIn = 0) => {
    const isSaved = await insertAccessToken(kernel, {
      hash: hashToken(id),
      grant: grantId,
      scopes: plainScopes(scope),
      expiresAt: after(kernel.clock.now(), expiresIn * SECOND),
      jkt,
      family: familyOf(grantId),
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
        ...(token.jkt !== null && { jkt: token.jkt }),
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
  // The library asks for it when something used came again, and when a client revokes.
  revokeByGrantId: grant => endTokens(kernel, grant, reuseOf()),
});

/** What came again, when the token endpoint is asked and not the one that revokes. */
function reuseOf(): Parameters<typeof endTokens>[2] {
  const { application, brought } = currentExchange();
  if (currentEndpoint() !== 'token' || application === undefined || brought === undefined) return undefined;
  return { application: application.id, kind: brought };
}

/** Tokens of applications by themselves, of the client credentials grant. */
const applicationTokens = (kernel: Kernel): PartialAdapter => ({
  upsert: async (id, { clientId = '', jkt }, expiresIn = 0) => {
    const { application } = currentExchange();
    if (application?.id !== clientId) throw new errors.InvalidClient('the application is gone');
    await insertApplicationToken(kernel, {
      hash: hashToken(id),
      application: clientId,
      sandbox: application.sandbox,
      jkt,
      expiresAt: after(kernel.clock.now(), expiresIn * SECOND),
    });
  },
  find: async id => {
    const hash = hashToken(id);
    const token = (await findApplicationTokens(kernel, [hash])).get(hash.toString('latin1'));
    return (
      token && {
        jti: id,
        kind: 'ClientCredentials',
        clientId: token.application,
        aud: kernel.config.publicUrl,
        ...(token.jkt !== undefined && { jkt: token.jkt }),
        iat: libraryTime(kernel, token.issuedAt),
        exp: libraryTime(kernel, token.expiresAt),
      }
    );
  },
  destroy: async id => {
    const hash = hashToken(id);
    const token = (await findApplicationTokens(kernel, [hash])).get(hash.toString('latin1'));
    if (!token) return;
    await deleteApplicationToken(kernel, hash);
    forgetGrant(kernel, keyOfApplication(token.application));
  },
});

/** Proofs and assertions that were used: asked and remembered in one step, so that of two at once one counts. */
const usedProofs = (kernel: Kernel): PartialAdapter => ({
  upsert: async (id, _payload, expiresIn = 0) => {
    if (!(await useProof(kernel, id, after(kernel.clock.now(), expiresIn * SECOND))))
      throw new errors.InvalidRequest('this proof was used before');
  },
});

const BOUND_TO_GRANT: Readonly<Record<string, 'code' | 'refresh_token'>> = {
  AuthorizationCode: 'code',
  RefreshToken: 'refresh_token',
};

/** Everything else: codes, refresh tokens, pushed requests, interactions. */
const artifacts = (kernel: Kernel, kind: string): PartialAdapter => ({
  upsert: async (id, payload, expiresIn = 0) => {
    const { scope, grantId = '' } = payload;
    const isBound = kind in BOUND_TO_GRANT;
    const grant = isBound ? { id: grantId, family: familyOf(grantId) } : undefined;
    const stored = isBound && scope !== undefined ? { scope: plainScopes(scope).join(' ') } : {};
    if (!(await saveArtifact(kernel, kind, id, { ...payload, ...stored }, expiresIn, grant)))
      throw new errors.InvalidGrant('the grant has ended');
  },
  find: async id => {
    const found = await findArtifact(kernel, kind, id);
    if (!found) return undefined;
    const { payload, consumedAt, source } = found;
    const exchange = currentExchange();
    const brought = BOUND_TO_GRANT[kind];
    if (source !== undefined && brought !== undefined) Object.assign(exchange, { source, brought });
    const isUsed = consumedAt !== undefined && !isWithinGrace(graceOf(kind, exchange), consumedAt, kernel.clock.now());
    return { ...(payload as AdapterPayload), ...(isUsed && { consumed: libraryTime(kernel, consumedAt) }) };
  },
  consume: async id => {
    if (await consumeArtifact(kernel, kind, id, graceOf(kind, currentExchange()))) return;
    throw kind === 'PushedAuthorizationRequest'
      ? new errors.InvalidRequestUri('request_uri is invalid, expired, or was already used')
      : new errors.InvalidGrant('already used');
  },
  destroy: async id => {
    if (!(await deleteArtifact(kernel, kind, id)) && kind === 'Interaction')
      throw new errors.SessionNotFound('this request was already answered');
  },
});

/** The family that the running exchange continues: what was brought must not have ended when its tokens are stored. */
function familyOf(grant: string): number | undefined {
  const { source } = currentExchange();
  return source?.grant === grant ? source.family : undefined;
}

/** The library's own sessions are not kept: who somebody is, the product's session says at each consent. */
const nothing = (): Adapter => ({
  upsert: async () => undefined,
  find: async () => undefined,
  findByUid: async () => undefined,
  findByUserCode: async () => undefined,
  consume: async () => undefined,
  destroy: async () => undefined,
  revokeByGrantId: async () => undefined,
});

const OWN: Readonly<Record<string, (kernel: Kernel) => PartialAdapter>> = {
  Client: clients,
  Grant: grants,
  AccessToken: accessTokens,
  ClientCredentials: applicationTokens,
  ReplayDetection: usedProofs,
  Session: nothing,
};

/** Seconds since 1970 as the library counts them: it always asks the machine, while ours is the kernel's clock. */
const libraryTime = ({ clock }: Kernel, moment: Date): number =>
  Math.floor((moment.getTime() - clock.now().getTime() + systemClock.now().getTime()) / SECOND);
