// From Tesla's `vehicle_data` to our signals: which part of it each needs, and its units made ours.
// Source: developer.tesla.com/docs/fleet-api/endpoints/vehicle-endpoints, vehicle_data. Distances there are miles,
// temperatures degrees Celsius, tire pressures bar, charging power kilowatts.
import type { Opening } from '../../../catalog/signal-values.ts';
import type { SignalId, SignalValue } from '../../../catalog/signals.ts';
import { flagIn, type Json, numberIn, objectIn, textIn } from '../ask-json.ts';

/** Parts of `vehicle_data` that can be asked for; `location_data` comes inside `drive_state`. */
export type Part =
  | 'charge_state'
  | 'climate_state'
  | 'drive_state'
  | 'location_data'
  | 'vehicle_config'
  | 'vehicle_state';

type Rule<S extends SignalId> = {
  readonly parts: readonly [Part, ...Part[]];
  /** Undefined when the car has no such thing, null when it does not know it now. */
  readonly value: (data: Data) => SignalValue<S> | null | undefined;
};

/** The parts of an answer, each an empty object when it is not there. */
type Data = { readonly [P in Exclude<Part, 'location_data'>]: Json };

const KM_PER_MILE = 1.609344;
const KPA_PER_BAR = 100;

const times = (value: unknown, factor: number): number | undefined => {
  const number = numberIn(value);
  return number === undefined ? undefined : number * factor;
};

const percent = (value: unknown) => times(value, 0.01);

const charge =
  <V>(read: (state: Json) => V) =>
  ({ charge_state: state }: Data) =>
    read(state);
const climate =
  <V>(read: (state: Json) => V) =>
  ({ climate_state: state }: Data) =>
    read(state);
const vehicle =
  <V>(read: (state: Json) => V) =>
  ({ vehicle_state: state }: Data) =>
    read(state);
const drive =
  <V>(read: (state: Json) => V) =>
  ({ drive_state: state }: Data) =>
    read(state);

const chargingState = (state: Json) => {
  const told = textIn(state['charging_state']);
  if (told === undefined) return undefined;
  if (told === 'Charging' || told === 'Starting') return 'CHARGING';
  return told === 'Complete' ? 'FULLY_CHARGED' : 'NOT_CHARGING';
};

const isPlugged = (state: Json) => {
  const told = textIn(state['charging_state']);
  if (told !== undefined) return told !== 'Disconnected';
  const cable = textIn(state['conn_charge_cable']);
  return cable === undefined ? undefined : cable !== '<invalid>';
};

/** Driver and passenger are sides of the car; which is left depends on where its wheel is. */
const openings =
  (
    names: readonly [driverFront: string, passengerFront: string, driverRear: string, passengerRear: string],
    doors: boolean,
  ) =>
  ({ vehicle_state: state, vehicle_config: config }: Data): Opening[] | undefined => {
    const driver = config['rhd'] === true ? 1 : 0;
    const found = names.flatMap((name, index): Opening[] => {
      const open = numberIn(state[name]);
      if (open === undefined) return [];
      const column = index % 2 === 0 ? driver : 1 - driver;
      const isLocked = doors ? (flagIn(state['locked']) ?? null) : null;
      return [{ row: index < 2 ? 0 : 1, column, isOpen: open !== 0, isLocked }];
    });
    return found.length === 0 ? undefined : found.toSorted((a, b) => a.row - b.row || a.column - b.column);
  };

const lid = (name: string) =>
  vehicle(state => {
    const open = numberIn(state[name]);
    return open === undefined ? undefined : { isOpen: open !== 0, isLocked: flagIn(state['locked']) ?? null };
  });

const tires = (state: Json) => {
  const found = ['fl', 'fr', 'rl', 'rr'].flatMap((name, index) => {
    const pressure = times(state[`tpms_pressure_${name}`], KPA_PER_BAR);
    return pressure === undefined ? [] : [{ row: index < 2 ? 0 : 1, column: index % 2, pressure }];
  });
  return found.length === 0 ? undefined : found;
};

const location = (state: Json) => {
  const latitude = numberIn(state['latitude']);
  const longitude = numberIn(state['longitude']);
  if (latitude === undefined || longitude === undefined) return undefined;
  return { latitude, longitude, heading: numberIn(state['heading']) ?? null };
};

const gears: Readonly<Record<string, string>> = { P: 'PARK', R: 'REVERSE', N: 'NEUTRAL', D: 'DRIVE' };

/** A car that stands tells no speed and no gear. */
const whileStanding =
  <V>(still: V, read: (told: unknown) => V | undefined, name: string) =>
  (state: Json): V | undefined =>
    name in state ? (state[name] === null ? still : read(state[name])) : undefined;

const teslaRules: { readonly [S in SignalId]?: Rule<S> } = {
  odometer: { parts: ['vehicle_state'], value: vehicle(state => times(state['odometer'], KM_PER_MILE)) },
  location: { parts: ['drive_state', 'location_data'], value: drive(location) },
  heading: { parts: ['drive_state', 'location_data'], value: drive(state => numberIn(state['heading'])) },
  speed: {
    parts: ['drive_state'],
    value: drive(whileStanding(0, told => times(told, KM_PER_MILE), 'speed')),
  },
  gear: {
    parts: ['drive_state'],
    value: drive(whileStanding('PARK', told => gears[textIn(told) ?? ''], 'shift_state')),
  },

  battery_level: { parts: ['charge_state'], value: charge(state => percent(state['battery_level'])) },
  battery_range: { parts: ['charge_state'], value: charge(state => times(state['battery_range'], KM_PER_MILE)) },
  battery_heater: { parts: ['charge_state'], value: charge(state => flagIn(state['battery_heater_on'])) },
  battery_full_charges: {
    parts: ['charge_state'],
    value: charge(state => numberIn(state['max_range_charge_counter'])),
  },
  charge_state: { parts: ['charge_state'], value: charge(chargingState) },
  charging: {
    parts: ['charge_state'],
    value: charge(state => {
      const told = chargingState(state);
      return told === undefined ? undefined : told === 'CHARGING';
    }),
  },
  plugged_in: { parts: ['charge_state'], value: charge(isPlugged) },
  cable_latched: {
    parts: ['charge_state'],
    value: charge(state => {
      const latch = textIn(state['charge_port_latch']);
      return latch === undefined ? undefined : latch === 'Engaged';
    }),
  },
  charge_flap_open: { parts: ['charge_state'], value: charge(state => flagIn(state['charge_port_door_open'])) },
  charging_port: {
    parts: ['charge_state'],
    value: charge(state => {
      const isOpen = flagIn(state['charge_port_door_open']);
      return isOpen === undefined ? undefined : { isOpen, isLocked: null };
    }),
  },
  fast_charger: { parts: ['charge_state'], value: charge(state => flagIn(state['fast_charger_present'])) },
  fast_charger_type: {
    parts: ['charge_state'],
    value: charge(state => textIn(state['fast_charger_type'])),
  },
  charge_limit: { parts: ['charge_state'], value: charge(state => percent(state['charge_limit_soc'])) },
  charge_current: { parts: ['charge_state'], value: charge(state => numberIn(state['charger_actual_current'])) },
  charge_current_max: {
    parts: ['charge_state'],
    value: charge(state => numberIn(state['charge_current_request_max'])),
  },
  charge_current_requested: {
    parts: ['charge_state'],
    value: charge(state => numberIn(state['charge_current_request'])),
  },
  charge_voltage: { parts: ['charge_state'], value: charge(state => numberIn(state['charger_voltage'])) },
  charge_power: { parts: ['charge_state'], value: charge(state => times(state['charger_power'], 1000)) },
  charge_rate: { parts: ['charge_state'], value: charge(state => times(state['charge_rate'], KM_PER_MILE)) },
  charge_phases: { parts: ['charge_state'], value: charge(state => numberIn(state['charger_phases'])) },
  charge_energy_added: { parts: ['charge_state'], value: charge(state => numberIn(state['charge_energy_added'])) },
  charge_time_left: {
    parts: ['charge_state'],
    value: charge(state => numberIn(state['minutes_to_full_charge']) ?? times(state['time_to_full_charge'], 60)),
  },
  charge_port_color: { parts: ['charge_state'], value: charge(state => textIn(state['charge_port_color'])) },
  charge_connector: {
    parts: ['vehicle_config'],
    value: ({ vehicle_config: config }) => textIn(config['charge_port_type']),
  },

  tires: { parts: ['vehicle_state'], value: vehicle(tires) },
  locked: { parts: ['vehicle_state'], value: vehicle(state => flagIn(state['locked'])) },
  doors: { parts: ['vehicle_state', 'vehicle_config'], value: openings(['df', 'pf', 'dr', 'pr'], true) },
  windows: {
    parts: ['vehicle_state', 'vehicle_config'],
    value: openings(['fd_window', 'fp_window', 'rd_window', 'rp_window'], false),
  },
  sunroof: {
    parts: ['vehicle_state'],
    value: vehicle(state => {
      const open = numberIn(state['sun_roof_percent_open']);
      return open === undefined ? undefined : { isOpen: open > 0, isLocked: null };
    }),
  },
  front_trunk: { parts: ['vehicle_state'], value: lid('ft') },
  rear_trunk: { parts: ['vehicle_state'], value: lid('rt') },
  surveillance: { parts: ['vehicle_state'], value: vehicle(state => flagIn(state['sentry_mode'])) },

  cabin_temperature: { parts: ['climate_state'], value: climate(state => numberIn(state['inside_temp'])) },
  outside_temperature: { parts: ['climate_state'], value: climate(state => numberIn(state['outside_temp'])) },
  cabin_target_temperature: {
    parts: ['climate_state'],
    value: climate(state => numberIn(state['driver_temp_setting'])),
  },
  climate_active: { parts: ['climate_state'], value: climate(state => flagIn(state['is_climate_on'])) },
  front_defroster: { parts: ['climate_state'], value: climate(state => flagIn(state['is_front_defroster_on'])) },
  rear_defroster: { parts: ['climate_state'], value: climate(state => flagIn(state['is_rear_defroster_on'])) },
  steering_heater: { parts: ['climate_state'], value: climate(state => flagIn(state['steering_wheel_heater'])) },

  firmware: { parts: ['vehicle_state'], value: vehicle(state => textIn(state['car_version'])) },
  nickname: { parts: ['vehicle_state'], value: vehicle(state => textIn(state['vehicle_name'])) },
  trim: { parts: ['vehicle_config'], value: ({ vehicle_config: config }) => textIn(config['trim_badging']) },
  exterior_color: {
    parts: ['vehicle_config'],
    value: ({ vehicle_config: config }) => textIn(config['exterior_color']),
  },
};

/** The parts of `vehicle_data` behind these signals, each once: nothing else is asked for. */
export const partsFor = (signals: readonly SignalId[]): Part[] => [
  ...new Set(signals.flatMap(signal => teslaRules[signal]?.parts ?? [])),
];

/** The value of one signal in an answer; undefined when the car has no such thing. */
export function valueIn<S extends SignalId>(response: Json, signal: S): SignalValue<S> | null | undefined {
  const rule: Rule<S> | undefined = teslaRules[signal];
  return rule?.value({
    charge_state: objectIn(response['charge_state']),
    climate_state: objectIn(response['climate_state']),
    drive_state: objectIn(response['drive_state']),
    vehicle_config: objectIn(response['vehicle_config']),
    vehicle_state: objectIn(response['vehicle_state']),
  });
}

/** When the car recorded a signal: the time of its part, of the fix for a place; `now` when it says none or a later one. */
export function recordedAt(response: Json, signal: SignalId, now: Date): Date {
  const [part] = teslaRules[signal]?.parts ?? [];
  const state = objectIn(part === undefined ? undefined : response[part]);
  const fix = signal === 'location' || signal === 'heading' ? times(state['gps_as_of'], 1000) : undefined;
  const told = fix ?? numberIn(state['timestamp']);
  return told === undefined || told <= 0 || told > now.getTime() ? now : new Date(told);
}
