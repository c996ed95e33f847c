// What people did to a simulated car: its clock put ahead, and orders that it obeys. Pure. With seed and clock this is all
// that its state follows from, so any process that reads it gives the same answers.
import type { VehicleErrorCode } from '../../../catalog/vehicle-errors.ts';

/** From the real moment `at` on, the car's clock runs `ahead` milliseconds before the real one. */
export type Jump = { readonly at: number; readonly ahead: number };

/** A stay at the plug or away from it, from the last order about charging on. All moments are the car's own. */
export type Session = {
  readonly at: number;
  /** 0 to 1. */
  readonly level: number;
  readonly isPluggedIn: boolean;
  /** Told to charge or not to, until it is unplugged; null: as it would by itself. */
  readonly flow: boolean | null;
  /** Told to draw no more than this, until it is unplugged. */
  readonly amperes: number | null;
  /** When it would begin by itself. */
  readonly flowsFrom: number;
  /** When current began to flow, and kilowatt hours since then. */
  readonly since: number;
  readonly added: number;
};

export type ChargeRecord = { readonly startedAt: number; readonly endedAt: number; readonly energy: number };

/** `HH:MM` in the car's local time. */
export type Schedule = { readonly isEnabled: boolean; readonly time: string | null };

/** Hours `HH:MM` in which a car charges at one place, and up to where; Ford and Lincoln. */
export type LocationSchedule = {
  readonly latitude: number;
  readonly longitude: number;
  readonly isOnPlugIn: boolean;
  /** 0.5 to 1; null as the car's own. */
  readonly limit: number | null;
  readonly weekday: readonly { readonly start: string; readonly end: string }[];
  readonly weekend: readonly { readonly start: string; readonly end: string }[];
  /** Set when it was made as a schedule with an id. */
  readonly schedule?: {
    readonly id: string;
    readonly type: 'daily' | 'weekly' | 'workweek';
    readonly days: readonly string[];
  };
};

/** What the car was told and still holds. Moments are the car's own. */
export type Orders = {
  /** Until the car is next locked or unlocked by hand. */
  readonly lock?: { readonly isLocked: boolean; readonly at: number };
  /** Until it is next plugged in or driven. */
  readonly port?: { readonly isOpen: boolean; readonly at: number };
  /** Until it next arrives. */
  readonly destination?: { readonly latitude: number; readonly longitude: number; readonly at: number };
  /** 0.5 to 1, for good. */
  readonly limit?: number;
  readonly startTime?: Schedule;
  readonly departureTime?: Schedule;
  readonly locations?: readonly LocationSchedule[];
  readonly session?: Session;
  /** Charges since the first order about charging, oldest first, and when that was given. */
  readonly charges?: { readonly from: number; readonly done: readonly ChargeRecord[] };
};

export type Life = {
  /** Oldest first. */
  readonly jumps: readonly Jump[];
  readonly orders: Orders;
  /** What every request for more than its papers is answered with; null while it answers. */
  readonly refusal: VehicleErrorCode | null;
};

/** Nothing was ever done to it. */
export const untouched: Life = { jumps: [], orders: {}, refusal: null };

/** More would make every reading search them; the oldest two become one. */
const MAX_JUMPS = 50;
const YEAR = 365.25 * 24 * 3_600_000;
/** How far a car's clock may be ahead in all. */
export const MAX_AHEAD = 10 * YEAR;

/** What the car's clock shows at a real moment. */
export const carMoment = ({ jumps }: Pick<Life, 'jumps'>, real: number): number => real + aheadAt(jumps, real);

/** When it was, really, that the car's clock showed this; what it jumped over was at the moment of the jump. */
export const realMoment = ({ jumps }: Pick<Life, 'jumps'>, moment: number): number => {
  let before = 0;
  for (const { at, ahead } of jumps) {
    if (moment <= at + before) return moment - before;
    if (moment <= at + ahead) return at;
    before = ahead;
  }
  return moment - before;
};

/** When the car's clock last jumped, by the car's clock after it; never when it did not. */
export const lastJump = ({ jumps }: Pick<Life, 'jumps'>, real: number): number => {
  const last = jumps.findLast(({ at }) => at <= real);
  return last === undefined ? Number.NEGATIVE_INFINITY : last.at + last.ahead;
};

/**
 * Puts the car's clock ahead, so that it lives through the time between at once.
 * @param by milliseconds, more than 0
 * @returns null when it would be too far ahead
 */
export const jumpAhead = (life: Life, real: number, by: number): Life | null => {
  const last = life.jumps.at(-1);
  // Two processes whose clocks differ a little must not turn the order around.
  const at = Math.max(real, last?.at ?? real);
  const ahead = (last?.ahead ?? 0) + Math.round(by);
  if (ahead > MAX_AHEAD) return null;
  const jumps = [...life.jumps, { at, ahead }];
  return { ...life, jumps: jumps.length > MAX_JUMPS ? jumps.slice(1) : jumps };
};

const aheadAt = (jumps: readonly Jump[], real: number): number => jumps.findLast(({ at }) => at <= real)?.ahead ?? 0;
