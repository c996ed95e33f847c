// Simulated cars that developers make: ordering one, looking at it, interfering with it, and doing away with it. Who may
// is settled by whoever calls.
import { signalIds } from '../../../catalog/signals.ts';
import type { VehicleErrorCode } from '../../../catalog/vehicle-errors.ts';
import { newToken } from '../../../core/crypto/tokens.ts';
import { newId } from '../../../core/ids.ts';
import type { Kernel } from '../../../core/kernel.ts';
import { isFault, type ProviderFault, type Reading } from '../provider.ts';
import { faultOf, listed, readCar } from './answer.ts';
import { changeCar } from './car-store.ts';
import {
  aheadTo,
  comingDay,
  type Doing,
  doingIn,
  type Forward,
  type Stretch,
  type Trip,
  tripOf,
} from './fast-forward.ts';
import { type Order, orderedCar } from './fleet.ts';
import { carMoment, jumpAhead, type Life, untouched } from './life.ts';
import { insertMadeCar, type MadeCar } from './made-car-store.ts';
import { plugByHand, setLevel } from './obey.ts';
import { sceneAt } from './sensors.ts';

/** Makes a car with a sign-in of its own. @param keeper the organization whose car it is */
export async function makeCar(kernel: Kernel, keeper: string, order: Order): Promise<MadeCar> {
  const { clock, random } = kernel;
  const car: MadeCar = {
    id: newId('car', clock, random),
    keeper,
    username: `${order.model}-${random.bytes(4).toString('hex')}`,
    password: newToken(random, 96),
    order,
    life: untouched,
    madeAt: clock.now(),
  };
  await insertMadeCar(kernel, car);
  return car;
}

/** Something that no owner could do to a car. */
export type CarChange =
  | { readonly kind: 'jump'; readonly to: Forward }
  | { readonly kind: 'level'; readonly level: number }
  | { readonly kind: 'plug'; readonly isIn: boolean }
  | { readonly kind: 'answer'; readonly refusal: VehicleErrorCode | null };

/** @returns a fault when the car cannot: `VALIDATION` when it never does what it should be put ahead to */
export const changeMadeCar = (
  kernel: Kernel,
  { id, order }: Pick<MadeCar, 'id' | 'order'>,
  change: CarChange,
): Promise<'done' | ProviderFault> =>
  changeCar(kernel, id, ({ life }): Life | ProviderFault => {
    const car = orderedCar(id, order);
    if (car === null) return faultOf('CONNECTED_SERVICES_ACCOUNT.VEHICLE_MISSING');
    if (change.kind === 'answer') return { ...life, refusal: change.refusal };
    const real = kernel.clock.now().getTime();
    const scene = sceneAt(car, life.orders, carMoment(life, real));
    if (change.kind === 'jump') {
      const by = aheadTo(scene, change.to);
      return (by === null ? null : jumpAhead(life, real, by)) ?? faultOf('VALIDATION');
    }
    const outcome = change.kind === 'level' ? setLevel(scene, change.level) : plugByHand(scene, change.isIn);
    return typeof outcome === 'string' ? faultOf(outcome) : { ...life, orders: outcome };
  });

/** A made car as its developer sees it now. */
export type CarView = {
  readonly make: string;
  readonly model: string;
  readonly year: number;
  readonly vin: string;
  readonly powertrain: string;
  readonly doing: Doing;
  /** Every signal that the car has, as the API would tell it now. */
  readonly readings: readonly Reading[];
  readonly destination: { readonly latitude: number; readonly longitude: number } | null;
  /** What the car's own clock shows, and by how many milliseconds it is ahead. */
  readonly carClock: Date;
  readonly ahead: number;
  readonly trip: Trip | null;
  readonly comingDay: readonly Stretch[];
};

/** Looks at a made car; null when its model is gone. */
export const lookAtCar = ({ id, order, life }: MadeCar, now: Date): CarView | null => {
  const car = orderedCar(id, order);
  if (car === null) return null;
  const moment = carMoment(life, now.getTime());
  const readings = readCar(car, { ...life, refusal: null }, signalIds, now);
  const { make, model, year, vin, powertrain } = listed(car);
  return {
    make,
    model,
    year,
    vin,
    powertrain,
    doing: doingIn(sceneAt(car, life.orders, moment)),
    readings: isFault(readings) ? [] : readings,
    destination: life.orders.destination ?? null,
    carClock: new Date(moment),
    ahead: moment - now.getTime(),
    trip: tripOf(car, life, now),
    comingDay: comingDay(car, life, now),
  };
};
