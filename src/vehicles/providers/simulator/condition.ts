// How a simulated car ages: tires, oil, workshop visits, trouble codes; and how warm it is.
import type { KindValues, ServiceRecord } from '../../../catalog/signal-values.ts';
import type { Car } from './car.ts';
import { dayOf, isDriving, momentAtOdometer, odometerAt, outingOf, startOf } from './car.ts';
import { chance } from './chance.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = 365.25 * DAY;

/** Degrees Celsius outside: season, time of day, and the day's weather. */
export const outsideTemperatureAt = (car: Car, moment: number): number => {
  const warmestDay = car.home.latitude >= 0 ? Date.UTC(1970, 6, 20) : Date.UTC(1970, 0, 20);
  const season = Math.cos((2 * Math.PI * (moment - warmestDay)) / YEAR);
  const day = dayOf(car, moment);
  const hour = (moment - startOf(car, day)) / HOUR;
  return 11 + 11 * season - 5 * Math.cos((2 * Math.PI * hour) / 24) + 6 * (chance(car.seed, 'weather', day) - 0.5);
};

/** Degrees Celsius in the cabin: like outside, towards 21 while it drives. */
export const cabinTemperatureAt = (car: Car, moment: number): number => {
  const outside = outsideTemperatureAt(car, moment);
  return isDriving(car, moment) ? 21 + (outside - 21) * 0.1 : outside + 2;
};

/** Pressures in kilopascals: they lose air until topped up, and rise with warmth and driving. */
export const tiresAt = (car: Car, moment: number): KindValues['tires'] => {
  const topUp = 120;
  const daysSince = (moment / DAY + topUp * chance(car.seed, 'tires')) % topUp;
  const warmth = 0.0035 * car.tirePressure * (outsideTemperatureAt(car, moment) - 15) * 0.5;
  const driving = isDriving(car, moment) ? 14 : 0;
  return wheels.map(([row, column], wheel) => {
    const leak = (1.2 + 4.5 * chance(car.seed, 'tires', 1 + wheel) ** 3) * (daysSince / 30);
    return { row, column, pressure: car.tirePressure + warmth + driving - leak };
  });
};

/** Kilometers between two workshop visits. */
const serviceInterval = (car: Car): number => (car.tank === null ? 15_000 : 12_000);

/** 1 for fresh oil, down to just above 0 before the next visit to the workshop. */
export const oilLifeAt = (car: Car, moment: number): number =>
  Math.max(0.02, 1 - (odometerAt(car, moment) % serviceInterval(car)) / serviceInterval(car));

/** All visits to the workshop up to now, the newest first. */
export const servicesAt = (car: Car, moment: number): readonly ServiceRecord[] => {
  const visits = Math.floor(odometerAt(car, moment) / serviceInterval(car));
  return Array.from({ length: visits }, (_, index) => serviceOf(car, visits - index, moment));
};

/** Trouble codes that are active now, with the moment since when; the code says which system has the trouble. */
export const troubleCodesAt = (car: Car, moment: number): readonly { code: TroubleCode; since: number }[] => {
  const period = Math.floor(moment / TROUBLE_PERIOD);
  if (chance(car.seed, 'trouble', 3 * period) > 0.1) return [];
  const since = period * TROUBLE_PERIOD + Math.floor(chance(car.seed, 'trouble', 3 * period + 1) * 20 * DAY);
  const codes = allCodes.filter(code => troubles[code](car));
  const code = codes[Math.floor(chance(car.seed, 'trouble', 3 * period + 2) * codes.length)];
  if (code === undefined || moment < since || moment >= since + 12 * DAY || since < car.delivered) return [];
  return [{ code, since }];
};

/** True while it is at the workshop: it stays there when the way out brought it to the next visit. */
export const isInServiceAt = (car: Car, moment: number): boolean => {
  const outing = outingOf(car, dayOf(car, moment));
  if (outing === null || moment < outing.arrive || moment >= outing.leave) return false;
  const visits = (at: number) => Math.floor(odometerAt(car, at) / serviceInterval(car));
  return visits(outing.arrive) > visits(outing.depart);
};

// SAE J2012 codes that the cars can have, and which cars.
const hasTank = (car: Car) => car.tank !== null;
const hasHighVoltage = (car: Car) => car.battery !== null;
const troubles: Readonly<Record<TroubleCode, (car: Car) => boolean>> = {
  P0455: hasTank,
  P0420: hasTank,
  P0128: hasTank,
  P0AA6: hasHighVoltage,
  P0A1B: hasHighVoltage,
  U0198: () => true,
  C0035: () => true,
  B0020: () => true,
};

export type TroubleCode = 'P0455' | 'P0420' | 'P0128' | 'P0AA6' | 'P0A1B' | 'U0198' | 'C0035' | 'B0020';

/** Row and column of the four wheels, doors and side windows: row 0 is the front, column 0 the left. */
export const wheels = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
] as const;

const TROUBLE_PERIOD = 45 * DAY;
const allCodes: readonly TroubleCode[] = ['P0455', 'P0420', 'P0128', 'P0AA6', 'P0A1B', 'U0198', 'C0035', 'B0020'];

const electricTasks = ['brake fluid check', 'cabin filter replacement'];
const engineTasks = ['oil change', 'oil filter replacement'];

const serviceOf = (car: Car, visit: number, until: number): ServiceRecord => {
  const odometer = visit * serviceInterval(car) + 0.5;
  const tasks = [...(car.tank === null ? electricTasks : engineTasks), ...(visit % 2 === 0 ? ['tire rotation'] : [])];
  return {
    id: visit,
    at: momentAtOdometer(car, visit * serviceInterval(car), until),
    odometer,
    tasks: tasks.map((description, index) => ({ id: index + 1, description })),
    place: 'dealership',
    cost: { total: Math.round(9000 + 25_000 * chance(car.seed, 'service', visit)) / 100, currency: car.currency },
  };
};
