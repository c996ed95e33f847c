// An installation with many data keys, each of which has sealed a value: what the figures about keys stand on.
import fs from 'node:fs';
import { readConfig } from '../src/core/config.ts';
import { insertDataKeys } from '../src/core/crypto/data-key-store.ts';
import type { Kernel } from '../src/core/kernel.ts';
import { type OpenKernel, openKernel, type Surroundings } from '../src/core/open-kernel.ts';
import { freshDataDir, productionEnvironment } from './product-server.ts';

export const place = { table: 'core.installation', column: 'value', row: 'bench' };

export type SealedSubject = { readonly id: string; readonly sealed: Buffer };

/** Opens a fresh installation for the work, and removes it. */
export async function withKernel<Result>(
  name: string,
  surroundings: Surroundings,
  work: (kernel: Kernel) => Promise<Result>,
): Promise<Result> {
  const dataDir = freshDataDir(name);
  let open: OpenKernel | undefined;
  try {
    const { config, secrets } = readConfig(productionEnvironment(0, dataDir));
    open = await openKernel({ ...config, logLevel: 'silent' }, secrets, surroundings);
    return await work(open.kernel);
  } finally {
    await open?.close();
    fs.rmSync(dataDir, { recursive: true, force: true });
  }
}

const AT_ONCE = 1000;

/** Gives every subject a data key and a sealed value. Nothing of it is in the cache afterwards. */
export async function fillSubjects(kernel: Kernel, count: number): Promise<SealedSubject[]> {
  const subjects: SealedSubject[] = [];
  while (subjects.length < count) {
    const keys = [];
    for (const end = Math.min(count, subjects.length + AT_ONCE); subjects.length < end; ) {
      const subject = `bench_${subjects.length}`;
      const { row, vault } = await kernel.vault.fresh(subject);
      const { id, purpose, uses, provider, epoch, wrapped } = row;
      keys.push({ id, subject, purpose, uses, wrapped: { provider, epoch, bytes: wrapped } });
      subjects.push({ id: subject, sealed: vault.seal(place, 'as long as the name of a person and a little more') });
    }
    await insertDataKeys(kernel.db, keys, kernel.clock.now());
  }
  return subjects;
}
