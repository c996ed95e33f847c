// A new version of a lookup key: every row is hashed under it beside the old one, then the old one is given up. What is
// looked up meanwhile is found, from every process, and whoever is killed in between leaves nothing that is not gone on with.
import { setTimeout as pause } from 'node:timers/promises';
import type { Kernel } from '../../kernel.ts';
import type { Job } from '../../work/jobs.ts';
import { mapTakingTurns } from '../../work/take-turns.ts';
import { columnOf, isSettled, type LookupState, nextPhase } from './lookup-state.ts';
import {
  beginVersion,
  clearHashes,
  countHashes,
  enterPhase,
  fillHashes,
  findLookupState,
  type LookupMove,
  type LookupTable,
  listUnfilled,
} from './lookup-store.ts';

export type { LookupState } from './lookup-state.ts';

/** What is looked up by a keyed hash, as its module declares it. */
export type LookupIndex = {
  /** Names the key, and what is hashed: `accounts.email`. */
  readonly purpose: string;
  /** What it finds, for the operator. */
  readonly finds: string;
  readonly tables: readonly (LookupTable & {
    /** The normalized values of rows by their id; one that opens no more is left out. */
    readonly valuesOf: (kernel: Kernel, ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  })[];
};

type Indexes = () => readonly LookupIndex[];

export const lookupJobs = (indexes: Indexes): readonly Job[] => [
  { name: 'keep-lookup-keys', every: '* * * * *', run: kernel => keepLookups(kernel, indexes()) },
  { name: BEGUN, run: kernel => keepLookups(kernel, indexes()) },
];

const BEGUN = 'rotate-lookup-keys';
const BATCH = 200;
/** Between two batches: whoever reads meanwhile has the machine. */
const BREATH_MS = 50;

/** Begins a new version of each lookup key that is not being replaced already. @returns how many were begun */
export async function beginLookups(kernel: Kernel, actor: string, indexes: readonly LookupIndex[]): Promise<number> {
  let begun = 0;
  await kernel.transaction(async kernel => {
    const now = kernel.clock.now();
    for (const { purpose } of indexes) {
      const version = await beginVersion(kernel.db, purpose, now);
      if (version === undefined) continue;
      await kernel.vault.lookups.newKey(kernel.db, purpose, version);
      await kernel.audit.record(kernel.db, {
        actor,
        action: 'keys.rotate-lookup',
        subject: `lookup:${purpose}`,
        details: { version },
      });
      begun += 1;
    }
    if (begun > 0) await kernel.enqueue(kernel, BEGUN, {}, { key: BEGUN });
    kernel.afterCommit(() => kernel.vault.lookups.forget());
  });
  return begun;
}

/** Takes every lookup key one phase further, where its time has come. */
export async function keepLookups(kernel: Kernel, indexes: readonly LookupIndex[]): Promise<void> {
  for (const index of indexes) {
    const state = await findLookupState(kernel.db, index.purpose);
    if (state.phase !== 'steady') await takeFurther(kernel, index, state);
  }
}

async function takeFurther(kernel: Kernel, { purpose, tables }: LookupIndex, state: LookupState): Promise<void> {
  // Before the work: what is counted behind it then counts everything that an earlier phase has left.
  const settledAt = kernel.clock.now();
  let [missing, left] = [0, 0];
  for (const table of tables) {
    const move = moveOf(table, state);
    if (state.phase !== 'switching') await fill(kernel, purpose, state.version, { ...table, ...move });
    if (state.phase === 'clearing' && isSettled(state, settledAt)) await clear(kernel, move);
    const count = await countHashes(kernel.db, move);
    missing += count.missing;
    left += count.left;
  }
  const next = nextPhase(state, { missing, left }, settledAt);
  if (next === undefined) return;
  await kernel.transaction(async kernel => {
    if (!(await enterPhase(kernel.db, state, next, kernel.clock.now())) || next !== 'steady') return;
    await kernel.vault.lookups.destroyKey(kernel.db, purpose, state.version - 1);
    await kernel.audit.record(kernel.db, {
      actor: 'system:keep-lookup-keys',
      action: 'keys.retire-lookup',
      subject: `lookup:${purpose}`,
      details: { version: state.version - 1 },
    });
  });
  kernel.vault.lookups.forget();
}

function moveOf({ table, id, odd, even }: LookupTable, { version }: LookupState): LookupMove {
  const [from, to] = columnOf(version) === 0 ? [even, odd] : [odd, even];
  return { table, id, odd, even, from, to };
}

async function fill(
  kernel: Kernel,
  purpose: string,
  version: number,
  move: LookupMove & Pick<LookupIndex['tables'][number], 'valuesOf'>,
): Promise<void> {
  for (let after = ''; ; ) {
    const rows = await listUnfilled(kernel.db, move, after, BATCH);
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
    const values = await move.valuesOf(
      kernel,
      rows.map(({ id }) => id),
    );
    await fillHashes(
      kernel.db,
      move,
      await mapTakingTurns(rows, async ({ id, was }) => ({
        id,
        was,
        // What opens no more is found no more either; its row still gets a hash that nothing else has.
        hash: await kernel.vault.lookups.hash(kernel.db, purpose, version, values.get(id) ?? `\u0000gone\u0000${id}`),
      })),
    );
    await pause(BREATH_MS);
  }
}

async function clear(kernel: Kernel, move: LookupMove): Promise<void> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    after = await clearHashes(kernel.db, move, after, BATCH);
    if (after !== undefined) await pause(BREATH_MS);
  }
}

/** How far a lookup key is. */
export type LookupProgress = {
  readonly index: LookupIndex;
  readonly state: LookupState;
  /** Rows that are done with this phase, and all of them. */
  readonly done: number;
  readonly all: number;
};

/** Every lookup key, with what is still to be done of a rotation. */
export async function listLookups(kernel: Kernel, indexes: readonly LookupIndex[]): Promise<LookupProgress[]> {
  const found: LookupProgress[] = [];
  for (const index of indexes) {
    const state = await findLookupState(kernel.db, index.purpose);
    let [done, all] = [0, 0];
    for (const table of index.tables) {
      const count = await countHashes(kernel.db, moveOf(table, state));
      all += count.all;
      done += count.all - (state.phase === 'clearing' ? count.left : state.phase === 'filling' ? count.missing : 0);
    }
    found.push({ index, state, done, all });
  }
  return found;
}
