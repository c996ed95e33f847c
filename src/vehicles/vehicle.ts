// What a vehicle identification number says by itself: whether it is well formed, and which make built the car.

const vinCharacters = /^[A-HJ-NPR-Z0-9]{17}$/;

// 49 CFR 565.15(c): letters count as digits; the position decides the weight; position 9 is the check digit.
const letterValues = '0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ';
const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

// North America (1 to 5) and the later block of the United States (7F to 70) must carry the check digit; others may not.
const checkedRegion = /^([1-5]|7[F-Z0])/;

export type VinFault = 'length' | 'characters' | 'check_digit';

/** The check digit (`0` to `9` or `X`) that the other sixteen characters of this VIN ask for: 49 CFR 565.15(c). */
export const vinCheckDigit = (vin: string): string => {
  const sum = weights.reduce((total, weight, at) => total + weight * (letterValues.indexOf(vin.charAt(at)) % 10), 0);
  return '0123456789X'.charAt(sum % 11);
};

/** What is wrong with a VIN in upper case, or null: 17 characters, no I, O, Q (ISO 3779), check digit where it is law. */
export const vinFault = (vin: string): VinFault | null => {
  if (vin.length !== 17) return 'length';
  if (testVin.test(vin)) return null;
  if (!vinCharacters.test(vin)) return 'characters';
  if (checkedRegion.test(vin) && vin.charAt(8) !== vinCheckDigit(vin)) return 'check_digit';
  return null;
};

// VINs of test accounts (vehicle-platform §16.1): no maker has this identifier, and they hold letters that no VIN may.
const testVin = /^0SC[A-Z0-9]{4}[0-9A-F]{10}$/;
const testMakes: Readonly<Record<string, string>> = {
  AUDI: 'AUDI',
  BMW0: 'BMW',
  FORD: 'FORD',
  GMCD: 'CADILLAC',
  GMCT: 'CHEVROLET',
  JAGU: 'JAGUAR',
  KIA0: 'KIA',
  LINC: 'LINCOLN',
  MINI: 'MINI',
  NISS: 'NISSAN',
  POLE: 'POLESTAR',
  RENA: 'RENAULT',
  TESL: 'TESLA',
  VOLK: 'VOLKSWAGEN',
  VOLV: 'VOLVO',
};

/** The four letters for a make in the VINs of test accounts. */
export const testCodeOf = (make: string): string =>
  Object.keys(testMakes).find(code => testMakes[code] === make) ?? '0000';

/** World manufacturer identifiers (ISO 3780) of the makes that we meet; a make has several, one per plant or region. */
export const manufacturerIdentifiers: Readonly<Record<string, readonly string[]>> = {
  AUDI: ['WAU', 'WA1', 'WUA', 'TRU'],
  BMW: ['WBA', 'WBS', 'WBX', 'WBY', '4US', '5UX', '5YM'],
  CADILLAC: ['1G6', '1GY', '3GY'],
  CHEVROLET: ['1G1', '1GC', '1GN', '2G1', '3GN', '3GC', 'KL8'],
  FORD: ['1FA', '1FM', '1FT', '2FM', '3FA', '3FM', 'WF0'],
  JAGUAR: ['SAJ', 'SAD'],
  KIA: ['KNA', 'KND', '5XX', '5XY', 'U5Y'],
  LINCOLN: ['1LN', '2LM', '3LN', '5LM'],
  MINI: ['WMW', 'WMZ'],
  NISSAN: ['1N4', '1N6', '3N1', '5N1', 'JN1', 'JN8', 'SJN'],
  POLESTAR: ['YSM', 'LPS'],
  RENAULT: ['VF1', 'VF2'],
  TESLA: ['5YJ', '7SA', 'LRW', 'XP7'],
  VOLKSWAGEN: ['WVW', 'WVG', 'WV1', 'WV2', '1VW', '1V2', '3VW', '3VV'],
  VOLVO: ['YV1', 'YV4', 'LVY', '7JR'],
};

const makeByIdentifier = new Map(
  Object.entries(manufacturerIdentifiers).flatMap(([make, codes]) => codes.map(code => [code, make])),
);

/** The make that built the car with this VIN, in upper case, or null when its manufacturer is not one we know. */
export const makeOfVin = (vin: string): string | null =>
  (testVin.test(vin) ? testMakes[vin.slice(3, 7)] : makeByIdentifier.get(vin.slice(0, 3))) ?? null;

// 49 CFR 565.15(d)(1): I, O, Q, U, Z and 0 are not used; the letters came round again in 2010.
const yearCodes = 'ABCDEFGHJKLMNPRSTVWXY123456789';

/** The model year that a VIN says, from 2010 on; null when it says none, as VINs from Europe may. */
export const modelYearOfVin = (vin: string): number | null => {
  const index = vin.length === 17 ? yearCodes.indexOf(vin.charAt(9)) : -1;
  return index < 0 ? null : 2010 + index;
};
