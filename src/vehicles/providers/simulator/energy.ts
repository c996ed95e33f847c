// A simulated car's battery and tank: charged at home every few nights, filled up before it runs dry.
import type { KindValues } from '../../../catalog/signal-values.ts';
import type { Battery, Car } from './car.ts';
import { dayOf, longestDay, metersAtStart, odometerAt, outingOf, startOf } from './car.ts';
import { chance } from './chance.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const YEAR = 365.25 * 24 * HOUR;

export type Charging = {
  /** 0 to 1. */
  readonly level: number;
  readonly isPluggedIn: boolean;
  readonly state: KindValues['chargingState'];
  /** Kilowatt hours since this charge began; 0 unless charging. */
  readonly added: number;
  /** When the charge in progress will be done. */
  readonly doneAt: number;
};

/** Kilowatt hours that a night at home brings for sure, without going below what an owner likes to keep. */
export const usableEnergy = (battery: Battery): number => Math.min(0.55 * battery.capacity, 0.9 * 6 * battery.charger);

/** The nights that a car can go without charging, and stay above a quarter; 0 when its days are too long for it. */
export const chargingRhythm = (car: Car, battery: Battery): number => {
  const longest = longestDay(car) * car.electricShare * battery.perKilometer;
  return Math.min(4, Math.floor(usableEnergy(battery) / longest));
};

/** Level, cable and charging state of the high-voltage battery. */
export const chargingAt = (car: Car, battery: Battery, moment: number): Charging => {
  const day = dayOf(car, moment);
  const tonight = nightOf(car, battery, day);
  const isPluggedIn = (tonight !== null && moment >= tonight.plug) || isStillPluggedIn(car, battery, day, moment);
  const idle = { isPluggedIn, added: 0, doneAt: moment };

  if (tonight && moment >= tonight.chargeStart) {
    if (moment >= tonight.chargeEnd)
      return { ...idle, level: battery.limit, state: isPluggedIn ? 'FULLY_CHARGED' : 'NOT_CHARGING' };
    const added = (battery.charger * (moment - tonight.chargeStart)) / HOUR;
    const level = Math.min(battery.limit, tonight.level + added / battery.capacity);
    return { level, isPluggedIn, state: 'CHARGING', added, doneAt: tonight.chargeEnd };
  }
  const level = levelWithoutCharging(car, battery, day, odometerAt(car, moment));
  const isFull = isPluggedIn && level >= battery.limit - 0.001;
  return { ...idle, level, state: isFull ? 'FULLY_CHARGED' : 'NOT_CHARGING' };
};

/** True for a car that can be plugged in: a hybrid's battery cannot. */
export const hasPlug = (car: Car): car is Car & { readonly battery: Battery } =>
  car.battery !== null && car.powertrain !== 'HEV';

/** When cable or charging last changed on a day, or long ago when they did not yet. */
export const lastChargingChange = (car: Car, day: number, moment: number): number => {
  let last = Number.NEGATIVE_INFINITY;
  if (!hasPlug(car)) return last;
  const outing = outingOf(car, day);
  if (outing !== null && outing.depart - UNPLUG <= moment) last = outing.depart - UNPLUG;
  const night = nightOf(car, car.battery, day);
  if (night === null || night.plug > moment) return last;
  last = Math.max(last, night.plug);
  if (night.chargeStart <= moment) last = Math.max(last, night.chargeStart);
  return night.chargeEnd <= moment ? Math.max(last, night.chargeEnd) : last;
};

/** What is left of the battery's capacity with age, 0.7 to 1. */
export const healthAt = (car: Car, moment: number): number =>
  Math.max(0.7, 1 - (0.012 * Math.max(0, moment - car.delivered)) / YEAR);

/** Liters in the tank; it is filled whenever a quarter is left. */
export const fuelAt = (car: Car, moment: number): number => {
  if (car.tank === null) return 0;
  const usable = 0.7 * car.tank.liters;
  const burned = odometerAt(car, moment) * (1 - car.electricShare) * car.tank.perKilometer;
  return 0.95 * car.tank.liters - ((burned + usable * chance(car.seed, 'fuel')) % usable);
};

/** So long before it drives off the cable is taken out. */
export const UNPLUG = 2 * MINUTE;
const LATE_TARIFF = 18 * HOUR;

/** True for the days on whose evening it is plugged in for a charge. */
export const chargesOn = (car: Car, battery: Battery, day: number): boolean => sinceCharge(car, battery, day) === 0;

// Days since the last day whose night brings a charge.
const sinceCharge = (car: Car, battery: Battery, day: number) => {
  const rhythm = Math.max(1, chargingRhythm(car, battery));
  const shifted = day + Math.floor(4 * chance(car.seed, 'charging'));
  return ((shifted % rhythm) + rhythm) % rhythm;
};

// The level before tonight's charge: what was driven since the last one is missing.
const levelWithoutCharging = (car: Car, battery: Battery, day: number, odometer: number) => {
  const rhythm = Math.max(1, chargingRhythm(car, battery));
  const charged = day - (sinceCharge(car, battery, day) || rhythm);
  const driven = odometer - metersAtStart(car, charged + 1) / 1000;
  const used = Math.max(0, driven) * car.electricShare * battery.perKilometer;
  return Math.max(0.02, battery.limit - used / battery.capacity);
};

/** When the cable goes in on the evening of a day, on the days that it does. */
export const plugsInAt = (car: Car, day: number): number =>
  (outingOf(car, day)?.home ?? startOf(car, day) + 13 * HOUR) + 4 * MINUTE;

/** When current flows on such an evening: at once, or when electricity gets cheap at 23 o'clock. */
export const flowsFrom = (car: Car, day: number, plug: number): number =>
  chance(car.seed, 'charging', 1) < 0.5 ? plug + MINUTE : Math.max(plug + MINUTE, startOf(car, day) + LATE_TARIFF);

/** The charge of a day's evening as it is without anybody's orders; null on days without one. */
export const nightOf = (car: Car, battery: Battery, day: number) => {
  if (!chargesOn(car, battery, day) || startOf(car, day) < car.delivered) return null;
  const plug = plugsInAt(car, day);
  const level = levelWithoutCharging(car, battery, day, metersAtStart(car, day + 1) / 1000);
  const chargeStart = flowsFrom(car, day, plug);
  return {
    plug,
    level,
    chargeStart,
    chargeEnd: chargeStart + (((battery.limit - level) * battery.capacity) / battery.charger) * HOUR,
  };
};

const isStillPluggedIn = (car: Car, battery: Battery, day: number, moment: number): boolean => {
  const outing = outingOf(car, day);
  return (outing === null || moment < outing.depart - UNPLUG) && pluggedAtStart(car, battery, day);
};

// A cable stays in over resting days, so this looks back to the last day that had an outing or a charge.
const pluggedAtStart = (car: Car, battery: Battery, day: number): boolean => {
  for (let before = day - 1; startOf(car, before) >= car.delivered; before--) {
    if (chargesOn(car, battery, before)) return true;
    if (outingOf(car, before) !== null) return false;
  }
  return false;
};
