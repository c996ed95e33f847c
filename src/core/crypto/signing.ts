// Ed25519 signatures (RFC 8032): who signs, and how anybody checks it.
import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson } from '../canonical-json.ts';

/** The public half of a signing key as a JSON Web Key (RFC 8037). */
export type PublicJwk = { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string; readonly kid: string };

export type Verifier = {
  readonly name: string;
  readonly keyId: string;
  readonly publicJwk: PublicJwk;
  /** The public key as PEM, for tools such as openssl. */
  readonly publicPem: string;
  verify(bytes: Buffer, signature: Buffer): boolean;
};

export type Signer = Verifier & { sign(bytes: Buffer): Buffer };

/** A signer from its 32-byte seed. The key id is the key's thumbprint (RFC 7638), so it cannot be mixed up. */
export function signerFrom(name: string, seed: Buffer): Signer {
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });
  return { ...verifierFrom(name, createPublicKey(privateKey)), sign: bytes => sign(null, bytes, privateKey) };
}

/**
 * The verifiers in a key set (RFC 7517 section 5) as `/.well-known/telltale-keys.json` has it.
 * @returns undefined when it is no such set, or when a key id is not its key's thumbprint
 */
export function verifiersFromKeySet(value: unknown): Verifier[] | undefined {
  const keys = isRecord(value) ? value['keys'] : undefined;
  if (!Array.isArray(keys)) return undefined;
  const verifiers: Verifier[] = [];
  for (const key of keys) {
    if (!isRecord(key) || key['kty'] !== 'OKP' || key['crv'] !== 'Ed25519') return undefined;
    const { x, kid, name } = key;
    if (typeof x !== 'string' || !/^[\w-]{43}$/.test(x) || typeof name !== 'string') return undefined;
    const verifier = verifierFromPublic(name, x);
    if (verifier.keyId !== kid) return undefined;
    verifiers.push(verifier);
  }
  return verifiers;
}

/** A verifier from the 32 bytes of a public Ed25519 key in base64url. */
export const verifierFromPublic = (name: string, x: string): Verifier =>
  verifierFrom(name, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }));

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A verifier from a public Ed25519 key. */
function verifierFrom(name: string, publicKey: KeyObject): Verifier {
  const { x } = publicKey.export({ format: 'jwk' });
  if (publicKey.asymmetricKeyType !== 'ed25519' || x === undefined) throw new TypeError('not an Ed25519 key');
  const members = { crv: 'Ed25519', kty: 'OKP', x } as const;
  const keyId = hash('sha256', canonicalJson(members), 'base64url');
  return {
    name,
    keyId,
    publicJwk: { ...members, kid: keyId },
    publicPem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    verify: (bytes, signature) => signature.length === 64 && verify(null, bytes, publicKey, signature),
  };
}

/** What stands before the seed in the PKCS #8 form of an Ed25519 key (RFC 8410 §7). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
