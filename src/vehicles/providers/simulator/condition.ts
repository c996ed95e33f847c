// How a simulated car ages and what its doors do: tires, oil, workshop visits, trouble codes, locks, temperatures.
import type { KindValues, Opening, ServiceRecord } from '../../../catalog/signal-values.ts';
import type { Car, Outing } from './car.ts';
import { dayOf, isDriving, momentAtOdometer, odometerAt, outingOf, startOf } from './car.ts';
import { chance } from './chance.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
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

/** Trouble codes that are active now, with the moment since when. */
export const troubleCodesAt = (car: Car, moment: number): KindValues['troubleCodes'] => {
  const period = Math.floor(moment / TROUBLE_PERIOD);
  if (chance(car.seed, 'trouble', 3 * period) > 0.1) return [];
  const since = period * TROUBLE_PERIOD + Math.floor(chance(car.seed, 'trouble', 3 * period + 1) * 20 * DAY);
  const codes = car.tank === null ? ['P0AA6', 'U0100'] : ['P0455', 'P0420', 'P0128'];
  const code = codes[Math.floor(chance(car.seed, 'trouble', 3 * period + 2) * codes.length)] ?? 'P0455';
  return moment >= since && moment < since + 12 * DAY && since >= car.delivered ? [{ code, since }] : [];
};

/** A word on one of the car's systems; every car watches its tires, airbags, brakes and lights. */
export const systemAt = (car: Car, moment: number, name: System): KindValues['system'] => {
  const alert = (description: string) => ({ status: 'ALERT' as const, description });
  const low = tiresAt(car, moment).find(tire => tire.pressure < LOW_PRESSURE);
  const trouble = troubleCodesAt(car, moment)[0];
  if (name === 'tires' && low)
    return alert(`${low.row === 0 ? 'Front' : 'Rear'} ${low.column === 0 ? 'left' : 'right'} tire pressure low`);
  if (name === 'engine' && trouble) return alert(`Trouble code ${trouble.code}`);
  if (name === 'oil' && oilLifeAt(car, moment) < 0.1) return alert('Engine oil due for a change');
  return { status: 'OK', description: null };
};

export type System = 'tires' | 'engine' | 'oil' | 'other';

/** True while the car is locked: standing unattended, or driving. */
export const isLockedAt = (car: Car, moment: number): boolean => !isAround(car, moment, 90 * SECOND, 90 * SECOND);

/** The four doors; the driver's opens when somebody gets in or out. */
export const doorsAt = (car: Car, moment: number): readonly Opening[] => {
  const isLocked = isLockedAt(car, moment);
  const isOpen = isAround(car, moment, 40 * SECOND, 25 * SECOND);
  return wheels.map(([row, column]) => ({ row, column, isOpen: isOpen && row === 0 && column === 0, isLocked }));
};

/** The four side windows; the driver's is down while it drives in the warmth. */
export const windowsAt = (car: Car, moment: number): readonly Opening[] => {
  const isOpen = isDriving(car, moment) && outsideTemperatureAt(car, moment) > 22;
  return wheels.map(([row, column]) => ({ row, column, isOpen: isOpen && row === 0 && column === 0, isLocked: null }));
};

/** The trunk; it is opened after some ways home. */
export const trunkAt = (car: Car, moment: number): KindValues['opening'] => {
  const day = dayOf(car, moment);
  const home = outingOf(car, day)?.home ?? Number.POSITIVE_INFINITY;
  const isOpen = chance(car.seed, 'trunk', day) < 0.5 && moment > home + 20 * SECOND && moment < home + 60 * SECOND;
  return { isOpen, isLocked: isLockedAt(car, moment) };
};

/** The moments of an outing at which locks, doors or trunk change. */
export const closureChanges = (outing: Outing | null): readonly number[] =>
  outing === null
    ? []
    : [outing.depart, outing.leave]
        .flatMap(moment => [moment - 90 * SECOND, moment - 40 * SECOND, moment])
        .concat(
          [outing.arrive, outing.home].flatMap(moment => [0, 20, 25, 60, 90].map(after => moment + after * SECOND)),
        );

const wheels = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
] as const;

const LOW_PRESSURE = 205;
const TROUBLE_PERIOD = 45 * DAY;

// Shortly before it drives off or after it came: somebody is at the car.
const isAround = (car: Car, moment: number, before: number, after: number): boolean => {
  const outing = outingOf(car, dayOf(car, moment));
  if (outing === null) return false;
  const isLeaving = [outing.depart, outing.leave].some(leaving => moment >= leaving - before && moment < leaving);
  return isLeaving || [outing.arrive, outing.home].some(coming => moment >= coming && moment < coming + after);
};

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
