// A message of a webhook, from its durable acceptance to its recorded delivery, against one signed POST and one job of a queue
// library, on the same database; and how long a message takes while others misbehave.
import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import { Agent, request } from 'undici';
import type { Bench, Figure } from './bench.ts';
import { ENDPOINTS, type Installation, messageOf, openInstallation, type Target } from './webhook-installation.ts';

const EVENTS = 1000;
const TOGETHER = 100;
const WARM_UP = 2;

const silent = new Logger(() => () => undefined);

export const bench: Bench = {
  name: 'webhooks',
  about: `accepted, permission asked, sealed, signed, sent, recorded; ${ENDPOINTS} endpoints, ${TOGETHER} accepted at a time; against graphile-worker with batched jobs and one signed undici POST`,
  target: { ratio: 1.5, direction: 'at most' },
  setup: async () => {
    const installation = await openInstallation();
    const plain = await openPlainQueue(installation);
    const ours = async (): Promise<number> => {
      for (let sent = 0; sent < EVENTS; sent += TOGETHER) await installation.accept(some(installation, TOGETHER));
      await installation.drained();
      return EVENTS;
    };
    for (let batch = 0; batch < WARM_UP; batch++) {
      await ours();
      await plain.send();
    }
    return {
      ours,
      baseline: plain.send,
      processes: { ours: [], baseline: [], postmasters: [installation.postmaster] },
      teardown: async () => {
        await plain.close();
        await installation.close();
      },
    };
  },
};

const some = ({ targets }: Installation, count: number, from = targets): Target[] =>
  Array.from({ length: count }, () => {
    const cars = from[Math.floor(Math.random() * from.length)];
    const target = cars?.[Math.floor(Math.random() * cars.length)];
    if (!target) throw new Error('no targets');
    return target;
  });

/** What one would write with a queue library and nothing else: jobs in batches, a worker that signs and posts. */
async function openPlainQueue(installation: Installation) {
  const { kernel, token } = installation;
  const agent = new Agent({ connections: 64 });
  let done = 0;
  const utils = await makeWorkerUtils({ pgPool: kernel.pool, logger: silent });
  const runner = await run({
    pgPool: kernel.pool,
    logger: silent,
    noHandleSignals: true,
    preset: {
      worker: {
        concurrentJobs: 64,
        pollInterval: 100,
        localQueue: { size: 200 },
        completeJobBatchDelay: 1,
        failJobBatchDelay: 1,
      },
    },
    taskList: {
      'bench-post': async payload => {
        const { url, body } = payload as { url: string; body: string };
        const answer = await request(url, {
          method: 'POST',
          headers: {
            'Content-Type': 'application/json',
            'SC-Signature': createHmac('sha256', token).update(body).digest('hex'),
          },
          body,
          dispatcher: agent,
        });
        await answer.body.dump();
        done += 1;
      },
    },
  });
  return {
    send: async (): Promise<number> => {
      done = 0;
      for (let sent = 0; sent < EVENTS; sent += TOGETHER)
        await utils.addJobs(
          some(installation, TOGETHER).map(({ url, webhook }) => ({
            identifier: 'bench-post',
            payload: { url, body: JSON.stringify(messageOf(randomUUID(), webhook)) },
          })),
        );
      while (done < EVENTS) await pause(20);
      return EVENTS;
    },
    close: async () => {
      await runner.stop();
      await utils.release();
      await agent.close();
    },
  };
}

const SECONDS = 20;
const COMMITTERS = 8;

/** Commit to receiver at half of what one process can do, first among good neighbors, then beside three bad ones. */
export const figure: Figure = {
  name: 'webhook-latency',
  about:
    'from the commit of a message to its receiver, at half load; then with one endpoint black-holed, one slow, one resetting',
  run: async () => {
    const installation = await openInstallation();
    try {
      const full = await throughput(installation);
      // A new database makes its first files of the log, which later ones are made of again.
      await latencies(installation, full / 2, SECONDS, installation.targets);
      const good = await latencies(installation, full / 2, SECONDS, installation.targets);
      await installation.behave(0, 'hangs');
      await installation.behave(1, 'slow');
      await installation.behave(2, 'resets');
      const others = installation.targets.slice(3);
      for (const [index, count] of [200, 200, 200].entries())
        await installation.accept(some(installation, count, installation.targets.slice(index, index + 1)));
      const beside = await latencies(installation, full / 2, SECONDS, others, installation.targets.slice(0, 3));
      const ratio = p(beside, 0.99) / p(good, 0.99);
      return {
        rows: [
          ['one process at full load, a commit for each message', `${full.toFixed(0)} messages/s`],
          ['commit to receiver at half load', `p50 ${p(good, 0.5).toFixed(1)} ms, p99 ${p(good, 0.99).toFixed(1)} ms`],
          ['beside three bad ones', `p50 ${p(beside, 0.5).toFixed(1)} ms, p99 ${p(beside, 0.99).toFixed(1)} ms`],
          ['p99 of the others', `${ratio.toFixed(2)} times`],
        ],
        ok: p(good, 0.99) <= 50 && ratio <= 1.2,
      };
    } finally {
      await installation.close();
    }
  },
};

const p = (values: readonly number[], part: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN;

async function throughput(installation: Installation): Promise<number> {
  // One by one, as they come when the latency is measured: a commit each.
  const send = async (): Promise<number> => {
    const before = performance.now();
    let left = EVENTS;
    const committer = async (): Promise<void> => {
      while (left-- > 0) await installation.accept(some(installation, 1));
    };
    await Promise.all(Array.from({ length: COMMITTERS }, committer));
    await installation.drained();
    return EVENTS / ((performance.now() - before) / 1000);
  };
  await send();
  await send();
  return send();
}

/** One message at a time at an even rate. @param bad those that get a tenth of the messages, and are not measured */
async function latencies(
  installation: Installation,
  perSecond: number,
  seconds: number,
  good: readonly (readonly Target[])[],
  bad: readonly (readonly Target[])[] = [],
): Promise<number[]> {
  await installation.arrivals();
  const committed = new Map<string, number>();
  const began = performance.now();
  const open = new Set<Promise<void>>();
  const count = Math.floor(perSecond * seconds);
  for (let sent = 0; sent < count; sent++) {
    const wait = began + (sent * 1000) / perSecond - performance.now();
    if (wait > 1) await pause(wait);
    const isBad = bad.length > 0 && sent % 30 === 0;
    const one = installation.accept(some(installation, 1, isBad ? bad : good)).then(([id = '']) => {
      if (!isBad) committed.set(id, performance.timeOrigin + performance.now());
      open.delete(one);
    });
    open.add(one);
  }
  await Promise.all(open);
  await pause(2000);
  const arrived = new Map(await installation.arrivals());
  const missing = [...committed.keys()].filter(id => !arrived.has(id));
  if (missing.length > 0) console.log(`${missing.length} of ${committed.size} have not arrived`);
  return [...committed].flatMap(([id, at]) => {
    const came = arrived.get(id);
    return came === undefined ? [] : [Math.max(0, came - at)];
  });
}
