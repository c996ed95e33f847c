// Every call of API v2 on one vehicle: method, path, permission, and the signals or the command behind it.
import type { ScopeName } from './scopes.ts';
import type { SignalId } from './signals.ts';

/** What a car can be told to do, with the permission for it and the words by which an owner's log names it. */
export const commands = {
  lock_or_unlock: { permission: 'control_security', label: 'lock or unlock' },
  start_or_stop_charge: { permission: 'control_charge', label: 'start or stop charging' },
  set_charge_limit: { permission: 'control_charge', label: 'set the charge limit' },
  send_destination: { permission: 'control_navigation', label: 'send a destination' },
  set_charge_current: { permission: 'control_charge', label: 'set the charging current' },
  move_charge_port_door: { permission: 'control_charge', label: 'move the charge port door' },
  set_charge_schedule: { permission: 'control_charge', label: 'set charging times' },
  set_location_schedule: { permission: 'control_charge', label: 'set charging times of a place' },
  add_charge_schedule: { permission: 'control_charge', label: 'charge at certain times' },
  remove_charge_schedule: { permission: 'control_charge', label: 'no longer charge at certain times' },
} as const satisfies Record<string, { readonly permission: ScopeName; readonly label: string }>;

export type Command = keyof typeof commands;

/** True for the name of a command. */
export const isCommand = (name: string): name is Command => Object.hasOwn(commands, name);

export type VehicleEndpoint = {
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below `/v2.0/vehicles/{id}`; `/` is the vehicle itself. Also what a batch item says. */
  readonly path: string;
  readonly permission: ScopeName | null;
  /** Makes that offer it, upper-case; null for all. Their paths say `{make}`, written in lower case. */
  readonly makes: readonly string[] | null;
};

export type ReadEndpoint = VehicleEndpoint & {
  readonly method: 'GET';
  /** What the body is made of. The first one is the point of the call: without it there is no answer. */
  readonly signals: readonly [SignalId, ...SignalId[]];
  /** Parts of the body that need a permission of their own; null without it. */
  readonly extras: readonly SignalId[];
  /** Whether the answer carries `sc-data-age` and `sc-fetched-at`, and `sc-unit-system`. */
  readonly hasAge: boolean;
  readonly hasUnits: boolean;
};

export type CommandEndpoint = VehicleEndpoint & {
  readonly method: 'POST' | 'PUT';
  readonly permission: ScopeName;
  readonly command: Command;
};

type Headers = 'none' | 'age' | 'age+unit';

const read = <const I extends string>(
  id: I,
  path: string,
  permission: ScopeName | null,
  headers: Headers,
  signals: readonly [SignalId, ...SignalId[]],
  makes: readonly string[] | null = null,
  extras: readonly SignalId[] = [],
) => ({
  id,
  method: 'GET' as const,
  path,
  permission,
  signals,
  extras,
  hasAge: headers !== 'none',
  hasUnits: headers === 'age+unit',
  makes,
});

const volts = ['TESLA', 'CADILLAC', 'CHEVROLET'];
const tesla = ['TESLA'];

/** Reads of vehicle-platform §6.2 and, with `makes`, §6.4. Paths and ids are permanent. */
export const readEndpoints = [
  read('attributes', '/', 'read_vehicle_info', 'none', ['attributes']),
  read('vin', '/vin', 'read_vin', 'none', ['vin']),
  read('odometer', '/odometer', 'read_odometer', 'age+unit', ['odometer']),
  read('location', '/location', 'read_location', 'age', ['location']),
  read('fuel', '/fuel', 'read_fuel', 'age+unit', ['fuel_level', 'fuel_amount', 'fuel_range']),
  read('battery', '/battery', 'read_battery', 'age+unit', ['battery_level', 'battery_range']),
  read('battery_capacity', '/battery/capacity', 'read_battery', 'age', ['battery_capacity']),
  read('nominal_capacity', '/battery/nominal_capacity', 'read_battery', 'age', ['battery_capacity']),
  read('charge', '/charge', 'read_charge', 'age', ['charge_state', 'plugged_in']),
  read('charge_limit', '/charge/limit', 'read_charge', 'age', ['charge_limit']),
  read('engine_oil', '/engine/oil', 'read_engine_oil', 'age', ['oil_life']),
  read('tires_pressure', '/tires/pressure', 'read_tires', 'age+unit', ['tires']),
  read('security', '/security', 'read_security', 'age', [
    'locked',
    'doors',
    'windows',
    'sunroof',
    'front_trunk',
    'rear_trunk',
    'charging_port',
  ]),
  read('service_history', '/service/history', 'read_service_history', 'age', ['services']),
  read('system_status', '/diagnostics/system_status', 'read_diagnostics', 'age', [
    'system_tire_monitoring',
    'system_abs',
    'system_active_safety',
    'system_airbag',
    'system_brake_fluid',
    'system_driver_assistance',
    'system_emissions',
    'system_battery_conditioning',
    'system_ev_charging',
    'system_drive_unit',
    'system_hv_battery',
    'system_lighting',
    'system_mil',
    'system_oil_life',
    'system_oil_pressure',
    'system_oil_temperature',
    'system_telematics',
    'system_tire_pressure',
    'system_transmission',
    'system_washer_fluid',
    'system_water_in_fuel',
  ]),
  read('dtcs', '/diagnostics/dtcs', 'read_diagnostics', 'age', ['trouble_codes']),
  read('charge_completion', '/{make}/charge/completion', 'read_charge', 'age', ['charge_time_left'], volts),
  read('charge_voltmeter', '/{make}/charge/voltmeter', 'read_charge', 'age', ['charge_voltage'], volts),
  read('charge_ammeter', '/{make}/charge/ammeter', 'read_charge', 'age', ['charge_current'], tesla),
  read('charge_wattmeter', '/{make}/charge/wattmeter', 'read_charge', 'age', ['charge_power'], tesla),
  read('compass', '/{make}/compass', 'read_compass', 'age', ['heading'], tesla),
  read('speedometer', '/{make}/speedometer', 'read_speedometer', 'age+unit', ['speed'], tesla),
  read(
    'thermometer_interior',
    '/{make}/thermometer/interior',
    'read_thermometer',
    'age+unit',
    ['cabin_temperature'],
    tesla,
  ),
  read(
    'thermometer_exterior',
    '/{make}/thermometer/exterior',
    'read_thermometer',
    'age+unit',
    ['outside_temperature'],
    tesla,
  ),
  read('virtual_key', '/{make}/virtual_key', null, 'age', ['digital_key'], tesla),
  read(
    'extended_attributes',
    '/{make}/attributes',
    'read_extended_vehicle_info',
    'age',
    ['firmware', 'nickname', 'trim', 'exterior_color'],
    tesla,
    ['at_home', 'surveillance'],
  ),
] as const satisfies readonly ReadEndpoint[];

export type ReadEndpointId = (typeof readEndpoints)[number]['id'];

const command = <const I extends string, const C extends Command>(
  id: I,
  path: string,
  action: C,
  makes: readonly string[] | null = null,
  method: 'POST' | 'PUT' = 'POST',
) => ({ id, method, path, permission: commands[action].permission, command: action, makes });

/** Commands of vehicle-platform §6.3 and, with `makes`, §6.4. */
export const commandEndpoints = [
  command('control_security', '/security', 'lock_or_unlock'),
  command('control_charge', '/charge', 'start_or_stop_charge'),
  command('control_charge_limit', '/charge/limit', 'set_charge_limit'),
  command('control_navigation', '/navigation/destination', 'send_destination'),
  command('control_charge_ammeter', '/{make}/charge/ammeter', 'set_charge_current', tesla),
  command('control_charge_port', '/{make}/charge/charge_port_door', 'move_charge_port_door', tesla),
  command('control_charge_schedule', '/{make}/charge/schedule', 'set_charge_schedule', tesla),
  command(
    'control_location_schedule',
    '/{make}/charge/schedule_by_location',
    'set_location_schedule',
    ['FORD', 'LINCOLN'],
    'PUT',
  ),
] as const satisfies readonly CommandEndpoint[];

export type CommandEndpointId = (typeof commandEndpoints)[number]['id'];

/** A read as a batch asks for it. */
export type FoundRead = {
  readonly endpoint: (typeof readEndpoints)[number];
  /** What the path says in the place of `{make}`, as it was written; null where the path has no make. */
  readonly make: string | null;
};

const readByPath: ReadonlyMap<string, (typeof readEndpoints)[number]> = new Map(
  readEndpoints.map(endpoint => [endpoint.path, endpoint]),
);

/** The read behind a path as a batch item writes it (`/tires/pressure`, `/tesla/compass`), or undefined. */
export const findReadEndpoint = (path: string): FoundRead | undefined => {
  const general = readByPath.get(path);
  if (general?.makes === null) return { endpoint: general, make: null };
  const [, make = '', rest = ''] = /^\/([^/{}]+)(\/.+)$/.exec(path) ?? [];
  const endpoint = readByPath.get(`/{make}${rest}`);
  return endpoint?.makes?.includes(make.toUpperCase()) ? { endpoint, make } : undefined;
};
