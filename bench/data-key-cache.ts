// How often a data key is at hand: the vault of many owners, under reads as applications make them over some time.
import { MINUTE, SECOND } from '../src/core/clock.ts';
import type { Kernel } from '../src/core/kernel.ts';
import type { Figure } from './bench.ts';
import { fillSubjects, place, withKernel } from './key-installation.ts';

/** BENCH_OWNERS: how many owners there are. */
const OWNERS = Number(process.env['BENCH_OWNERS'] ?? 100_000);
/** The time that is played, before and while it counts. The clock is ours: it takes as long as the reads take. */
const WARM_MS = 6 * MINUTE;
const PLAYED_MS = 15 * MINUTE;
/** Each car is polled once an hour, and people look at their own, some of them much more than others. */
const POLLS_PER_SECOND = OWNERS / 3600;
const LOOKS_PER_SECOND = OWNERS / 10_000;
/** A visit reads 1 to 6 data points one after another, and every one of them opens something of the owner. */
const MOST_READS = 6;
const BETWEEN_MS = 4 * SECOND;
/** As long as the vault keeps a key. */
const LIFE_MS = 5 * MINUTE;
const BELOW = 0.01;

const time = { now: new Date('2026-01-01T00:00:00Z').getTime() };

export const figure: Figure = {
  name: 'data-key-cache',
  about: `Hit rate of the cache of data keys for ${OWNERS} owners: hourly polls of every car, and owners who look; BENCH_OWNERS.`,
  run: () => withKernel('bench-cache', { clock: { now: () => new Date(time.now) } }, measure),
};

type Kind = 'polls' | 'looks';
type Read = { readonly at: number; readonly owner: number; readonly kind: Kind };

async function measure(kernel: Kernel): Promise<Awaited<ReturnType<Figure['run']>>> {
  const subjects = await fillSubjects(kernel, OWNERS);
  const counted = { unwrapped: 0 };
  const { provider } = kernel.keyring;
  const unwrap = provider.unwrap.bind(provider);
  provider.unwrap = (...args) => {
    counted.unwrapped += 1;
    return unwrap(...args);
  };
  const tally = { polls: { reads: 0, hits: 0 }, looks: { reads: 0, hits: 0 } };
  /** What a cache without a limit of size would have: until when each owner's key is at hand. */
  const unlimited = { hits: 0, until: new Map<number, number>() };
  const took = { hit: 0, miss: 0 };
  const begin = time.now + WARM_MS;
  let broken = 0;
  for (const { at, owner, kind } of readsOf(time.now, begin + PLAYED_MS)) {
    time.now = at;
    const subject = subjects[owner];
    if (!subject) continue;
    const before = counted.unwrapped;
    const begun = performance.now();
    const vault = await kernel.vault.existing(kernel.db, subject.id);
    if (vault?.open(place, subject.sealed) === undefined) broken += 1;
    const elapsed = performance.now() - begun;
    const isHit = counted.unwrapped === before;
    const wouldHit = (unlimited.until.get(owner) ?? 0) > at;
    if (!wouldHit) unlimited.until.set(owner, at + LIFE_MS);
    if (at < begin) continue;
    tally[kind].reads += 1;
    tally[kind].hits += isHit ? 1 : 0;
    unlimited.hits += wouldHit ? 1 : 0;
    took[isHit ? 'hit' : 'miss'] += elapsed;
  }
  const reads = tally.polls.reads + tally.looks.reads;
  const hits = tally.polls.hits + tally.looks.hits;
  const rate = hits / reads;
  const best = unlimited.hits / reads;
  const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;
  return {
    ok: rate >= best - BELOW && broken === 0,
    rows: [
      ['reads, in minutes of the played time', `${reads} in ${PLAYED_MS / MINUTE}`],
      ['hit rate', percent(rate)],
      ['a cache without limit would have', `${percent(best)} (at most ${percent(BELOW)} more)`],
      ['hit rate of hourly polls', percent(tally.polls.hits / tally.polls.reads)],
      ['hit rate of owners who look', percent(tally.looks.hits / tally.looks.reads)],
      ['a read with the key at hand', `${((took.hit / hits) * 1000).toFixed(0)} µs`],
      ['a read that fetches the key', `${((took.miss / (reads - hits)) * 1000).toFixed(0)} µs`],
      ['reads that failed', String(broken)],
    ],
  };
}

/** All reads from one moment to another, in order of time. The same each time. */
function readsOf(from: number, until: number): Read[] {
  const chance = dice(20_261_126);
  const reads: Read[] = [];
  const visit = (at: number, owner: number, kind: Kind): void => {
    const count = 1 + Math.floor(chance() * MOST_READS);
    for (let n = 0; n < count; n++) reads.push({ at: at + n * BETWEEN_MS * chance(), owner, kind });
  };
  let polled = 0;
  for (let at = from; at < until; at += SECOND / POLLS_PER_SECOND) visit(at, polled++ % OWNERS, 'polls');
  // Zipf with exponent 1 by its inverse: owner n is looked at in proportion to 1/n, scattered over all of them.
  for (let at = from; at < until; at += SECOND / LOOKS_PER_SECOND) {
    const rank = Math.floor(OWNERS ** chance());
    visit(at, (rank * 7919) % OWNERS, 'looks');
  }
  return reads.sort((one, other) => one.at - other.at);
}

/** Numbers from 0 to 1, the same for the same seed: a linear congruence of 32 bits (Numerical Recipes). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
