// Brands as owners know them, and the countries where cars can be connected. Pure.

/** How a brand writes itself, where it is not just its capital id with small letters. */
const spelled: Readonly<Record<string, string>> = {
  ALFA_ROMEO: 'Alfa Romeo',
  BMW: 'BMW',
  CITROEN: 'Citroën',
  DS: 'DS',
  GMC: 'GMC',
  KIA: 'Kia',
  LAND_ROVER: 'Land Rover',
  MERCEDES_BENZ: 'Mercedes-Benz',
  MG: 'MG',
  MINI: 'MINI',
  RAM: 'RAM',
  SEAT: 'SEAT',
  SKODA: 'Škoda',
};

/** A make of the API (in upper case) as people write it: `CHEVROLET` is Chevrolet. */
export const brandName = (make: string): string =>
  spelled[make.replace(/[\s-]/g, '_')] ??
  make.replace(/[\p{L}\p{N}]+/gu, word => word.charAt(0) + word.slice(1).toLowerCase());

type Region = 'US' | 'CA' | 'EUROPE';

const europe = 'AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(
  ' ',
);

/** Countries that Connect knows, as ISO 3166-1 alpha-2. */
export const countries: readonly string[] = ['US', 'CA', ...europe];

/** The region whose brands a country has; undefined for countries that Connect does not know. */
export const regionOf = (country: string): Region | undefined =>
  country === 'US' || country === 'CA' ? country : europe.includes(country) ? 'EUROPE' : undefined;

/** Brands that are not sold everywhere; all others are. */
const onlyIn: Readonly<Record<string, readonly Region[]>> = {
  ACURA: ['US', 'CA'],
  BUICK: ['US', 'CA'],
  CADILLAC: ['US', 'CA'],
  CITROEN: ['EUROPE'],
  DACIA: ['EUROPE'],
  DS: ['EUROPE'],
  GMC: ['US', 'CA'],
  LINCOLN: ['US', 'CA'],
  OPEL: ['EUROPE'],
  PEUGEOT: ['EUROPE'],
  RAM: ['US', 'CA'],
  RENAULT: ['EUROPE'],
  SEAT: ['EUROPE'],
  SKODA: ['EUROPE'],
  VAUXHALL: ['EUROPE'],
};

/** The makes that can be connected in a country, by name; all of them when the country is not known. */
export function brandsIn(country: string | undefined, makes: readonly string[]): string[] {
  const region = country === undefined ? undefined : regionOf(country);
  return makes
    .filter(make => region === undefined || (onlyIn[make]?.includes(region) ?? true))
    .sort((a, b) => brandName(a).localeCompare(brandName(b)));
}

/** Whether a brand is what somebody typed, by its beginning or a part of it, whatever the accents. */
export const isBrandLike = (make: string, typed: string): boolean => plain(brandName(make)).includes(plain(typed));

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
