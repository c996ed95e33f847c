// OpenPGP keys as armored text: making one, reading what a public one says, revoking one.
//
// Keys are made as `ecc`, which carries the algorithm ids of RFC 4880: GnuPG 2.2 reads those. `curve25519` would carry
// the ids of RFC 9580, which GnuPG 2.2 can neither verify nor decrypt.
import type { Key } from 'openpgp';
import { openpgpLibrary } from './openpgp-library.ts';

/** A fresh pair; the primary key certifies and signs, its subkey decrypts. */
export type OpenpgpPair = {
  readonly publicKey: string;
  /** Not encrypted: seal it at once. */
  readonly privateKey: string;
  /** Revokes the key in the hands of whoever imports it. */
  readonly revocation: string;
};

/** What a public key says about itself. */
export type OpenpgpKeyFacts = {
  /** 40 upper-case hex digits for a version 4 key, 64 for a version 6 one. */
  readonly fingerprint: string;
  readonly version: number;
  readonly userIds: readonly string[];
  /** Lower case. */
  readonly addresses: readonly string[];
  readonly createdAt: Date;
  /** Of the key or of its encryption subkey, whichever is first; null when neither expires. */
  readonly expiresAt: Date | null;
  /** As people name it: `RSA 4096`, `Ed25519`, `P-256`. */
  readonly algorithm: string;
  readonly isRevoked: boolean;
  /** The key alone, armored anew: no private half, no comments of its armor. */
  readonly armored: string;
};

export type ReadKeyResult =
  | { readonly ok: true; readonly facts: OpenpgpKeyFacts }
  | {
      readonly ok: false;
      readonly fault: 'unreadable' | 'private' | 'revoked' | 'expired' | 'cannot_encrypt' | 'gnupg_cannot';
    };

/** Makes a key for one address, good for `seconds` from `now`. */
export async function makeOpenpgpPair(
  { name, address }: { readonly name: string; readonly address: string },
  { now, seconds }: { readonly now: Date; readonly seconds: number },
): Promise<OpenpgpPair> {
  const { generateKey } = await openpgpLibrary();
  const made = await generateKey({
    type: 'ecc',
    userIDs: [{ name: name.replace(/[<>()@\p{Cc}]/gu, ' ').trim(), email: address }],
    keyExpirationTime: seconds,
    date: now,
    format: 'armored',
  });
  return { publicKey: made.publicKey, privateKey: made.privateKey, revocation: made.revocationCertificate };
}

/** Reads a key that somebody hands in, and says why it cannot be used at `now` to encrypt to. */
export async function readOpenpgpKey(armored: string, now: Date): Promise<ReadKeyResult> {
  const { readKey } = await openpgpLibrary();
  let key: Key;
  try {
    key = await readKey({ armoredKey: armored.trim() });
  } catch {
    return { ok: false, fault: 'unreadable' };
  }
  // Whoever pastes a private key by mistake must learn it, and we must not keep it.
  if (key.isPrivate()) return { ok: false, fault: 'private' };
  if (await key.isRevoked(undefined, undefined, now)) return { ok: false, fault: 'revoked' };
  const ends = await key.getExpirationTime();
  if (ends instanceof Date && ends <= now) return { ok: false, fault: 'expired' };
  const subkey = await key.getEncryptionKey(undefined, now).catch(() => undefined);
  if (!subkey) return { ok: false, fault: 'cannot_encrypt' };
  // Version 6 keys and the algorithm ids of RFC 9580 are unknown to GnuPG 2.2.
  const { algorithm } = subkey.getAlgorithmInfo();
  if (key.keyPacket.version !== 4 || ['x25519', 'x448'].includes(algorithm))
    return { ok: false, fault: 'gnupg_cannot' };
  return { ok: true, facts: await factsOf(key, now) };
}

/** The facts of a key of ours, whatever state it is in. */
export async function readOwnOpenpgpKey(armored: string, now: Date): Promise<OpenpgpKeyFacts> {
  const { readKey } = await openpgpLibrary();
  return factsOf(await readKey({ armoredKey: armored }), now);
}

/** The public key with its revocation inside, for whoever asks for it later. */
export async function revokeOpenpgpKey(publicKey: string, privateKey: string, now: Date): Promise<string> {
  const { readKey, readPrivateKey, revokeKey } = await openpgpLibrary();
  const revoked = await revokeKey({
    key: await readPrivateKey({ armoredKey: privateKey }),
    reasonForRevocation: { string: 'No longer used' },
    date: now,
    format: 'armored',
  });
  // The public key may have gathered signatures since; keep them.
  const whole = await (await readKey({ armoredKey: publicKey })).update(
    await readKey({ armoredKey: revoked.publicKey }),
    now,
  );
  return whole.armor();
}

/** The key as bytes, as WKD serves it. */
export async function binaryOpenpgpKey(armored: string): Promise<Buffer> {
  const { readKey } = await openpgpLibrary();
  return Buffer.from((await readKey({ armoredKey: armored })).toPublic().write());
}

async function factsOf(key: Key, now: Date): Promise<OpenpgpKeyFacts> {
  const own = await key.getExpirationTime();
  const subkey = await key.getEncryptionKey(undefined, now).catch(() => undefined);
  const sub = subkey && 'getExpirationTime' in subkey ? await subkey.getExpirationTime() : null;
  const ends = [own, sub].filter(end => end instanceof Date).sort((a, b) => a.getTime() - b.getTime());
  return {
    fingerprint: key.getFingerprint().toUpperCase(),
    version: key.keyPacket.version,
    userIds: key.getUserIDs(),
    addresses: key.users.flatMap(({ userID }) => (userID?.email ? [userID.email.toLowerCase()] : [])),
    createdAt: key.getCreationTime(),
    expiresAt: ends[0] ?? null,
    algorithm: algorithmInWords(key.getAlgorithmInfo()),
    isRevoked: await key.isRevoked(undefined, undefined, now),
    armored: key.toPublic().armor(),
  };
}

function algorithmInWords({ algorithm, bits, curve }: ReturnType<Key['getAlgorithmInfo']>): string {
  if (bits !== undefined) return `${algorithm.replace(/^rsa.*/u, 'RSA')} ${bits}`;
  if (curve !== undefined) return curve.replace(/^ed25519Legacy$/u, 'Ed25519').replace(/^nistP/u, 'P-');
  return algorithm;
}
