// What Tesla's VINs say: model and year (49 CFR 565.15; Tesla's VIN decoder of NHTSA).

const models: Readonly<Record<string, string>> = {
  S: 'Model S',
  3: 'Model 3',
  X: 'Model X',
  Y: 'Model Y',
  C: 'Cybertruck',
  R: 'Roadster',
  T: 'Semi',
};

// 49 CFR 565.15(d)(1): model years from 2010; I, O, Q, U, Z and 0 are not used.
const yearCodes = 'ABCDEFGHJKLMNPRSTVWXY123456789';

/** Model and year of a Tesla, all of which are battery electric; null when the VIN says neither. */
export function readTeslaVin(vin: string): { readonly model: string; readonly year: number } | null {
  const model = models[vin.charAt(3)];
  const year = yearCodes.indexOf(vin.charAt(9));
  return vin.length !== 17 || model === undefined || year < 0 ? null : { model, year: 2010 + year };
}
