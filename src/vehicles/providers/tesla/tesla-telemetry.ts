// What Teslas report by themselves through Tesla's fleet-telemetry server and its MQTT producer, put into the form of
// `vehicle_data`, so that one set of rules reads both.
// Source: github.com/teslamotors/fleet-telemetry, "MQTT"; fields as in its vehicle_data.proto. A field is sent when it changes.
import type { SignalId } from '../../../catalog/signals.ts';
import type { Pushed } from '../../makers/pushed-value-store.ts';
import { flagIn, type Json, numberIn, objectIn, textIn } from '../ask-json.ts';

/** Where a field stands in `vehicle_data`, and what becomes of its value. */
type Place = { readonly part: string; readonly put: (value: unknown) => Json };

const under =
  (name: string, convert: (value: unknown) => unknown = value => value) =>
  (value: unknown): Json => {
    const converted = convert(value);
    return converted === undefined ? {} : { [name]: converted };
  };

/** Older firmware sends numbers as text. */
const number = (value: unknown): number | undefined =>
  numberIn(typeof value === 'string' && value.trim() !== '' ? Number(value) : value);
/** Enumerations carry their own name in front: `ShiftStateP`, `DetailedChargeStateCharging`. */
const without =
  (prefix: string) =>
  (value: unknown): string | undefined =>
    textIn(value)?.replace(prefix, '');
const flag = (value: unknown): boolean | undefined =>
  value === 'true' ? true : value === 'false' ? false : flagIn(value);

const doors = (value: unknown): Json => {
  const state = objectIn(value);
  const names = {
    DriverFront: 'df',
    DriverRear: 'dr',
    PassengerFront: 'pf',
    PassengerRear: 'pr',
    TrunkFront: 'ft',
    TrunkRear: 'rt',
  };
  return Object.fromEntries(
    Object.entries(names).flatMap(([theirs, ours]) => {
      const isOpen = flag(state[theirs]);
      return isOpen === undefined ? [] : [[ours, isOpen ? 1 : 0]];
    }),
  );
};

const window = (name: string): Place => ({
  part: 'vehicle_state',
  put: under(name, value => {
    const state = without('WindowState')(value);
    return state === undefined ? undefined : state === 'Closed' ? 0 : 1;
  }),
});

const charge = (name: string, convert: (value: unknown) => unknown = number): Place => ({
  part: 'charge_state',
  put: under(name, convert),
});
const vehicle = (name: string, convert: (value: unknown) => unknown = number): Place => ({
  part: 'vehicle_state',
  put: under(name, convert),
});

const fields: Readonly<Record<string, Place>> = {
  Odometer: vehicle('odometer'),
  Location: {
    part: 'drive_state',
    put: value => ({ latitude: number(objectIn(value)['latitude']), longitude: number(objectIn(value)['longitude']) }),
  },
  GpsHeading: { part: 'drive_state', put: under('heading', number) },
  VehicleSpeed: { part: 'drive_state', put: under('speed', number) },
  Gear: { part: 'drive_state', put: under('shift_state', without('ShiftState')) },
  BatteryLevel: charge('battery_level'),
  RatedRange: charge('battery_range'),
  DetailedChargeState: charge('charging_state', without('DetailedChargeState')),
  ChargeLimitSoc: charge('charge_limit_soc'),
  ChargeAmps: charge('charger_actual_current'),
  ChargerVoltage: charge('charger_voltage'),
  ChargePortDoorOpen: charge('charge_port_door_open', flag),
  ChargePortLatch: charge('charge_port_latch', without('ChargePortLatch')),
  TimeToFullCharge: charge('time_to_full_charge'),
  FastChargerPresent: charge('fast_charger_present', flag),
  Locked: vehicle('locked', flag),
  DoorState: { part: 'vehicle_state', put: doors },
  FdWindow: window('fd_window'),
  FpWindow: window('fp_window'),
  RdWindow: window('rd_window'),
  RpWindow: window('rp_window'),
  TpmsPressureFl: vehicle('tpms_pressure_fl'),
  TpmsPressureFr: vehicle('tpms_pressure_fr'),
  TpmsPressureRl: vehicle('tpms_pressure_rl'),
  TpmsPressureRr: vehicle('tpms_pressure_rr'),
  Version: vehicle('car_version', textIn),
  VehicleName: vehicle('vehicle_name', textIn),
  InsideTemp: { part: 'climate_state', put: under('inside_temp', number) },
  OutsideTemp: { part: 'climate_state', put: under('outside_temp', number) },
  RightHandDrive: { part: 'vehicle_config', put: under('rhd', flag) },
};

/** Whether the car is connected to the telemetry server, as it told last. */
const CONNECTIVITY = 'connectivity';

/** Every field that is kept. */
export const allFields: ReadonlySet<string> = new Set([...Object.keys(fields), CONNECTIVITY]);

// Each signal from all of its fields, or not at all; but a place may be told without the heading, which has a permission of
// its own.
const EXTRA = 'GpsHeading';
const bySignal: { readonly [S in SignalId]?: readonly [string, ...string[]] } = {
  odometer: ['Odometer'],
  location: ['Location', 'GpsHeading'],
  heading: ['GpsHeading'],
  speed: ['VehicleSpeed'],
  gear: ['Gear'],
  battery_level: ['BatteryLevel'],
  battery_range: ['RatedRange'],
  charge_state: ['DetailedChargeState'],
  charging: ['DetailedChargeState'],
  plugged_in: ['DetailedChargeState'],
  charge_limit: ['ChargeLimitSoc'],
  charge_current: ['ChargeAmps'],
  charge_voltage: ['ChargerVoltage'],
  charge_flap_open: ['ChargePortDoorOpen'],
  charging_port: ['ChargePortDoorOpen'],
  cable_latched: ['ChargePortLatch'],
  charge_time_left: ['TimeToFullCharge'],
  fast_charger: ['FastChargerPresent'],
  locked: ['Locked'],
  doors: ['DoorState', 'Locked', 'RightHandDrive'],
  windows: ['FdWindow', 'FpWindow', 'RdWindow', 'RpWindow', 'RightHandDrive'],
  front_trunk: ['DoorState', 'Locked'],
  rear_trunk: ['DoorState', 'Locked'],
  tires: ['TpmsPressureFl', 'TpmsPressureFr', 'TpmsPressureRl', 'TpmsPressureRr'],
  firmware: ['Version'],
  nickname: ['VehicleName'],
  cabin_temperature: ['InsideTemp'],
  outside_temperature: ['OutsideTemp'],
};

/** The fields behind these signals, and whether the car is connected. */
export const fieldsFor = (signals: readonly SignalId[]): string[] => [
  ...new Set([...signals.flatMap(signal => bySignal[signal] ?? []), CONNECTIVITY]),
];

/** Which field of which car a topic is about; null for alerts, errors, and what is no telemetry. */
export function readTelemetryTopic(
  base: string,
  topic: string,
): { readonly vin: string; readonly field: string } | null {
  const [vin = '', kind, field, ...more] = topic.startsWith(`${base}/`) ? topic.slice(base.length + 1).split('/') : [];
  if (!/^[A-HJ-NPR-Z0-9]{17}$/.test(vin) || more.length > 0) return null;
  if (kind === CONNECTIVITY && field === undefined) return { vin, field: CONNECTIVITY };
  return kind === 'v' && field !== undefined ? { vin, field } : null;
}

/** Telemetry in the form of `vehicle_data`, and per signal when its oldest field was told. */
export type Reported = {
  readonly response: Json;
  /** Whether the car is connected now: a field that did not change since is as good as new. */
  readonly isConnected: boolean;
  /** Null for a signal of which a field was never told. */
  readonly toldAt: (signal: SignalId) => Date | null;
};

/** @param pushed the fields of `fieldsFor`, as they were kept */
export function readTelemetry(pushed: ReadonlyMap<string, Pushed>): Reported {
  const response: Record<string, Json> = {};
  for (const [name, { text }] of pushed) {
    const place = fields[name];
    if (place) response[place.part] = { ...response[place.part], ...place.put(parse(text)) };
  }
  return {
    response,
    isConnected: objectIn(parse(pushed.get(CONNECTIVITY)?.text ?? ''))['Status'] === 'CONNECTED',
    toldAt: signal => {
      const names = bySignal[signal]?.filter(name => name !== EXTRA || signal === 'heading' || pushed.has(name));
      const times = names?.map(name => pushed.get(name)?.at.getTime());
      if (times === undefined || times.includes(undefined)) return null;
      return new Date(Math.min(...times.filter(time => time !== undefined)));
    },
  };
}

/** The producer writes JSON; a text that is none stands for itself. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
