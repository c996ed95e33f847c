// Wrapping many data keys anew, and what it costs whoever reads meanwhile.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readConfig } from '../src/core/config.ts';
import { rewrapInBackground, rotateKeys } from '../src/core/crypto/key-epochs.ts';
import type { Kernel } from '../src/core/kernel.ts';
import { openKernel } from '../src/core/open-kernel.ts';
import type { Figure } from './bench.ts';
import { productionEnvironment } from './product-server.ts';

/** BENCH_KEYS: how many data keys there are. */
const KEYS = Number(process.env['BENCH_KEYS'] ?? 100_000);
const AT_ONCE = 500;
/** Reads for as long as a rewrap takes, and as many seconds without one, before and after it. */
const ALONE_SECONDS = 10;
const LOSS = 0.1;

const place = { table: 'core.installation', column: 'value', row: 'bench' };

export const figure: Figure = {
  name: 'rewrap-keys',
  about: `Wraps ${KEYS} data keys under a new key-encryption key while sealed values are read; BENCH_KEYS says how many.`,
  run: async () => {
    const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-bench-rewrap-'));
    fs.chmodSync(dataDir, 0o755);
    const { config, secrets } = readConfig(productionEnvironment(0, dataDir));
    const open = await openKernel({ ...config, logLevel: 'silent' }, secrets);
    try {
      return await measure(open.kernel);
    } finally {
      await open.close();
      fs.rmSync(dataDir, { recursive: true, force: true });
    }
  },
};

async function measure(kernel: Kernel): Promise<Awaited<ReturnType<Figure['run']>>> {
  const subjects = await fill(kernel);
  const before = await readFor(kernel, subjects, untilSeconds(ALONE_SECONDS));
  await rotateKeys(kernel, 'system:bench');
  let isDone = false;
  const started = performance.now();
  const rewrapping = rewrapInBackground(kernel).finally(() => {
    isDone = true;
  });
  const during = await readFor(kernel, subjects, () => isDone);
  const { rewrapped, remaining } = await rewrapping;
  const seconds = (performance.now() - started) / 1000;
  const after = await readFor(kernel, subjects, untilSeconds(ALONE_SECONDS));
  const alone = (before.perSecond + after.perSecond) / 2;
  const loss = 1 - during.perSecond / alone;
  return {
    ok: remaining === 0 && rewrapped === subjects.length && loss <= LOSS && during.broken === 0,
    rows: [
      ['data keys wrapped anew', `${rewrapped}, ${remaining} left`],
      ['keys per second', Math.round(rewrapped / seconds).toString()],
      ['reads per second alone, before and after', `${Math.round(before.perSecond)}, ${Math.round(after.perSecond)}`],
      ['reads per second meanwhile', Math.round(during.perSecond).toString()],
      ['what readers lose', `${(loss * 100).toFixed(1)} % (at most ${LOSS * 100} %)`],
      ['p99 of a read alone, meanwhile', `${before.p99.toFixed(2)} ms, ${during.p99.toFixed(2)} ms`],
      ['reads that failed', String(before.broken + during.broken + after.broken)],
    ],
  };
}

const untilSeconds = (seconds: number): (() => boolean) => {
  const end = performance.now() + seconds * 1000;
  return () => performance.now() >= end;
};

/** Gives every subject a data key and a sealed value. */
async function fill(kernel: Kernel): Promise<{ id: string; sealed: Buffer }[]> {
  const subjects: { id: string; sealed: Buffer }[] = [];
  while (subjects.length < KEYS) {
    const count = Math.min(AT_ONCE, KEYS - subjects.length);
    await kernel.transaction(async kernel => {
      for (let n = 0; n < count; n++) {
        const id = `bench_${subjects.length}`;
        const vault = await kernel.vault.subject(kernel, id);
        subjects.push({ id, sealed: vault.seal(place, 'as long as the name of a person and a little more') });
      }
    });
  }
  return subjects;
}

/** Opens one value after another, of subjects in no order: most keys are not in the cache. */
async function readFor(
  kernel: Kernel,
  subjects: readonly { id: string; sealed: Buffer }[],
  isOver: () => boolean,
): Promise<{ perSecond: number; p99: number; broken: number }> {
  const latencies: number[] = [];
  let broken = 0;
  const started = performance.now();
  for (let at = 7; !isOver(); at = (at * 31 + 17) % subjects.length) {
    const subject = subjects[at];
    if (!subject) break;
    const begun = performance.now();
    const vault = await kernel.vault.existing(kernel.db, subject.id);
    if (vault?.open(place, subject.sealed) === undefined) broken += 1;
    latencies.push(performance.now() - begun);
  }
  const seconds = (performance.now() - started) / 1000;
  const sorted = latencies.toSorted((one, other) => one - other);
  return { perSecond: latencies.length / seconds, p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0, broken };
}
