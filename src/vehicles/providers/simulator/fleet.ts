// The named demonstration cars, and as many of each as anybody wants: `volt`, or `volt~anything` for one of its own.
import { vinCheckDigit } from '../../vehicle.ts';
import { americanModels } from './american-models.ts';
import type { Car } from './car.ts';
import { longestDay, type weeks } from './car.ts';
import { chance, seedOf } from './chance.ts';
import { usableEnergy } from './energy.ts';
import { europeanModels } from './european-models.ts';
import type { Model } from './model-parts.ts';

/** Every model, by the simulator's name of it. */
const models: readonly Model[] = [...americanModels, ...europeanModels];

/** Ids of the named cars, which are those of the models. */
export const fleetIds: readonly string[] = models.map(({ id }) => id);

/** Makes in the fleet, in upper case. */
export const fleetMakes: readonly string[] = [...new Set(models.map(({ make }) => make))];

/** How a car is used, week by week. */
export const profiles = {
  commuter: { label: 'To work and back', week: 'commuter', weeklyKilometers: 260 },
  everyday: { label: 'A little every day', week: 'everyday', weeklyKilometers: 190 },
  weekender: { label: 'Far at weekends', week: 'weekender', weeklyKilometers: 240 },
  traveller: { label: 'Far on most days', week: 'traveller', weeklyKilometers: 900 },
  standing: { label: 'Stands still', week: 'everyday', weeklyKilometers: 0 },
} as const satisfies Record<string, { label: string; week: keyof typeof weeks; weeklyKilometers: number }>;

export type Profile = keyof typeof profiles;

/** Where made cars live: a public parking place, and what is paid and plugged in there. */
export const regions = {
  US: { label: 'United States', home: { latitude: 39.7439, longitude: -105.0201 }, currency: 'USD', plug: 'CCS1' },
  CA: { label: 'Canada', home: { latitude: 45.4215, longitude: -75.6972 }, currency: 'CAD', plug: 'CCS1' },
  EUROPE: { label: 'Europe', home: { latitude: 52.5146, longitude: 13.2395 }, currency: 'EUR', plug: 'CCS2' },
} as const satisfies Record<string, { label: string; home: Car['home']; currency: string; plug: string }>;

export type Region = keyof typeof regions;

/** What somebody who makes a car chooses. */
export type Order = { readonly model: string; readonly profile: Profile; readonly region: Region };

/**
 * The car of this id, or null. `volt` is the demonstration car; `volt~` and any word is another Volt with a VIN,
 * a home and a life of its own, the same one for the same word.
 */
export const findCar = (id: string): Car | null => {
  const known = named.get(id);
  if (known !== undefined) return known;
  const model = models.find(one => id.startsWith(`${one.id}~`));
  return model === undefined || id.length > 200 ? null : build(model, id);
};

/** The car that somebody ordered under this id; null when there is no such model. The same for the same id and order. */
export const orderedCar = (id: string, { model, profile, region }: Order): Car | null => {
  const found = models.find(one => one.id === model);
  if (found === undefined) return null;
  const { week, weeklyKilometers } = profiles[profile];
  const { home, currency, plug } = regions[region];
  const car = build({ ...found, home, currency }, id);
  const battery = car.battery && { ...car.battery, plug: car.battery.plug === 'NACS' ? 'NACS' : plug };
  return withinReach({ ...car, week, weeklyKilometers, battery });
};

/**
 * The same car with days that its battery lasts for: a fully electric one drives less, a plug-in hybrid drives more of
 * the way on its engine.
 */
export const withinReach = (car: Car): Car => {
  if (car.battery === null || car.electricShare === 0 || car.weeklyKilometers === 0) return car;
  const affordable =
    (0.99 * usableEnergy(car.battery)) / (longestDay(car) * car.electricShare * car.battery.perKilometer);
  if (affordable >= 1) return car;
  return car.tank === null
    ? { ...car, weeklyKilometers: car.weeklyKilometers * affordable }
    : { ...car, electricShare: car.electricShare * affordable };
};

// ISO 3779 model years from 2010; I, O, Q, U, Z and 0 are not used.
const yearCodes = 'ABCDEFGHJKLMNPRSTVWXY123456789';

const build = ({ manufacturer, descriptor, delivered, ...model }: Model, id: string): Car => {
  const seed = seedOf(id);
  const isNamed = id === model.id;
  const serial = String(100_000 + Math.floor(900_000 * chance(seed, 'serial')));
  const yearCode = yearCodes.charAt(model.year - 2010);
  const around = (index: number) => (isNamed ? 0 : 0.1 * (chance(seed, 'home', index) - 0.5));
  const unchecked = `${manufacturer}${descriptor}0${yearCode}U${serial}`;
  return {
    ...model,
    id,
    seed,
    vin: unchecked.slice(0, 8) + vinCheckDigit(unchecked) + unchecked.slice(9),
    delivered: Date.parse(`${delivered}T12:00:00Z`),
    home: { latitude: model.home.latitude + around(0), longitude: model.home.longitude + around(1) },
  };
};

const named: ReadonlyMap<string, Car> = new Map(models.map(model => [model.id, build(model, model.id)]));
