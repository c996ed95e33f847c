// What a keeper of key-encryption keys must be able to do: a key file here, a KMS or an HSM elsewhere.

/** What a wrapped data key is tied to; it unwraps for nothing else. A KMS takes it as encryption context. */
export type KeyContext = {
  readonly tenant: string;
  readonly subject: string;
  readonly purpose: string;
  readonly dataKeyId: Buffer;
};

/** A data key under a key-encryption key: which provider and which of its epochs wrapped it. */
export type WrappedKey = { readonly provider: string; readonly epoch: string; readonly bytes: Buffer };

/** One key-encryption key. New data keys use the active one; retired ones only unwrap; disabled ones do nothing. */
export type Epoch = {
  readonly id: string;
  readonly createdAt: string;
  readonly state: 'active' | 'retired' | 'disabled';
};

export type KeyProviderDescription = {
  readonly provider: string;
  readonly activeEpoch: string;
  readonly epochs: readonly Epoch[];
  readonly capabilities: {
    /** The keys never leave the provider. */
    readonly keepsKeysInside: boolean;
    /** The provider itself authenticates the context. */
    readonly bindsContext: boolean;
    /** One epoch can be destroyed without the others. */
    readonly destroysEpochs: boolean;
    /** It answers without the network, so an outage of the network is none of it. */
    readonly worksOffline: boolean;
  };
};

export type KeyProvider = {
  /** What was known of it last. */
  describe(): KeyProviderDescription;
  /** Asks a key service anew which epochs it has; another process may have made one. */
  refresh(): Promise<void>;
  /** Wraps 32 bytes under the active epoch. */
  wrap(dataKey: Buffer, context: KeyContext): Promise<WrappedKey>;
  /**
   * The 32 bytes again, in a buffer that the caller wipes.
   * @throws KeyProviderError
   */
  unwrap(wrapped: WrappedKey, context: KeyContext): Promise<Buffer>;
  /** Makes a new epoch and makes it the active one; data keys are rewrapped by the vault, not here. */
  rotate(): Promise<Epoch>;
  /** Takes a retired epoch out of use: nothing that it wrapped opens any more. */
  disable(epoch: string): Promise<void>;
  /** Destroys an epoch that is not in use, for good. One that is gone already is no fault. */
  destroy(epoch: string): Promise<void>;
  /** Whether it can wrap and unwrap right now; if not, one sentence why. */
  health(): Promise<{ ok: true } | { ok: false; problem: string }>;
};

export type KeyProviderFault = 'unknown_epoch' | 'epoch_disabled' | 'epoch_active' | 'not_ours' | 'unavailable';

/** A data key could not be unwrapped, or an epoch not changed. The message holds ids only. */
export class KeyProviderError extends Error {
  override name = 'KeyProviderError';
  readonly fault: KeyProviderFault;

  constructor(fault: KeyProviderFault, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.fault = fault;
  }
}

/** The epoch that wraps new keys, among those that a provider knows; undefined when it has none. */
export const activeOf = <Known extends Epoch>(known: readonly Known[]): Known | undefined =>
  known.find(({ state }) => state === 'active');

/**
 * An epoch that may be disabled or destroyed, among those that a provider knows.
 * @returns undefined when there is none of this id
 * @throws KeyProviderError epoch_active
 */
export function idleEpoch<Known extends Epoch>(known: readonly Known[], epoch: string): Known | undefined {
  const found = known.find(({ id }) => id === epoch);
  if (found?.state === 'active')
    throw new KeyProviderError('epoch_active', `Key epoch ${epoch} is in use: rotate first.`);
  return found;
}
