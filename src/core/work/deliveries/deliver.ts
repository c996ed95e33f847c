// The engine of deliveries: written with what caused them, sent afterwards at least once, each receiver by itself.
import { after, MINUTE } from '../../clock.ts';
import type { Kernel } from '../../kernel.ts';
import { describeError } from '../../log.ts';
import type { Job } from '../jobs.ts';
import {
  type Delivery,
  type DeliveryChannel,
  type LaneHealth,
  pauseAfter,
  restAfter,
  type TryOutcome,
} from './delivery.ts';
import { hasten, restartDeliveries } from './delivery-log-store.ts';
import {
  findHealth,
  insertDelivery,
  type NewDelivery,
  nextDue,
  nextMoment,
  recordTry,
  releaseLane,
  saveHealth,
  takeLane,
} from './delivery-store.ts';

/** How many receivers are served at once by one process. */
const LANES = 16;
/** How many deliveries a receiver gets before others have their turn. */
const TURN = 8;
/** After this time the job ends and begins anew, so that a process can stop. */
const SHIFT = MINUTE;

const jobName = (channel: string): string => `deliver-${channel}`;

/** The job that sends what waits for the receivers of a channel. The clock finds what a killed process left behind. */
export const deliveryJob = (channel: DeliveryChannel): Job => ({
  name: jobName(channel.name),
  every: '* * * * *',
  run: kernel => deliverAll(kernel, channel),
});

/** Adds a delivery in the scope's transaction. @returns its id; undefined when its cause has made one already */
export async function addDelivery(kernel: Kernel, delivery: NewDelivery): Promise<string | undefined> {
  const id = await insertDelivery(kernel, delivery);
  if (id !== undefined) await wake(kernel, delivery.channel);
  return id;
}

/**
 * Sends again: one delivery, or all that failed since a moment. Whoever asks for it believes that the receiver works,
 * so what waits for another try has it now too. @returns how many were begun anew
 */
export async function sendAgain(
  kernel: Kernel,
  channel: string,
  lane: string,
  which: { readonly id: string } | { readonly failedSince: Date },
): Promise<number> {
  const count = await restartDeliveries(kernel, channel, lane, which);
  await hasten(kernel, channel, lane);
  await wake(kernel, channel);
  return count;
}

const wake = (kernel: Kernel, channel: string): Promise<void> => {
  const job = jobName(channel);
  return kernel.enqueue(kernel, job, {}, { key: job });
};

async function deliverAll(kernel: Kernel, channel: DeliveryChannel): Promise<void> {
  const end = after(kernel.clock.now(), SHIFT);
  const tended = new Set<Promise<void>>();
  let hasTended = false;
  for (;;) {
    while (tended.size < LANES && kernel.clock.now() < end) {
      const lane = await takeLane(kernel, channel.name);
      if (lane === undefined) break;
      const turn: Promise<void> = tendLane(kernel, channel, lane).finally(() => tended.delete(turn));
      tended.add(turn);
      hasTended = true;
    }
    if (tended.size === 0) break;
    await Promise.race(tended);
  }
  // Woken too early, as by a database whose clock is ahead, it does not wake itself again: the minute's round comes.
  const next = hasTended ? await nextMoment(kernel, channel.name) : undefined;
  if (next === undefined) return;
  const job = jobName(channel.name);
  await kernel.enqueue(kernel, job, {}, { key: `${job}:later`, runAt: next });
}

/** Sends what is due to one receiver, until a try fails or its turn is over. */
async function tendLane(kernel: Kernel, channel: DeliveryChannel, lane: string): Promise<void> {
  try {
    for (let sent = 0; sent < TURN; sent++) {
      const delivery = await nextDue(kernel, channel.name, lane);
      if (!delivery || !(await tryOnce(kernel, channel, delivery))) break;
    }
  } catch (error) {
    kernel.log.error({ channel: channel.name, lane, err: error }, 'a delivery could not be recorded');
  } finally {
    await releaseLane(kernel, channel.name, lane);
  }
}

/** @returns whether the receiver can take the next one at once */
async function tryOnce(
  kernel: Kernel,
  channel: DeliveryChannel,
  delivery: Delivery & { readonly tries: number; readonly allTries: number },
): Promise<boolean> {
  const at = kernel.clock.now();
  const outcome = await sendOnce(kernel, channel, delivery);
  const tries = delivery.tries + 1;
  const chance = kernel.random.bytes(1).readUInt8() / 255;
  const pause = outcome.outcome === 'again' ? pauseAfter(tries, channel.pauses, chance) : undefined;
  const isRefusedAlone = outcome.outcome === 'refused';
  await kernel.transaction(async kernel => {
    const now = kernel.clock.now();
    const before = await findHealth(kernel, channel.name, delivery.lane);
    if (!before) return;
    const health = healthAfter(before, outcome, channel.longestRest, now);
    const dueAt = pause === undefined ? null : after(now, Math.max(pause, outcome.restFor ?? 0));
    await recordTry(kernel, delivery, { ...outcome, number: delivery.allTries + 1, tries, at, dueAt });
    await saveHealth(kernel, channel.name, delivery.lane, health);
    await channel.onTried?.(kernel, { delivery, outcome, isLast: dueAt === null, health });
  });
  return outcome.outcome === 'accepted' || isRefusedAlone;
}

/** What a channel throws is its fault, not the receiver's, and must not stop the others. */
async function sendOnce(kernel: Kernel, channel: DeliveryChannel, delivery: Delivery): Promise<TryOutcome> {
  try {
    return await channel.send(kernel, delivery);
  } catch (error) {
    kernel.log.error({ channel: channel.name, delivery: delivery.id, err: describeError(error) }, 'sending failed');
    return { outcome: 'again', reason: 'something failed on our side' };
  }
}

function healthAfter(before: LaneHealth, outcome: TryOutcome, longestRest: number, now: Date): LaneHealth {
  if (outcome.outcome === 'accepted') return { failures: 0, failingSince: null, restsUntil: null };
  const failures = before.failures + 1;
  const rest = outcome.outcome === 'refused' ? 0 : Math.max(restAfter(failures, longestRest), outcome.restFor ?? 0);
  return {
    failures,
    failingSince: before.failingSince ?? now,
    restsUntil: rest === 0 ? before.restsUntil : after(now, rest),
  };
}
