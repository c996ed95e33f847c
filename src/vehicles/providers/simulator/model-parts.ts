// What the models of the simulated cars are made of.
import type { Battery, Car, Tank } from './car.ts';

export type Model = Omit<Car, 'seed' | 'vin' | 'delivered'> & {
  /** Manufacturer, and positions 4 to 8 of the VIN. */
  readonly manufacturer: string;
  readonly descriptor: string;
  /** Day of delivery, as `YYYY-MM-DD`. */
  readonly delivered: string;
};

/** @param capacity kilowatt hours @param perKilometer kilowatt hours @param charger kilowatts @param limit 0 to 1 */
export const battery = (
  capacity: number,
  perKilometer: number,
  charger: number,
  limit: number,
  plug: string,
): Battery => ({ capacity, perKilometer, charger, limit, plug });
/** @param perKilometer liters */
export const tank = (liters: number, perKilometer: number): Tank => ({ liters, perKilometer });
export const bev = { powertrain: 'BEV', tank: null, electricShare: 1 } as const;
export const phev = { powertrain: 'PHEV', electricShare: 0.7 } as const;
export const engine = { battery: null, electricShare: 0 } as const;
