// Stores reports that come at the same moment in one statement and one commit: alone a report waits for nobody.
import type pg from 'pg';
import { coalesce } from '../../core/coalesce.ts';
import type { Kernel } from '../../core/kernel.ts';
import { insertReports, insertReportsWithin, type NewReport, takeNumbers } from './submission-store.ts';

/** What became of a report. */
export type Stored = { readonly ok: true } | { readonly ok: false; readonly error: unknown };

type Door = {
  readonly takeNumber: (year: number) => Promise<string>;
  readonly store: (report: NewReport) => Promise<Stored>;
};

/** The next number of the year, and the storing of a report; within a transaction both belong to it. */
export function openIntake(kernel: Kernel): Door {
  if (kernel.db.isTransaction)
    return {
      takeNumber: async year => firstOf(await takeNumbers(kernel.db, year, 1)),
      store: async report => {
        await insertReportsWithin(kernel.db, [report]);
        return { ok: true };
      },
    };
  const known = doors.get(kernel.pool);
  if (known) return known;
  const door: Door = {
    takeNumber: coalesce({ maxInFlight: 1, run: years => takeAll(kernel, years) }),
    store: coalesce({
      maxInFlight: 1,
      maxBatch: 64,
      gatherFor: GATHER_FOR,
      run: reports => storeAll(kernel.pool, reports),
    }),
  };
  doors.set(kernel.pool, door);
  return door;
}

/**
 * Milliseconds that reports may wait for as many as came with the last statement: it and its commit cost about as much
 * for sixteen as for four.
 */
const GATHER_FOR = 5;

/** One door per database: reports of all requests meet there. */
const doors = new WeakMap<pg.Pool, Door>();

async function takeAll(kernel: Kernel, years: readonly number[]): Promise<string[]> {
  // Around new year a batch may want numbers of two years.
  const numbers = new Map<number, string[]>();
  for (const [year, wanted] of Map.groupBy(years, year => year))
    numbers.set(year, await takeNumbers(kernel.db, year, wanted.length));
  return years.map(year => firstOf(numbers.get(year)?.splice(0, 1) ?? []));
}

async function storeAll(pool: pg.Pool, reports: readonly NewReport[]): Promise<Stored[]> {
  try {
    await insertReports(pool, reports);
    return reports.map(() => ({ ok: true }));
  } catch (error) {
    if (reports.length === 1) return [{ ok: false, error }];
    // One that cannot be stored, such as a form sent twice, must not keep the others out.
    const each: Stored[] = [];
    for (const report of reports) each.push(...(await storeAll(pool, [report])));
    return each;
  }
}

function firstOf(numbers: readonly string[]): string {
  const [number] = numbers;
  if (number === undefined) throw new Error('the database gave no number');
  return number;
}
