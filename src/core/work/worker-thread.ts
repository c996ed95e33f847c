// Work that would stop every request while it runs is asked of a thread, which is started when needed and ends after a
// time of rest.
import { Worker } from 'node:worker_threads';

/** What the thread is sent; it answers with the same number. */
export type ThreadQuestion<Question> = { readonly number: number; readonly question: Question };
export type ThreadAnswer<Answer> = { readonly number: number; readonly answer?: Answer; readonly fault?: string };

export type WorkerThread<Question, Answer> = {
  /** How many questions have no answer yet. */
  waiting(): number;
  /** @throws Error when the thread ends, or takes longer than it may: it is stopped then */
  ask(question: Question): Promise<Answer>;
};

type Waiting<Answer> = { readonly resolve: (answer: Answer) => void; readonly reject: (fault: Error) => void };

/**
 * @param file of the thread, which answers each message
 * @param options.restMs how long it is kept without questions
 * @param options.mostMs how long it may go without an answer while it has questions
 * @param options.heapMb how large its heap may grow
 */
export function workerThread<Question, Answer>(
  file: URL,
  options: { readonly restMs: number; readonly mostMs: number; readonly heapMb: number },
): WorkerThread<Question, Answer> {
  let worker: Worker | undefined;
  let timer: NodeJS.Timeout | undefined;
  let asked = 0;
  const waiting = new Map<number, Waiting<Answer>>();

  const forget = (thread: Worker, fault: Error): void => {
    if (worker !== thread) return;
    worker = undefined;
    clearTimeout(timer);
    const all = [...waiting.values()];
    waiting.clear();
    for (const { reject } of all) reject(fault);
  };
  const end = (thread: Worker, why: string): void => {
    forget(thread, new Error(why));
    void thread.terminate();
  };
  const watch = (thread: Worker): void => {
    clearTimeout(timer);
    timer =
      waiting.size > 0
        ? setTimeout(end, options.mostMs, thread, 'the thread took too long')
        : setTimeout(end, options.restMs, thread, 'the thread rests');
    timer.unref();
  };
  const start = (): Worker => {
    const thread = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: options.heapMb } });
    worker = thread;
    thread.on('message', ({ number, answer, fault }: ThreadAnswer<Answer>) => {
      const asker = waiting.get(number);
      waiting.delete(number);
      if (fault === undefined) asker?.resolve(answer as Answer);
      else asker?.reject(new Error(fault));
      if (waiting.size === 0) thread.unref();
      watch(thread);
    });
    thread.on('error', fault => forget(thread, fault instanceof Error ? fault : new Error('the thread failed')));
    thread.on('exit', () => forget(thread, new Error('the thread ended')));
    return thread;
  };

  return {
    waiting: () => waiting.size,
    ask: question => {
      const thread = worker ?? start();
      thread.ref();
      asked += 1;
      const number = asked;
      return new Promise((resolve, reject) => {
        waiting.set(number, { resolve, reject });
        thread.postMessage({ number, question } satisfies ThreadQuestion<Question>);
        watch(thread);
      });
    },
  };
}
