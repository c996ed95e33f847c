// What becomes of the jobs of a process that was killed.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { openWorld } from '../../../test/support/world.ts';
import { openListener } from '../database/listen.ts';
import { sayAlive } from './job-process-store.ts';
import { type Job, openWorkers } from './jobs.ts';

/** Long before the database's own clock, so that nothing that waits for a retry is due by the world's. */
const PAST = new Date('2026-01-01T00:00:00Z');
const aWorld = () => openWorld({ now: PAST });

test('what a killed process left locked is taken up at the next start, but nothing of a living one', async () => {
  await using world = await aWorld();
  const { kernel } = world;
  const ran: string[] = [];
  const note: Job = { name: 'note', run: async () => void ran.push('ran') };
  const lock = () =>
    sql`update graphile_worker._private_jobs set locked_by = 'somebody', locked_at = now()`.execute(kernel.db);
  const startFor = async (milliseconds: number): Promise<void> => {
    const workers = await openWorkers(kernel, [note], [], { start: true });
    for (let waited = 0; waited < milliseconds && ran.length === 0; waited += 10) await pause(10);
    await workers.close();
  };
  await kernel.enqueue(kernel, 'note', {});
  await lock();
  const other = await openListener(kernel.pool.options, kernel.clock, kernel.log);
  await startFor(300);
  assert.deepEqual(ran, [], 'another process may be at it');
  await other.close();
  await pause(100);
  await startFor(5000);
  assert.deepEqual(ran, ['ran']);
});

test('a process that gives no sign of life any more loses its jobs to the others; one that gives it keeps them', async () => {
  await using world = await aWorld();
  const { kernel } = world;
  const ran: string[] = [];
  const note: Job = { name: 'note', run: async (_, { of = '' }) => void ran.push(of) };
  const other = await openListener(kernel.pool.options, kernel.clock, kernel.log);
  const workers = await openWorkers(kernel, [note], [], { start: true, beatMs: 100 });
  const lives = () => sayAlive(kernel, { process: 'living', workers: ['worker-of-living'] });
  const beats = setInterval(() => void lives(), 100);
  try {
    await lives();
    await sayAlive(kernel, { process: 'dead', workers: ['worker-of-dead', 'another-of-dead'] });
    await kernel.transaction(async kernel => {
      for (const name of ['living', 'dead']) {
        await kernel.enqueue(kernel, 'note', { of: name });
        await sql`
          update graphile_worker._private_jobs set locked_at = now(), locked_by = ${`worker-of-${name}`}
           where locked_by is null`.execute(kernel.db);
      }
    });
    for (let waited = 0; waited < 20_000 && ran.length === 0; waited += 20) await pause(20);
    await pause(500);
    assert.deepEqual(ran, ['dead']);
    const { rows } = await sql<{ process: string }>`select process from core.job_process`.execute(kernel.db);
    assert.equal(rows.length, 2, 'the living one and this one');
  } finally {
    clearInterval(beats);
    await workers.close();
    await other.close();
  }
  const { rows } = await sql<{ process: string }>`select process from core.job_process`.execute(kernel.db);
  assert.deepEqual(rows, [{ process: 'living' }], 'who closes in good order says so');
});

test('a process signs with the very names under which its jobs are locked', async () => {
  await using world = await aWorld();
  const { kernel } = world;
  const seen: { locked_by: string; is_signed: boolean }[] = [];
  const look: Job = {
    name: 'look',
    run: async kernel => {
      const { rows } = await sql<(typeof seen)[number]>`
        select locked_by, exists (select from core.job_process where locked_by = any(workers)) as is_signed
          from graphile_worker._private_jobs where locked_by is not null`.execute(kernel.db);
      seen.push(...rows);
    },
  };
  const workers = await openWorkers(kernel, [look], [], { start: true });
  for (let round = 0; round < 8; round++) await kernel.enqueue(kernel, 'look', {});
  for (let waited = 0; waited < 20_000 && seen.length < 8; waited += 20) await pause(20);
  await workers.close();
  assert.ok(seen.length >= 8);
  assert.deepEqual(
    seen.filter(({ is_signed }) => !is_signed),
    [],
  );
});

test('what a process was at when it was killed is done by another, and nothing of what a living one is at', async () => {
  await using world = await aWorld();
  const { kernel } = world;
  const { host, user, database, connectionString } = kernel.pool.options;
  const options = { host, user, database, url: connectionString };
  const [dead, living] = [await startHanging(options), await startHanging(options)];
  try {
    // Each takes four at a time and ends none.
    for (let round = 0; round < 8; round++) await kernel.enqueue(kernel, 'hang', {});
    await until(async () => (await locks()) === 8);
    const ran: string[] = [];
    const workers = await openWorkers(kernel, [{ name: 'hang', run: async () => void ran.push('ran') }], [], {
      start: true,
      beatMs: 200,
    });
    try {
      await pause(1500);
      assert.deepEqual(ran, [], 'both live');
      await dead.kill();
      await until(async () => ran.length === 4);
      await pause(2000);
      assert.equal(ran.length, 4);
      assert.equal(await locks(), 4);
    } finally {
      await workers.close();
    }
  } finally {
    await dead.kill();
    await living.kill();
  }

  async function locks(): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int from graphile_worker._private_jobs where locked_by is not null`.execute(kernel.db);
    return rows[0]?.count ?? 0;
  }
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 20_000; waited += 50) {
    if (await isSo()) return;
    await pause(50);
  }
  assert.fail('it did not come to be within 20 seconds');
}

/** A process of its own that takes jobs and never ends one. */
async function startHanging(options: object): Promise<{ kill: () => Promise<unknown> }> {
  const program = ['--import', './tools/tsx-hook.js', 'test/support/hanging-worker.ts', JSON.stringify(options)];
  const child = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').then(([code]) => assert.fail(`it ended with ${code}`));
  await Promise.race([once(child.stdout, 'data'), ended]);
  ended.catch(() => undefined);
  return {
    kill: async () => {
      if (child.signalCode !== null || child.exitCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}
