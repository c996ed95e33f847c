// Wraps every data key anew under the active epoch, so that older epochs can be retired. No sealed data is touched.
import type { Clock } from '../clock.ts';
import type { Db } from '../database/db.ts';
import { countByEpoch, findKeysOfOtherEpochs, replaceWrappings, type StoredDataKey } from './data-key-store.ts';
import type { KeyProvider, WrappedKey } from './key-provider.ts';
import { equalBytes } from './tokens.ts';

/** How many keys this run has wrapped anew, and how many another epoch still wraps. */
export type RewrapProgress = { rewrapped: number; remaining: number };

/**
 * Goes over the keys in batches. Each batch is one statement that replaces only wrappings which are still as they
 * were read, so this may be killed at any point, started again, or run twice at once. A key that cannot be
 * unwrapped stays as it is and counts as remaining.
 */
export async function rewrapDataKeys(
  db: Db,
  { provider, tenant, clock }: { provider: KeyProvider; tenant: string; clock: Clock },
  onProgress: (progress: RewrapProgress) => void = () => undefined,
): Promise<RewrapProgress> {
  const { provider: name, activeEpoch } = provider.describe();
  const active = { provider: name, epoch: activeEpoch };
  let progress = { rewrapped: 0, remaining: await countRemaining(db, active) };
  let last = Buffer.alloc(0);
  for (;;) {
    const keys = await findKeysOfOtherEpochs(db, active, last, BATCH);
    const lastKey = keys.at(-1);
    if (!lastKey) return progress;
    last = Buffer.from(lastKey.id);
    const changes = await Promise.all(keys.map(key => rewrap(provider, tenant, key)));
    const replaced = await replaceWrappings(
      db,
      changes.filter(change => change !== undefined),
      clock.now(),
    );
    progress = { rewrapped: progress.rewrapped + replaced, remaining: await countRemaining(db, active) };
    onProgress(progress);
  }
}

const BATCH = 200;

async function rewrap(
  provider: KeyProvider,
  tenant: string,
  key: StoredDataKey,
): Promise<{ key: StoredDataKey; wrapped: WrappedKey } | undefined> {
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
