// Each process that works on jobs gives a sign of life, and takes up what another left locked that gives none any more.
import { EventEmitter } from 'node:events';
import type { WorkerEvents } from 'graphile-worker';
import { NOTICES } from '../database/listen.ts';
import { newUuid } from '../ids.ts';
import type { Kernel } from '../kernel.ts';
import { listSilent, releaseJobsOf, releaseWhenAlone, sayAlive, sayGone } from './job-process-store.ts';

export type SignOfLife = {
  /** What graphile-worker tells of itself. */
  readonly events: WorkerEvents;
  /** Begins: the sign is given before this resolves. */
  start(): Promise<void>;
  /** After the last job has ended. */
  stop(): Promise<void>;
};

/**
 * The sign of life of one process; call `start` when its workers have been made.
 * @param beatMs how often it is given and the others' looked at, in milliseconds
 */
export async function openSignOfLife(kernel: Kernel, beatMs: number): Promise<SignOfLife> {
  const process = newUuid(kernel.random);
  // graphile-worker locks jobs by the name of the pool, whichever of its workers does them.
  const workers = new Set<string>();
  const events: WorkerEvents = new EventEmitter();
  events.on('pool:create', ({ workerPool }) => workers.add(workerPool.id));
  await releaseWhenAlone(kernel, NOTICES);

  /** Who was silent at the last look: after a break of the database everybody is at first. */
  let silent: ReadonlyMap<string, string> = new Map();
  const beat = async (): Promise<void> => {
    await sayAlive(kernel, { process, workers: [...workers] });
    const before = silent;
    silent = await listSilent(kernel, beatMs);
    for (const [other, seen] of silent)
      if (before.get(other) === seen && (await releaseJobsOf(kernel, other, seen)))
        kernel.log.warn({ process: other }, 'a process that works on jobs has died; its jobs are taken up');
  };
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  return {
    events,
    start: async () => {
      await beat();
      let busy = false;
      timer = setInterval(() => {
        if (busy) return;
        busy = true;
        running = beat()
          .catch(error => kernel.log.warn({ err: error }, 'no sign of life could be given'))
          .finally(() => {
            busy = false;
          });
      }, beatMs).unref();
    },
    stop: async () => {
      clearInterval(timer);
      await running;
      await sayGone(kernel, process).catch(error => kernel.log.warn({ err: error }, 'the sign of life stays behind'));
    },
  };
}
