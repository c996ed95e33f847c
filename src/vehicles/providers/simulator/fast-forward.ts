// How far to put a simulated car's clock ahead, and what the car will do if nobody interferes. Pure.
import { type Car, dayOf, isAtHome, isDriving, odometerAt, outingOf, placeAt, startOf } from './car.ts';
import type { Life } from './life.ts';
import { carMoment, realMoment } from './life.ts';
import { type Scene, sceneAt } from './sensors.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Where a car's clock can be put: so far on, or to when it next does something. */
export const forwards = {
  hour: { label: '1 hour', by: HOUR },
  day: { label: '1 day', by: DAY },
  week: { label: '1 week', by: 7 * DAY },
  quarter: { label: '90 days', by: 90 * DAY },
  drive: { label: 'it drives', by: null },
  away: { label: 'it is parked away', by: null },
  home: { label: 'it is back home', by: null },
  charge: { label: 'it charges', by: null },
  full: { label: 'its charge is done', by: null },
} as const satisfies Record<string, { label: string; by: number | null }>;

export type Forward = keyof typeof forwards;

/** What a car does, in the words of `forwards`. */
export type Doing = 'drive' | 'away' | 'home' | 'charge' | 'full';

export const doingIn = ({ car, moment, charging }: Scene): Doing => {
  if (isDriving(car, moment)) return 'drive';
  if (charging?.state === 'CHARGING') return 'charge';
  if (charging?.state === 'FULLY_CHARGED') return 'full';
  return isAtHome(car, moment) ? 'home' : 'away';
};

/** No car does anything more seldom than this, or it never does. */
const LOOKS_AHEAD = 15 * DAY;

/**
 * Milliseconds by which to put the clock ahead; null when the car does not do such a thing within two weeks.
 * What it does already counts when it does it anew.
 */
export const aheadTo = (scene: Scene, to: Forward): number | null => {
  const { by } = forwards[to];
  if (by !== null) return by;
  const { car, orders, moment } = scene;
  const doing = (at: number) => doingIn(sceneAt(car, orders, at));
  let wasDoing = doing(moment) === to;
  for (let at = moment + MINUTE; at < moment + LOOKS_AHEAD; at += 2 * MINUTE) {
    const is = doing(at) === to;
    if (is && !wasDoing) return at - moment;
    wasDoing = is;
  }
  return null;
};

/** A stretch of the coming day in which the car does one thing; times are real ones. */
export type Stretch = { readonly doing: Doing; readonly from: Date; readonly to: Date };

const SAMPLE = 10 * MINUTE;

/** What the car will do within 24 hours if nobody interferes, to ten minutes. */
export const comingDay = (car: Car, life: Life, now: Date): readonly Stretch[] => {
  const start = now.getTime();
  const stretches: { doing: Doing; from: Date; to: Date }[] = [];
  for (let real = start; real < start + DAY; real += SAMPLE) {
    const doing = doingIn(sceneAt(car, life.orders, carMoment(life, real)));
    const last = stretches.at(-1);
    const to = new Date(real + SAMPLE);
    if (last?.doing === doing) last.to = to;
    else stretches.push({ doing, from: new Date(real), to });
  }
  return stretches;
};

/** A place relative to the car's home, in kilometers east and north. */
export type Point = { readonly east: number; readonly north: number };

export type Trip = {
  /** Out and back, first and last at home. */
  readonly way: readonly Point[];
  readonly here: Point;
  readonly kilometers: number;
  readonly departs: Date;
  readonly returns: Date;
};

const POINTS = 24;

/** The outing of the car's day, or the next one within eight days; null when it goes nowhere. */
export const tripOf = (car: Car, life: Life, now: Date): Trip | null => {
  const moment = carMoment(life, now.getTime());
  const today = dayOf(car, moment);
  for (let day = today; day < today + 8; day++) {
    const outing = outingOf(car, day);
    if (outing === null || outing.home < moment - 6 * HOUR) continue;
    const legs = [
      [outing.depart, outing.arrive],
      [outing.leave, outing.home],
    ] as const;
    const way = legs.flatMap(([from, to]) =>
      Array.from({ length: POINTS + 1 }, (_, index) => pointAt(car, from + ((to - from) * index) / POINTS)),
    );
    return {
      way,
      here: pointAt(car, moment),
      kilometers: odometerAt(car, startOf(car, day + 1)) - odometerAt(car, startOf(car, day)),
      departs: new Date(realMoment(life, outing.depart)),
      returns: new Date(realMoment(life, outing.home)),
    };
  }
  return null;
};

const KILOMETERS_PER_DEGREE = 111.32;

const pointAt = (car: Car, moment: number): Point => {
  const { latitude, longitude } = placeAt(car, moment);
  return {
    east: (longitude - car.home.longitude) * KILOMETERS_PER_DEGREE * Math.cos((car.home.latitude * Math.PI) / 180),
    north: (latitude - car.home.latitude) * KILOMETERS_PER_DEGREE,
  };
};
