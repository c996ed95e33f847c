// Metric and imperial: exact conversion of what a car reports, and how finely each quantity is told.
import type { Quantity } from '../catalog/signal-values.ts';
import { quantities } from '../catalog/signal-values.ts';

export type UnitSystem = 'metric' | 'imperial';

// Exact by definition: international mile and pound (1959), US gallon of 231 cubic inches, inch of 25.4 mm, standard
// gravity (NIST SP 811 appendix B.8, NIST Handbook 44 appendix C).
const KILOMETERS_PER_MILE = 1.609344;
const LITERS_PER_US_GALLON = 3.785411784;
const KILOPASCALS_PER_PSI = (0.45359237 * 9.80665) / (0.0254 * 0.0254) / 1000;

const imperial: { readonly [Q in Quantity]?: (metric: number) => number } = {
  distance: kilometers => kilometers / KILOMETERS_PER_MILE,
  speed: kilometersPerHour => kilometersPerHour / KILOMETERS_PER_MILE,
  volume: liters => liters / LITERS_PER_US_GALLON,
  pressure: kilopascals => kilopascals / KILOPASCALS_PER_PSI,
  temperature: celsius => celsius * 1.8 + 32,
};

/** A value in our metric unit (`quantities`) as a value in the asked system; quantities with one unit stay as they are. */
export const convert = (value: number, quantity: Quantity, system: UnitSystem): number =>
  system === 'imperial' ? (imperial[quantity]?.(value) ?? value) : value;

/** `value` with at most `decimals` decimals. */
export const roundTo = (value: number, decimals: number): number => {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor;
};

/** Converted and rounded to what the quantity deserves: 12345.678 km → 12345.68, or 7671.25 miles. */
export const present = (value: number, quantity: Quantity, system: UnitSystem): number =>
  roundTo(convert(value, quantity, system), quantities[quantity].decimals);

/** The system that a `sc-unit-system` header asks for: metric without a header, null for a word that is neither. */
export const parseUnitSystem = (header: string | undefined): UnitSystem | null => {
  if (header === undefined || header === '') return 'metric';
  const word = header.toLowerCase();
  return word === 'metric' || word === 'imperial' ? word : null;
};
