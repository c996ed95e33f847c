// From OVMS metrics to our signals. Units are OVMS's defaults: km, km/h, kPa, °C, kW, %.
// Source: docs.openvehicles.com, "Metrics"; values travel as text, flags as `yes` and `no`, lists with commas.
import type { SignalId, SignalValue } from '../../../catalog/signals.ts';
import { makeOfVin, modelYearOfVin } from '../../vehicle.ts';

/** The text of a metric, or undefined when the car never told it. */
type Metrics = (name: string) => string | undefined;

type Rule<S extends SignalId> = {
  readonly metrics: readonly [string, ...string[]];
  /** Undefined when it cannot be told. */
  readonly value: (metrics: Metrics) => SignalValue<S> | undefined;
};

const number = (text: string | undefined): number | undefined => {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
};
const times = (text: string | undefined, factor: number): number | undefined => {
  const value = number(text);
  return value === undefined ? undefined : value * factor;
};
const flag = (text: string | undefined): boolean | undefined =>
  text === 'yes' ? true : text === 'no' ? false : undefined;

const numeric = (metric: string, factor = 1) => ({
  metrics: [metric] as const,
  value: (metrics: Metrics) => times(metrics(metric), factor),
});
const yesNo = (metric: string) => ({ metrics: [metric] as const, value: (metrics: Metrics) => flag(metrics(metric)) });
const words = (metric: string) => ({
  metrics: [metric] as const,
  value: (metrics: Metrics) => metrics(metric)?.slice(0, 200) || undefined,
});
const lid = (metric: string) => ({
  metrics: [metric] as const,
  value: (metrics: Metrics) => {
    const isOpen = flag(metrics(metric));
    return isOpen === undefined ? undefined : { isOpen, isLocked: null };
  },
});

const CHARGING = ['charging', 'topoff', 'prepare', 'heating'];

const chargingState = (metrics: Metrics): SignalValue<'charge_state'> | undefined => {
  const state = metrics('v.c.state');
  const isCharging = flag(metrics('v.c.charging'));
  if (state === undefined && isCharging === undefined) return undefined;
  if (isCharging ?? CHARGING.includes(state ?? '')) return 'CHARGING';
  return state === 'done' ? 'FULLY_CHARGED' : 'NOT_CHARGING';
};

const doors = [
  ['v.d.fl', 0, 0],
  ['v.d.fr', 0, 1],
  ['v.d.rl', 1, 0],
  ['v.d.rr', 1, 1],
] as const;

const rules: { readonly [S in SignalId]?: Rule<S> } = {
  vin: words('v.vin'),
  attributes: {
    metrics: ['v.vin', 'v.type'],
    value: metrics => {
      const vin = (metrics('v.vin') ?? '').trim().toUpperCase();
      const make = makeOfVin(vin);
      const year = modelYearOfVin(vin);
      return make === null || year === null ? undefined : { make, year, ...modelOf(metrics('v.type') ?? '') };
    },
  },
  odometer: numeric('v.p.odometer'),
  location: {
    metrics: ['v.p.latitude', 'v.p.longitude', 'v.p.direction'],
    value: metrics => {
      const latitude = number(metrics('v.p.latitude'));
      const longitude = number(metrics('v.p.longitude'));
      if (latitude === undefined || longitude === undefined) return undefined;
      return { latitude, longitude, heading: number(metrics('v.p.direction')) ?? null };
    },
  },
  heading: numeric('v.p.direction'),
  speed: numeric('v.p.speed'),
  battery_level: numeric('v.b.soc', 0.01),
  battery_range: numeric('v.b.range.est'),
  charge_state: { metrics: ['v.c.state', 'v.c.charging'], value: chargingState },
  charging: yesNo('v.c.charging'),
  // The pilot signal says that a cable is in; not every car tells it, and then its open door does.
  plugged_in: {
    metrics: ['v.c.pilot', 'v.d.cp'],
    value: metrics => flag(metrics('v.c.pilot')) ?? flag(metrics('v.d.cp')),
  },
  charge_flap_open: yesNo('v.d.cp'),
  charging_port: lid('v.d.cp'),
  charge_limit: numeric('v.c.limit.soc', 0.01),
  charge_current: numeric('v.c.current'),
  charge_current_max: numeric('v.c.climit'),
  charge_voltage: numeric('v.c.voltage'),
  charge_power: numeric('v.c.power', 1000),
  charge_energy_added: numeric('v.c.kwh'),
  charge_time_left: numeric('v.c.duration.full'),
  locked: yesNo('v.e.locked'),
  doors: {
    metrics: ['v.d.fl', 'v.d.fr', 'v.d.rl', 'v.d.rr', 'v.e.locked'],
    value: metrics => {
      const isLocked = flag(metrics('v.e.locked')) ?? null;
      const found = doors.flatMap(([name, row, column]) => {
        const isOpen = flag(metrics(name));
        return isOpen === undefined ? [] : [{ row, column, isOpen, isLocked }];
      });
      return found.length === 0 ? undefined : found;
    },
  },
  engine_cover: lid('v.d.hood'),
  rear_trunk: lid('v.d.trunk'),
  tires: {
    metrics: ['v.t.pressure'],
    value: metrics => {
      const [fl, fr, rl, rr] = (metrics('v.t.pressure') ?? '').split(',').map(number);
      const found = [fl, fr, rl, rr].flatMap((pressure, index) =>
        pressure === undefined ? [] : [{ row: index < 2 ? 0 : 1, column: index % 2, pressure }],
      );
      return found.length === 0 ? undefined : found;
    },
  },
  gear: {
    metrics: ['v.e.gear'],
    value: metrics => {
      const gear = number(metrics('v.e.gear'));
      return gear === undefined ? undefined : gear < 0 ? 'REVERSE' : gear === 0 ? 'NEUTRAL' : 'DRIVE';
    },
  },
  cabin_temperature: numeric('v.e.cabintemp'),
  outside_temperature: numeric('v.e.temp'),
  climate_active: yesNo('v.e.hvac'),
  online: yesNo('s.v3.connected'),
  firmware: words('m.version'),
};

/** The metrics behind these signals, each once. */
export const metricsFor = (signals: readonly SignalId[]): string[] => [
  ...new Set(signals.flatMap(signal => rules[signal]?.metrics ?? [])),
];

/** Every metric that any signal needs: others are not kept. */
export const allMetrics: ReadonlySet<string> = new Set(Object.values(rules).flatMap(({ metrics }) => metrics));

/** A signal's value among metrics, and which of them it was made of; undefined when it cannot be told. */
export function signalOf<S extends SignalId>(
  signal: S,
  metrics: Metrics,
): { readonly value: SignalValue<S>; readonly from: readonly string[] } | undefined {
  const rule: Rule<S> | undefined = rules[signal];
  const value = rule?.value(metrics);
  if (rule === undefined || value === undefined) return undefined;
  return { value, from: rule.metrics.filter(name => metrics(name) !== undefined) };
}

// OVMS's codes of vehicle types (docs.openvehicles.com, "Vehicles"). Another code stands for itself.
const models: Readonly<Record<string, string>> = {
  BOLT: 'Bolt EV',
  I3: 'i3',
  KN: 'e-Niro',
  KS: 'Soul EV',
  NL: 'Leaf',
  RZ: 'Zoe',
  RZ2: 'Zoe',
  TR: 'Roadster',
  VA: 'Volt',
  VWUP: 'e-up!',
};

/** What a car of this type code is called, and how it is driven. */
export const modelOf = (type: string): { readonly model: string; readonly powertrain: 'BEV' | 'PHEV' } => ({
  model: models[type] ?? type,
  powertrain: type === 'VA' ? 'PHEV' : 'BEV',
});
