// Whether a car can be connected, and what it could do (vehicle-platform §8). Pure: knows the list and the VIN alone.
import { isScopeName, type ScopeName } from '../../catalog/scopes.ts';
import type { Powertrain } from '../../catalog/signal-values.ts';
import { commandEndpoints, readEndpoints, type VehicleEndpoint } from '../../catalog/vehicle-endpoints.ts';
import { makeOfVin } from '../vehicle.ts';
import { type CoveredModel, coverage, endpointNames, europeanCountries, type Region } from './coverage.ts';

export type Incapable = 'VEHICLE_NOT_CAPABLE' | 'SMARTCAR_NOT_CAPABLE';
export type Incompatible = 'VEHICLE_NOT_COMPATIBLE' | 'MAKE_NOT_COMPATIBLE';

export type Compatibility = {
  readonly compatible: boolean;
  readonly reason: Incompatible | null;
  readonly capabilities: readonly {
    readonly permission: ScopeName;
    readonly endpoint: string;
    readonly capable: boolean;
    readonly reason: Incapable | null;
  }[];
};

/** What the contract's test mode can pretend, in the order in which its errors list them. */
export const testLevels = ['compatible', 'phev', 'incompatible', 'fuel', 'dinosaur', 'bev'] as const;
export type TestLevel = (typeof testLevels)[number];

const endpoints: readonly (VehicleEndpoint & { readonly id: string })[] = [...readEndpoints, ...commandEndpoints];

/** The calls that a permission opens for a make, in the order of the catalog. */
const endpointsOf = (permission: ScopeName, make: string) =>
  endpoints.filter(one => one.permission === permission && (one.makes === null || one.makes.includes(make)));

const not = (reason: Incompatible): Compatibility => ({ compatible: false, reason, capabilities: [] });

/** @param reasonNot why a permission gives nothing, or null */
const capable = (
  make: string,
  scopes: readonly ScopeName[],
  reasonNot: (permission: ScopeName) => Incapable | null,
): Compatibility => ({
  compatible: true,
  reason: null,
  capabilities: scopes.flatMap(permission => {
    const reason = reasonNot(permission);
    return endpointsOf(permission, make).map(({ path }) => ({
      permission,
      endpoint: path.replace('{make}', make.toLowerCase()),
      capable: reason === null,
      reason,
    }));
  }),
});

/**
 * Judges a VIN in upper case.
 * @param isServed whether some provider serves a make
 */
export function compatibilityOf(
  vin: string,
  region: Region | null,
  scopes: readonly ScopeName[],
  isServed: (make: string) => boolean,
): Compatibility {
  if (vin.startsWith(TEST_MANUFACTURER))
    return INCOMPATIBLE_TEST_VINS.has(vin) ? not('VEHICLE_NOT_COMPATIBLE') : compatibilityAtLevel('bev', scopes);
  const make = makeOfVin(vin);
  const models = make === null || !isServed(make) ? [] : (coverage[make] ?? []);
  if (make === null || region === null || models.length === 0) return not('MAKE_NOT_COMPATIBLE');
  const fitting = fittingModels(vin, region, models);
  if (fitting.length === 0) return not('VEHICLE_NOT_COMPATIBLE');
  return capable(make, scopes, permission => {
    // Where the VIN leaves several models open, only what all of them can is promised.
    if (fitting.every(({ permissions }) => permissions.includes(permission))) return null;
    return models.some(({ permissions }) => permissions.includes(permission))
      ? 'VEHICLE_NOT_CAPABLE'
      : 'SMARTCAR_NOT_CAPABLE';
  });
}

/** Cars that exist in tests alone have this manufacturer. */
const TEST_MANUFACTURER = '0SC';
/** The one that connecting refuses (§16.1). */
const INCOMPATIBLE_TEST_VINS: ReadonlySet<string> = new Set(['0SCAUDI012FE3B132']);

function fittingModels(vin: string, region: Region, models: readonly CoveredModel[]): readonly CoveredModel[] {
  const years = modelYears(vin);
  const possible = models.filter(({ startYear, endYear }) => years.some(year => year >= startYear && year <= endYear));
  // A VIN that tells its model is that one, in whichever region.
  const named = possible.filter(({ descriptor }) => descriptor?.test(vin.slice(3, 8)));
  return (named.length > 0 ? named : possible.filter(({ descriptor }) => descriptor === undefined)).filter(
    ({ regions }) => regions.includes(region),
  );
}

/** Codes of model years from 1980 on, again every thirty years: 49 CFR 565.15, table VII. */
const yearCodes = 'ABCDEFGHJKLMNPRSTVWXY123456789';

/** The years for which position 10 may stand. */
export const modelYears = (vin: string): number[] => {
  const index = yearCodes.indexOf(vin.charAt(9));
  return index < 0 ? [] : [1980 + index, 2010 + index];
};

/** What each test level can. */
const levels: { readonly [Level in TestLevel]: Powertrain | 'everything' | null } = {
  compatible: 'everything',
  phev: 'PHEV',
  bev: 'BEV',
  fuel: 'ICE',
  incompatible: null,
  // Too old to be asked.
  dinosaur: null,
};
const ofFuel: ReadonlySet<ScopeName> = new Set<ScopeName>(['read_fuel', 'read_engine_oil']);
const ofPlug: ReadonlySet<ScopeName> = new Set<ScopeName>(['read_battery', 'read_charge', 'control_charge']);

/** What the contract's test mode says at a level, whatever the VIN. */
export function compatibilityAtLevel(level: TestLevel, scopes: readonly ScopeName[]): Compatibility {
  const powertrain = levels[level];
  if (powertrain === null) return not('VEHICLE_NOT_COMPATIBLE');
  return capable('', scopes, permission => {
    const lacks = (powertrain === 'BEV' && ofFuel.has(permission)) || (powertrain === 'ICE' && ofPlug.has(permission));
    return lacks ? 'VEHICLE_NOT_CAPABLE' : null;
  });
}

/** The region of a country by ISO 3166-1, or null where no car can be connected. */
export const regionOf = (country: string): Region | null => {
  if (country === 'US' || country === 'CA') return country;
  return europeanCountries.has(country) ? 'EUROPE' : null;
};

/** The names of a space-separated scope value, each once and without `required:`; undefined when one is no permission. */
export function readScopeNames(text: string): ScopeName[] | undefined {
  const names = [...new Set(text.split(/\s+/).filter(Boolean))].map(name => name.replace(/^required:/, ''));
  return names.every(isScopeName) ? [...new Set(names)] : undefined;
}

export type MatrixFilter = {
  readonly region: Region;
  /** In upper case; all without any. */
  readonly makes: readonly string[];
  readonly type: Powertrain | undefined;
  readonly scopes: readonly ScopeName[];
};

/** All models that fit, by make: exactly these keys (§8.2), since clients read every member as a list of models. */
export function compatibilityMatrix(
  { region, makes, type, scopes }: MatrixFilter,
  isServed: (make: string) => boolean,
) {
  const lines = Object.entries(coverage)
    .filter(([make]) => isServed(make) && (makes.length === 0 || makes.includes(make)))
    .map(([make, models]) => [make, models.filter(model => fits(model)).map(model => entryOf(make, model))] as const)
    .filter(([, models]) => models.length > 0);
  return Object.fromEntries(lines);

  function fits(model: CoveredModel): boolean {
    return (
      model.regions.includes(region) &&
      (type === undefined || model.type === type) &&
      scopes.every(scope => model.permissions.includes(scope))
    );
  }
}

const entryOf = (make: string, { model, startYear, endYear, type, permissions }: CoveredModel) => ({
  model,
  startYear,
  endYear,
  type,
  endpoints: permissions
    .flatMap(permission => endpointsOf(permission, make))
    .flatMap(({ id }) => endpointNames[id] ?? [])
    .toSorted(),
  permissions: permissions.toSorted(),
});
