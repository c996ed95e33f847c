// The engine of deliveries: written with what caused them, sent afterwards at least once, each receiver by itself.
import type pg from 'pg';
import { after, MINUTE } from '../../clock.ts';
import type { Kernel } from '../../kernel.ts';
import type { Service } from '../../module.ts';
import type { Job } from '../jobs.ts';
import type { DeliveryChannel } from './delivery.ts';
import { hasten, restartDeliveries, type ToRestart } from './delivery-log-store.ts';
import { insertDeliveries, type NewDelivery, nextMoment } from './delivery-store.ts';
import { openPump, type Pump } from './pump.ts';

/** After this time the job ends and begins anew, so that a process can stop. */
const SHIFT = MINUTE;

const jobName = (channel: string): string => `deliver-${channel}`;

/** The pumps that run in this process, by database and channel. */
const running = new WeakMap<pg.Pool, Map<string, Pump>>();

/** Sends what waits for the receivers of a channel as long as the process runs. */
export const deliveryService = (channel: DeliveryChannel): Service => ({
  name: jobName(channel.name),
  start: async kernel => {
    const pumps = running.get(kernel.pool) ?? new Map<string, Pump>();
    running.set(kernel.pool, pumps);
    const pump = openPump(kernel, channel, true);
    pumps.set(channel.name, pump);
    pump.nudge();
    return async () => {
      pumps.delete(channel.name);
      await pump.close();
    };
  },
});

/**
 * The job that wakes the pump, or is one where none runs: tests and the command line. The clock finds what a killed
 * process left behind.
 */
export const deliveryJob = (channel: DeliveryChannel): Job => ({
  name: jobName(channel.name),
  every: '* * * * *',
  run: async kernel => {
    const pump = running.get(kernel.pool)?.get(channel.name);
    return pump ? pump.nudge() : deliverAll(kernel, channel);
  },
});

/** Adds a delivery in the scope's transaction. @returns its id; undefined when its cause has made one already */
export async function addDelivery(kernel: Kernel, delivery: NewDelivery): Promise<string | undefined> {
  return (await addDeliveries(kernel, [delivery]))[0];
}

/** Adds deliveries in the scope's transaction. @returns as `insertDeliveries` */
export async function addDeliveries(
  kernel: Kernel,
  deliveries: readonly NewDelivery[],
): Promise<(string | undefined)[]> {
  const ids = await insertDeliveries(kernel, deliveries);
  for (const channel of new Set(deliveries.map(({ channel }) => channel))) await wake(kernel, channel);
  return ids;
}

/**
 * Sends again: one delivery, or all that failed since a moment. Whoever asks for it believes that the receiver works,
 * so what waits for another try has it now too. @returns how many were begun anew
 */
export async function sendAgain(kernel: Kernel, channel: string, lane: string, which: ToRestart): Promise<number> {
  const count = await restartDeliveries(kernel, channel, lane, which);
  await hasten(kernel, channel, lane);
  await wake(kernel, channel);
  return count;
}

/** A pump of this process is told at once and for nothing; should the process die now, the minute's round comes. */
async function wake(kernel: Kernel, channel: string): Promise<void> {
  const pump = running.get(kernel.pool)?.get(channel);
  if (pump) return kernel.afterCommit(pump.nudge);
  const job = jobName(channel);
  await kernel.enqueue(kernel, job, {}, { key: job });
}

async function deliverAll(kernel: Kernel, channel: DeliveryChannel): Promise<void> {
  const hasServed = await openPump(kernel, channel, false).drain(after(kernel.clock.now(), SHIFT));
  // Woken too early, as by a database whose clock is ahead, it does not wake itself again: the minute's round comes.
  const next = hasServed ? await nextMoment(kernel, channel.name) : undefined;
  if (next === undefined) return;
  const job = jobName(channel.name);
  await kernel.enqueue(kernel, job, {}, { key: `${job}:later`, runAt: next });
}
