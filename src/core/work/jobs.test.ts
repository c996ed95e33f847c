import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { openWorld, type World } from '../../../test/support/world.ts';
import { HOUR } from '../clock.ts';
import { refuse } from '../errors.ts';
import { listMails } from '../mail/mail.ts';
import { MAX_ATTEMPTS } from './enqueue.ts';
import { dispatchEvents } from './events.ts';
import { countJobs, discardJob, listJobs, retryJob } from './job-list.ts';
import { type Job, openWorkers } from './jobs.ts';
import { type AnySubscriber, subscriber } from './subscriber.ts';

/** Long before the database's own clock, so that nothing that waits for a retry is due by the world's. */
const PAST = new Date('2026-01-01T00:00:00Z');
const aWorld = () => openWorld({ now: PAST });

const told: string[] = [];
const hears = (name: string): AnySubscriber =>
  subscriber({
    name,
    event: 'grant.given',
    handle: async (_, { grant }, delivery) => {
      told.push(`${name} ${grant} ${delivery}`);
    },
  });

const idle = (world: World, jobs: readonly Job[], subscribers: readonly AnySubscriber[]) =>
  openWorkers(world.kernel, jobs, subscribers, { start: false });

/** Makes whatever waits for its next try due now. */
const hurry = (world: World) => sql`update graphile_worker._private_jobs set run_at = now()`.execute(world.kernel.db);

test('an event exists if its transaction commits, and only then', async () => {
  await using world = await aWorld();
  const { kernel } = world;
  told.length = 0;
  const workers = await idle(world, [], [hears('one')]);
  await assert.rejects(
    kernel.transaction(async kernel => {
      await kernel.emit(kernel, 'grant.given', { grant: 'gra_rolled_back' });
      await kernel.enqueue(kernel, 'one', { event: 'evt_x', payload: '' });
      throw new Error('changed my mind');
    }),
    /changed my mind/,
  );
  await workers.settle();
  assert.deepEqual(told, []);
  await kernel.transaction(kernel => kernel.emit(kernel, 'grant.given', { grant: 'gra_kept' }));
  assert.deepEqual(told, [], 'nothing runs inside the transaction');
  await workers.settle();
  assert.match(told.join(), /^one gra_kept evt_\w+:one$/);
});

test('what is put off until the commit runs then, once, and not at all without one', async () => {
  await using world = await aWorld();
  const ran: string[] = [];
  await world.kernel.transaction(async kernel => {
    kernel.afterCommit(() => ran.push('outer'));
    await kernel.transaction(async kernel => kernel.afterCommit(() => ran.push('nested')));
    assert.deepEqual(ran, []);
  });
  assert.deepEqual(ran, ['outer', 'nested']);
  await world.kernel
    .transaction(async kernel => {
      kernel.afterCommit(() => ran.push('never'));
      throw new Error('no');
    })
    .catch(() => undefined);
  assert.deepEqual(ran, ['outer', 'nested']);
});

test('every subscriber of an event gets one job, subscribers of others none', async () => {
  await using world = await aWorld();
  told.length = 0;
  const other = subscriber({ name: 'other', event: 'grant.revoked', handle: async () => void told.push('other') });
  const workers = await idle(world, [], [hears('one'), hears('two'), other]);
  for (const grant of ['gra_1', 'gra_2']) await world.kernel.emit(world.kernel, 'grant.given', { grant });
  await workers.settle();
  await workers.settle();
  assert.deepEqual(told.map(line => line.split(' ').slice(0, 2).join(' ')).sort(), [
    'one gra_1',
    'one gra_2',
    'two gra_1',
    'two gra_2',
  ]);
});

test('who takes several events gets those that waited together, and each by itself when one of them fails', async () => {
  await using world = await aWorld();
  const heard: string[][] = [];
  const several = subscriber({
    name: 'several',
    event: 'grant.given',
    handleAll: async (_, deliveries) => {
      heard.push(deliveries.map(({ payload }) => payload.grant).toSorted());
      if (deliveries.some(({ payload }) => payload.grant === 'gra_bad')) throw new Error('not this one');
      for (const { delivery } of deliveries) assert.match(delivery, /^evt_\w+:several$/);
    },
  });
  const workers = await idle(world, [], [several]);
  for (const grant of ['gra_1', 'gra_bad', 'gra_2']) await world.kernel.emit(world.kernel, 'grant.given', { grant });
  await workers.settle();
  const [together, ...alone] = heard.splice(0);
  assert.deepEqual(together, ['gra_1', 'gra_2', 'gra_bad']);
  assert.deepEqual(alone.toSorted(), [['gra_1'], ['gra_2'], ['gra_bad']]);
  assert.deepEqual(await countJobs(world.kernel), { failed: 0, retrying: 1, waiting: 0, running: 0 });
  // Its next try is due a few seconds later by the database's clock, which a busy machine lets pass.
  await sql`update graphile_worker._private_jobs set run_at = run_at + interval '1 day'`.execute(world.kernel.db);
  for (let grant = 0; grant < 150; grant++)
    await world.kernel.emit(world.kernel, 'grant.given', { grant: `gra_${grant}` });
  await workers.settle();
  assert.deepEqual(
    heard.map(({ length }) => length),
    [100, 50],
  );
});

test('dispatchers at the same moment hand every event on once', async () => {
  await using world = await aWorld();
  const { kernel } = world;
  const subscribers = [hears('one'), hears('two')];
  for (let i = 0; i < 40; i++) await kernel.emit(kernel, 'grant.given', { grant: `gra_${i}` });
  const handed = await Promise.all(Array.from({ length: 4 }, () => dispatchEvents(kernel.db, subscribers, PAST)));
  assert.equal(
    handed.reduce((sum, count) => sum + count, 0),
    40,
  );
  assert.equal((await countJobs(kernel)).waiting, 80);
  assert.equal(await dispatchEvents(kernel.db, subscribers, PAST), 0);
});

test('two processes at work share the jobs and do each once', async () => {
  await using world = await aWorld();
  const { kernel } = world;
  const done: string[] = [];
  const count: Job = {
    name: 'count',
    run: async (_, { number = '' }) => {
      await pause(5);
      done.push(number);
    },
  };
  const heard: string[] = [];
  const hear = subscriber({
    name: 'hear',
    event: 'grant.given',
    handle: async (_, { grant }) => void heard.push(grant),
  });
  const processes = [
    await openWorkers(kernel, [count], [hear], { start: true }),
    await openWorkers(kernel, [count], [hear], { start: true }),
  ];
  try {
    await kernel.transaction(async kernel => {
      for (let i = 0; i < 30; i++) await kernel.enqueue(kernel, 'count', { number: String(i) });
      for (let i = 0; i < 30; i++) await kernel.emit(kernel, 'grant.given', { grant: `gra_${i}` });
    });
    for (const { nudge } of processes) nudge();
    for (let waited = 0; waited < 10_000 && done.length + heard.length < 60; waited += 20) await pause(20);
    await pause(50);
    assert.deepEqual([done.length, new Set(done).size], [30, 30]);
    assert.deepEqual([heard.length, new Set(heard).size], [30, 30]);
  } finally {
    for (const { close } of processes) await close();
  }
});

test('closing waits for the job that runs', async () => {
  await using world = await aWorld();
  let state = 'waiting';
  const slow: Job = {
    name: 'slow',
    run: async () => {
      state = 'running';
      await pause(300);
      state = 'done';
    },
  };
  const workers = await openWorkers(world.kernel, [slow], [], { start: true });
  await world.kernel.enqueue(world.kernel, 'slow', {});
  for (let waited = 0; waited < 5000 && state === 'waiting'; waited += 5) await pause(5);
  await workers.close();
  assert.equal(state, 'done');
});

test('a subscriber that throws is tried again with growing pauses, and ends where an admin sees it', async () => {
  await using world = await aWorld();
  const { kernel } = world;
  let tries = 0;
  const failing = subscriber({
    name: 'tell the owner',
    event: 'grant.given',
    handle: async () => {
      tries += 1;
      throw new Error('the words of ada@example.com');
    },
  });
  const workers = await idle(world, [], [failing]);
  await kernel.emit(kernel, 'grant.given', { grant: 'gra_1' });
  await workers.settle();
  assert.equal(tries, 1, 'not again at once');
  const [retrying] = await listJobs(kernel, 'retrying');
  assert.deepEqual([retrying?.name, retrying?.attempts, retrying?.maxAttempts], ['tell the owner', 1, MAX_ATTEMPTS]);

  const pauses: number[] = [];
  while (tries < MAX_ATTEMPTS) {
    const { rows } = await sql<{
      seconds: number;
    }>`select extract(epoch from run_at - updated_at)::float8 as seconds from graphile_worker._private_jobs`.execute(
      kernel.db,
    );
    pauses.push(rows[0]?.seconds ?? 0);
    await hurry(world);
    await workers.settle();
  }
  assert.ok(
    pauses.every((seconds, index) => index === 0 || seconds > (pauses[index - 1] ?? 0)),
    pauses.join(),
  );
  await hurry(world);
  await workers.settle();
  assert.equal(tries, MAX_ATTEMPTS, 'it has failed for good');

  assert.deepEqual(await countJobs(kernel), { failed: 1, retrying: 0, waiting: 0, running: 0 });
  const [failed] = await listJobs(kernel);
  assert.equal(failed?.state, 'failed');
  assert.deepEqual(await listJobs(kernel, 'waiting'), []);
  assert.match(failed?.lastError ?? '', /Error/);
  assert.doesNotMatch(failed?.lastError ?? '', /ada@example/);
});

test('an admin gives a failed job its tries again, or drops it', async () => {
  await using world = await aWorld();
  const { kernel } = world;
  let works = false;
  let done = 0;
  const job: Job = {
    name: 'moody',
    run: async () => {
      if (!works) throw refuse('outgoing_failed');
      done += 1;
    },
  };
  const workers = await idle(world, [job], []);
  const fail = async (): Promise<string> => {
    await kernel.enqueue(kernel, 'moody', {});
    await sql`update graphile_worker._private_jobs set max_attempts = 1`.execute(kernel.db);
    await workers.settle();
    const [failed] = await listJobs(kernel, 'failed');
    return failed?.id ?? '';
  };
  const first = await fail();
  assert.equal(await retryJob(kernel, first), true);
  assert.equal((await countJobs(kernel)).waiting, 1);
  works = true;
  await workers.settle();
  assert.equal(done, 1);
  assert.deepEqual(await listJobs(kernel), []);

  works = false;
  const second = await fail();
  assert.equal(await discardJob(kernel, second), true);
  assert.deepEqual(await listJobs(kernel), []);
  for (const id of [first, second, '999999999', '99999999999999999999999', 'no number', '', '1; drop table x'])
    for (const act of [retryJob, discardJob]) assert.equal(await act(kernel, id), false, id);
});

test('a job that runs now is neither retried nor dropped under its feet', async () => {
  await using world = await aWorld();
  const { kernel } = world;
  const answers: boolean[] = [];
  const job: Job = {
    name: 'busy',
    run: async kernel => {
      const [running] = await listJobs(kernel, 'running');
      answers.push(await retryJob(kernel, running?.id ?? ''), await discardJob(kernel, running?.id ?? ''));
    },
  };
  const workers = await idle(world, [job], []);
  await kernel.enqueue(kernel, 'busy', {});
  await workers.settle();
  assert.deepEqual(answers, [false, false]);
});

test('a subscriber that is run twice for one delivery writes one mail', async () => {
  await using world = await aWorld();
  const { kernel } = world;
  let runs = 0;
  const mailing = subscriber({
    name: 'mail the owner',
    event: 'grant.given',
    handle: async (kernel, { grant }, delivery) => {
      await kernel.compose(kernel, { to: 'ada@example.com', subject: 'A grant', text: `See ${grant}.` }, delivery);
      runs += 1;
      if (runs === 1) throw new Error('crashed after its work');
    },
  });
  const workers = await idle(world, [{ name: 'send-mail', run: async () => undefined }], [mailing]);
  await kernel.emit(kernel, 'grant.given', { grant: 'gra_1' });
  await workers.settle();
  await hurry(world);
  await workers.settle();
  assert.equal(runs, 2);
  assert.equal((await listMails(kernel, 10)).length, 1);
  await kernel.emit(kernel, 'grant.given', { grant: 'gra_1' });
  await workers.settle();
  assert.equal((await listMails(kernel, 10)).length, 2, 'another event, another mail');
});

test('a job may be put off, and one of the same key replaces it', async () => {
  await using world = await aWorld();
  const { kernel } = world;
  const ran: string[] = [];
  const workers = await idle(world, [{ name: 'note', run: async (_, { text = '' }) => void ran.push(text) }], []);
  const soon = new Date(Date.now() + HOUR);
  await kernel.enqueue(kernel, 'note', { text: 'early' }, { runAt: soon, key: 'k' });
  await kernel.enqueue(kernel, 'note', { text: 'late' }, { runAt: soon, key: 'k' });
  await workers.settle();
  assert.deepEqual(ran, []);
  world.clock.set(new Date(soon.getTime() + 1));
  await workers.settle();
  assert.deepEqual(ran, ['late']);
});

test('settling leaves nothing behind: what jobs cause is done too', async () => {
  await using world = await aWorld();
  const { kernel } = world;
  told.length = 0;
  const emitting: Job = {
    name: 'emitting',
    run: kernel => kernel.emit(kernel, 'grant.given', { grant: 'gra_late' }),
  };
  const again = subscriber({
    name: 'again',
    event: 'grant.given',
    handle: kernel => kernel.emit(kernel, 'grant.revoked', { grant: 'gra_late' }),
  });
  const last = subscriber({ name: 'last', event: 'grant.revoked', handle: async () => void told.push('last') });
  const workers = await idle(world, [emitting], [again, last]);
  await kernel.enqueue(kernel, 'emitting', {});
  await workers.settle();
  assert.deepEqual(told, ['last']);
});

test('work by the clock is known to the scheduler', async () => {
  await using world = await aWorld();
  const nightly: Job = { name: 'nightly', every: '17 3 * * *', run: async () => undefined };
  const workers = await openWorkers(world.kernel, [nightly, { name: 'on-demand', run: async () => undefined }], [], {
    start: true,
  });
  await workers.close();
  const { rows } = await sql<{
    identifier: string;
  }>`select identifier from graphile_worker._private_known_crontabs`.execute(world.kernel.db);
  assert.deepEqual(rows, [{ identifier: 'nightly' }]);
  const broken: Job = { name: 'broken', every: 'every now and then', run: async () => undefined };
  await assert.rejects(openWorkers(world.kernel, [broken], [], { start: true }));
});

test('two jobs of one name are a mistake that shows at once', async () => {
  await using world = await aWorld();
  await assert.rejects(
    idle(world, [{ name: 'one', run: async () => undefined }], [hears('one')]),
    /two jobs are named one/,
  );
});
