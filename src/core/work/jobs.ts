// Background work on graphile-worker: added inside a transaction, retried with growing pauses, kept when it fails for good.
import { setTimeout as pause } from 'node:timers/promises';
import { type Runner, run, runMigrations, runOnce, type TaskList, Logger as WorkerLogger } from 'graphile-worker';
import { sql } from 'kysely';
import type pg from 'pg';
import type { EventName, EventPayload } from '../../catalog/events.ts';
import type { Kernel } from '../kernel.ts';
import { describeError } from '../log.ts';
import { MAX_ATTEMPTS } from './enqueue.ts';
import { addJobs, dispatchEvents, jobsFor } from './events.ts';
import { BEAT_MS } from './job-process-store.ts';
import { openSignOfLife } from './sign-of-life.ts';
import type { AnySubscriber, Subscriber } from './subscriber.ts';

/** A piece of background work. `every` is a cron line in UTC for work that repeats by the clock. */
export type Job = {
  readonly name: string;
  readonly every?: string;
  /** May run again after a crash, so it must be harmless to repeat. */
  readonly run: (kernel: Kernel, payload: Readonly<Record<string, string>>) => Promise<void>;
};

const CONCURRENCY = 4;
const POLL_MS = 2000;
const GATHER_MS = 400;

export type Workers = {
  /** Looks for work soon; call it after a commit. */
  nudge(): void;
  /** Runs everything that waits, until nothing is left. For tests and the command line. */
  settle(): Promise<void>;
  /** Lets running jobs finish, then stops. */
  close(): Promise<void>;
};

/** Installs or updates graphile-worker's own schema. */
export const migrateJobs = (pool: pg.Pool): Promise<void> => runMigrations({ pgPool: pool, logger: silentLogger });

/**
 * Starts working on jobs and on the outbox.
 * @param options.start false: nothing runs by itself, only `settle` works (tests)
 * @param options.beatMs how often a sign of life is given, in milliseconds (tests)
 */
export async function openWorkers(
  kernel: Kernel,
  jobs: readonly Job[],
  subscribers: readonly AnySubscriber[],
  options: { readonly start: boolean; readonly beatMs?: number },
): Promise<Workers> {
  const tasks = taskList(kernel, jobs, subscribers);
  const dispatch = () => dispatchEvents(kernel.db, subscribers, kernel.clock.now());
  if (!options.start)
    return {
      nudge: () => undefined,
      settle: () => settle(kernel, tasks, dispatch),
      close: async () => undefined,
    };

  const life = await openSignOfLife(kernel, options.beatMs ?? BEAT_MS);
  const runner: Runner = await run({
    pgPool: kernel.pool,
    taskList: tasks,
    concurrency: CONCURRENCY,
    pollInterval: POLL_MS,
    noHandleSignals: true,
    crontab: jobs.flatMap(({ name, every }) => (every === undefined ? [] : [`${every} ${name}`])).join('\n'),
    events: life.events,
    logger: silentLogger,
  });
  await life.start();
  let closing = false;
  let running: Promise<void> | undefined;
  let again = false;
  const nudge = (): void => {
    again = true;
    running ??= (async () => {
      while (again && !closing) {
        again = false;
        await new Promise(setImmediate);
        try {
          // The first goes at once; what comes soon after it gathers, since handing on one costs as much as fifty.
          while ((await dispatch()) > 0 && !closing) await pause(GATHER_MS);
        } catch (error) {
          kernel.log.error({ err: error }, 'events could not be handed on');
        }
      }
    })().finally(() => {
      running = undefined;
    });
  };
  nudge();
  const timer = setInterval(nudge, POLL_MS).unref();
  return {
    nudge,
    settle: () => settle(kernel, tasks, dispatch),
    close: async () => {
      closing = true;
      clearInterval(timer);
      await running;
      await runner.stop().catch(() => undefined);
      await life.stop();
    },
  };
}

function taskList(kernel: Kernel, jobs: readonly Job[], subscribers: readonly AnySubscriber[]): TaskList {
  const tasks: TaskList = {};
  const edge = (name: string, work: (payload: unknown) => Promise<void>) => {
    if (tasks[name]) throw new Error(`two jobs are named ${name}`);
    tasks[name] = async payload => {
      try {
        await work(payload);
      } catch (error) {
        kernel.log.error({ job: name, err: error }, 'job failed');
        // Kept in the job's row, where an admin reads it: facts only, no message that could quote a person's words.
        const { type, sqlState } = describeError(error);
        throw new Error([type, sqlState].filter(part => part !== undefined).join(' '), { cause: error });
      }
    };
  };
  for (const { name, run } of jobs) edge(name, payload => run(kernel, isRecord(payload) ? stringsOf(payload) : {}));
  // The outbox stored what `emit` typed; the union of all events cannot be narrowed by a name known only at run time.
  for (const subscriber of subscribers)
    edge(subscriber.name, payload => deliver(kernel, subscriber as unknown as Subscriber, payload));
  return tasks;
}

type AnyDelivery = { readonly event: string; readonly payload: Record<string, unknown> };

async function deliver(kernel: Kernel, subscriber: Subscriber, payload: unknown): Promise<void> {
  const events = eventsOf(payload);
  const deliveries = events.map(({ event, payload }) => ({
    payload: stringsOf(payload) as EventPayload<EventName>,
    delivery: `${event}:${subscriber.name}`,
  }));
  if ('handle' in subscriber) {
    for (const { payload, delivery } of deliveries) await subscriber.handle(kernel, payload, delivery);
    return;
  }
  try {
    await subscriber.handleAll(kernel, deliveries);
  } catch (error) {
    if (events.length === 1) throw error;
    kernel.log.warn(
      { job: subscriber.name, events: events.length, err: error },
      'events fail together, tried one by one',
    );
    await addJobs(
      kernel.db,
      events.flatMap(event => jobsFor(subscriber, [event])),
    );
  }
}

/** @throws Error for a job that no outbox made */
function eventsOf(payload: unknown): AnyDelivery[] {
  const events = isRecord(payload) ? payload['events'] : undefined;
  const isDelivery = (one: unknown): one is AnyDelivery =>
    isRecord(one) && typeof one['event'] === 'string' && isRecord(one['payload']);
  if (!Array.isArray(events) || events.length === 0 || !events.every(isDelivery))
    throw new Error('malformed job payload');
  return events;
}

async function settle(kernel: Kernel, tasks: TaskList, dispatch: () => Promise<number>): Promise<void> {
  await dispatch();
  // What is due by the kernel's clock is due for graphile-worker, which only knows the database's.
  await makeDue(kernel, MAX_ATTEMPTS);
  do {
    await makeDue(kernel, 0);
    await runOnce({
      pgPool: kernel.pool,
      taskList: tasks,
      concurrency: 1,
      noHandleSignals: true,
      logger: silentLogger,
    });
    await untilWritten(kernel);
  } while ((await dispatch()) > 0);
}

const makeDue = (kernel: Kernel, mostAttempts: number): Promise<unknown> =>
  sql`update graphile_worker._private_jobs set run_at = now()
    where run_at > now() and run_at <= ${kernel.clock.now()} and attempts <= ${mostAttempts}`.execute(kernel.db);

/** Jobs that stayed locked although nobody works on them here: waited for once, not at every settling. */
const left = new WeakMap<pg.Pool, Set<string>>();

/** graphile-worker's `runOnce` resolves a moment before it has written how the last job ended. */
async function untilWritten(kernel: Kernel): Promise<void> {
  const known = left.get(kernel.pool) ?? new Set<string>();
  left.set(kernel.pool, known);
  let names = '';
  for (let waited = 0; waited < 5_000; waited += 5) {
    const { rows } = await sql<{ id: string; task: string }>`
      select j.id::text, t.identifier as task from graphile_worker._private_jobs j
        join graphile_worker._private_tasks t on t.id = j.task_id where j.locked_at is not null`.execute(kernel.db);
    const locked = rows.filter(({ id }) => !known.has(id));
    if (locked.length === 0) return;
    names = locked.map(({ task }) => task).join(' ');
    if (waited === 4_995) for (const { id } of locked) known.add(id);
    else await pause(5);
  }
  kernel.log.error({ jobs: names }, 'jobs stay locked and are no longer waited for');
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const stringsOf = (record: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, String(value)]));

/** graphile-worker logs payloads and messages; our own edge logs what may be logged. */
const silentLogger = new WorkerLogger(() => () => undefined);
