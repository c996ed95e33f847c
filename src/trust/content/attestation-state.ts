// What an attestation is worth today: computed from its dates, so that it lapses by the clock alone. Pure.
import type { Attestation, Day } from './content.ts';
import { addDays, addMonths, dayOf, earlier } from './day.ts';

export type AttestationState =
  /** Nothing was issued yet. */
  | 'in-progress'
  | 'current'
  /** Good, and the next one is due within 60 days. */
  | 'due-soon'
  /** The next one is late, and management vouches for the time between. */
  | 'bridged'
  | 'lapsed';

export type AttestationStanding = {
  readonly state: AttestationState;
  /** The day by which the next one is due; that of the first, while it is in progress. */
  readonly nextDue: Day;
  /** The last day on which it may be shown as good, bridge letter included; none while nothing was issued. */
  readonly goodThrough: Day | null;
  /** The last day that a letter covers; none without a letter that counts. */
  readonly bridgedThrough: Day | null;
};

/** A bridge letter covers at most so much, whatever it says. */
const BRIDGE_MONTHS = 3;
const SOON_DAYS = 60;

/**
 * Counts from the end of what was examined, never from the day of issue: a report that came late is not good for longer.
 * A letter counts from the day after the examined or the due period on, and stops hard three months after it.
 */
export function standingOf(attestation: Attestation, now: Date): AttestationStanding {
  const { kind, periodEnd, issuedAt, validUntil, cadenceMonths, bridge } = attestation;
  const today = dayOf(now);
  const byCadence = addMonths(periodEnd, cadenceMonths);
  // A certificate that ends earlier than the next audit is due is good until its own end only.
  const nextDue = kind === 'iso27001' && validUntil ? earlier(validUntil, byCadence) : byCadence;
  if (issuedAt === null || issuedAt > today)
    return { state: 'in-progress', nextDue: periodEnd, goodThrough: null, bridgedThrough: null };
  const bridgedThrough = kind === 'soc2-type2' && bridge ? coveredBy(bridge, [periodEnd, nextDue]) : null;
  const goodThrough =
    bridgedThrough !== null && bridgedThrough > nextDue && (bridge?.from ?? '') <= addDays(nextDue, 1)
      ? bridgedThrough
      : nextDue;
  const standing = { nextDue, goodThrough, bridgedThrough };
  if (today > goodThrough) return { ...standing, state: 'lapsed' };
  if (today > nextDue) return { ...standing, state: 'bridged' };
  return { ...standing, state: addDays(today, SOON_DAYS) >= nextDue ? 'due-soon' : 'current' };
}

/** The last day that the letter covers after the latest of these ends that it follows without a gap. */
function coveredBy(bridge: NonNullable<Attestation['bridge']>, ends: readonly Day[]): Day | null {
  const follows = ends.filter(end => bridge.from <= addDays(end, 1) && bridge.to > end).at(-1);
  return follows === undefined ? null : earlier(bridge.to, addMonths(follows, BRIDGE_MONTHS));
}

/** Whether it may be drawn as good. */
export const isGood = ({ state }: AttestationStanding): boolean =>
  state === 'current' || state === 'due-soon' || state === 'bridged';
