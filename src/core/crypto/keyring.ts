// All keys of this installation, from one file that no database backup holds.
import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { keyFileProvider, newEpoch } from './key-file-provider.ts';
import type { KeyProvider } from './key-provider.ts';
import { type KeyringContent, openKeyringFile } from './keyring-file.ts';
import type { Random } from './random.ts';
import { type Signer, signerFrom, type Verifier, verifierFromPublic } from './signing.ts';

export { KeyringError } from './keyring-file.ts';

/** What is signed, each with a key of its own: the audit log's checkpoints, and the receipts of reports. */
export type SignerName = 'audit' | 'receipt';
export const signerNames: readonly SignerName[] = ['audit', 'receipt'];

export type Keyring = {
  /** Public; the same for as long as this keyring lives, different for every other keyring. */
  readonly fingerprint: string;
  /** Wraps and unwraps data keys. */
  readonly provider: KeyProvider;
  /** A 256-bit secret key by its name, always the same: index keys, cookie keys. */
  secretKey(name: string): KeyObject;
  /** Signs with the newest key of that name. */
  signer(name: SignerName): Signer;
  /** Every signing key there ever was, carried ones at the end: what they signed stays verifiable. Newest first. */
  verifiers(): Verifier[];
  /** Makes a new signing key the one in use; the old one only verifies from now on. */
  rotateSigner(name: SignerName): Promise<Signer>;
  /**
   * Takes named secrets and public keys of another installation in place of its own of these names. For an empty one
   * only: what was hashed under the own secrets is found no more.
   * @returns takes them out again
   */
  carry(carried: CarriedKeys): () => void;
};

/** Keys in base64url: secrets of 32 bytes by the name that `secretKey` asks for, public Ed25519 keys by signer's name. */
export type CarriedKeys = NonNullable<KeyringContent['carried']>;

/**
 * Opens `<directory>/keyring.json`, or creates it when asked to.
 * @throws KeyringError with one sentence on what is wrong and what to do
 */
export async function openKeyring(
  directory: string,
  { clock, random, createIfMissing }: { clock: Clock; random: Random; createIfMissing: boolean },
): Promise<Keyring> {
  const file = openKeyringFile(directory, createIfMissing ? () => firstContent(clock, random) : undefined);
  const rootSecret = createSecretKey(Buffer.from(file.content().rootSecret, 'base64url'));
  const secretKeys = new Map<string, KeyObject>();
  const signers = new Map<string, Signer>();

  const signerOf = ({ name, seed }: KeyringContent['signers'][number]): Signer => {
    const signer = signers.get(seed) ?? signerFrom(name, Buffer.from(seed, 'base64url'));
    signers.set(seed, signer);
    return signer;
  };
  const carriedSecret = (name: string): KeyObject | undefined => {
    const found = file.content().carried?.secrets.find(secret => secret.name === name);
    return found && createSecretKey(Buffer.from(found.key, 'base64url'));
  };
  const currentSigner = (name: SignerName): Signer => {
    const stored = file.content().signers.find(signer => signer.name === name && signer.state === 'active');
    if (!stored) throw new Error(`the keyring has no signing key "${name}"`);
    return signerOf(stored);
  };

  return {
    fingerprint: derive(rootSecret, 'fingerprint').toString('hex').slice(0, 32),
    provider: keyFileProvider(file, clock, random),
    secretKey: name => {
      const key = secretKeys.get(name) ?? carriedSecret(name) ?? createSecretKey(derive(rootSecret, `secret/${name}`));
      secretKeys.set(name, key);
      return key;
    },
    signer: currentSigner,
    verifiers: () => {
      const { signers, carried } = file.content();
      return [
        ...signers.map(signerOf).reverse(),
        ...(carried?.verifiers ?? []).map(({ name, x }) => verifierFromPublic(name, x)),
      ];
    },
    carry: carried => {
      const before = file.content().carried;
      const put = (content: KeyringContent['carried']): void => {
        file.change(({ carried: _, ...rest }) => (content ? { ...rest, carried: content } : rest));
        secretKeys.clear();
      };
      put(carried);
      return () => put(before);
    },
    rotateSigner: async name => {
      file.change(content => ({
        ...content,
        signers: [
          ...content.signers.map(signer => (signer.name === name ? { ...signer, state: 'retired' as const } : signer)),
          newSigner(name, clock, random),
        ],
      }));
      return currentSigner(name);
    },
  };
}

const firstContent = (clock: Clock, random: Random): KeyringContent => ({
  rootSecret: random.bytes(32).toString('base64url'),
  epochs: [newEpoch(clock, random)],
  signers: signerNames.map(name => newSigner(name, clock, random)),
});

const newSigner = (name: SignerName, clock: Clock, random: Random): KeyringContent['signers'][number] => ({
  name,
  createdAt: clock.now().toISOString(),
  state: 'active',
  seed: random.bytes(32).toString('base64url'),
});

/** HKDF-SHA-512 (RFC 5869) without salt: the root secret is uniformly random already. */
const derive = (rootSecret: KeyObject, use: string): Buffer =>
  Buffer.from(hkdfSync('sha512', rootSecret, Buffer.alloc(0), `telltale/keyring/v1/${use}`, 32));
