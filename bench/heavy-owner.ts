// One owner with very many lines in the log: a copy of them in flat memory, and an erasure that leaves none.
import { personalDataHolders } from '../src/app.ts';
import type { Kernel } from '../src/core/kernel.ts';
import { askCopy, MAKE_COPY } from '../src/rights/export/ask-copy.ts';
import { copyJobs } from '../src/rights/export/copy-jobs.ts';
import { findCopy } from '../src/rights/export/copy-store.ts';
import { findLiving } from '../src/rights/request-store.ts';
import type { Figure } from './bench.ts';
import { eraseOne, personActor } from './erase-owner.ts';
import { addReads, installationOf, makeOwner } from './fill-owners.ts';

/** BENCH_LINES: how many lines the owner's log has. */
const LINES = Number(process.env['BENCH_LINES'] ?? 1_000_000);
/** The installation around that owner. */
const OWNERS = Number((process.env['BENCH_OWNERS'] ?? '10000').split(',')[0]);
/** Lines of the copy before the first that counts. */
const WARM_LINES = 50_000;
/** How much more than after the warm-up is still called flat. */
const FLAT = 1.25;

export const figure: Figure = {
  name: 'heavy-owner',
  about: `copy and erasure of one owner with ${LINES} lines in the log; promised: memory flat (at most ${FLAT} times), rows left 0; BENCH_LINES says how many`,
  run: async () => {
    const open = await installationOf(OWNERS);
    try {
      return await measure(open.kernel);
    } finally {
      await open.close();
    }
  },
};

async function measure(kernel: Kernel): Promise<Awaited<ReturnType<Figure['run']>>> {
  const light = await makeOwner(kernel);
  await addReads(kernel, light, WARM_LINES);
  await copyOf(kernel, light.person);
  const heavy = await makeOwner(kernel);
  await addReads(kernel, heavy, LINES);
  await kernel.pool.query('analyze vehicles.read_event');
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  const watching = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 50);
  const begun = performance.now();
  const rows = await copyOf(kernel, heavy.person);
  const seconds = (performance.now() - begun) / 1000;
  clearInterval(watching);
  const erased = await eraseOne(kernel, heavy);
  const left = await rowsOf(kernel, heavy.person);
  await eraseOne(kernel, light);
  return {
    ok: rows >= LINES && most <= before * FLAT && left === 0,
    rows: [
      ['rows in the copy', String(rows)],
      ['rows per second', Math.round(rows / seconds).toString()],
      ['memory before, at most', `${megabytes(before)}, ${megabytes(most)} (${(most / before).toFixed(2)} times)`],
      ['the erasure', `${(erased / 1000).toFixed(1)} s`],
      ['rows and keys left', String(left)],
    ],
  };
}

const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(0)} MB`;

/** Makes a copy as the job does. @returns its lines, once they are what the database counts */
async function copyOf(kernel: Kernel, person: string): Promise<number> {
  await askCopy(kernel, personActor(kernel, person), '');
  const request = await findLiving(kernel, person, 'export');
  const job = copyJobs(personalDataHolders).find(({ name }) => name === MAKE_COPY);
  if (!request || !job) throw new Error('no copy was asked for');
  await job.run(kernel, { request: request.id });
  const copy = await findCopy(kernel, request.id);
  const lists = copy?.parts?.flatMap(({ lists }) => lists) ?? [];
  if (lists.some(({ lines, rowsInDatabase }) => rowsInDatabase !== null && lines !== rowsInDatabase))
    throw new Error('the copy does not add up');
  return lists.reduce((sum, { lines }) => sum + lines, 0);
}

async function rowsOf({ pool }: Kernel, person: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select (select count(*) from vehicles.read_event where owner = $1)
          + (select count(*) from vehicles.vehicle where owner = $1)
          + (select count(*) from accounts.person where id = $1)
          + (select count(*) from core.data_key where subject = $1) as count`,
    [person],
  );
  return Number(rows[0]?.count);
}
