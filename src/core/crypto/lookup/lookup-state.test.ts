// Random interleavings of processes that know old states, writers, the job and its deaths: what is looked up is found,
// nothing is there twice, and no hash under an old version stays.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  columnOf,
  LEASE_MS,
  type LookupState,
  nextPhase,
  readVersion,
  SETTLE_MS,
  writtenVersions,
} from './lookup-state.ts';

type Row = [odd: number | null, even: number | null];

/** A table as the database has it, and what processes believe. Hashes are the versions that they were made under. */
class Model {
  now = 0;
  state: LookupState = { purpose: 'p', version: 1, phase: 'steady', since: new Date(0) };
  rows = new Map<number, Row>();
  beliefs: { state: LookupState; at: number }[] = Array.from({ length: 3 }, () => ({ state: this.state, at: 0 }));

  believed(process: number): LookupState {
    const belief = this.beliefs[process];
    if (!belief || this.now - belief.at >= LEASE_MS) {
      this.beliefs[process] = { state: this.state, at: this.now };
      return this.state;
    }
    return belief.state;
  }

  find(process: number, value: number): boolean {
    const version = readVersion(this.believed(process));
    return this.rows.get(value)?.[columnOf(version)] === version;
  }

  /** As a table does: a value that stands in either column under the same version is there already. */
  add(process: number, value: number): void {
    const row: Row = [null, null];
    for (const version of writtenVersions(this.believed(process))) row[columnOf(version)] = version;
    const there = this.rows.get(value);
    if (there)
      assert.ok(
        row.some((version, at) => version !== null && version === there[at]),
        'it would be there twice',
      );
    else this.rows.set(value, row);
  }

  get move(): { from: 0 | 1; to: 0 | 1 } {
    const to = columnOf(this.state.version);
    return { to, from: to === 0 ? 1 : 0 };
  }

  /** A run of the job that is killed after so many rows. */
  work(most: number): void {
    const { from, to } = this.move;
    const settled = this.now - this.state.since.getTime() >= SETTLE_MS;
    let left = most;
    if (this.state.phase === 'filling' || this.state.phase === 'clearing')
      for (const row of this.rows.values())
        if (row[from] !== null && row[to] === null && left-- > 0) row[to] = this.state.version;
    if (this.state.phase === 'clearing' && settled)
      for (const row of this.rows.values()) if (row[from] !== null && row[to] !== null && left-- > 0) row[from] = null;
    if (left <= 0) return;
    const rows = [...this.rows.values()];
    const next = nextPhase(
      this.state,
      {
        missing: rows.filter(row => row[from] !== null && row[to] === null).length,
        left: rows.filter(row => row[from] !== null).length,
      },
      new Date(this.now),
    );
    if (next) this.state = { ...this.state, phase: next, since: new Date(this.now) };
  }
}

const process = fc.nat(2);
const value = fc.nat(12);
const steps = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('add' as const), process, value }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(500, LEASE_MS - 1, LEASE_MS, SETTLE_MS),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('work' as const), most: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('begin' as const) }) },
);

test('whatever the order, all that was written is found by every process, once, and old hashes go', () => {
  const reached = new Set<string>();
  fc.assert(
    fc.property(fc.array(steps, { minLength: 60, maxLength: 150, size: 'max' }), list => {
      const model = new Model();
      for (const step of list) {
        if (step.do === 'add') model.add(step.process, step.value);
        else if (step.do === 'wait') model.now += step.ms;
        else if (step.do === 'work') model.work(step.most);
        else if (model.state.phase === 'steady')
          model.state = {
            ...model.state,
            version: model.state.version + 1,
            phase: 'filling',
            since: new Date(model.now),
          };
        reached.add(model.state.phase);
        for (const known of model.rows.keys())
          for (const each of [0, 1, 2]) assert.ok(model.find(each, known), `process ${each} misses ${known}`);
      }
      for (let n = 0; n < 6; n++) {
        model.now += SETTLE_MS;
        model.work(1000);
      }
      assert.equal(model.state.phase, 'steady');
      const { from, to } = model.move;
      for (const row of model.rows.values()) assert.deepEqual([row[from], row[to]], [null, model.state.version]);
    }),
    { numRuns: 500 },
  );
  assert.deepEqual([...reached].sort(), ['clearing', 'filling', 'steady', 'switching']);
});

test('a phase lasts longer than a state is believed, many times over', () => {
  assert.ok(SETTLE_MS >= 10 * LEASE_MS);
});
