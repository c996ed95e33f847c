// Signing in with a passkey: the authenticator says who it is, and proves it.
import {
  generateAuthenticationOptions,
  type PublicKeyCredentialRequestOptionsJSON,
  verifyAuthenticationResponse,
} from '@simplewebauthn/server';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Person } from '../people/person.ts';
import { findPerson } from '../people/person-store.ts';
import { type Caller, completeSignIn, type Entry } from '../sign-in/admit-person.ts';
import { insertChallenge, takeChallenge } from './challenge-store.ts';
import { advanceCounter, findPasskeyByCredential, type Passkey } from './passkey-store.ts';
import { relyingParty } from './relying-party.ts';
import type { AuthenticationJson } from './webauthn-json.ts';

/** Options for `navigator.credentials.get`; they name no credential, so they tell nobody who has one. */
export async function askForPasskey(kernel: Kernel): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return generateAuthenticationOptions({
    rpID: relyingParty(kernel.config).id,
    challenge: await insertChallenge(kernel, 'authenticate', undefined),
    userVerification: 'preferred',
  });
}

/** @throws Refusal `sign_in_failed`, whatever the reason was */
export async function signInWithPasskey(
  kernel: Kernel,
  response: AuthenticationJson,
  returnPath: string,
  caller: Caller,
): Promise<Extract<Entry, { kind: 'session' }>> {
  const passkey = await findPasskeyByCredential(kernel, response.id);
  const person = passkey && (await findPerson(kernel, passkey.person));
  if (!passkey || !person) throw refuse('sign_in_failed');
  const counter = await verify(kernel, passkey, person, response).catch(async cause => {
    await kernel.audit.record(kernel.db, {
      actor: person.id,
      action: 'passkey.fail',
      subject: passkey.id,
      details: {},
    });
    throw refuse('sign_in_failed', {}, { cause });
  });
  return kernel.transaction(async kernel => {
    if (!(await advanceCounter(kernel, passkey.id, counter))) throw refuse('sign_in_failed');
    return completeSignIn(kernel, person, { method: 'passkey', returnPath, caller });
  });
}

/** @returns the authenticator's new counter */
async function verify(kernel: Kernel, passkey: Passkey, person: Person, response: AuthenticationJson): Promise<number> {
  const { id, origin } = relyingParty(kernel.config);
  const { userHandle } = response.response;
  if (userHandle !== undefined && Buffer.from(userHandle, 'base64url').toString() !== person.id)
    throw new Error('the passkey names another person');
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    // Only the attachment's type is wider than the library's, which does not read it.
    response: response as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
    expectedChallenge: challenge => takeChallenge(kernel, challenge, 'authenticate', undefined),
    expectedOrigin: origin,
    expectedRPID: id,
    credential: {
      id: passkey.credential.id,
      publicKey: new Uint8Array(Buffer.from(passkey.credential.publicKey, 'base64url')),
      counter: passkey.counter,
    },
    requireUserVerification: person.staffRole !== undefined,
  });
  if (!verified) throw new Error('the signature is wrong');
  return authenticationInfo.newCounter;
}
