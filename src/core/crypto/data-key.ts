// The key that seals what belongs to one subject, and the per-message keys made from it.
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { Random } from './random.ts';

/** A data key ready for use: whose it is, what it seals, and its 256 bits. */
export type DataKey = {
  /** 16 bytes; stands in the clear in everything that the key sealed. */
  readonly id: Buffer;
  readonly tenant: string;
  readonly subject: string;
  readonly purpose: string;
  readonly key: KeyObject;
};

export const DATA_KEY_ID_LENGTH = 16;
export const SALT_LENGTH = 32;
export const COMMITMENT_LENGTH = 32;

/** A data key from its 32 bytes. The bytes are copied; the caller wipes its own. */
export const dataKeyFrom = (bytes: Buffer, of: Omit<DataKey, 'key'>): DataKey => {
  if (bytes.length !== 32 || of.id.length !== DATA_KEY_ID_LENGTH) throw new TypeError('not a data key');
  // What the driver gives is cut from a slab of 64 KiB, which would stay for as long as this key is kept at hand.
  const id = Buffer.allocUnsafeSlow(DATA_KEY_ID_LENGTH);
  of.id.copy(id);
  return { ...of, id, key: createSecretKey(bytes) };
};

/** A fresh id for a data key. */
export const newDataKeyId = (random: Random): Buffer => random.bytes(DATA_KEY_ID_LENGTH);

/** The key of one message, and what its ciphertext says of it. */
export type MessageKey = { readonly key: KeyObject; readonly commitment: Buffer };

/**
 * The key of one message, and the commitment to it: HKDF-SHA-512 (RFC 5869) of the data key over a fresh salt.
 * AES-GCM alone lets someone craft a ciphertext that opens under two keys; comparing the commitment before
 * decrypting rules that out. `info` names the format, so that no two formats share a key.
 */
export function messageKey(dataKey: KeyObject, salt: Buffer, info: Buffer): MessageKey {
  const derived = Buffer.from(hkdfSync('sha512', dataKey, salt, info, 32 + COMMITMENT_LENGTH));
  const bytes = derived.subarray(0, 32);
  // Node takes 10 µs longer to begin with a key that is no key object than to make one.
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return { key, commitment: derived.subarray(32) };
}
