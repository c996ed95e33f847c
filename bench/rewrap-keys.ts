// Wrapping many data keys anew, and what it costs whoever reads meanwhile.
import { rewrapInBackground, rotateKeys } from '../src/core/crypto/epochs/key-epochs.ts';
import type { Kernel } from '../src/core/kernel.ts';
import type { Figure } from './bench.ts';
import { fillSubjects, place, type SealedSubject, withKernel } from './key-installation.ts';

/** BENCH_KEYS: how many data keys there are. */
const KEYS = Number(process.env['BENCH_KEYS'] ?? 100_000);
/** Before the first reads that count. */
const WARM_SECONDS = 20;
/** Reads for as long as a rewrap takes, and as many seconds without one, before and after it. */
const ALONE_SECONDS = 10;
const LOSS = 0.1;
/** A prime, so that every subject comes before one comes again. */
const STRIDE = 7919;

export const figure: Figure = {
  name: 'rewrap-keys',
  about: `Wraps ${KEYS} data keys under a new key-encryption key while sealed values are read; BENCH_KEYS says how many.`,
  run: () => withKernel('bench-rewrap', {}, measure),
};

async function measure(kernel: Kernel): Promise<Awaited<ReturnType<Figure['run']>>> {
  const subjects = await fillSubjects(kernel, KEYS);
  // Code and pages warm: else what readers lose is what they had not gained yet.
  await readFor(kernel, subjects, untilSeconds(WARM_SECONDS));
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

/** Opens one value after another, of subjects in no order: most keys are not in the cache. */
async function readFor(
  kernel: Kernel,
  subjects: readonly SealedSubject[],
  isOver: () => boolean,
): Promise<{ perSecond: number; p99: number; broken: number }> {
  kernel.vault.forget();
  const latencies: number[] = [];
  let broken = 0;
  const started = performance.now();
  for (let at = 7; !isOver(); at = (at + STRIDE) % subjects.length) {
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
