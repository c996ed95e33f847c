// Applications of every kind for tests, and what they sign: client assertions (RFC 7523) and proofs of possession (RFC 9449).
import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import { findOrCreatePersonByEmail } from '../../src/accounts/index.ts';
import type { Person } from '../../src/core/actor.ts';
import { newUuid } from '../../src/core/ids.ts';
import { changeClientAuth } from '../../src/developers/change-client-auth.ts';
import type { ClientAuth } from '../../src/developers/client-auth.ts';
import { registerApplication } from '../../src/developers/create-application.ts';
import { createOrganization } from '../../src/developers/create-organization.ts';
import { type Authority, authorize, http, post, readCallback } from './support.ts';

/** Registers another application; the same server and owner with its credentials. */
export async function registerClient(
  authority: Authority,
  auth: ClientAuth = { method: 'client-secret', isBound: false },
  redirectUris: readonly string[] = [authority.redirectUri],
): Promise<Authority> {
  const { kernel } = authority.world;
  const { id: person } = await findOrCreatePersonByEmail(kernel, 'dana@other.example', 'Dana');
  const dana: Person = {
    kind: 'person',
    id: person,
    session: 'ses',
    staffRole: undefined,
    signedInAt: kernel.clock.now(),
  };
  const organization = await createOrganization(kernel, dana, 'Other');
  const id = newUuid(kernel.random);
  const secrets = await registerApplication(kernel, person, {
    id,
    organization,
    name: 'Other app',
    purpose: 'Does something else.',
    privacyPolicyUrl: 'https://other.example/privacy',
    redirectUris,
  });
  await changeClientAuth(kernel, dana, { id, auth });
  return {
    ...authority,
    client: { client_id: id },
    secret: secrets.clientSecret.reveal(),
    redirectUri: redirectUris[0] ?? authority.redirectUri,
  };
}

export type Signer = { readonly pair: CryptoKeyPair; readonly jwk: JWK; readonly alg: string };

/** A fresh key pair with the public half as JWK. */
export async function newSigner(alg = 'ES256'): Promise<Signer> {
  const pair = await generateKeyPair(alg, { extractable: true });
  return { pair, jwk: { ...(await exportJWK(pair.publicKey)), kid: randomUUID() }, alg };
}

type Changes = { readonly claims?: JWTPayload; readonly header?: Record<string, unknown>; readonly without?: string };

const signed = (
  { pair, alg }: Signer,
  claims: JWTPayload,
  header: Record<string, unknown>,
  { claims: changed, header: changedHeader, without = '' }: Changes,
): Promise<string> => {
  const { [without]: _, ...payload } = { ...claims, ...changed } as Record<string, unknown>;
  return new SignJWT(payload).setProtectedHeader({ alg, ...header, ...changedHeader }).sign(pair.privateKey);
};

const seconds = (): number => Math.floor(Date.now() / 1000);

/** A client assertion (RFC 7523 §3). */
export const assertion = (
  { client, server }: Pick<Authority, 'client' | 'server'>,
  signer: Signer,
  changes: Changes = {},
): Promise<string> =>
  signed(
    signer,
    {
      iss: client.client_id,
      sub: client.client_id,
      aud: server.issuer,
      jti: randomUUID(),
      iat: seconds(),
      exp: seconds() + 60,
    },
    { kid: signer.jwk.kid },
    changes,
  );

/** The form fields of a client assertion. */
export const assertionFields = (jwt: string): Record<string, string> => ({
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: jwt,
});

/** A proof of possession for a request (RFC 9449 §4.2). @param token when it goes along with an access token */
export const proof = async (
  signer: Signer,
  { method, url, token, now = seconds() }: { method: string; url: string; token?: string; now?: number },
  changes: Changes = {},
): Promise<string> => {
  const { kid: _, ...jwk } = signer.jwk;
  const ath = token === undefined ? {} : { ath: createHash('sha256').update(token).digest('base64url') };
  const claims = { htm: method, htu: url, jti: randomUUID(), iat: now, ...ath };
  return signed(signer, claims, { typ: 'dpop+jwt', jwk }, changes);
};

export const thumbprintOf = ({ jwk }: Signer): Promise<string> => calculateJwkThumbprint(jwk);

/** Without the application's Basic credentials. */
export const NO_BASIC = { authorization: '' } as const;

/** A code for the application with PKCE. */
export async function codeWithPkce(authority: Authority, more: Record<string, string> = {}) {
  const verifier = oauth.generateRandomCodeVerifier();
  const parameters = {
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...more,
  };
  const url = await authorize(authority, { parameters });
  return { verifier, url, code: url.searchParams.get('code') ?? '', callback: () => readCallback(authority, url) };
}

/** Exchanges a code with the credentials that are given, as an independent client does. */
export async function exchangeAs(
  authority: Authority,
  auth: oauth.ClientAuth,
  { verifier, callback }: Awaited<ReturnType<typeof codeWithPkce>>,
  options: oauth.TokenEndpointRequestOptions = {},
): Promise<oauth.TokenEndpointResponse> {
  const { server, client, redirectUri } = authority;
  const response = await oauth.authorizationCodeGrantRequest(server, client, auth, callback(), redirectUri, verifier, {
    ...http,
    ...options,
  });
  return oauth.processAuthorizationCodeResponse(server, client, response);
}

/** Refreshes with whatever credentials the fields and headers carry. */
export const refresh = (
  authority: Authority,
  token: string | undefined,
  more: Record<string, string> = {},
  headers: Record<string, string> = {},
): ReturnType<typeof post> =>
  post(authority, '/oauth/token', { grant_type: 'refresh_token', refresh_token: token ?? '', ...more }, headers);

/** Exchanges a code by plain fields. */
export const redeem = (
  authority: Authority,
  code: string,
  more: Record<string, string> = {},
  headers: Record<string, string> = {},
): ReturnType<typeof post> =>
  post(
    authority,
    '/oauth/token',
    { grant_type: 'authorization_code', code, redirect_uri: authority.redirectUri, ...more },
    headers,
  );
