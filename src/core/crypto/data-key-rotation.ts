// Wraps every data key anew under the active epoch, so that older epochs can be retired. No sealed data is touched.
import type { Clock } from '../clock.ts';
import type { Db } from '../database/db.ts';
import { mapTakingTurns } from '../work/take-turns.ts';
import { countByEpoch, findKeysOfOtherEpochs, replaceWrappings, type StoredDataKey } from './data-key-store.ts';
import type { KeyProvider, WrappedKey } from './key-provider.ts';
import { equalBytes } from './tokens.ts';

/** How many keys this run has wrapped anew, and how many another epoch still wraps. */
export type RewrapProgress = { rewrapped: number; remaining: number };

/**
 * Goes over the keys in batches. Each batch is one statement that replaces only wrappings which are still as they
 * were read, so this may be killed at any point, started again, or run twice at once. A key that cannot be
 * unwrapped stays as it is and counts as remaining.
 * @param onProgress told after each batch, and waited for: whoever wants a pause between two takes it there
 */
export async function rewrapDataKeys(
  db: Db,
  { provider, tenant, clock }: { provider: KeyProvider; tenant: string; clock: Clock },
  onProgress: (progress: RewrapProgress) => void | Promise<void> = () => undefined,
): Promise<RewrapProgress> {
  await provider.refresh();
  const { provider: name, activeEpoch } = provider.describe();
  const active = { provider: name, epoch: activeEpoch };
  // Counted twice and not with each batch: counting a million keys takes as long as wrapping hundreds.
  let progress = { rewrapped: 0, remaining: await countRemaining(db, active) };
  let last = Buffer.alloc(0);
  for (;;) {
    const keys = await findKeysOfOtherEpochs(db, active, last, BATCH);
    const lastKey = keys.at(-1);
    if (!lastKey) return { ...progress, remaining: await countRemaining(db, active) };
    last = Buffer.from(lastKey.id);
    const changes = await rewrapBatch(provider, tenant, keys);
    const replaced = await replaceWrappings(db, changes, clock.now());
    progress = {
      rewrapped: progress.rewrapped + replaced,
      remaining: Math.max(0, progress.remaining - changes.length),
    };
    await onProgress(progress);
  }
}

const BATCH = 200;

type Change = { readonly key: StoredDataKey; readonly wrapped: WrappedKey };

async function rewrapBatch(provider: KeyProvider, tenant: string, keys: readonly StoredDataKey[]): Promise<Change[]> {
  const changes = provider.describe().capabilities.worksOffline
    ? await mapTakingTurns(keys, key => rewrap(provider, tenant, key))
    : await Promise.all(keys.map(key => rewrap(provider, tenant, key)));
  return changes.filter(change => change !== undefined);
}

async function rewrap(provider: KeyProvider, tenant: string, key: StoredDataKey): Promise<Change | undefined> {
  const context = { tenant, subject: key.subject, purpose: key.purpose, dataKeyId: key.id };
  const bytes = await provider.unwrap(key.wrapped, context).catch(() => undefined);
  if (!bytes) return undefined;
  const wrapped = await provider.wrap(bytes, context);
  // The old wrapping is about to go: read the new one back first.
  const readBack = await provider.unwrap(wrapped, context);
  const isSame = equalBytes(bytes, readBack);
  bytes.fill(0);
  readBack.fill(0);
  if (!isSame) throw new Error('a data key came back changed from its new wrapping');
  return { key, wrapped };
}

async function countRemaining(db: Db, active: { provider: string; epoch: string }): Promise<number> {
  const others = (await countByEpoch(db)).filter(
    ({ provider, epoch }) => provider !== active.provider || epoch !== active.epoch,
  );
  return others.reduce((total, { keys }) => total + keys, 0);
}
