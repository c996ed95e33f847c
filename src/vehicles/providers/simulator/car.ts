// A simulated car's course: when it drives, how far it has come and where it is, worked out from seed and clock alone.
//
// Every day from 5 o'clock to 5 o'clock has at most one outing: out, stay, back. Distances up to a day's start have a
// closed form (a fixed week plus a bounded wobble at each day's start), so ten years cost no more than an hour.
import type { Powertrain } from '../../../catalog/signal-values.ts';
import { chance } from './chance.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const FIRST_MONDAY = Date.UTC(1970, 0, 5);
const DAY_BEGINS = 5 * HOUR;

/** How a week's distance spreads over its days, Monday first, in hundredths. Resting days have none. */
export const weeks = {
  commuter: [17, 17, 17, 17, 16, 16, 0],
  everyday: [12, 14, 12, 15, 15, 18, 14],
  weekender: [10, 0, 10, 0, 20, 34, 26],
  /** Far on most days, as somebody who sells or repairs things. */
  traveller: [18, 19, 18, 19, 20, 6, 0],
} as const satisfies Record<string, readonly number[]>;

export type Battery = {
  readonly capacity: number;
  readonly perKilometer: number;
  /** Kilowatts at home. */
  readonly charger: number;
  /** 0 to 1: where the car stops charging. */
  readonly limit: number;
  readonly plug: string;
  /** Where its maker cannot tell which of these it is. */
  readonly sizes?: readonly { readonly capacity: number; readonly description: string }[];
};

export type Tank = { readonly liters: number; readonly perKilometer: number };

export type Car = {
  /** Its name at the simulator. */
  readonly id: string;
  readonly seed: number;
  readonly make: string;
  readonly model: string;
  readonly year: number;
  readonly vin: string;
  readonly powertrain: Powertrain;
  readonly color: string;
  readonly nickname: string;
  readonly currency: string;
  /** When its life began, in milliseconds since 1970; taken at the start of that day. */
  readonly delivered: number;
  readonly home: { readonly latitude: number; readonly longitude: number };
  readonly weeklyKilometers: number;
  readonly week: keyof typeof weeks;
  readonly battery: Battery | null;
  readonly tank: Tank | null;
  /** Part of each kilometer that is driven electrically, 0 to 1. */
  readonly electricShare: number;
  /** Kilopascals in a cold tire. */
  readonly tirePressure: number;
  readonly hasSunroof: boolean;
  readonly body: 'sedan' | 'hatch';
  readonly trim: string;
  readonly packages: readonly string[];
  /** What the tank holds, when it is not gasoline. */
  readonly fuel?: 'diesel';
};

export type Outing = {
  readonly depart: number;
  readonly arrive: number;
  readonly leave: number;
  readonly home: number;
};

export type Place = { readonly latitude: number; readonly longitude: number; readonly heading: number };

/** Number of the car's local day that holds this moment; day 0 is a Monday. */
export const dayOf = (car: Car, moment: number): number =>
  Math.floor((moment + localOffset(car) - DAY_BEGINS - FIRST_MONDAY) / DAY);

/** When a local day begins. */
export const startOf = (car: Car, day: number): number => FIRST_MONDAY + day * DAY + DAY_BEGINS - localOffset(car);

/** Meters on the odometer at the start of a day; whole, and never less than on an earlier day. */
export const metersAtStart = (car: Car, day: number): number => {
  const known = lastDays.get(car);
  if (known?.day === day) return known.before;
  return known?.day === day - 1 ? known.after : metersBefore(car, day);
};

/** The day's outing, or null on a resting day and before delivery. */
export const outingOf = (car: Car, day: number): Outing | null => dayFacts(car, day).outing;

type Day = { readonly day: number; readonly before: number; readonly after: number; readonly outing: Outing | null };

// One answer asks for its day many times over, so each car's last one is remembered.
const lastDays = new WeakMap<Car, Day>();

const dayFacts = (car: Car, day: number): Day => {
  const known = lastDays.get(car);
  if (known?.day === day) return known;
  const before = metersBefore(car, day);
  const after = metersBefore(car, day + 1);
  const facts = { day, before, after, outing: after > before ? planOuting(car, day, after - before) : null };
  lastDays.set(car, facts);
  return facts;
};

const metersBefore = (car: Car, day: number): number => {
  const first = dayOf(car, car.delivered);
  return day <= first ? NEW : NEW + totalMeters(car, day) - totalMeters(car, first);
};

const planOuting = (car: Car, day: number, meters: number): Outing => {
  const isWork = goesToWork(car, day);
  const early = chance(car.seed, 'departure', day);
  const depart = startOf(car, day) + (isWork ? 1.75 + 1.5 * early : 3.5 + 2 * early) * HOUR;
  const leg = Math.max(4 * MINUTE, (meters / 2000 / averageSpeed(car)) * HOUR);
  const long = chance(car.seed, 'stay', day);
  const arrive = depart + leg;
  const leave = arrive + (isWork ? 8 + 1.5 * long : 1.5 + 2.5 * long) * HOUR;
  return { depart, arrive, leave, home: leave + leg };
};

/** Odometer in kilometers, to the meter; never less than at any earlier moment. */
export const odometerAt = (car: Car, moment: number): number => {
  const day = dayOf(car, moment);
  const before = metersAtStart(car, day);
  const meters = metersAtStart(car, day + 1) - before;
  // The nudge keeps the last meter when rounding leaves the share a hair below one.
  return (before + Math.floor(shareOf(outingOf(car, day), moment) * meters + 1e-6)) / 1000;
};

/** Kilometers per hour; 0 unless it drives. */
export const speedAt = (car: Car, moment: number): number => {
  const day = dayOf(car, moment);
  const outing = outingOf(car, day);
  const leg = outing && legAt(outing, moment);
  if (!leg) return 0;
  const legKilometers = (metersAtStart(car, day + 1) - metersAtStart(car, day)) / 2000;
  return ((legKilometers * HOUR) / leg.duration) * (1 - Math.cos(2 * Math.PI * leg.time));
};

/** True between departure and arrival. */
export const isDriving = (car: Car, moment: number): boolean => {
  const outing = outingOf(car, dayOf(car, moment));
  return outing !== null && legAt(outing, moment) !== null;
};

/** True when it stands at home. */
export const isAtHome = (car: Car, moment: number): boolean => {
  const share = shareOf(outingOf(car, dayOf(car, moment)), moment);
  return (share === 0 || share === 1) && !isDriving(car, moment);
};

/** Where it is, in degrees: out on one side of the straight line, back on the other, never further than it drove. */
export const placeAt = (car: Car, moment: number): Place => {
  const day = dayOf(car, moment);
  const outing = outingOf(car, day);
  const isOut = outing !== null && moment < outing.leave;
  const share = shareOf(outing, moment);
  if (outing === null || isAtHome(car, moment)) return { ...car.home, heading: 360 * chance(car.seed, 'parking') };

  const leg = (metersAtStart(car, day + 1) - metersAtStart(car, day)) / 2000;
  const distance = 0.78 * (goesToWork(car, day) ? shortestWorkLeg(car) : leg);
  const bearing = 2 * Math.PI * chance(car.seed, 'bearing', goesToWork(car, day) ? -1 : day);
  const along = isOut ? 2 * share : 2 - 2 * share;
  const bulge = ((isOut ? 1 : -1) * leg) / (2 * Math.PI);
  const aside = bulge * Math.sin(Math.PI * along);
  const asideRate = bulge * Math.PI * Math.cos(Math.PI * along);
  const turn = Math.atan2(asideRate, distance) + (isOut ? 0 : Math.PI);
  const [sin, cos] = [Math.sin(bearing), Math.cos(bearing)];
  return {
    latitude: car.home.latitude + (along * distance * cos - aside * sin) / KILOMETERS_PER_DEGREE,
    longitude:
      car.home.longitude +
      (along * distance * sin + aside * cos) / (KILOMETERS_PER_DEGREE * Math.cos((car.home.latitude * Math.PI) / 180)),
    heading: degrees(bearing + turn),
  };
};

/** The first moment, to the second, at which the odometer shows this many kilometers; it must have been reached by `until`. */
export const momentAtOdometer = (car: Car, kilometers: number, until: number): number => {
  let [low, high] = [car.delivered - DAY, until];
  while (high - low > 1000) {
    const middle = (low + high) / 2;
    if (odometerAt(car, middle) >= kilometers) high = middle;
    else low = middle;
  }
  return Math.round(high);
};

/** The longest day that this car can have, in kilometers. */
export const longestDay = (car: Car): number => (1.4 * car.weeklyKilometers * Math.max(...weeks[car.week])) / 100;

/** `HH:MM` in the car's local time, which is that of its longitude. */
export const timeOfDay = (car: Car, moment: number): string =>
  new Date(moment + localOffset(car)).toISOString().slice(11, 16);

/** The first moment at or after `from` at which the car's clock shows this time of day, `HH:MM`. */
export const nextTimeOfDay = (car: Car, from: number, time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const midnight = Math.floor((from + localOffset(car)) / DAY) * DAY - localOffset(car);
  const today = midnight + hours * HOUR + minutes * MINUTE;
  return today >= from ? today : today + DAY;
};

/** True on Saturday and Sunday where the car lives. */
export const isWeekend = (car: Car, moment: number): boolean =>
  weekdayOf(Math.floor((moment + localOffset(car) - FIRST_MONDAY) / DAY)) >= 5;

/** In a straight line over the ground (haversine). */
export const kilometersBetween = (one: Point, other: Point): number => {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2;
  const part =
    half(one.latitude, other.latitude) +
    Math.cos(radians(one.latitude)) * Math.cos(radians(other.latitude)) * half(one.longitude, other.longitude);
  return 2 * 6371 * Math.asin(Math.sqrt(Math.min(1, part)));
};

type Point = { readonly latitude: number; readonly longitude: number };

const KILOMETERS_PER_DEGREE = 111.32;
const WOBBLE = 0.4;
// Meters on a new car: with its odd share of a kilometer, readings are hardly ever whole.
const NEW = 12_370;

const localOffset = (car: Car) => Math.round(car.home.longitude / 15) * HOUR;
const weekdayOf = (day: number) => ((day % 7) + 7) % 7;
const averageSpeed = (car: Car) => 40 + 12 * chance(car.seed, 'pace');
const goesToWork = (car: Car, day: number) => car.week === 'commuter' && weekdayOf(day) < 5;
const degrees = (radians: number) => ((((radians * 180) / Math.PI) % 360) + 360) % 360;

// A wobble of at most 0.2 of the smaller neighbor at either end leaves a day at least 0.6 of its plan.
const shortestWorkLeg = (car: Car) => (0.6 * car.weeklyKilometers * 16) / 100 / 2;

const totalMeters = (car: Car, day: number): number => {
  const week = weeks[car.week];
  const weekday = weekdayOf(day);
  let hundredths = 100 * Math.floor(day / 7);
  for (let before = 0; before < weekday; before++) hundredths += week[before] ?? 0;
  const neighbor = Math.min(week[weekday] ?? 0, week[(weekday + 6) % 7] ?? 0);
  const wobble = WOBBLE * neighbor * (chance(car.seed, 'distance', day) - 0.5);
  return Math.floor(10 * car.weeklyKilometers * (hundredths + wobble));
};

// How far into a leg, by time (0 to 1); null when it stands.
const legAt = ({ depart, arrive, leave, home }: Outing, moment: number) => {
  const duration = arrive - depart;
  if (moment > depart && moment < arrive) return { time: (moment - depart) / duration, duration };
  if (moment > leave && moment < home) return { time: (moment - leave) / duration, duration };
  return null;
};

// How much of the day's distance is behind it, from 0 to 1; each leg begins and ends gently.
const shareOf = (outing: Outing | null, moment: number): number => {
  if (outing === null || moment <= outing.depart) return 0;
  if (moment >= outing.home) return 1;
  const leg = legAt(outing, moment);
  if (leg === null) return 0.5;
  const done = leg.time - Math.sin(2 * Math.PI * leg.time) / (2 * Math.PI);
  return (moment < outing.leave ? 0 : 0.5) + Math.min(1, Math.max(0, done)) / 2;
};
