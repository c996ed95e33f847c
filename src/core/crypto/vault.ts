// The vault: finds, makes, caches and destroys the data keys under which subjects' data is sealed.
import { LRUCache } from 'lru-cache';
import { type Clock, MINUTE } from '../clock.ts';
import { coalesce } from '../coalesce.ts';
import type { Db } from '../database/db.ts';
import { dataKeyFrom, newDataKeyId } from './data-key.ts';
import { type RewrapProgress, rewrapDataKeys } from './data-key-rotation.ts';
import {
  addUses,
  countByEpoch,
  type DataKeyRow,
  dataKeyRow,
  deleteDataKeys,
  type EpochCensus,
  findDataKeys,
  findOrInsertDataKey,
  type StoredDataKey,
} from './data-key-store.ts';
import { type Keyring, KeyringError } from './keyring.ts';
import { type Lookups, openLookups } from './lookup/lookups.ts';
import { bringKeys, type PortableKey, takeKeys } from './portable-keys.ts';
import type { Random } from './random.ts';
import { findProblems } from './self-test.ts';
import { type SubjectVault, subjectVault } from './subject-vault.ts';
import { keyedHash } from './tokens.ts';
import { USE_BLOCK, useCounter } from './use-counter.ts';

export { DATA_KEY_GONE } from './data-key-store.ts';
export { type Place, SealBroken, type Sealed } from './envelope.ts';
export type { SubjectVault } from './subject-vault.ts';

/** A database with or without a transaction around it, such as the kernel. */
export type VaultScope = { readonly db: Db; readonly afterCommit: (work: () => void) => void };

/** A key that is not stored yet, its row of core.data_key, and the vault that seals with it. */
export type FreshVault = { readonly row: DataKeyRow; readonly vault: SubjectVault; readonly keep: () => void };

export type Vault = {
  /** The vault of a subject, with a new key when it has none. The data of no subject belongs to `system`. */
  subject(scope: VaultScope, subject: string, purpose?: string): Promise<SubjectVault>;
  /**
   * A new key for a subject that was named just now and has none, not stored yet: its row is for a store that inserts it
   * within a statement of its own, and `keep` is called once that has committed.
   */
  fresh(subject: string, purpose?: string): Promise<FreshVault>;
  /** The vault of a subject if it has a key; undefined when it never had, or when it was shredded. */
  existing(db: Db, subject: string, purpose?: string): Promise<SubjectVault | undefined>;
  /** As `existing` for many, in one statement at most: what a list needs. Those without a key are left out. */
  subjects(db: Db, subjects: readonly string[], purpose?: string): Promise<Map<string, SubjectVault>>;
  /** Destroys all keys of a subject: what they sealed opens nowhere any more, but in backups until these expire. */
  shred(db: Db, subject: string): Promise<void>;
  /** Drops a subject's keys from this process; called on DATA_KEY_GONE, and without subject when notices were missed. */
  forget(subject?: string): void;
  /** Finds sealed values again by a keyed hash whose key can be replaced. */
  readonly lookups: Lookups;
  /**
   * HMAC-SHA-256 of `value` under a key of `purpose` alone, which stays the same: for what is short-lived or must not
   * change. Normalize first. What is looked up for years has `lookups`.
   */
  blindIndex(purpose: string, value: string): Buffer;
  /** Wraps all data keys under the active epoch; may be killed and started again at any point. */
  rewrapAll(db: Db, onProgress?: (progress: RewrapProgress) => void | Promise<void>): Promise<RewrapProgress>;
  /** Data keys by their ids, in the clear, for a sealed archive; one that was destroyed is left out. */
  take(db: Db, ids: readonly Buffer[]): Promise<PortableKey[]>;
  /** Stores keys that another installation took out, wrapped anew. */
  bring(db: Db, keys: readonly PortableKey[]): Promise<void>;
  /** How many data keys each epoch wraps: an epoch may be disabled when it has none left. */
  census(db: Db): Promise<EpochCensus[]>;
  /**
   * Checks that the cryptography computes rightly and that the keyring belongs to this database.
   * @throws KeyringError with a sentence for each problem
   */
  selfTest(db: Db): Promise<void>;
  /** Waits for what it still writes. */
  close(): Promise<void>;
};

/** Data keys that a process keeps for five minutes, about a kilobyte each. */
const AT_HAND = 50_000;
/** How many of them also keep the keys of what they opened, up to 20 kB each: those that were fetched last. */
const WARM = 5000;

/** @param db outside any transaction, where uses are counted */
export function openVault({
  db: root,
  keyring,
  clock,
  random,
  tenant = 'main',
}: {
  db: Db;
  keyring: Keyring;
  clock: Clock;
  random: Random;
  tenant?: string;
}): Vault {
  const cache = new LRUCache<string, SubjectVault>({
    max: AT_HAND,
    ttl: 5 * MINUTE,
    perf: { now: () => clock.now().getTime() },
    ttlResolution: 0,
  });
  const warm = new LRUCache<string, SubjectVault>({ max: WARM, dispose: vault => vault.cool() });
  const lookups = openLookups({ keyring, clock, random, tenant });
  const writes = new Set<Promise<void>>();
  let forgotten = 0;

  const reserveBlock = (id: Buffer) => (): void => {
    // The count is a second fence (see use-counter.ts): when it cannot be written, nothing that matters is lost.
    const write = addUses(root, id, USE_BLOCK).catch(() => undefined);
    writes.add(write);
    void write.then(() => writes.delete(write));
  };

  const unlock = async (stored: StoredDataKey, isNew = false): Promise<SubjectVault> => {
    const { id, subject, purpose, uses, wrapped } = stored;
    const bytes = await keyring.provider.unwrap(wrapped, { tenant, subject, purpose, dataKeyId: id });
    const dataKey = dataKeyFrom(bytes, { id, tenant, subject, purpose });
    bytes.fill(0);
    const reserve = reserveBlock(dataKey.id);
    const counter = isNew ? useCounter(0, USE_BLOCK, reserve) : useCounter(uses, 0, reserve);
    return subjectVault(dataKey, counter, random);
  };

  /** Caches, unless a key was shredded since the row was read: it might have been this one. */
  const remember = (subject: string, purpose: string, vault: SubjectVault, forgottenBefore: number): void => {
    if (forgotten !== forgottenBefore) return;
    cache.set(cacheKey(subject, purpose), vault);
    warm.set(cacheKey(subject, purpose), vault);
  };

  /** @param before what `forgotten` was when it was asked for */
  const find = async (db: Db, ids: readonly string[], purpose: string, before: number) => {
    const found = new Map<string, SubjectVault>();
    const missing: string[] = [];
    for (const id of new Set(ids)) {
      const cached = cache.get(cacheKey(id, purpose));
      if (cached) found.set(id, cached);
      else missing.push(id);
    }
    if (missing.length === 0) return found;
    const stored = await findDataKeys(db, missing, purpose);
    await Promise.all(
      stored.map(async key => {
        const vault = await unlock(key);
        found.set(key.subject, vault);
        // In a transaction the row may be one that is never committed.
        if (!db.isTransaction) remember(key.subject, purpose, vault, before);
      }),
    );
    return found;
  };

  const subjects: Vault['subjects'] = (db, ids, purpose = DATA) => find(db, ids, purpose, forgotten);

  /** Many requests of one moment whose keys are not at hand share one statement. */
  const fetched = coalesce<{ readonly id: string; readonly before: number }, SubjectVault | undefined>({
    run: async asked => {
      const ids = asked.map(({ id }) => id);
      const found = await find(root, ids, DATA, Math.min(...asked.map(({ before }) => before)));
      return ids.map(id => found.get(id));
    },
  });

  const newDataKey = async (subject: string, purpose: string): Promise<StoredDataKey> => {
    const id = newDataKeyId(random);
    const bytes = random.bytes(32);
    const wrapped = await keyring.provider.wrap(bytes, { tenant, subject, purpose, dataKeyId: id });
    bytes.fill(0);
    return { id, subject, purpose, uses: USE_BLOCK, wrapped };
  };

  return {
    subject: async ({ db, afterCommit }, subject, purpose = DATA) => {
      const cached = cache.get(cacheKey(subject, purpose));
      if (cached) return cached;
      const before = forgotten;
      const fresh = await newDataKey(subject, purpose);
      const stored = await findOrInsertDataKey(db, fresh, clock.now());
      const vault = await unlock(stored, stored.id.equals(fresh.id));
      afterCommit(() => remember(subject, purpose, vault, before));
      return vault;
    },
    fresh: async (subject, purpose = DATA) => {
      const before = forgotten;
      const id = newDataKeyId(random);
      const bytes = random.bytes(32);
      const wrapped = await keyring.provider.wrap(bytes, { tenant, subject, purpose, dataKeyId: id });
      const dataKey = dataKeyFrom(bytes, { id, tenant, subject, purpose });
      bytes.fill(0);
      const vault = subjectVault(dataKey, useCounter(0, USE_BLOCK, reserveBlock(dataKey.id)), random);
      return {
        row: dataKeyRow({ id, subject, purpose, uses: USE_BLOCK, wrapped }, clock.now()),
        vault,
        keep: () => remember(subject, purpose, vault, before),
      };
    },
    existing: async (db, subject, purpose = DATA) =>
      cache.get(cacheKey(subject, purpose)) ??
      (purpose === DATA && db === root
        ? await fetched({ id: subject, before: forgotten })
        : (await subjects(db, [subject], purpose)).get(subject)),
    subjects,
    shred: async (db, subject) => {
      await deleteDataKeys(db, subject);
      forget(subject);
    },
    forget,
    lookups,
    blindIndex: (purpose, value) => keyedHash(keyring.secretKey(`index/${tenant}/${purpose}`), value),
    rewrapAll: (db, onProgress) => rewrapDataKeys(db, { provider: keyring.provider, tenant, clock }, onProgress),
    take: (db, ids) => takeKeys({ db, provider: keyring.provider, tenant }, ids),
    bring: (db, keys) => bringKeys({ db, provider: keyring.provider, tenant, clock }, keys),
    census: countByEpoch,
    selfTest: async db => {
      const problems = await findProblems(db, keyring, tenant);
      if (problems.length > 0) throw new KeyringError('mismatch', problems.join(' '));
    },
    close: async () => {
      await Promise.all(writes);
    },
  };

  function forget(subject?: string): void {
    forgotten += 1;
    if (subject === undefined || subject.startsWith('lookup/')) lookups.forget();
    for (const kept of [cache, warm])
      if (subject === undefined) kept.clear();
      else for (const key of kept.keys()) if (key.startsWith(cacheKey(subject, ''))) kept.delete(key);
  }
}

/** The usual purpose: a subject's columns and files. */
const DATA = 'data';

const cacheKey = (subject: string, purpose: string): string => `${subject}\n${purpose}`;
