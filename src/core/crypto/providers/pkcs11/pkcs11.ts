// Key-encryption keys in a hardware security module, by PKCS #11: each epoch is an AES key made inside, that never leaves.
import type { Clock } from '../../../clock.ts';
import type { Redacted } from '../../../redacted.ts';
import {
  activeOf,
  type Epoch,
  idleEpoch,
  type KeyContext,
  type KeyProvider,
  KeyProviderError,
} from '../../key-provider.ts';
import { lengthPrefixed } from '../../length-prefixed.ts';
import type { Random } from '../../random.ts';
import { probe } from '../remote-call.ts';
import { type Handle, openSession, type Session } from './cryptoki.ts';
import { aesKey, CKA, CryptokiError, flag, ulong } from './cryptoki-values.ts';

export type Pkcs11Config = {
  /** Path of the module's shared library. */
  readonly library: string;
  /** Label of the token. */
  readonly token: string;
  readonly pin: Redacted<string>;
  /** What the labels of our keys begin with. */
  readonly prefix: string;
};

const PROVIDER = 'pkcs11';
const DOMAIN = 'telltale/data-key/v1';
const NONCE = 12;
const who = 'The security module (PKCS #11)';

type Known = Epoch & { readonly key: Handle };

/** Opens the keys of the prefix, and makes the first one. @throws KeyProviderError when the module does not answer */
export async function openPkcs11(
  config: Pkcs11Config,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
): Promise<KeyProvider> {
  let session: Promise<Session> | undefined;
  let known: readonly Known[] = [];

  const open = (): Promise<Session> => {
    session ??= openSession(config.library, config.token, config.pin.reveal());
    session.catch(() => {
      session = undefined;
    });
    return session;
  };
  /** Once more with a new session when the one at hand is gone; a wrong PIN is never tried twice, it locks the token. */
  const within = async <Result>(work: (session: Session) => Promise<Result>, isReading = false): Promise<Result> => {
    for (let tries = 0; ; tries++) {
      const used = open();
      try {
        return await work(await used);
      } catch (error) {
        if (tries === 0 && error instanceof CryptokiError && lost.has(error.code)) {
          if (session === used) session = undefined;
          // The handles of the one that is gone name nothing in the next.
          if (!isReading) await refresh();
          continue;
        }
        if (error instanceof KeyProviderError) throw error;
        const why = error instanceof CryptokiError ? error.message : `it cannot be opened: ${wordsOf(error)}`;
        throw new KeyProviderError('unavailable', `${who} fails: ${why}.`, { cause: error });
      }
    }
  };

  const refresh = (): Promise<void> =>
    within(async session => {
      const found: Known[] = [];
      for (const key of await session.find(aesKey)) {
        const [label = Buffer.alloc(0)] = await session.read(key, [[CKA.label, LABEL_BYTES]]);
        const read = readLabel(label, config.prefix);
        if (!read) continue;
        const [decrypt, never, always] = await session.read(key, [
          [CKA.decrypt, 1],
          [CKA.neverExtractable, 1],
          [CKA.alwaysSensitive, 1],
        ]);
        if (never?.[0] !== 1 || always?.[0] !== 1)
          throw new KeyProviderError('unavailable', `${who} holds a key ${read.id} that can be taken out of it.`);
        found.push({ ...read, key, state: decrypt?.[0] === 1 ? 'retired' : 'disabled' });
      }
      found.sort((one, other) => (one.createdAt < other.createdAt ? -1 : 1));
      const active = found.findLast(({ state }) => state === 'retired');
      known = found.map(each => (each === active ? { ...each, state: 'active' } : each));
    }, true);

  const activeKey = (): Known => {
    const active = activeOf(known);
    if (!active) throw new KeyProviderError('unavailable', `${who} has no key of ours in use.`);
    return active;
  };

  const provider: KeyProvider = {
    describe: () => ({
      provider: PROVIDER,
      activeEpoch: activeOf(known)?.id ?? '',
      epochs: known.map(({ key: _, ...epoch }) => epoch),
      capabilities: { keepsKeysInside: true, bindsContext: true, destroysEpochs: true, worksOffline: false },
    }),
    refresh,
    wrap: (dataKey, context) =>
      within(async session => {
        const { id, key } = activeKey();
        const nonce = random.bytes(NONCE);
        const sealed = await session.encrypt(key, nonce, boundTo(context, id), dataKey);
        return { provider: PROVIDER, epoch: id, bytes: Buffer.concat([nonce, sealed]) };
      }),
    unwrap: async ({ provider: name, epoch, bytes }, context) => {
      const find = (): Known | undefined => known.find(({ id }) => name === PROVIDER && id === epoch);
      if (!find()) await refresh();
      return within(async session => {
        const found = find();
        if (!found) throw new KeyProviderError('unknown_epoch', `There is no key epoch ${name}/${epoch}.`);
        if (found.state === 'disabled') throw new KeyProviderError('epoch_disabled', `Key epoch ${epoch} is disabled.`);
        const opened = await session
          .decrypt(found.key, bytes.subarray(0, NONCE), boundTo(context, epoch), bytes.subarray(NONCE))
          .catch((cause: unknown) => {
            if (!(cause instanceof CryptokiError) || !refused.has(cause.code)) throw cause;
            throw new KeyProviderError('not_ours', `Data key ${context.dataKeyId.toString('hex')} does not unwrap.`, {
              cause,
            });
          });
        if (opened.length !== 32) throw new KeyProviderError('unavailable', `${who} gave back no data key.`);
        return opened;
      });
    },
    rotate: async () => {
      const createdAt = clock.now().toISOString();
      const id = `${createdAt.slice(0, 10)}-${random.bytes(5).toString('hex')}`;
      await within(session => session.generate(newKey(`${config.prefix} ${createdAt} ${id}`)));
      await refresh();
      return { id, createdAt, state: 'active' };
    },
    disable: async epoch => {
      await refresh();
      await within(session => {
        const found = idleEpoch(known, epoch);
        if (!found) throw new KeyProviderError('unknown_epoch', `There is no key epoch ${epoch}.`);
        return session.write(found.key, [{ type: CKA.decrypt, value: flag(false) }]);
      });
      await refresh();
    },
    destroy: async epoch => {
      await refresh();
      await within(async session => {
        const found = idleEpoch(known, epoch);
        if (found) await session.destroy(found.key);
      });
      await refresh();
    },
    health: () => probe(provider),
  };
  await refresh();
  if (provider.describe().activeEpoch === '') await provider.rotate();
  return provider;
}

const LABEL_BYTES = 200;

/** The session is gone, or nobody is signed in to it any more. */
const lost: ReadonlySet<number> = new Set([0x30, 0x32, 0x60, 0x82, 0xb3, 0xe0, 0x101]);
/** What modules say of a tag that does not fit; some know no better word than that something failed. */
const refused: ReadonlySet<number> = new Set([0x05, 0x06, 0x40, 0x41]);

const newKey = (label: string) => [
  ...aesKey,
  { type: CKA.valueLength, value: ulong(32) },
  { type: CKA.label, value: Buffer.from(label) },
  { type: CKA.private, value: flag(true) },
  { type: CKA.sensitive, value: flag(true) },
  { type: CKA.extractable, value: flag(false) },
  { type: CKA.encrypt, value: flag(true) },
  { type: CKA.decrypt, value: flag(true) },
  { type: CKA.wrap, value: flag(false) },
  { type: CKA.unwrap, value: flag(false) },
];

/** `PREFIX TIME ID`, as `rotate` writes it. */
function readLabel(label: Buffer, prefix: string): { readonly id: string; readonly createdAt: string } | undefined {
  const text = label.toString('utf8').replace(/\0+$/, '');
  const [, of, createdAt, id] = /^(\S+) (\d{4}-\d\d-\d\dT[\d:.]+Z) (\d{4}-\d\d-\d\d-[0-9a-f]{10})$/.exec(text) ?? [];
  return of === prefix && createdAt !== undefined && id !== undefined ? { id, createdAt } : undefined;
}

const boundTo = ({ tenant, subject, dataKeyId, purpose }: KeyContext, epoch: string): Buffer =>
  lengthPrefixed([DOMAIN, tenant, subject, dataKeyId, purpose, epoch]);

/** A loader's message names the file and what is wrong with it, and no secret. */
const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/\.$/, '') : 'nobody says why';
