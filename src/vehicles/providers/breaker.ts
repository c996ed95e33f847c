// When a maker is left alone: after several failures in a row it rests, longer each time, and one question tries it again.
import type { VehicleErrorCode } from '../../catalog/vehicle-errors.ts';
import { MINUTE, SECOND } from '../../core/clock.ts';

export type Breaker = {
  /** Failures in a row. */
  readonly failures: number;
  /** How often in a row it was sent to rest; 0 while it answers. */
  readonly rests: number;
  /** Until when nobody asks, in milliseconds since 1970. */
  readonly restsUntil: number;
  /** Since when one question is under way to try it; null when none is. */
  readonly tryingSince: number | null;
};

export const answering: Breaker = { failures: 0, rests: 0, restsUntil: 0, tryingSince: null };

/** So many failures in a row send a maker to rest. */
const PATIENCE = 5;
const FIRST_REST = 15 * SECOND;
const LONGEST_REST = 5 * MINUTE;
/** A question that tries a maker and never comes back does not hold others off for longer. */
const LONGEST_TRY = 5 * MINUTE;

export const isOut = ({ rests }: Breaker): boolean => rests > 0;

/**
 * Whether a question may be asked now.
 * @returns the breaker as it stands then, or how many seconds to wait
 */
export function mayAsk(breaker: Breaker, now: number): { readonly next: Breaker } | { readonly retryAfter: number } {
  if (!isOut(breaker)) return { next: breaker };
  const { restsUntil, tryingSince } = breaker;
  if (now < restsUntil) return { retryAfter: Math.ceil((restsUntil - now) / SECOND) };
  if (tryingSince !== null && now < tryingSince + LONGEST_TRY) return { retryAfter: FIRST_REST / SECOND };
  return { next: { ...breaker, tryingSince: now } };
}

/** The breaker after a question. Only a maker that said nothing usable has failed: a refusal is an answer. */
export function afterAnswer(breaker: Breaker, fault: VehicleErrorCode | null, now: number): Breaker {
  const hasFailed = fault === 'UPSTREAM.NO_RESPONSE' || fault === 'UPSTREAM.UNKNOWN_ISSUE';
  if (!hasFailed) return answering;
  const failures = breaker.failures + 1;
  // Questions that were under way when it was sent to rest do not lengthen the rest.
  if (isOut(breaker) && breaker.tryingSince === null) return { ...breaker, failures };
  if (!isOut(breaker) && failures < PATIENCE) return { ...breaker, failures };
  const rest = Math.min(FIRST_REST * 2 ** breaker.rests, LONGEST_REST);
  return { failures, rests: breaker.rests + 1, restsUntil: now + rest, tryingSince: null };
}
