// Key-encryption keys in the keyring's file: AES-256-GCM, each wrapped key tied to what it is for.
import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { type Epoch, type KeyContext, type KeyProvider, KeyProviderError, type WrappedKey } from './key-provider.ts';
import type { KeyringContent, KeyringFile } from './keyring-file.ts';
import { lengthPrefixed } from './length-prefixed.ts';
import type { Random } from './random.ts';
import { equalBytes } from './tokens.ts';

type StoredEpoch = KeyringContent['epochs'][number];

/** A fresh epoch, active from now on. Its id begins with the day, for the people who read lists of them. */
export const newEpoch = (clock: Clock, random: Random): StoredEpoch => {
  const createdAt = clock.now().toISOString();
  return {
    id: `${createdAt.slice(0, 10)}-${random.bytes(5).toString('hex')}`,
    createdAt,
    state: 'active',
    key: random.bytes(32).toString('base64url'),
  };
};

/**
 * The provider over an open keyring. It looks at the file on each call, so that an epoch which the command line
 * adds or disables counts at once in a running server.
 */
export function keyFileProvider(file: KeyringFile, clock: Clock, random: Random): KeyProvider {
  const wrap = (dataKey: Buffer, context: KeyContext): WrappedKey => {
    const epoch = activeEpoch(file.content());
    return { provider: PROVIDER, epoch: epoch.id, bytes: wrapUnder(epoch, dataKey, context, random) };
  };
  const unwrap = (wrapped: WrappedKey, context: KeyContext): Buffer =>
    unwrapUnder(usableEpoch(file.content(), wrapped), wrapped, context);
  return {
    describe: () => {
      const { epochs } = file.content();
      return {
        provider: PROVIDER,
        activeEpoch: activeEpoch({ epochs }).id,
        epochs: epochs.map(withoutKey),
        capabilities: { keepsKeysInside: false, bindsContext: true, destroysEpochs: true, worksOffline: true },
      };
    },
    // It looks at the file with each call.
    refresh: async () => undefined,
    wrap: async (dataKey, context) => wrap(dataKey, context),
    unwrap: async (wrapped, context) => unwrap(wrapped, context),
    rotate: async () => {
      const fresh = newEpoch(clock, random);
      file.change(content => ({ ...content, epochs: [...content.epochs.map(retire), fresh] }));
      return withoutKey(fresh);
    },
    disable: async id =>
      file.change(content => {
        const epoch = content.epochs.find(each => each.id === id);
        if (!epoch) throw new KeyProviderError('unknown_epoch', `There is no key epoch ${id}.`);
        if (epoch.state === 'active')
          throw new KeyProviderError('epoch_active', `Key epoch ${id} is in use: rotate first.`);
        return {
          ...content,
          epochs: content.epochs.map(each => (each.id === id ? { ...each, state: 'disabled' } : each)),
        };
      }),
    destroy: async id =>
      file.change(content => {
        if (content.epochs.some(each => each.id === id && each.state === 'active'))
          throw new KeyProviderError('epoch_active', `Key epoch ${id} is in use: rotate first.`);
        return { ...content, epochs: content.epochs.filter(each => each.id !== id) };
      }),
    health: async () => {
      try {
        const probe = random.bytes(32);
        const context = { tenant: '', subject: 'health', purpose: 'health', dataKeyId: Buffer.alloc(16) };
        return equalBytes(unwrap(wrap(probe, context), context), probe)
          ? { ok: true }
          : { ok: false, problem: 'A wrapped key came back changed.' };
      } catch (error) {
        return { ok: false, problem: error instanceof Error ? error.message : 'The keyring failed.' };
      }
    },
  };
}

const PROVIDER = 'key-file';
const DOMAIN = 'telltale/data-key/v1';
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;

const withoutKey = ({ id, createdAt, state }: StoredEpoch): Epoch => ({ id, createdAt, state });
const retire = (epoch: StoredEpoch): StoredEpoch => (epoch.state === 'active' ? { ...epoch, state: 'retired' } : epoch);

function activeEpoch({ epochs }: Pick<KeyringContent, 'epochs'>): StoredEpoch {
  const active = epochs.find(epoch => epoch.state === 'active');
  if (!active) throw new KeyProviderError('unknown_epoch', 'The keyring has no active key epoch.');
  return active;
}

function usableEpoch({ epochs }: KeyringContent, { provider, epoch: id }: WrappedKey): StoredEpoch {
  const epoch = provider === PROVIDER ? epochs.find(each => each.id === id) : undefined;
  if (!epoch) throw new KeyProviderError('unknown_epoch', `The keyring has no key epoch ${provider}/${id}.`);
  if (epoch.state === 'disabled') throw new KeyProviderError('epoch_disabled', `Key epoch ${id} is disabled.`);
  return epoch;
}

/** nonce(12) | wrapped key(32) | tag(16) */
function wrapUnder(epoch: StoredEpoch, dataKey: Buffer, context: KeyContext, random: Random): Buffer {
  const nonce = random.bytes(NONCE_LENGTH);
  const cipher = createCipheriv('aes-256-gcm', keyOf(epoch), nonce, { authTagLength: TAG_LENGTH });
  cipher.setAAD(boundTo(epoch, context));
  return Buffer.concat([nonce, cipher.update(dataKey), cipher.final(), cipher.getAuthTag()]);
}

function unwrapUnder(epoch: StoredEpoch, { bytes }: WrappedKey, context: KeyContext): Buffer {
  try {
    const nonce = bytes.subarray(0, NONCE_LENGTH);
    const decipher = createDecipheriv('aes-256-gcm', keyOf(epoch), nonce, { authTagLength: TAG_LENGTH });
    decipher.setAAD(boundTo(epoch, context));
    decipher.setAuthTag(bytes.subarray(-TAG_LENGTH));
    const dataKey = decipher.update(bytes.subarray(NONCE_LENGTH, -TAG_LENGTH));
    decipher.final();
    return dataKey;
  } catch (cause) {
    const id = context.dataKeyId.toString('hex');
    throw new KeyProviderError('not_ours', `Data key ${id} was not wrapped by key epoch ${epoch.id}.`, { cause });
  }
}

const keyOf = (epoch: StoredEpoch) => createSecretKey(Buffer.from(epoch.key, 'base64url'));

const boundTo = (epoch: StoredEpoch, { tenant, subject, dataKeyId, purpose }: KeyContext): Buffer =>
  lengthPrefixed([DOMAIN, tenant, subject, dataKeyId, purpose, epoch.id]);
