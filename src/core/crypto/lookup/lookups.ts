// Finds equals among sealed values: a keyed hash of each under a key of its purpose, in a version that can be replaced.
import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { MINUTE } from '../../clock.ts';
import type { Db } from '../../database/db.ts';
import { newDataKeyId } from '../data-key.ts';
import { deleteDataKeys, findDataKeys, findOrInsertDataKey, LOOKUP } from '../data-key-store.ts';
import { type Keyring, KeyringError } from '../keyring.ts';
import type { Random } from '../random.ts';
import { keyedHash } from '../tokens.ts';
import { USE_BLOCK } from '../use-counter.ts';
import {
  columnOf,
  LEASE_MS,
  type LookupColumn,
  type LookupState,
  readVersion,
  writtenVersions,
} from './lookup-state.ts';
import { findLookupState } from './lookup-store.ts';

/** How a value is found, and what stands in its row. */
export type Lookup = {
  /** The column to look into, and the hash to look for. */
  readonly at: LookupColumn;
  readonly hash: Buffer;
  /** What the row's two columns hold. */
  readonly odd: Buffer | null;
  readonly even: Buffer | null;
};

export type Lookups = {
  /**
   * HMAC-SHA-256 of a value, for the columns of its index. Normalize first. What comes back is good for the transaction
   * at hand, which must not take a minute.
   */
  of(db: Db, purpose: string, value: string): Promise<Lookup>;
  /** HMAC-SHA-256 under one version. */
  hash(db: Db, purpose: string, version: number, value: string): Promise<Buffer>;
  /** Makes the key of a version, a random one. @param db the transaction that begins the version */
  newKey(db: Db, purpose: string, version: number): Promise<void>;
  /** Destroys the key of a version. The first one follows from the keyring and stays. */
  destroyKey(db: Db, purpose: string, version: number): Promise<void>;
  /** Asks anew for states and keys. */
  forget(): void;
};

type Known = { readonly state: LookupState; readonly until: number };
type Held = { readonly key: KeyObject; readonly until: number };

const subjectOf = (purpose: string, version: number): string => `lookup/${purpose}/${version}`;

export function openLookups({
  keyring,
  clock,
  random,
  tenant,
}: {
  keyring: Keyring;
  clock: Clock;
  random: Random;
  tenant: string;
}): Lookups {
  const states = new Map<string, Known>();
  const keys = new Map<string, Held>();

  const stateOf = async (db: Db, purpose: string): Promise<LookupState> => {
    const now = clock.now().getTime();
    const known = states.get(purpose);
    if (known && known.until > now && known.until <= now + LEASE_MS) return known.state;
    const state = await findLookupState(db, purpose);
    // Counted from before it was read.
    states.set(purpose, { state, until: now + LEASE_MS });
    return state;
  };

  const keyOf = async (db: Db, purpose: string, version: number): Promise<KeyObject> => {
    if (version === 1) return keyring.secretKey(`index/${tenant}/${purpose}`);
    const subject = subjectOf(purpose, version);
    const now = clock.now().getTime();
    const held = keys.get(subject);
    if (held && held.until > now) return held.key;
    const [stored] = await findDataKeys(db, [subject], LOOKUP);
    if (!stored) throw new KeyringError('mismatch', `The lookup key ${purpose} has no version ${version}.`);
    const bytes = await keyring.provider.unwrap(stored.wrapped, {
      tenant,
      subject,
      purpose: LOOKUP,
      dataKeyId: stored.id,
    });
    const key = createSecretKey(bytes);
    bytes.fill(0);
    keys.set(subject, { key, until: now + KEPT_MS });
    return key;
  };

  const hash = async (db: Db, purpose: string, version: number, value: string): Promise<Buffer> =>
    keyedHash(await keyOf(db, purpose, version), value);

  return {
    of: async (db, purpose, value) => {
      const state = await stateOf(db, purpose);
      const written: [Buffer | null, Buffer | null] = [null, null];
      for (const version of writtenVersions(state))
        written[columnOf(version)] = await hash(db, purpose, version, value);
      const at = columnOf(readVersion(state));
      const [odd, even] = written;
      const found = written[at];
      if (found === null) throw new Error('a version is read that is not written');
      return { at, hash: found, odd, even };
    },
    hash,
    newKey: async (db, purpose, version) => {
      const id = newDataKeyId(random);
      const bytes = random.bytes(32);
      const subject = subjectOf(purpose, version);
      const wrapped = await keyring.provider.wrap(bytes, { tenant, subject, purpose: LOOKUP, dataKeyId: id });
      bytes.fill(0);
      await findOrInsertDataKey(db, { id, subject, purpose: LOOKUP, uses: USE_BLOCK, wrapped }, clock.now());
    },
    destroyKey: async (db, purpose, version) => {
      if (version === 1) return;
      await deleteDataKeys(db, subjectOf(purpose, version));
      keys.delete(subjectOf(purpose, version));
    },
    forget: () => {
      states.clear();
      keys.clear();
    },
  };
}

/** As long as data keys are kept. */
const KEPT_MS = 5 * MINUTE;
