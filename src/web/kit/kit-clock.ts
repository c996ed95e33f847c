// A fixed moment for the kit page, so that its pictures are the same each time.
import type { PageClock } from '../page-time.ts';

export const kitClock: PageClock = { now: new Date('2026-11-22T09:30:00Z'), timeZone: 'Europe/Berlin' };

/** An instant some hours from the kit page's now. */
export function hoursFromNow(hours: number): Date {
  return new Date(kitClock.now.getTime() + hours * 3_600_000);
}
