// Making a passkey: options for the browser, then the check of what the authenticator made.
import {
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { refuse } from '../../core/errors.ts';
import type { Kernel } from '../../core/kernel.ts';
import { mailPerson } from '../people/mail-person.ts';
import { displayName, type Person } from '../people/person.ts';
import { insertChallenge, takeChallenge } from './challenge-store.ts';
import { insertPasskey, listPasskeys } from './passkey-store.ts';
import { relyingParty } from './relying-party.ts';
import type { RegistrationJson } from './webauthn-json.ts';

/** Options for `navigator.credentials.create`: discoverable, and for staff with a check of the user. */
export async function offerPasskey(kernel: Kernel, person: Person): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { id, name } = relyingParty(kernel.config);
  return generateRegistrationOptions({
    rpID: id,
    rpName: name,
    // The handle is opaque (WebAuthn §14.6.1); it comes back when signing in.
    userID: new Uint8Array(Buffer.from(person.id)),
    userName: person.email,
    userDisplayName: displayName(person),
    challenge: await insertChallenge(kernel, 'register', person.id),
    attestationType: 'none',
    excludeCredentials: (await listPasskeys(kernel, person.id)).map(({ credential }) => ({ id: credential.id })),
    authenticatorSelection: { residentKey: 'required', userVerification: verificationFor(person) },
  });
}

/**
 * Checks the browser's answer and keeps the passkey.
 * @throws Refusal `sign_in_failed` when the answer does not prove what it must, `already_done` when it is known
 */
export async function registerPasskey(
  kernel: Kernel,
  person: Person,
  response: RegistrationJson,
  name: string,
): Promise<void> {
  const info = await verify(kernel, person, response);
  await kernel.transaction(async kernel => {
    const passkey = await insertPasskey(kernel, {
      person: person.id,
      name,
      credential: {
        id: info.credential.id,
        publicKey: Buffer.from(info.credential.publicKey).toString('base64url'),
        transports: response.response.transports ?? [],
      },
      verifiesUser: info.userVerified,
      counter: info.credential.counter,
    });
    if (passkey === undefined) throw refuse('already_done');
    const entry = await kernel.audit.record(kernel.db, {
      actor: person.id,
      action: 'passkey.add',
      subject: passkey,
      details: {},
    });
    await mailPerson(
      kernel,
      person.id,
      {
        subject: 'A passkey was added to your account',
        text: `A new passkey can sign in to your account at ${kernel.config.operator.name}.\n\nIf this was not you, sign in at once, remove it and end all other sessions.`,
      },
      entry,
    );
  });
}

async function verify(kernel: Kernel, person: Person, response: RegistrationJson) {
  const { id, origin } = relyingParty(kernel.config);
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      // The library checks the transports' names itself, or ignores them.
      response: response as Parameters<typeof verifyRegistrationResponse>[0]['response'],
      expectedChallenge: challenge => takeChallenge(kernel, challenge, 'register', person.id),
      expectedOrigin: origin,
      expectedRPID: id,
      requireUserVerification: verificationFor(person) === 'required',
    });
    if (registrationInfo) return registrationInfo;
  } catch (cause) {
    throw refuse('sign_in_failed', {}, { cause });
  }
  throw refuse('sign_in_failed');
}

/** A passkey that only proves possession is no second factor, so staff cannot make one. */
const verificationFor = ({ staffRole }: Person) => (staffRole === undefined ? 'preferred' : 'required');
