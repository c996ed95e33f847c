// What makers are known to do differently with commands (vehicle-platform §6.3), kept so that an application meets it
// here first. The cars of test accounts have no habits: there every command succeeds (§16.2).
import type { VehicleErrorCode } from '../../../catalog/vehicle-errors.ts';
import type { Car } from './car.ts';

export type Habits = {
  /** Only starting a charge can be ordered, not stopping one: Nissan in the United States. */
  readonly onlyStarts: boolean;
  /** Charging can be ordered only from this level on; 0 for all others: General Motors. */
  readonly leastLevel: number;
  /** The limit can be set only while a cable is in. */
  readonly limitNeedsPlug: boolean;
  /** Its system is too old for orders about charging: BMW and MINI before Operating System 8. */
  readonly isTooOld: boolean;
  /** A schedule for a place makes it charge to the full there: Ford and Lincoln. */
  readonly fillsOnSchedule: boolean;
};

const isOneOf =
  (...makes: string[]) =>
  (car: Car) =>
    makes.includes(car.make);
const generalMotors = isOneOf('CADILLAC', 'CHEVROLET');
const ford = isOneOf('FORD', 'LINCOLN');
const bmw = isOneOf('BMW', 'MINI');
const volkswagen = isOneOf('AUDI', 'VOLKSWAGEN');

/** The first model year with BMW's Operating System 8. */
const SYSTEM_8 = 2022;

export const habitsOf = (car: Car): Habits => ({
  onlyStarts: car.make === 'NISSAN' && car.currency === 'USD',
  leastLevel: generalMotors(car) ? 0.5 : 0,
  limitNeedsPlug: volkswagen(car),
  isTooOld: bmw(car) && car.year < SYSTEM_8,
  fillsOnSchedule: ford(car),
});

/** None at all: the cars of test accounts. */
export const noHabits: Habits = {
  onlyStarts: false,
  leastLevel: 0,
  limitNeedsPlug: false,
  isTooOld: false,
  fillsOnSchedule: false,
};

/** Why a car with these habits does not take an order about charging now; null when it does. */
export const habitualRefusal = (
  habits: Habits,
  { order, level, isPluggedIn }: { readonly order: 'START' | 'STOP' | 'LIMIT'; level: number; isPluggedIn: boolean },
): VehicleErrorCode | null => {
  if (habits.isTooOld) return 'COMPATIBILITY.VEHICLE_NOT_CAPABLE';
  if (order === 'STOP' && habits.onlyStarts) return 'COMPATIBILITY.VEHICLE_NOT_CAPABLE';
  if (order === 'LIMIT')
    return habits.limitNeedsPlug && !isPluggedIn ? 'VEHICLE_STATE.CHARGING_PLUG_NOT_CONNECTED' : null;
  return level < habits.leastLevel ? 'VEHICLE_STATE.LOW_BATTERY' : null;
};
