// When a simulated car that was told a schedule begins to charge. Times of day are the car's local ones.
import type { Car } from './car.ts';
import { isWeekend, kilometersBetween, nextTimeOfDay, timeOfDay } from './car.ts';
import type { LocationSchedule, Orders } from './life.ts';

const MINUTE = 60_000;

/** True when it does not charge by its own rhythm any more. */
export const hasSchedule = ({ startTime, departureTime, locations }: Orders): boolean =>
  startTime?.isEnabled === true || departureTime?.isEnabled === true || (locations?.length ?? 0) > 0;

/** The schedule for where the car stands at night, if there is one: within 200 m of the place. */
export const scheduleAtHome = (car: Car, { locations = [] }: Orders): LocationSchedule | undefined =>
  locations.find(place => kilometersBetween(place, car.home) <= 0.2);

/**
 * When charging begins after the cable went in; null when no schedule says.
 * @param stay.need milliseconds that the charge takes
 */
export const scheduledFlow = (
  orders: Orders,
  { car, plug, need }: { readonly car: Car; readonly plug: number; readonly need: number },
): number | null => {
  const atOnce = plug + MINUTE;
  const { startTime, departureTime } = orders;
  const place = scheduleAtHome(car, orders);
  if (place !== undefined) return place.isOnPlugIn ? atOnce : firstWindow(car, place, atOnce);
  if (startTime?.isEnabled && startTime.time !== null) return nextTimeOfDay(car, atOnce, startTime.time);
  if (departureTime?.isEnabled && departureTime.time !== null)
    return Math.max(atOnce, nextTimeOfDay(car, atOnce, departureTime.time) - need);
  return null;
};

const firstWindow = (car: Car, { weekday, weekend }: LocationSchedule, from: number): number => {
  const windows = isWeekend(car, from) ? weekend : weekday;
  const now = timeOfDay(car, from);
  const isInside = ({ start, end }: { start: string; end: string }) =>
    start <= end ? now >= start && now < end : now >= start || now < end;
  if (windows.length === 0 || windows.some(isInside)) return from;
  return Math.min(...windows.map(({ start }) => nextTimeOfDay(car, from, start)));
};
