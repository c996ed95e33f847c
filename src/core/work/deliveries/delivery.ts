// Deliveries: messages to other servers that are tried again until they are taken. The words of the engine, and its arithmetic.
import { HOUR, MINUTE, SECOND } from '../../clock.ts';
import type { Kernel } from '../../kernel.ts';

export type Delivery = {
  /** The same at every try: receivers tell by it what they have seen. */
  readonly id: string;
  /** The receiver, by its opaque id. */
  readonly lane: string;
  /** What it is about, by its name in the catalog. */
  readonly kind: string;
  /** The thing behind it, by its opaque id, so that what waits about it can be dropped; null when there is none. */
  readonly about: string | null;
  readonly payload: string;
  readonly createdAt: Date;
};

/** One try that is about to be made. */
export type Attempt = Delivery & {
  /** 1 is the first; goes on when the delivery is sent again. */
  readonly number: number;
  readonly at: Date;
};

/** What came of one try. `answer` is the beginning of what the other side said; it may hold anything. */
export type TryOutcome = {
  /** Taken; not now, try again; never. */
  readonly outcome: 'accepted' | 'again' | 'refused';
  /** HTTP status, when there was an answer. */
  readonly status?: number | undefined;
  /** Why it was not taken: our own words, nothing that the other side said. */
  readonly reason?: string | undefined;
  readonly answer?: string | undefined;
  /** How long the other side wants to be left alone, in milliseconds. */
  readonly restFor?: number | undefined;
  /** The signature that was sent, for the log. */
  readonly signature?: Buffer | undefined;
};

/** Sends once, within two minutes. */
export type Send = (attempt: Attempt) => Promise<TryOutcome>;

export type LaneHealth = {
  /** Tries that failed since the last that did not. */
  readonly failures: number;
  readonly failingSince: Date | null;
  readonly restsUntil: Date | null;
};

/** One kind of receiver, with its own way of sending. Its manifest lists `deliveryJob(channel)`. */
export type DeliveryChannel = {
  readonly name: string;
  /** Milliseconds from a failed try to the next; when they are used up, the delivery has failed. */
  readonly pauses: readonly number[];
  /** How long a receiver that fails is left alone at most, in milliseconds. */
  readonly longestRest: number;
  /** How many messages a receiver gets at the same time; 1 unless said otherwise. */
  readonly atOnce?: number;
  /**
   * Called once before tries that leave together, to one or to many receivers: what it looks up costs less for all of
   * them. What it gives back sends each. Both run outside of any transaction; what they throw counts as failed tries.
   */
  readonly sender: (kernel: Kernel, attempts: readonly Attempt[]) => Promise<Send> | Send;
  /** Called in the transaction that records a try that was not accepted: to note it, or to switch the receiver off. */
  readonly onFailed?: (
    kernel: Kernel,
    tried: {
      readonly delivery: Delivery;
      readonly outcome: TryOutcome;
      readonly isLast: boolean;
      readonly health: LaneHealth;
    },
  ) => Promise<void>;
};

/** The schedule that Standard Webhooks proposes: ten tries within about 75 hours. */
export const standardPauses: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/**
 * How long to wait after the try with this number (1 is the first); undefined when it was the last one. A tenth of it
 * is left to chance, so that what failed together does not come back together.
 * @param chance from 0 to 1
 */
export function pauseAfter(tries: number, pauses: readonly number[], chance: number): number | undefined {
  const pause = pauses[tries - 1];
  return pause === undefined ? undefined : Math.round(pause * (0.95 + chance / 10));
}

/** How long a receiver rests after so many failures in a row: ten seconds, then twice as long each time. */
export const restAfter = (failures: number, longest: number): number =>
  Math.min(longest, 10 * SECOND * 2 ** Math.min(failures - 1, 30));

/**
 * Reads Retry-After (RFC 9110 §10.2.3): seconds or a date. @returns milliseconds, at most `longest`; undefined when
 * there is none that can be read
 */
export function readRetryAfter(header: string | undefined, now: Date, longest: number): number | undefined {
  if (header === undefined) return undefined;
  const wanted = /^\d{1,9}$/.test(header.trim())
    ? Number(header) * SECOND
    : new Date(header.trim()).getTime() - now.getTime();
  return Number.isFinite(wanted) ? Math.min(Math.max(wanted, 0), longest) : undefined;
}
