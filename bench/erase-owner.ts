// Erasing one owner among very many: it must cost no more among a million than among ten thousand.
import { personalDataHolders } from '../src/app.ts';
import type { Person } from '../src/core/actor.ts';
import type { Kernel } from '../src/core/kernel.ts';
import { askErasure } from '../src/rights/erase/ask-erasure.ts';
import { erasePerson } from '../src/rights/erase/erase-person.ts';
import { findLiving } from '../src/rights/request-store.ts';
import type { Figure } from './bench.ts';
import { installationOf, type MadeOwner, makeOwner } from './fill-owners.ts';

/** How many owners there are, the smaller number first. */
const [SMALL = 10_000, LARGE = 1_000_000] = (process.env['BENCH_OWNERS'] ?? '10000,1000000').split(',').map(Number);
/** Erasures of each, in turn, and how many before the first that counts. */
const ERASURES = 24;
const WARM_UP = 6;
const PROMISED = 1.2;

export const figure: Figure = {
  name: 'erase-owner',
  about: `erasing one owner at ${LARGE} owners over the same at ${SMALL}; promised: at most ${PROMISED} times; BENCH_OWNERS says how many`,
  run: async () => {
    const small = await installationOf(SMALL);
    const large = await installationOf(LARGE);
    try {
      const times = { small: [] as number[], large: [] as number[] };
      const scans = await scanned(large.kernel);
      for (let round = -WARM_UP; round < ERASURES; round++) {
        const order = round % 2 === 0 ? (['small', 'large'] as const) : (['large', 'small'] as const);
        for (const which of order) {
          const took = await eraseOne((which === 'small' ? small : large).kernel);
          if (round >= 0) times[which].push(took);
        }
      }
      const whole = grown(scans, await scanned(large.kernel), LARGE);
      const blind = await withoutIndex(large.kernel);
      const [one, other] = [median(times.small), median(times.large)];
      return {
        ok: other <= one * PROMISED && whole.length === 0 && blind.length === 0,
        rows: [
          [`one erasure at ${SMALL} owners, median of ${ERASURES}`, `${one.toFixed(1)} ms`],
          [`one erasure at ${LARGE} owners`, `${other.toFixed(1)} ms`],
          ['the second over the first', (other / one).toFixed(2)],
          ['spread', `${spread(times.small)}; ${spread(times.large)}`],
          ['large tables that were read from end to end', whole.join(', ') || 'none'],
          ['tables that have no index for what is asked', blind.join(', ') || 'none'],
        ],
      };
    } finally {
      await small.close();
      await large.close();
    }
  },
};

const sorted = (values: readonly number[]): number[] => values.toSorted((one, other) => one - other);
const median = (values: readonly number[]): number => sorted(values)[Math.floor(values.length / 2)] ?? Number.NaN;
const spread = (values: readonly number[]): string =>
  `${sorted(values)[0]?.toFixed(1)} to ${sorted(values).at(-1)?.toFixed(1)} ms`;

type Scans = ReadonlyMap<string, { readonly read: number; readonly rows: number }>;

/** Rows that were read one after the other instead of by an index, and rows there are, by table. */
async function scanned({ pool }: Kernel): Promise<Scans> {
  await pool.query('select pg_stat_force_next_flush(), pg_stat_clear_snapshot()');
  const { rows } = await pool.query<{ name: string; read: number; rows: number }>(
    `select schemaname || '.' || relname as name, seq_tup_read::float8 as read, n_live_tup::float8 as rows
       from pg_stat_user_tables`,
  );
  return new Map(rows.map(({ name, ...counts }) => [name, counts]));
}

/** Tables of which more than so many rows were read; small ones, of which an index would save nothing, are left out. */
const grown = (before: Scans, after: Scans, more: number): string[] =>
  [...after].flatMap(([table, { read, rows }]) =>
    rows >= LARGE / 10 && read - (before.get(table)?.read ?? 0) > more ? [table] : [],
  );

/**
 * Tables that stay small here, such as the log of what this run did, are read whole for no better reason than that: with
 * such reads forbidden, only those are left that have no index for what an erasure asks. The queue of jobs is left out:
 * its own functions keep the plans that they made before.
 */
async function withoutIndex(kernel: Kernel): Promise<string[]> {
  const { pool } = kernel;
  const change = async (what: string): Promise<void> => {
    await pool.query(`alter system ${what}`);
    await pool.query('select pg_reload_conf()');
  };
  await change('set enable_seqscan = off');
  try {
    await eraseOne(kernel);
    const before = await scanned(kernel);
    await eraseOne(kernel);
    const after = await scanned(kernel);
    return [...after].flatMap(([table, { read, rows }]) =>
      rows > 0 && !table.startsWith('graphile_worker.') && read - (before.get(table)?.read ?? 0) >= rows
        ? [`${table} (${rows} rows)`]
        : [],
    );
  } finally {
    await change('reset enable_seqscan');
  }
}

/** @returns milliseconds from the moment at which the job takes it up until it is done */
export async function eraseOne(kernel: Kernel, owner?: MadeOwner): Promise<number> {
  const { person } = owner ?? (await makeOwner(kernel));
  await askErasure(kernel, personActor(kernel, person));
  const request = await findLiving(kernel, person, 'erase');
  if (!request) throw new Error('no erasure was asked for');
  const begun = performance.now();
  await erasePerson(kernel, personalDataHolders(), request.id);
  return performance.now() - begun;
}

/** Somebody who has just signed in. */
export const personActor = (kernel: Kernel, id: string): Person => ({
  kind: 'person',
  id,
  session: 'bench',
  staffRole: undefined,
  signedInAt: kernel.clock.now(),
});
