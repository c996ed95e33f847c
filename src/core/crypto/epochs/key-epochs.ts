// The life of key-encryption keys: a new one by schedule, data keys wrapped anew in the background, the old one destroyed
// once no backup that needs it is kept any more.
import { setTimeout as pause } from 'node:timers/promises';
import { after, DAY } from '../../clock.ts';
import type { Kernel } from '../../kernel.ts';
import type { Job } from '../../work/jobs.ts';
import type { RewrapProgress } from '../data-key-rotation.ts';
import { type EpochLife, listEpochs, noteDestroyed, noteEpochs } from './key-epoch-store.ts';

export type { EpochLife } from './key-epoch-store.ts';

/** A day's work on keys, small steps each of which may be the last before a crash: every one of them is found again. */
export const keyJobs: readonly Job[] = [
  {
    name: 'keep-keys',
    every: '37 * * * *',
    run: async kernel => {
      await kernel.keyring.provider.refresh();
      if (isRotationDue(kernel)) await rotateKeys(kernel, 'system:keep-keys');
      await rewrapInBackground(kernel);
      await destroyOldEpochs(kernel);
    },
  },
  { name: 'rewrap-keys', run: kernel => rewrapInBackground(kernel).then(() => undefined) },
];

/** Between two batches whoever reads meanwhile has the machine: at least so long, and nine times as long as one took. */
const BREATH_MS = 100;
const LONGEST_BREATH_MS = 3000;
const BREATHS = 9;

function isRotationDue({ keyring, config, clock }: Kernel): boolean {
  const { rotateDays } = config.keys;
  if (rotateDays === undefined) return false;
  const active = keyring.provider.describe().epochs.find(({ state }) => state === 'active');
  return active !== undefined && after(new Date(active.createdAt), rotateDays * DAY) <= clock.now();
}

/** Makes a new key-encryption key the one in use; the data keys follow in the background. @returns its id */
export async function rotateKeys(kernel: Kernel, actor: string): Promise<string> {
  const { id } = await kernel.keyring.provider.rotate();
  await kernel.transaction(async kernel => {
    await kernel.audit.record(kernel.db, { actor, action: 'keys.rotate', subject: 'keyring', details: { epoch: id } });
    await kernel.enqueue(kernel, 'rewrap-keys', {}, { key: 'rewrap-keys' });
  });
  return id;
}

/** Wraps what older epochs still wrap, and notes which of them are empty by now. */
export async function rewrapInBackground(
  kernel: Kernel,
  onProgress: (progress: RewrapProgress) => void = () => undefined,
): Promise<RewrapProgress> {
  let begun = kernel.clock.now().getTime();
  const done = await kernel.vault.rewrapAll(kernel.db, async progress => {
    onProgress(progress);
    const took = kernel.clock.now().getTime() - begun;
    await pause(Math.min(LONGEST_BREATH_MS, Math.max(BREATH_MS, BREATHS * took)));
    begun = kernel.clock.now().getTime();
  });
  await epochLives(kernel);
  if (done.remaining > 0) kernel.log.warn(done, 'data keys stay under an older key-encryption key');
  return done;
}

/** Every key-encryption key there ever was, newest first: those noted before, and those that the provider has by now. */
export async function epochLives({ db, keyring, clock }: Kernel): Promise<EpochLife[]> {
  const { provider, activeEpoch, epochs } = keyring.provider.describe();
  await noteEpochs(db, provider, { epochs, active: activeEpoch, now: clock.now() });
  return listEpochs(db);
}

/** When an epoch may go: once no backup from before it was emptied is kept. Undefined while it is needed. */
export const destroyedFrom = ({ emptiedAt }: EpochLife, keepDays: number): Date | undefined =>
  emptiedAt && after(emptiedAt, keepDays * DAY);

/**
 * Destroys the epochs whose time is over, each with a record. What was erased while they were in use can then be read in
 * no backup, whoever kept one. @returns their ids
 */
export async function destroyOldEpochs(kernel: Kernel): Promise<string[]> {
  const { provider, capabilities, epochs } = kernel.keyring.provider.describe();
  if (!capabilities.destroysEpochs) return [];
  const destroyed: string[] = [];
  // Oldest first, and none before an older one: a key service may be able to destroy only from the beginning.
  const lives = (await listEpochs(kernel.db)).filter(life => life.provider === provider && !life.destroyedAt);
  for (const life of lives.toReversed()) {
    const from = destroyedFrom(life, kernel.config.erasure.backupDays);
    if (life.keys > 0 || from === undefined || from > kernel.clock.now()) break;
    // First the key, then the note: killed in between, the next run finds it gone and notes it.
    if (epochs.some(({ id }) => id === life.epoch)) await kernel.keyring.provider.destroy(life.epoch);
    await kernel.transaction(async kernel => {
      if (!(await noteDestroyed(kernel.db, provider, life.epoch, kernel.clock.now()))) return;
      await kernel.audit.record(kernel.db, {
        actor: 'system:keep-keys',
        action: 'keys.destroy-epoch',
        subject: `epoch:${life.epoch}`,
        details: { emptiedAt: life.emptiedAt?.toISOString() ?? '', keepDays: kernel.config.erasure.backupDays },
      });
    });
    destroyed.push(life.epoch);
  }
  return destroyed;
}
