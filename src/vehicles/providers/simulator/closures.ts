// What of a simulated car is open or locked: doors, windows, trunk, hood, charging port.
import type { KindValues, Opening } from '../../../catalog/signal-values.ts';
import type { Car, Outing } from './car.ts';
import { dayOf, isDriving, outingOf } from './car.ts';
import { chance } from './chance.ts';
import { outsideTemperatureAt, wheels } from './condition.ts';
import type { Orders } from './life.ts';

const SECOND = 1000;

/** True while the car is locked: standing unattended, or driving; or as it was told since somebody was last around. */
export const isLockedAt = (car: Car, moment: number, { lock }: Orders): boolean => {
  const byHand = !isAround(car, moment, AROUND, AROUND);
  return lock !== undefined && isUndisturbed(car, lock.at, moment, lockChanges) ? lock.isLocked : byHand;
};

/**
 * True when none of the moments that an outing has for this lies between: after `since`, up to `moment`.
 * @param edges of one outing, in any order
 */
const isUndisturbed = (
  car: Car,
  since: number,
  moment: number,
  edges: (outing: Outing) => readonly number[],
): boolean => {
  if (car.weeklyKilometers === 0) return true;
  for (let day = dayOf(car, since); day <= dayOf(car, moment); day++) {
    const outing = outingOf(car, day);
    if (outing !== null && edges(outing).some(edge => edge > since && edge <= moment)) return false;
  }
  return true;
};

/** The four doors; the driver's opens when somebody gets in or out. */
export const doorsAt = (car: Car, moment: number, orders: Orders): readonly Opening[] => {
  const isLocked = isLockedAt(car, moment, orders);
  const isOpen = isAround(car, moment, 40 * SECOND, 25 * SECOND);
  return wheels.map(([row, column]) => ({ row, column, isOpen: isOpen && row === 0 && column === 0, isLocked }));
};

/** The four side windows; the driver's is down while it drives in the warmth. */
export const windowsAt = (car: Car, moment: number): readonly Opening[] => {
  const isOpen = isDriving(car, moment) && outsideTemperatureAt(car, moment) > 22;
  return wheels.map(([row, column]) => ({ row, column, isOpen: isOpen && row === 0 && column === 0, isLocked: null }));
};

/** The trunk; it is opened after some ways home. */
export const trunkAt = (car: Car, moment: number, orders: Orders): KindValues['opening'] => {
  const day = dayOf(car, moment);
  const home = outingOf(car, day)?.home ?? Number.POSITIVE_INFINITY;
  const isOpen = chance(car.seed, 'trunk', day) < 0.5 && moment > home + 20 * SECOND && moment < home + 60 * SECOND;
  return { isOpen, isLocked: isLockedAt(car, moment, orders) };
};

/** True when something that a person opens by hand is open, which keeps the car from locking. */
export const whatIsOpen = (car: Car, moment: number, orders: Orders): 'door' | 'trunk' | null => {
  if (doorsAt(car, moment, orders).some(({ isOpen }) => isOpen)) return 'door';
  return trunkAt(car, moment, orders).isOpen ? 'trunk' : null;
};

/** The flap over the charging port: open while a cable is in, else as it was told since the car last drove. */
export const isPortOpenAt = (car: Car, moment: number, { port }: Orders, isPluggedIn: boolean): boolean => {
  if (isPluggedIn) return true;
  return (
    port !== undefined && port.isOpen && isUndisturbed(car, port.at, moment, ({ depart, leave }) => [depart, leave])
  );
};

/** When locks, doors or trunk last changed in an outing, or long ago when they did not yet. */
export const lastClosureChange = (outing: Outing | null, moment: number): number => {
  let last = Number.NEGATIVE_INFINITY;
  if (outing === null) return last;
  const { depart, arrive, leave, home } = outing;
  for (const before of LEAVING) last = Math.max(last, upTo(moment, depart - before), upTo(moment, leave - before));
  for (const later of COMING) last = Math.max(last, upTo(moment, arrive + later), upTo(moment, home + later));
  return last;
};

const LEAVING = [90 * SECOND, 40 * SECOND, 0];
const COMING = [0, 20 * SECOND, 25 * SECOND, 60 * SECOND, 90 * SECOND];
const upTo = (moment: number, change: number) => (change <= moment ? change : Number.NEGATIVE_INFINITY);

const AROUND = 90 * SECOND;

const lockChanges = ({ depart, arrive, leave, home }: Outing): readonly number[] => [
  ...[depart, leave].flatMap(moment => [moment - AROUND, moment]),
  ...[arrive, home].flatMap(moment => [moment, moment + AROUND]),
];

// Shortly before it drives off or after it came: somebody is at the car.
const isAround = (car: Car, moment: number, before: number, after: number): boolean => {
  const outing = outingOf(car, dayOf(car, moment));
  if (outing === null) return false;
  const isLeaving = [outing.depart, outing.leave].some(leaving => moment >= leaving - before && moment < leaving);
  return isLeaving || [outing.arrive, outing.home].some(coming => moment >= coming && moment < coming + after);
};
