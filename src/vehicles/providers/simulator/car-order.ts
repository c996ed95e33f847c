// What can be chosen when a simulated car is made, and how a made car is linked. Pure.
import type { MadeCar } from './car-store.ts';
import { findCar, fleetIds, type Order, profiles, regions } from './fleet.ts';

/** What can be ordered: models, ways of using a car, and regions, with their labels. */
export const carChoices = {
  models: fleetIds.map(id => {
    const car = findCar(id);
    return { id, label: car === null ? id : `${car.make} ${car.model}, ${car.year} (${car.powertrain})` };
  }),
  profiles: Object.entries(profiles).map(([id, { label }]) => ({ id, label })),
  regions: Object.entries(regions).map(([id, { label }]) => ({ id, label })),
} as const;

/** An order as a form names it, or which of its fields is none of the choices. */
export const readOrder = (form: {
  readonly model?: string | undefined;
  readonly profile?: string | undefined;
  readonly region?: string | undefined;
}): Order | { readonly wrong: 'model' | 'profile' | 'region' } => {
  const { model = '', profile = '', region = '' } = form;
  if (!fleetIds.includes(model)) return { wrong: 'model' };
  if (!isKey(profiles, profile)) return { wrong: 'profile' };
  return isKey(regions, region) ? { model, profile, region } : { wrong: 'region' };
};

const isKey = <T extends object>(of: T, name: string): name is Extract<keyof T, string> => Object.hasOwn(of, name);

/** The credentials with which the simulator links a made car. */
export const credentialsOfCar = ({ id }: Pick<MadeCar, 'id'>): string => `car:${id}`;
