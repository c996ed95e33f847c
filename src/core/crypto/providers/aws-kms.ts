// Key-encryption keys in AWS KMS: each epoch is a key of its own, since KMS keeps old material of a key it rotates itself.
// https://docs.aws.amazon.com/kms/latest/APIReference
import type { Clock } from '../../clock.ts';
import type { GuardedFetch } from '../../fetch.ts';
import type { Redacted } from '../../redacted.ts';
import {
  activeOf,
  type Epoch,
  idleEpoch,
  type KeyContext,
  type KeyProvider,
  KeyProviderError,
  type KeyProviderFault,
} from '../key-provider.ts';
import type { Random } from '../random.ts';
import { callService, keyBytesOf, probe, recordOf, textOf } from './remote-call.ts';
import { signedHeaders } from './sigv4.ts';

export type AwsKmsConfig = {
  readonly origin: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: Redacted<string>;
  readonly sessionToken: Redacted<string> | undefined;
  /** Aliases begin with `alias/PREFIX/`: one for each epoch, and `active`. */
  readonly prefix: string;
};

const PROVIDER = 'aws-kms';
/** The shortest that KMS takes: for so long a destroyed key can still be called back. */
const PENDING_DAYS = 7;

type Known = Epoch & { readonly keyId: string };

/** Opens the keys under the prefix, and makes the first one. @throws KeyProviderError when KMS does not answer */
export async function openAwsKms(
  config: AwsKmsConfig,
  { fetch, clock, random }: { fetch: GuardedFetch; clock: Clock; random: Random },
): Promise<KeyProvider> {
  const who = 'The key service (AWS KMS)';
  let known: readonly Known[] = [];

  const call = async (action: string, input: object): Promise<Readonly<Record<string, unknown>>> => {
    const body = JSON.stringify(input);
    const { origin, region, accessKeyId } = config;
    const answer = await callService(fetch, who, {
      url: `${origin}/`,
      method: 'POST',
      body,
      headers: signedHeaders(
        { origin, region, service: 'kms', target: `TrentService.${action}`, body, at: clock.now() },
        {
          accessKeyId,
          secretAccessKey: config.secretAccessKey.reveal(),
          sessionToken: config.sessionToken?.reveal(),
        },
      ),
    });
    if (answer.status < 400) return answer.body;
    const type = textOf(answer.body['__type']).split('#').at(-1) ?? '';
    throw new KeyProviderError(faults[type] ?? 'unavailable', `${who} refuses ${action}: ${type || answer.status}.`);
  };

  const aliasOf = (name: string): string => `alias/${config.prefix}/${name}`;
  const refresh = async (): Promise<void> => {
    const aliases = new Map<string, { keyId: string; at: unknown }>();
    for (let marker: string | undefined; ; ) {
      const page = await call('ListAliases', { Limit: 100, ...(marker !== undefined && { Marker: marker }) });
      for (const one of Array.isArray(page['Aliases']) ? page['Aliases'].map(recordOf) : []) {
        const name = textOf(one['AliasName']);
        if (name.startsWith(aliasOf('')))
          aliases.set(name.slice(aliasOf('').length), { keyId: textOf(one['TargetKeyId']), at: one['CreationDate'] });
      }
      if (page['Truncated'] !== true) break;
      marker = textOf(page['NextMarker']);
    }
    const active = aliases.get(ACTIVE)?.keyId;
    const epochs: Known[] = [];
    for (const [id, { keyId, at }] of aliases) {
      if (id === ACTIVE) continue;
      const metadata = recordOf((await call('DescribeKey', { KeyId: keyId }))['KeyMetadata']);
      const isEnabled = metadata['KeyState'] === 'Enabled';
      epochs.push({
        id,
        keyId,
        createdAt: typeof at === 'number' ? new Date(at * 1000).toISOString() : clock.now().toISOString(),
        state: !isEnabled ? 'disabled' : keyId === active ? 'active' : 'retired',
      });
    }
    known = epochs.sort((one, other) => (one.createdAt < other.createdAt ? -1 : 1));
  };

  const rotate = async (): Promise<Epoch> => {
    const createdAt = clock.now().toISOString();
    const id = `${createdAt.slice(0, 10)}-${random.bytes(5).toString('hex')}`;
    const made = recordOf(
      (
        await call('CreateKey', {
          Description: `Telltale ${config.prefix} ${id}`,
          KeySpec: 'SYMMETRIC_DEFAULT',
          KeyUsage: 'ENCRYPT_DECRYPT',
          Tags: [{ TagKey: 'telltale', TagValue: config.prefix }],
        })
      )['KeyMetadata'],
    );
    const keyId = textOf(made['KeyId']);
    // Its own name first: a key that is in use without one could never be found again.
    await call('CreateAlias', { AliasName: aliasOf(id), TargetKeyId: keyId });
    const hasActive = known.some(({ state }) => state === 'active');
    await call(hasActive ? 'UpdateAlias' : 'CreateAlias', { AliasName: aliasOf(ACTIVE), TargetKeyId: keyId });
    await refresh();
    return { id, createdAt, state: 'active' };
  };

  const epochOf = async (keyId: string): Promise<string> => {
    const find = () => known.find(one => keyId === one.keyId || keyId.endsWith(`/${one.keyId}`))?.id;
    if (find() === undefined) await refresh();
    const id = find();
    if (id === undefined) throw new KeyProviderError('unknown_epoch', `${who} wrapped with a key without an epoch.`);
    return id;
  };

  const provider: KeyProvider = {
    describe: () => ({
      provider: PROVIDER,
      activeEpoch: activeOf(known)?.id ?? '',
      epochs: known.map(({ keyId: _, ...epoch }) => epoch),
      capabilities: { keepsKeysInside: true, bindsContext: true, destroysEpochs: true, worksOffline: false },
    }),
    refresh,
    wrap: async (dataKey, context) => {
      const answer = await call('Encrypt', {
        KeyId: aliasOf(ACTIVE),
        Plaintext: dataKey.toString('base64'),
        EncryptionContext: boundTo(context),
      });
      const bytes = Buffer.from(textOf(answer['CiphertextBlob']), 'base64');
      if (bytes.length === 0) throw new KeyProviderError('unavailable', `${who} gave back nothing wrapped.`);
      return { provider: PROVIDER, epoch: await epochOf(textOf(answer['KeyId'])), bytes };
    },
    unwrap: async ({ provider: name, epoch, bytes }, context) => {
      if (name !== PROVIDER) throw new KeyProviderError('unknown_epoch', `There is no key epoch ${name}/${epoch}.`);
      const answer = await call('Decrypt', {
        KeyId: aliasOf(epoch),
        CiphertextBlob: bytes.toString('base64'),
        EncryptionContext: boundTo(context),
      });
      return keyBytesOf(answer['Plaintext'], who);
    },
    rotate: async () => {
      await refresh();
      return rotate();
    },
    disable: async epoch => {
      await refresh();
      const found = idleEpoch(known, epoch);
      if (!found) throw new KeyProviderError('unknown_epoch', `There is no key epoch ${epoch}.`);
      await call('DisableKey', { KeyId: found.keyId });
      await refresh();
    },
    destroy: async epoch => {
      await refresh();
      const found = idleEpoch(known, epoch);
      if (!found) return;
      await call('ScheduleKeyDeletion', { KeyId: found.keyId, PendingWindowInDays: PENDING_DAYS });
      await call('DeleteAlias', { AliasName: aliasOf(epoch) });
      await refresh();
    },
    health: () => probe(provider),
  };
  await refresh();
  if (provider.describe().activeEpoch === '') await rotate();
  return provider;
}

const ACTIVE = 'active';

/** Opaque ids only: whoever reads the trail of KMS reads them. */
const boundTo = ({ tenant, subject, dataKeyId, purpose }: KeyContext): Record<string, string> => ({
  tenant: `t:${tenant}`,
  subject,
  purpose,
  dataKey: dataKeyId.toString('hex'),
});

const faults: Readonly<Record<string, KeyProviderFault>> = {
  InvalidCiphertextException: 'not_ours',
  IncorrectKeyException: 'not_ours',
  DisabledException: 'epoch_disabled',
  KMSInvalidStateException: 'epoch_disabled',
  NotFoundException: 'unknown_epoch',
};
