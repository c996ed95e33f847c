// Asks the CSAF validator about a document, in a thread that is started when needed and ends after a time of rest.
import { Worker } from 'node:worker_threads';
import type { CsafAnswer, CsafFinding, CsafQuestion } from './csaf-worker.ts';

const REST_MS = 120_000;

type Waiting = {
  readonly resolve: (findings: readonly CsafFinding[]) => void;
  readonly reject: (fault: Error) => void;
};

let worker: Worker | undefined;
let rest: NodeJS.Timeout | undefined;
let asked = 0;
const waiting = new Map<number, Waiting>();

/** Schema, mandatory and (2.0) optional tests of the standard; the first question of a while takes some seconds. */
export function examineCsaf(edition: CsafQuestion['edition'], document: unknown): Promise<readonly CsafFinding[]> {
  const thread = worker ?? start();
  clearTimeout(rest);
  thread.ref();
  asked += 1;
  const question: CsafQuestion = { number: asked, edition, document };
  return new Promise((resolve, reject) => {
    waiting.set(question.number, { resolve, reject });
    thread.postMessage(question);
  });
}

function start(): Worker {
  const thread = new Worker(new URL('./csaf-worker.ts', import.meta.url));
  worker = thread;
  thread.on('message', ({ number, findings }: CsafAnswer) => {
    waiting.get(number)?.resolve(findings);
    waiting.delete(number);
    if (waiting.size > 0) return;
    thread.unref();
    rest = setTimeout(() => void end(thread), REST_MS);
    rest.unref();
  });
  thread.on('error', fault => forget(thread, fault instanceof Error ? fault : new Error('the CSAF validator failed')));
  thread.on('exit', () => forget(thread, new Error('the CSAF validator ended')));
  return thread;
}

async function end(thread: Worker): Promise<void> {
  forget(thread, new Error('the CSAF validator ended'));
  await thread.terminate();
}

function forget(thread: Worker, fault: Error): void {
  if (worker !== thread) return;
  worker = undefined;
  for (const { reject } of waiting.values()) reject(fault);
  waiting.clear();
}
