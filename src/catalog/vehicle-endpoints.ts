// Every call of API v2 on one vehicle: method, path, permission, and the signals or the command behind it.
import type { ScopeName } from './scopes.ts';
import type { SignalId } from './signals.ts';

export type Command =
  | 'lock_or_unlock'
  | 'start_or_stop_charge'
  | 'set_charge_limit'
  | 'send_destination'
  | 'set_charge_current'
  | 'move_charge_port_door';

export type VehicleEndpoint = {
  readonly id: string;
  readonly method: 'GET' | 'POST';
  /** Below `/v2.0/vehicles/{id}`; `/` is the vehicle itself. Also what a batch item says. */
  readonly path: string;
  readonly permission: ScopeName | null;
  /** Makes that offer it, upper-case; null for all. Their paths say `{make}`, written in lower case. */
  readonly makes: readonly string[] | null;
};

export type ReadEndpoint = VehicleEndpoint & {
  readonly method: 'GET';
  readonly permission: ScopeName;
  /** What the body is made of. The first one is the point of the call: without it there is no answer. */
  readonly signals: readonly [SignalId, ...SignalId[]];
  /** Whether the answer carries `sc-data-age` and `sc-fetched-at`, and `sc-unit-system`. */
  readonly hasAge: boolean;
  readonly hasUnits: boolean;
};

export type CommandEndpoint = VehicleEndpoint & {
  readonly method: 'POST';
  readonly permission: ScopeName;
  readonly command: Command;
};

type Headers = 'none' | 'age' | 'age+unit';

const read = <const I extends string>(
  id: I,
  path: string,
  permission: ScopeName,
  headers: Headers,
  signals: readonly [SignalId, ...SignalId[]],
  makes: readonly string[] | null = null,
) => ({
  id,
  method: 'GET' as const,
  path,
  permission,
  signals,
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
] as const satisfies readonly ReadEndpoint[];

export type ReadEndpointId = (typeof readEndpoints)[number]['id'];

const command = <const I extends string>(
  id: I,
  path: string,
  permission: ScopeName,
  action: Command,
  makes: readonly string[] | null = null,
) => ({ id, method: 'POST' as const, path, permission, command: action, makes });

/** Commands of vehicle-platform §6.3 and, with `makes`, §6.4. */
export const commandEndpoints = [
  command('control_security', '/security', 'control_security', 'lock_or_unlock'),
  command('control_charge', '/charge', 'control_charge', 'start_or_stop_charge'),
  command('control_charge_limit', '/charge/limit', 'control_charge', 'set_charge_limit'),
  command('control_navigation', '/navigation/destination', 'control_navigation', 'send_destination'),
  command('control_charge_ammeter', '/{make}/charge/ammeter', 'control_charge', 'set_charge_current', tesla),
  command('control_charge_port', '/{make}/charge/charge_port_door', 'control_charge', 'move_charge_port_door', tesla),
] as const satisfies readonly CommandEndpoint[];

const readByPath: ReadonlyMap<string, (typeof readEndpoints)[number]> = new Map(
  readEndpoints.map(endpoint => [endpoint.path, endpoint]),
);

/** The read behind a path as a batch item writes it (`/tires/pressure`), or undefined. */
export const findReadEndpoint = (path: string): (typeof readEndpoints)[number] | undefined => readByPath.get(path);
