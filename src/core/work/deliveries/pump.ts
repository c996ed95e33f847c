// The pump of one channel in one process: takes what is due, sends it, writes down what came back. Each receiver goes by itself.
import { after, SECOND } from '../../clock.ts';
import { coalesce } from '../../coalesce.ts';
import type { Kernel } from '../../kernel.ts';
import { describeError } from '../../log.ts';
import {
  type Attempt,
  type DeliveryChannel,
  type LaneHealth,
  pauseAfter,
  restAfter,
  type Send,
  type TryOutcome,
} from './delivery.ts';
import { nextMoment, type Turn, takeDue } from './delivery-store.ts';
import { type EndedTurn, recordTurns, type Tried } from './try-store.ts';

/** How many receivers are served at once by one process: a slow one holds a place and a connection, nothing else. */
const LANES = 256;
/** How many of them are taken in one statement. */
const TAKEN = 128;
/** A receiver that takes longer rests as long as it took, so that it holds its place half of the time at most. */
const SLOW = 5 * SECOND;
/** How long the ends of turns are gathered while others are under way. */
const GATHER_MS = 15;
/** The longest that a pump sleeps, should its clock and the database's differ. */
const DOZE = 30 * SECOND;

export type Pump = {
  /** Something may be due. */
  nudge(): void;
  /** Sends what is due until nothing is, or until `end`; resolves when all that was begun is written down. */
  drain(end: Date): Promise<boolean>;
  /** Takes nothing more and lets what was begun end. */
  close(): Promise<void>;
};

/** Opens a pump. @param stays whether it wakes by itself when the next try is due */
export function openPump(kernel: Kernel, channel: DeliveryChannel, stays: boolean): Pump {
  const busy = new Set<Promise<void>>();
  let pulling: Promise<void> | undefined;
  let again = false;
  let hasServed = false;
  /** How many turns have ended. */
  let ended = 0;
  let end: Date | undefined;
  let timer: NodeJS.Timeout | undefined;
  let gathering: NodeJS.Timeout | undefined;
  const recorder = () =>
    coalesce<EndedTurn, void>({
      maxInFlight: 1,
      maxBatch: TAKEN,
      gatherFor: GATHER_MS,
      gatherGap: GATHER_MS / 3,
      run: async turns => {
        await writeDown(kernel, channel, turns);
        return turns.map(() => undefined);
      },
    });
  // About what failed the channel has its say, which takes longer: receivers that took everything do not wait for it.
  const recordTaken = recorder();
  const recordFailed = recorder();

  const isOver = (): boolean => end !== undefined && kernel.clock.now() >= end;
  const pull = async (): Promise<void> => {
    do {
      again = false;
      const lanes = Math.min(TAKEN, LANES - busy.size);
      if (lanes <= 0 || isOver()) return;
      const turns = await takeDue(kernel, channel.name, { lanes, each: channel.atOnce ?? 1 });
      if (turns.length === 0) continue;
      // Fewer than there was room for: that were all, and what came since has asked again.
      if (turns.length >= lanes) again = true;
      hasServed = true;
      serve(turns);
    } while (again);
  };
  const pullSoon = (): Promise<void> => {
    again = true;
    clearTimeout(timer);
    pulling ??= pull().finally(() => {
      pulling = undefined;
      if (again && !isOver()) void pullSoon().catch(logged);
    });
    return pulling;
  };
  const logged = (error: unknown): void => {
    again = false;
    kernel.log.error({ channel: channel.name, err: error }, 'deliveries could not be taken');
    if (stays && !isOver()) timer = setTimeout(nudge, SECOND).unref();
  };
  const nudge = (): void => {
    if (isOver()) return;
    void pullSoon().then(doze).catch(logged);
  };
  /** A lane that was let go of may have more due. Those that end together are looked after together. */
  const afterTurn = (): void => {
    if (busy.size === 0) {
      clearTimeout(gathering);
      gathering = undefined;
      nudge();
    } else
      gathering ??= setTimeout(() => {
        gathering = undefined;
        nudge();
      }, GATHER_MS).unref();
  };
  /** With nothing under way, sleeps until the next try is due. */
  const doze = async (): Promise<void> => {
    if (!stays || busy.size > 0 || pulling || isOver()) return;
    const next = await nextMoment(kernel, channel.name);
    if (next === undefined || busy.size > 0 || pulling || isOver()) return;
    clearTimeout(timer);
    timer = setTimeout(nudge, Math.min(DOZE, Math.max(5, next.getTime() - kernel.clock.now().getTime()))).unref();
  };
  const serve = (turns: readonly Turn[]): void => {
    const at = kernel.clock.now();
    const begun = turns.map(turn => ({
      turn,
      attempts: turn.due.map(one => ({ ...one, number: one.allTries + 1, at })),
    }));
    const send = sendEach(
      kernel,
      channel,
      begun.flatMap(({ attempts }) => attempts),
    );
    for (const { turn, attempts } of begun) {
      const served: Promise<void> = tend(kernel, channel, turn, attempts, send)
        .then(turn => (turn.tried.some(hasFailed) ? recordFailed : recordTaken)(turn))
        .catch(error =>
          kernel.log.error({ channel: channel.name, lane: turn.lane, err: error }, 'a delivery could not be recorded'),
        )
        .finally(() => {
          busy.delete(served);
          ended += 1;
          if (stays) afterTurn();
        });
      busy.add(served);
    }
  };

  return {
    nudge,
    drain: async until => {
      end = until;
      for (;;) {
        const before = ended;
        await pullSoon();
        // What ended meanwhile may have more due, which that look was too early for.
        if (ended !== before) continue;
        if (busy.size === 0) return hasServed;
        await Promise.race(busy);
      }
    },
    close: async () => {
      end = new Date(0);
      clearTimeout(timer);
      clearTimeout(gathering);
      await pulling?.catch(() => undefined);
      await Promise.all(busy);
    },
  };
}

/** What a channel throws is its fault, not the receiver's, and must not stop the others. */
function sendEach(kernel: Kernel, channel: DeliveryChannel, attempts: readonly Attempt[]): Send {
  const prepared = (async () => channel.sender(kernel, attempts))();
  return async attempt => {
    try {
      return await (await prepared)(attempt);
    } catch (error) {
      // Not its message: that may quote what was to be sent.
      const { type, sqlState, stack } = describeError(error);
      kernel.log.error({ channel: channel.name, delivery: attempt.id, type, sqlState, stack }, 'sending failed');
      return { outcome: 'again', reason: 'something failed on our side' };
    }
  };
}

/** Sends to one lane what is due. @returns what came of it, with its lane's health after it */
async function tend(
  kernel: Kernel,
  channel: DeliveryChannel,
  { lane, health: before }: Turn,
  attempts: readonly (Attempt & { readonly tries: number })[],
  send: Send,
): Promise<EndedTurn> {
  let health = before;
  const tried = await Promise.all(
    attempts.map(async (attempt): Promise<Tried> => {
      const outcome = await send(attempt);
      const now = kernel.clock.now();
      const milliseconds = Math.max(0, now.getTime() - attempt.at.getTime());
      health = healthAfter(health, outcome, { channel, milliseconds, now });
      const tries = attempt.tries + 1;
      const chance = kernel.random.bytes(1).readUInt8() / 255;
      const pause = outcome.outcome === 'again' ? pauseAfter(tries, channel.pauses, chance) : undefined;
      const dueAt = pause === undefined ? null : after(now, Math.max(pause, outcome.restFor ?? 0));
      return { attempt, outcome, tries, milliseconds, dueAt };
    }),
  );
  return { lane, health, tried };
}

type Measured = { readonly channel: DeliveryChannel; readonly milliseconds: number; readonly now: Date };

function healthAfter(before: LaneHealth, outcome: TryOutcome, { channel, milliseconds, now }: Measured): LaneHealth {
  if (outcome.outcome === 'accepted')
    return { failures: 0, failingSince: null, restsUntil: milliseconds < SLOW ? null : after(now, milliseconds) };
  const failures = before.failures + 1;
  const rest =
    outcome.outcome === 'refused' ? 0 : Math.max(restAfter(failures, channel.longestRest), outcome.restFor ?? 0);
  return {
    failures,
    failingSince: before.failingSince ?? now,
    restsUntil: rest === 0 ? before.restsUntil : after(now, rest),
  };
}

const hasFailed = ({ outcome }: Tried): boolean => outcome.outcome !== 'accepted';

/** Where all was taken, one statement does; otherwise the channel has its say in the same transaction. */
async function writeDown(kernel: Kernel, channel: DeliveryChannel, turns: readonly EndedTurn[]): Promise<void> {
  const { onFailed } = channel;
  const failed = turns.flatMap(({ health, tried }) => tried.filter(hasFailed).map(one => ({ ...one, health })));
  if (!onFailed || failed.length === 0) return recordTurns(kernel, channel.name, turns);
  await kernel.transaction(async kernel => {
    await recordTurns(kernel, channel.name, turns);
    for (const { attempt: delivery, outcome, dueAt, health } of failed)
      await onFailed(kernel, { delivery, outcome, isLast: dueAt === null, health });
  });
}
