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
      const after = await scanned(large.kernel);
      const whole = [...after]
        .filter(([table, rows]) => rows - (scans.get(table) ?? 0) > LARGE)
        .map(([table]) => table);
      const [one, other] = [median(times.small), median(times.large)];
      return {
        ok: other <= one * PROMISED && whole.length === 0,
        rows: [
          [`one erasure at ${SMALL} owners, median of ${ERASURES}`, `${one.toFixed(1)} ms`],
          [`one erasure at ${LARGE} owners`, `${other.toFixed(1)} ms`],
          ['the second over the first', (other / one).toFixed(2)],
          ['spread', `${spread(times.small)}; ${spread(times.large)}`],
          ['tables that were read from end to end', whole.length === 0 ? 'none' : whole.join(', ')],
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

/** Rows that were read one after the other instead of by an index, by table. */
async function scanned({ pool }: Kernel): Promise<Map<string, number>> {
  await pool.query('select pg_stat_force_next_flush(), pg_stat_clear_snapshot()');
  const { rows } = await pool.query<{ name: string; rows: number }>(
    `select schemaname || '.' || relname as name, seq_tup_read::float8 as rows from pg_stat_user_tables`,
  );
  return new Map(rows.map(({ name, rows }) => [name, rows]));
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
