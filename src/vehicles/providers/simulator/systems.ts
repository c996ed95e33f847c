// What a simulated car says of its systems: each watches something, and an alert always has its reason elsewhere too.
import type { KindValues } from '../../../catalog/signal-values.ts';
import type { Car } from './car.ts';
import { chance } from './chance.ts';
import { oilLifeAt, type TroubleCode, tiresAt, troubleCodesAt } from './condition.ts';
import { hasPlug } from './energy.ts';

const DAY = 24 * 3_600_000;

type Status = KindValues['system'];
type System = {
  /** Which cars have it. */
  readonly has: (car: Car) => boolean;
  /** Which trouble codes are its own. */
  readonly codes?: readonly TroubleCode[];
  /** What else it warns of; null when there is nothing. */
  readonly warning?: (car: Car, moment: number) => string | null;
};

const every = () => true;
const isNewer = (car: Car) => car.year >= 2018;
const hasEngine = (car: Car) => car.tank !== null;
const hasHighVoltage = (car: Car) => car.battery !== null;

const LOW_PRESSURE = 205;
const REFILL = 70 * DAY;

const lowTire = (car: Car, moment: number): string | null => {
  const low = tiresAt(car, moment).find(tire => tire.pressure < Math.min(LOW_PRESSURE, car.tirePressure - 15));
  return low === undefined
    ? null
    : `${low.row === 0 ? 'Front' : 'Rear'} ${low.column === 0 ? 'left' : 'right'} tire pressure low`;
};

const lowWasher = (car: Car, moment: number): string | null =>
  (moment + REFILL * chance(car.seed, 'washer')) % REFILL > REFILL - 3 * DAY ? 'Washer fluid low' : null;

const oilDue = (car: Car, moment: number): string | null =>
  oilLifeAt(car, moment) < 0.1 ? 'Engine oil due for a change' : null;

const systems = {
  system_tire_monitoring: { has: every, warning: lowTire },
  system_tire_pressure: { has: every, warning: lowTire },
  system_abs: { has: every, codes: ['C0035'] },
  system_active_safety: { has: isNewer, codes: ['C0035'] },
  system_airbag: { has: every, codes: ['B0020'] },
  system_brake_fluid: { has: every },
  system_driver_assistance: { has: isNewer, codes: ['C0035'] },
  system_emissions: { has: hasEngine, codes: ['P0455', 'P0420'] },
  system_battery_conditioning: { has: hasPlug },
  system_ev_charging: { has: hasPlug },
  system_drive_unit: { has: hasHighVoltage, codes: ['P0A1B'] },
  system_hv_battery: { has: hasHighVoltage, codes: ['P0AA6'] },
  system_lighting: { has: every },
  system_mil: { has: hasEngine, codes: ['P0455', 'P0420', 'P0128', 'P0AA6', 'P0A1B'] },
  system_oil_life: { has: hasEngine, warning: oilDue },
  system_oil_pressure: { has: hasEngine },
  system_oil_temperature: { has: hasEngine },
  system_telematics: { has: every, codes: ['U0198'] },
  system_transmission: { has: hasEngine },
  system_washer_fluid: { has: every, warning: lowWasher },
  system_water_in_fuel: { has: car => car.fuel === 'diesel' },
} as const satisfies Record<string, System>;

type SystemSignal = keyof typeof systems;

/** Signals of systems that watch for this trouble code, whether or not a car has them. */
export const systemsOfCode = (code: string): readonly SystemSignal[] =>
  systemSignals.filter(signal => ofSignal(signal).codes?.some(own => own === code) ?? false);

/** Every system's signal. */
export const systemSignals = Object.keys(systems) as readonly SystemSignal[];

/** What the car says of a system; undefined when it has none. */
export const systemAt = (car: Car, moment: number, signal: SystemSignal): Status | undefined => {
  const { has, codes = [], warning } = ofSignal(signal);
  if (!has(car)) return undefined;
  const trouble = troubleCodesAt(car, moment).find(({ code }) => codes.includes(code));
  const description = trouble ? `Trouble code ${trouble.code}` : (warning?.(car, moment) ?? null);
  return { status: description === null ? 'OK' : 'ALERT', description };
};

const ofSignal = (signal: SystemSignal): System => systems[signal];
