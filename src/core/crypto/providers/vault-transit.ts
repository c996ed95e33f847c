// Key-encryption keys in the transit engine of HashiCorp Vault or OpenBao: each version of its key is an epoch.
// https://openbao.org/api-docs/secret/transit
import type { GuardedFetch } from '../../fetch.ts';
import type { Redacted } from '../../redacted.ts';
import {
  activeOf,
  type Epoch,
  type KeyContext,
  type KeyProvider,
  KeyProviderError,
  type WrappedKey,
} from '../key-provider.ts';
import { lengthPrefixed } from '../length-prefixed.ts';
import { callService, keyBytesOf, probe, recordOf, textOf } from './remote-call.ts';

export type VaultConfig = {
  readonly origin: string;
  readonly token: Redacted<string>;
  readonly namespace: string | undefined;
  /** Where the engine is mounted. */
  readonly mount: string;
  /** Name of the key; its type is aes256-gcm96. */
  readonly key: string;
  /** PEM that the server is trusted by, when it made its own. */
  readonly ca: string | undefined;
};

const PROVIDER = 'vault-transit';
const DOMAIN = 'telltale/data-key/v1';

/** Opens the key. @throws KeyProviderError when the service does not answer, or has no such key */
export async function openVaultTransit(config: VaultConfig, fetch: GuardedFetch): Promise<KeyProvider> {
  const who = 'The key service (Vault transit)';
  let epochs: readonly Epoch[] = [];
  let latest = 0;

  const call = async (
    method: 'GET' | 'POST',
    path: string,
    body?: object,
  ): Promise<Readonly<Record<string, unknown>>> => {
    const answer = await callService(fetch, who, {
      url: `${config.origin}/v1/${config.mount}/${path}`,
      method,
      headers: {
        'x-vault-token': config.token.reveal(),
        'x-vault-request': 'true',
        ...(config.namespace !== undefined && { 'x-vault-namespace': config.namespace }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (answer.status === 403) throw new KeyProviderError('unavailable', `${who} refuses our token.`);
    if (answer.status === 404) throw new KeyProviderError('unknown_epoch', `${who} has no key ${config.key}.`);
    if (answer.status >= 400) throw new KeyProviderError('not_ours', `${who} refuses (${answer.status}).`);
    return recordOf(answer.body['data']);
  };

  const refresh = async (): Promise<void> => {
    const data = await call('GET', `keys/${config.key}`);
    latest = Number(data['latest_version']);
    const usableFrom = Number(data['min_decryption_version'] ?? 1);
    epochs = Object.entries(recordOf(data['keys']))
      .map(([version, at]) => ({ version: Number(version), at: madeAt(at) }))
      .sort((one, other) => one.version - other.version)
      .map(({ version, at }) => ({
        id: idOf(version),
        createdAt: at,
        state: version === latest ? 'active' : version < usableFrom ? 'disabled' : 'retired',
      }));
    if (epochs.length === 0) throw new KeyProviderError('unknown_epoch', `${who} has no version of ${config.key}.`);
  };

  const idOf = (version: number): string => `${config.key}-v${version}`;
  const versionOf = (epoch: string): number => {
    const version = epoch.startsWith(`${config.key}-v`) ? Number(epoch.slice(config.key.length + 2)) : Number.NaN;
    if (!Number.isSafeInteger(version))
      throw new KeyProviderError('unknown_epoch', `There is no key epoch ${PROVIDER}/${epoch}.`);
    return version;
  };
  const olderThan = (epoch: string): number => {
    const version = versionOf(epoch);
    if (version >= latest) throw new KeyProviderError('epoch_active', `Key epoch ${epoch} is in use: rotate first.`);
    return version + 1;
  };

  const provider: KeyProvider = {
    describe: () => ({
      provider: PROVIDER,
      activeEpoch: idOf(latest),
      epochs,
      capabilities: { keepsKeysInside: true, bindsContext: true, destroysEpochs: true, worksOffline: false },
    }),
    refresh,
    wrap: async (dataKey, context) => {
      const data = await call('POST', `encrypt/${config.key}`, {
        plaintext: dataKey.toString('base64'),
        associated_data: boundTo(context),
      });
      const ciphertext = textOf(data['ciphertext']);
      const version = /^vault:v(\d+):/.exec(ciphertext)?.[1];
      if (version === undefined) throw new KeyProviderError('unavailable', `${who} gave back nothing wrapped.`);
      return { provider: PROVIDER, epoch: idOf(Number(version)), bytes: Buffer.from(ciphertext) };
    },
    unwrap: async ({ provider: name, epoch, bytes }: WrappedKey, context) => {
      const ciphertext = bytes.toString('latin1');
      if (name !== PROVIDER || !ciphertext.startsWith(`vault:v${versionOf(epoch)}:`))
        throw new KeyProviderError('not_ours', `Data key ${context.dataKeyId.toString('hex')} is of another epoch.`);
      const data = await call('POST', `decrypt/${config.key}`, { ciphertext, associated_data: boundTo(context) });
      return keyBytesOf(data['plaintext'], who);
    },
    rotate: async () => {
      await call('POST', `keys/${config.key}/rotate`, {});
      await refresh();
      const active = activeOf(epochs);
      if (!active) throw new KeyProviderError('unavailable', `${who} has no new version.`);
      return active;
    },
    disable: async epoch => {
      await refresh();
      await call('POST', `keys/${config.key}/config`, { min_decryption_version: olderThan(epoch) });
      await refresh();
    },
    destroy: async epoch => {
      await refresh();
      const from = olderThan(epoch);
      if (!epochs.some(({ id }) => id === epoch)) return;
      // Trimming takes this version and every older one: none of them may be needed.
      await call('POST', `keys/${config.key}/config`, { min_decryption_version: from, min_encryption_version: from });
      await call('POST', `keys/${config.key}/trim`, { min_available_version: from });
      await refresh();
    },
    health: () => probe(provider),
  };
  await refresh();
  return provider;
}

const boundTo = ({ tenant, subject, dataKeyId, purpose }: KeyContext): string =>
  lengthPrefixed([DOMAIN, tenant, subject, dataKeyId, purpose]).toString('base64');

/** Seconds since 1970, or an object that names the time. */
const madeAt = (value: unknown): string =>
  typeof value === 'number'
    ? new Date(value * 1000).toISOString()
    : textOf(recordOf(value)['creation_time']) || new Date(0).toISOString();
