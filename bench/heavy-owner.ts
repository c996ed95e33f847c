// One owner with very many lines in the log: a copy of them in flat memory, and an erasure that leaves none.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
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
/** Lines of the smaller owner: as much more garbage as comes between two full collections, so that its peak is one. */
const FEWER_LINES = Math.round(LINES / 3);
/** How much more than with the smaller owner is still called flat. */
const FLAT = 1.25;

export const figure: Figure = {
  name: 'heavy-owner',
  about: `copy and erasure of one owner with ${LINES} lines in the log; promised: memory flat (at most ${FLAT} times that of an owner with a third), rows left 0; BENCH_LINES says how many`,
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
  await addReads(kernel, light, FEWER_LINES);
  const heavy = await makeOwner(kernel);
  await addReads(kernel, heavy, LINES);
  await kernel.pool.query('analyze vehicles.read_event');
  await watched(() => copyOf(kernel, light.person), resident);
  const fewer = await watched(() => copyOf(kernel, light.person), resident);
  const more = await watched(() => copyOf(kernel, heavy.person), resident);
  const fewerUsed = await watched(() => copyOf(kernel, light.person), inUse);
  const moreUsed = await watched(() => copyOf(kernel, heavy.person), inUse);
  const erased = await eraseOne(kernel, heavy);
  const left = await rowsOf(kernel, heavy.person);
  await eraseOne(kernel, light);
  const growth = more.most / fewer.most;
  const growthUsed = moreUsed.most / fewerUsed.most;
  return {
    ok: more.rows >= LINES && growth <= FLAT && growthUsed <= FLAT && left === 0,
    rows: [
      ['rows in the copies', `${fewer.rows}, ${more.rows}`],
      ['rows per second', Math.round(more.rows / more.seconds).toString()],
      ['resident at most', `${megabytes(fewer.most)}, ${megabytes(more.most)} (${growth.toFixed(2)} times)`],
      [
        'without garbage at most',
        `${megabytes(fewerUsed.most)}, ${megabytes(moreUsed.most)} (${growthUsed.toFixed(2)} times)`,
      ],
      ['the erasure', `${(erased / 1000).toFixed(1)} s`],
      ['rows and keys left', String(left)],
    ],
  };
}

type Watch = { readonly everyMs: number; readonly bytes: () => number };

const resident: Watch = { everyMs: 50, bytes: () => process.memoryUsage().rss };

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What is referred to: all garbage is collected before each look. */
const inUse: Watch = {
  everyMs: 500,
  bytes: () => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  },
};

/** @returns the rows of the copy, the seconds it took, and the most bytes that were seen meanwhile */
async function watched(
  copy: () => Promise<number>,
  { everyMs, bytes }: Watch,
): Promise<{ rows: number; seconds: number; most: number }> {
  let most = bytes();
  const watching = setInterval(() => {
    most = Math.max(most, bytes());
  }, everyMs);
  const begun = performance.now();
  const rows = await copy();
  clearInterval(watching);
  return { rows, seconds: (performance.now() - begun) / 1000, most };
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
  // As if it were long ago: one copy at a time can be asked for.
  await kernel.pool.query('delete from rights.request where id = $1', [request.id]);
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
