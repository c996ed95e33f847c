// Which cars can be connected, and what they can tell and do: the coverage of this product's own providers, the simulated
// makers included. Ours, kept by hand; a test holds the simulated part of it to what the simulator really answers.

import type { ScopeName } from '../../catalog/scopes.ts';
import type { Powertrain } from '../../catalog/signal-values.ts';

export const regions = ['US', 'CA', 'EUROPE'] as const;
export type Region = (typeof regions)[number];

export type CoveredModel = {
  readonly model: string;
  /** Model years, both included. */
  readonly startYear: number;
  readonly endYear: number;
  readonly type: Powertrain;
  /** The start of positions 4 to 8 of the VIN (49 CFR 565.15: the vehicle's attributes); absent where it tells too little. */
  readonly descriptor?: RegExp;
  readonly permissions: readonly ScopeName[];
  readonly regions: readonly Region[];
};

const known: readonly ScopeName[] = ['read_vehicle_info', 'read_vin'];
const base: readonly ScopeName[] = [
  ...known,
  'read_odometer',
  'read_location',
  'read_tires',
  'read_security',
  'read_diagnostics',
  'read_service_history',
  'control_security',
  'control_navigation',
];
const electric: readonly ScopeName[] = ['read_battery', 'read_charge', 'control_charge'];
const burning: readonly ScopeName[] = ['read_fuel', 'read_engine_oil'];

const byType: { readonly [Type in Powertrain]: readonly ScopeName[] } = {
  BEV: [...base, ...electric],
  PHEV: [...base, ...electric, ...burning],
  HEV: [...base, ...burning],
  ICE: [...base, ...burning],
};

type More = {
  readonly descriptor?: RegExp;
  readonly permissions?: readonly ScopeName[];
  readonly regions?: readonly Region[];
};

const car = (
  model: string,
  startYear: number,
  endYear: number,
  type: Powertrain,
  { descriptor, permissions = byType[type], regions: where = regions }: More = {},
): CoveredModel => ({
  model,
  startYear,
  endYear,
  type,
  permissions,
  regions: where,
  ...(descriptor && { descriptor }),
});

const europe = { regions: ['EUROPE'] } as const;
const america = { regions: ['US', 'CA'] } as const;
const teslaCan = [
  ...byType.BEV,
  'read_compass',
  'read_speedometer',
  'read_thermometer',
  'read_extended_vehicle_info',
] as const;
const tesla = (descriptor: RegExp) => ({ descriptor, permissions: teslaCan });

/** By make, in upper case. */
export const coverage: Readonly<Record<string, readonly CoveredModel[]>> = {
  AUDI: [
    // Known by their VIN alone: without a modem there is nothing to ask.
    car('A4', 2013, 2018, 'ICE', { permissions: known }),
    car('e-tron', 2019, 2024, 'BEV'),
    car('Q4 e-tron', 2021, 2026, 'BEV', { descriptor: /^ZZZF[Z4]/ }),
    car('Q5', 2019, 2026, 'ICE'),
  ],
  BMW: [
    car('320d', 2016, 2026, 'ICE', { descriptor: /^5V/, ...europe }),
    car('i3', 2014, 2022, 'BEV'),
    car('330e', 2016, 2026, 'PHEV'),
    car('X5 xDrive50e', 2021, 2026, 'PHEV'),
    car('i4', 2021, 2026, 'BEV'),
    car('iX', 2021, 2026, 'BEV'),
  ],
  CADILLAC: [
    car('LYRIQ', 2022, 2026, 'BEV', america),
    car('XT5', 2017, 2026, 'ICE', america),
    car('Escalade', 2015, 2026, 'ICE', america),
  ],
  CHEVROLET: [
    car('Volt', 2011, 2019, 'PHEV', { descriptor: /^R/, ...america }),
    car('Bolt EV', 2017, 2023, 'BEV', { descriptor: /^F/, ...america }),
    car('Silverado 1500', 2015, 2026, 'ICE', america),
    car('Equinox EV', 2024, 2026, 'BEV', america),
  ],
  FORD: [
    car('Mustang Mach-E', 2021, 2026, 'BEV', { descriptor: /^TK/ }),
    car('F-150', 2018, 2026, 'ICE', { descriptor: /^[EFWX]1/, ...america }),
    car('F-150 Lightning', 2022, 2026, 'BEV', { descriptor: /^[VW]/, ...america }),
    car('Escape', 2020, 2026, 'HEV', america),
    car('Kuga', 2020, 2026, 'PHEV', europe),
  ],
  JAGUAR: [car('I-PACE', 2019, 2024, 'BEV'), car('F-PACE', 2017, 2025, 'ICE')],
  KIA: [car('EV6', 2022, 2026, 'BEV'), car('Niro EV', 2019, 2026, 'BEV'), car('Sportage', 2017, 2026, 'HEV')],
  LINCOLN: [car('Corsair', 2020, 2026, 'PHEV', america), car('Navigator', 2018, 2026, 'ICE', america)],
  MINI: [car('Cooper SE', 2020, 2026, 'BEV'), car('Countryman', 2017, 2026, 'ICE')],
  NISSAN: [
    car('LEAF', 2018, 2026, 'BEV', { descriptor: /^(?:FAAZE|AZ1|CZ1)/ }),
    car('ARIYA', 2023, 2026, 'BEV'),
    car('Rogue', 2019, 2026, 'ICE', america),
  ],
  POLESTAR: [car('2', 2021, 2026, 'BEV'), car('3', 2024, 2026, 'BEV')],
  RENAULT: [
    car('Captur E-Tech', 2020, 2026, 'HEV', { descriptor: /^RJB/, ...europe }),
    car('ZOE', 2013, 2024, 'BEV', europe),
    car('Megane E-Tech', 2022, 2026, 'BEV', europe),
  ],
  TESLA: [
    car('Model S', 2012, 2026, 'BEV', tesla(/^S/)),
    car('Model X', 2015, 2026, 'BEV', tesla(/^X/)),
    car('Model 3', 2017, 2026, 'BEV', tesla(/^3/)),
    car('Model Y', 2020, 2026, 'BEV', tesla(/^Y/)),
  ],
  VOLKSWAGEN: [
    car('Golf', 2013, 2026, 'ICE', { descriptor: /^(?:ZZZAU|ZZZCD)/ }),
    car('ID.3', 2020, 2026, 'BEV', europe),
    car('ID.4', 2021, 2026, 'BEV'),
    car('Passat GTE', 2015, 2023, 'PHEV', europe),
  ],
  VOLVO: [
    car('XC40 Recharge', 2020, 2025, 'BEV'),
    car('XC60 Recharge', 2018, 2026, 'PHEV', { descriptor: /^H60/ }),
    car('XC90', 2016, 2026, 'PHEV'),
  ],
};

/** What capabilities are called where models are listed. */
export const endpointNames: Readonly<Record<string, string>> = {
  attributes: 'Vehicle info',
  vin: 'VIN',
  odometer: 'Odometer',
  location: 'Location',
  fuel: 'Fuel tank',
  battery: 'EV battery',
  battery_capacity: 'EV battery capacity',
  nominal_capacity: 'EV nominal battery capacity',
  charge: 'EV charging status',
  charge_limit: 'EV charge limit',
  engine_oil: 'Engine oil life',
  tires_pressure: 'Tire pressure',
  security: 'Lock status',
  service_history: 'Service history',
  system_status: 'System status',
  dtcs: 'Diagnostic trouble codes',
  control_security: 'Lock & unlock',
  control_charge: 'EV start & stop charge',
  control_charge_limit: 'EV set charge limit',
  control_navigation: 'Send destination',
};

/** Countries of the region `EUROPE`, ISO 3166-1. */
export const europeanCountries: ReadonlySet<string> = new Set(
  'AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'.split(' '),
);
