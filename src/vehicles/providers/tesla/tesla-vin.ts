// What Tesla's VINs say: model and year (49 CFR 565.15; Tesla's VIN decoder of NHTSA).
import { modelYearOfVin } from '../../vehicle.ts';

const models: Readonly<Record<string, string>> = {
  S: 'Model S',
  3: 'Model 3',
  X: 'Model X',
  Y: 'Model Y',
  C: 'Cybertruck',
  R: 'Roadster',
  T: 'Semi',
};

/** Model and year of a Tesla, all of which are battery electric; null when the VIN says neither. */
export function readTeslaVin(vin: string): { readonly model: string; readonly year: number } | null {
  const model = models[vin.charAt(3)];
  const year = modelYearOfVin(vin);
  return model === undefined || year === null ? null : { model, year };
}
