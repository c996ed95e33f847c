// The named demonstration cars, and as many of each as anybody wants: `volt`, or `volt~anything` for one of its own.
import { vinCheckDigit } from '../../vehicle.ts';
import type { Car } from './car.ts';
import { chance, seedOf } from './chance.ts';
import { type Model, models } from './models.ts';

/** Ids of the named cars. */
export const fleetIds: readonly string[] = models.map(({ id }) => id);

/** Makes in the fleet, in upper case. */
export const fleetMakes: readonly string[] = [...new Set(models.map(({ make }) => make))];

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
