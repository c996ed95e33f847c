// Seals one field of one row: AES-256-GCM under a key of its own, tied to the place where it is stored.
//
//   version(1) | suite(1) | data key id(16) | salt(32) | commitment(32) | nonce(12) | ciphertext | tag(16)
import { createCipheriv, createDecipheriv } from 'node:crypto';
import {
  COMMITMENT_LENGTH,
  DATA_KEY_ID_LENGTH,
  type DataKey,
  type MessageKey,
  messageKey,
  SALT_LENGTH,
} from './data-key.ts';
import { lengthPrefixed } from './length-prefixed.ts';
import type { Random } from './random.ts';
import { equalBytes } from './tokens.ts';

declare const sealedBrand: unique symbol;

/** Ciphertext. The brand keeps it from being written where a text is expected, and texts from sealed columns. */
export type Sealed = Buffer & { readonly [sealedBrand]: true };

/** Where a sealed value is stored. It opens nowhere else. */
export type Place = { readonly table: string; readonly column: string; readonly row: string };

/** Message keys that were derived already. */
export type MessageKeys = { get(salt: string, derive: () => MessageKey): MessageKey };

/** A sealed value did not open: changed, moved to another place, or sealed by another key. */
export class SealBroken extends Error {
  override name = 'SealBroken';
}

/** Seals `plaintext` for `place`. The result is 110 bytes longer. */
export function sealField(dataKey: DataKey, place: Place, plaintext: Buffer, random: Random): Sealed {
  const fresh = random.salt?.(FRESH_LENGTH) ?? random.bytes(FRESH_LENGTH);
  const salt = fresh.subarray(0, SALT_LENGTH);
  const nonce = fresh.subarray(SALT_LENGTH);
  const { key, commitment } = messageKey(dataKey.key, salt, INFO);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_LENGTH });
  cipher.setAAD(boundTo(dataKey, place));
  const body = [cipher.update(plaintext), cipher.final()];
  // The one place where ciphertext is made, hence where it gets its brand.
  return Buffer.concat([HEAD, dataKey.id, salt, commitment, nonce, ...body, cipher.getAuthTag()]) as Sealed;
}

/**
 * Opens what `sealField` sealed for the same place with the same key.
 * @param keys message keys of this data key by their salt, for whoever opens the same value again
 * @throws SealBroken
 */
export function openField(dataKey: DataKey, place: Place, sealed: Buffer, keys?: MessageKeys): Buffer {
  if (!isSealed(sealed) || dataKey.id.compare(sealed, DATA_KEY_AT, SALT_AT) !== 0)
    throw broken(place, 'was sealed with another key');
  const salt = sealed.subarray(SALT_AT, COMMITMENT_AT);
  const derive = (): MessageKey => messageKey(dataKey.key, salt, INFO);
  const { key, commitment } = keys?.get(salt.toString('latin1'), derive) ?? derive();
  if (!equalBytes(commitment, sealed.subarray(COMMITMENT_AT, NONCE_AT)))
    throw broken(place, 'does not commit to its key');
  const nonce = sealed.subarray(NONCE_AT, BODY_AT);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_LENGTH });
  decipher.setAAD(boundTo(dataKey, place));
  decipher.setAuthTag(sealed.subarray(-TAG_LENGTH));
  const unproven = decipher.update(sealed.subarray(BODY_AT, -TAG_LENGTH));
  try {
    decipher.final();
  } catch (cause) {
    unproven.fill(0);
    throw broken(place, 'was changed, or belongs elsewhere', cause);
  }
  return unproven;
}

/** The id of the data key that sealed this, or undefined when it is not of this format. */
export const sealedWith = (sealed: Buffer): Buffer | undefined =>
  isSealed(sealed) ? sealed.subarray(DATA_KEY_AT, SALT_AT) : undefined;

const isSealed = (sealed: Buffer): boolean =>
  sealed.length >= BODY_AT + TAG_LENGTH && sealed[0] === VERSION && sealed[1] === SUITE;

const VERSION = 1;
/** Suite 1: HKDF-SHA-512, AES-256-GCM, 96-bit nonce, 128-bit tag. */
const SUITE = 1;
const DOMAIN = 'telltale/field';
const HEAD = Buffer.from([VERSION, SUITE]);
const INFO = Buffer.concat([Buffer.from('telltale/field/v1'), Buffer.from([SUITE])]);
const NONCE_LENGTH = 12;
const FRESH_LENGTH = SALT_LENGTH + NONCE_LENGTH;
// Node accepts a tag cut down to four bytes unless it is told this (SP 800-38D §5.2.1.2 allows short tags).
const TAG_LENGTH = 16;
const DATA_KEY_AT = HEAD.length;
const SALT_AT = DATA_KEY_AT + DATA_KEY_ID_LENGTH;
const COMMITMENT_AT = SALT_AT + SALT_LENGTH;
const NONCE_AT = COMMITMENT_AT + COMMITMENT_LENGTH;
const BODY_AT = NONCE_AT + NONCE_LENGTH;

const boundTo = (dataKey: DataKey, place: Place): Buffer =>
  lengthPrefixed([DOMAIN, HEAD, dataKey.tenant, place.table, place.column, place.row, dataKey.subject, dataKey.id]);

const broken = ({ table, column }: Place, why: string, cause?: unknown): SealBroken =>
  new SealBroken(`a sealed value of ${table}.${column} ${why}`, { cause });
