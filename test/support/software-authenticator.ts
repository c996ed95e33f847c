// A passkey authenticator in software: answers WebAuthn options as a browser with a platform authenticator would.
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

export type CreationOptions = {
  readonly challenge: string;
  readonly rp: { readonly id?: string };
  readonly user: { readonly id: string };
};
export type RequestOptions = { readonly challenge: string; readonly rpId?: string };

type Behavior = {
  /** Whether a PIN, finger or face is checked. */
  readonly verifiesUser?: boolean;
  /** What the page's origin is said to be. */
  readonly origin?: string;
  /** The signature counter to claim. */
  readonly counter?: number;
};

export type SoftwareAuthenticator = {
  readonly credentialId: string;
  /** Makes its one credential and attests it with format `none`. */
  create(options: CreationOptions, behavior?: Behavior): Record<string, unknown>;
  /** Signs a challenge with it. */
  get(options: RequestOptions, behavior?: Behavior): Record<string, unknown>;
};

/** @param origin of the page, such as `http://localhost:8080` */
export function softwareAuthenticator(origin: string): SoftwareAuthenticator {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(16);
  let userHandle = '';
  let counter = 0;
  return {
    credentialId: id.toString('base64url'),
    create: ({ challenge, rp, user }, { verifiesUser = true, origin: shown = origin } = {}) => {
      userHandle = user.id;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(id.length);
      const attested = Buffer.concat([Buffer.alloc(16), length, id, coseKey(publicKey)]);
      const authData = authenticatorData(rp.id ?? '', verifiesUser, ATTESTED, counter, attested);
      return {
        ...envelope(id),
        response: {
          clientDataJSON: clientData('webauthn.create', challenge, shown),
          attestationObject: attestationObject(authData).toString('base64url'),
          transports: ['internal'],
        },
      };
    },
    get: ({ challenge, rpId }, { verifiesUser = true, origin: shown = origin, counter: claimed } = {}) => {
      counter = claimed ?? counter + 1;
      const authData = authenticatorData(rpId ?? '', verifiesUser, 0, counter);
      const clientDataJSON = clientData('webauthn.get', challenge, shown);
      const signed = Buffer.concat([authData, sha256(Buffer.from(clientDataJSON, 'base64url'))]);
      return {
        ...envelope(id),
        response: {
          clientDataJSON,
          authenticatorData: authData.toString('base64url'),
          signature: sign('sha256', signed, privateKey).toString('base64url'),
          userHandle,
        },
      };
    },
  };
}

const envelope = (id: Buffer) => ({
  id: id.toString('base64url'),
  rawId: id.toString('base64url'),
  type: 'public-key',
  authenticatorAttachment: 'platform',
  clientExtensionResults: {},
});

const clientData = (type: string, challenge: string, origin: string): string =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })).toString('base64url');

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const ATTESTED = 0x40;

/** WebAuthn §6.1. */
function authenticatorData(
  rpId: string,
  verifiesUser: boolean,
  flags: number,
  counter: number,
  attested: Buffer = Buffer.alloc(0),
): Buffer {
  const tail = Buffer.alloc(5);
  tail.writeUInt8(USER_PRESENT | (verifiesUser ? USER_VERIFIED : 0) | flags);
  tail.writeUInt32BE(counter, 1);
  return Buffer.concat([sha256(Buffer.from(rpId)), tail, attested]);
}

/** An EC2 key on P-256 for ES256 as CBOR (RFC 9053 §7.1): {1: 2, 3: -7, -1: 1, -2: x, -3: y}. */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return Buffer.concat([
    Buffer.from('a5010203262001215820', 'hex'),
    Buffer.from(x, 'base64url'),
    Buffer.from('225820', 'hex'),
    Buffer.from(y, 'base64url'),
  ]);
}

/** CBOR of {"fmt": "none", "attStmt": {}, "authData": bytes}. */
function attestationObject(authData: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(authData.length);
  return Buffer.concat([
    Buffer.from('a363', 'hex'),
    Buffer.from('fmt'),
    Buffer.from('64', 'hex'),
    Buffer.from('none'),
    Buffer.from('67', 'hex'),
    Buffer.from('attStmt'),
    Buffer.from('a068', 'hex'),
    Buffer.from('authData'),
    Buffer.from('59', 'hex'),
    length,
    authData,
  ]);
}

const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest();
