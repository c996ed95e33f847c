// The simulator as a provider: the demonstration cars answer like real ones, from seed and clock alone.
import type { SignalId, SignalValue } from '../../../catalog/signals.ts';
import type { Command } from '../../../catalog/vehicle-endpoints.ts';
import type { VehicleErrorCode } from '../../../catalog/vehicle-errors.ts';
import { roundTo } from '../../units.ts';
import type { Provider, ProviderConnection, ProviderFault, Reading, ReadingOf, RunCommand } from '../provider.ts';
import { type Car, dayOf, isAtHome, isDriving, odometerAt, outingOf, placeAt, speedAt, startOf } from './car.ts';
import { seedOf } from './chance.ts';
import * as condition from './condition.ts';
import { chargingAt, chargingChanges, fuelAt, healthAt } from './energy.ts';
import { findCar, fleetIds, fleetMakes } from './fleet.ts';

const MINUTE = 60_000;

/** What the car says at this moment; undefined when it has no such signal. */
type Sensor<S extends SignalId> = (car: Car, moment: number) => SignalValue<S> | undefined;

const plugged = (car: Car, moment: number) =>
  car.battery === null || car.powertrain === 'HEV' ? undefined : chargingAt(car, car.battery, moment);

// Only while current flows; a car that can charge tells 0 otherwise.
const whileCharging =
  (amount: (car: Car, battery: NonNullable<Car['battery']>) => number) =>
  (car: Car, moment: number): number | undefined => {
    const charging = plugged(car, moment);
    if (charging === undefined || car.battery === null) return undefined;
    return charging.state === 'CHARGING' ? amount(car, car.battery) : 0;
  };

const withEngine =
  (value: (car: Car, tank: NonNullable<Car['tank']>, moment: number) => number) =>
  (car: Car, moment: number): number | undefined =>
    car.tank === null ? undefined : value(car, car.tank, moment);

const system = (name: condition.System) => (car: Car, moment: number) => condition.systemAt(car, moment, name);
const only =
  <T>(has: (car: Car) => boolean, value: (car: Car, moment: number) => T) =>
  (car: Car, moment: number) =>
    has(car) ? value(car, moment) : undefined;
const isElectric = (car: Car) => car.powertrain === 'BEV';
const hasPlug = (car: Car) => plugged(car, 0) !== undefined;
const hasEngine = (car: Car) => car.tank !== null;

const VOLTS = 240;
const volts = whileCharging(() => VOLTS);

const sensors: { readonly [S in SignalId]?: Sensor<S> } = {
  attributes: ({ make, model, year, powertrain }) => ({ make, model, year, powertrain }),
  vin: car => car.vin,
  odometer: odometerAt,
  location: (car, moment) => {
    const { latitude, longitude, heading } = placeAt(car, moment);
    return { latitude: roundTo(latitude, 6), longitude: roundTo(longitude, 6), heading: roundTo(heading, 1) };
  },
  at_home: isAtHome,
  heading: (car, moment) => roundTo(placeAt(car, moment).heading, 1),
  speed: speedAt,

  battery_level: (car, moment) => plugged(car, moment)?.level,
  battery_range: (car, moment) => {
    const charging = plugged(car, moment);
    if (charging === undefined || car.battery === null) return undefined;
    const cold = Math.max(0, 15 - condition.outsideTemperatureAt(car, moment));
    const energy = charging.level * car.battery.capacity * healthAt(car, moment);
    return (energy / car.battery.perKilometer) * (1 - 0.008 * cold);
  },
  battery_capacity: car =>
    car.battery && hasPlug(car)
      ? {
          nominal: car.battery.capacity,
          source: 'SMARTCAR',
          candidates: [{ capacity: car.battery.capacity, description: null }],
        }
      : undefined,
  charge_state: (car, moment) => plugged(car, moment)?.state,
  charging: (car, moment) => plugged(car, moment) && plugged(car, moment)?.state === 'CHARGING',
  plugged_in: (car, moment) => plugged(car, moment)?.isPluggedIn,
  cable_latched: (car, moment) => plugged(car, moment)?.isPluggedIn,
  charge_flap_open: (car, moment) => plugged(car, moment)?.isPluggedIn,
  charging_port: (car, moment) => {
    const charging = plugged(car, moment);
    return charging && { isOpen: charging.isPluggedIn, isLocked: charging.isPluggedIn };
  },
  fast_charger: only(hasPlug, () => false),
  charge_limit: car => (hasPlug(car) ? car.battery?.limit : undefined),
  charge_power: whileCharging((_, battery) => battery.charger * 1000),
  charge_current: whileCharging((_, battery) => roundTo((battery.charger * 1000) / VOLTS, 1)),
  charge_current_max: (car): number | undefined =>
    car.battery && hasPlug(car) ? roundTo((car.battery.charger * 1000) / VOLTS, 1) : undefined,
  charge_voltage: volts,
  charge_rate: whileCharging((_, battery) => battery.charger / battery.perKilometer),
  charge_energy_added: (car, moment) => plugged(car, moment)?.added,
  charge_time_left: (car, moment) => {
    const charging = plugged(car, moment);
    return charging && Math.ceil((charging.doneAt - moment) / MINUTE);
  },
  charge_connector: car => (hasPlug(car) ? car.battery?.plug : undefined),

  fuel_level: withEngine((car, tank, moment) => fuelAt(car, moment) / tank.liters),
  fuel_amount: withEngine((car, _, moment) => fuelAt(car, moment)),
  fuel_range: withEngine((car, tank, moment) => fuelAt(car, moment) / tank.perKilometer),
  oil_life: withEngine((car, _, moment) => condition.oilLifeAt(car, moment)),
  tires: condition.tiresAt,

  locked: condition.isLockedAt,
  doors: condition.doorsAt,
  windows: condition.windowsAt,
  sunroof: only(
    car => car.hasSunroof,
    () => ({ isOpen: false, isLocked: null }),
  ),
  engine_cover: () => ({ isOpen: false, isLocked: null }),
  front_trunk: only(isElectric, () => ({ isOpen: false, isLocked: true })),
  rear_trunk: condition.trunkAt,

  system_tire_monitoring: system('tires'),
  system_abs: system('other'),
  system_airbag: system('other'),
  system_brake_fluid: system('other'),
  system_lighting: system('other'),
  system_mil: only(hasEngine, system('engine')),
  system_oil_life: only(hasEngine, system('oil')),
  system_drive_unit: only(isElectric, system('engine')),
  system_hv_battery: only(hasPlug, system('other')),
  trouble_codes: condition.troubleCodesAt,
  trouble_code_count: (car, moment) => condition.troubleCodesAt(car, moment).length,
  low_voltage_status: () => 'GOOD',
  gear: (car, moment) => (isDriving(car, moment) ? 'DRIVE' : 'PARK'),

  services: condition.servicesAt,
  in_service: () => false,
  outside_temperature: (car, moment) => roundTo(condition.outsideTemperatureAt(car, moment), 1),
  cabin_temperature: (car, moment) => roundTo(condition.cabinTemperatureAt(car, moment), 1),
  climate_active: isDriving,
  firmware: car => `${car.year - 2015}.2.${car.seed % 40}`,
  online: () => true,
  asleep: () => false,
  nickname: car => car.nickname,
  exterior_color: car => car.color,
};

/**
 * When the car last reported: every minute while it drives, every five while it charges, every half hour while it
 * stands, and at once when something changes. Never later than `moment`, never earlier than for an earlier moment.
 */
export const reportedAt = (car: Car, moment: number): number => {
  const day = dayOf(car, moment);
  const outing = outingOf(car, day);
  const changes = [startOf(car, day), ...condition.closureChanges(outing), ...chargingChanges(car, day)];
  const changed = Math.max(...changes.filter(change => change <= moment));
  const period = isDriving(car, moment) ? 1 : plugged(car, moment)?.state === 'CHARGING' ? 5 : 30;
  return Math.floor(Math.max(changed, moment - (moment % (period * MINUTE))));
};

/** The reading of one signal, as the car reported it last before `now`; null when this car has no such signal. */
export const readSensor = <S extends SignalId>(
  car: Car,
  signal: S,
  now: Date,
  recordedAt = new Date(reportedAt(car, now.getTime())),
): ReadingOf<S> | null => {
  const sensor: Sensor<S> | undefined = sensors[signal];
  const value = sensor?.(car, recordedAt.getTime());
  return value === undefined ? null : { signal, value, recordedAt, fetchedAt: now };
};

const missing: ProviderFault = { fault: 'CONNECTED_SERVICES_ACCOUNT.VEHICLE_MISSING' };

// The car does what it is told unless it cannot now; its course stays the one that seed and clock prescribe.
const obey =
  <C extends Command>(
    refusal: (car: Car, moment: number, isOrdered: string) => VehicleErrorCode | null,
  ): RunCommand<C> =>
  async ({ vehicle }: ProviderConnection, input, now) => {
    const car = findCar(vehicle);
    if (car === null) return missing;
    const fault = refusal(car, now.getTime(), 'action' in input ? input.action : '');
    return fault === null ? 'done' : { fault };
  };

const unlessDriving = (car: Car, moment: number) => (isDriving(car, moment) ? 'VEHICLE_STATE.IN_MOTION' : null);

const unlessUnplugged = (car: Car, moment: number, action: string) => {
  const charging = plugged(car, moment);
  if (charging === undefined) return 'COMPATIBILITY.VEHICLE_NOT_CAPABLE';
  if (!charging.isPluggedIn) return 'VEHICLE_STATE.CHARGING_PLUG_NOT_CONNECTED';
  return action === 'START' && charging.state === 'FULLY_CHARGED' ? 'VEHICLE_STATE.FULLY_CHARGED' : null;
};

const ifItHasAPlug = (car: Car) => (hasPlug(car) ? null : 'COMPATIBILITY.VEHICLE_NOT_CAPABLE');

/**
 * The provider of simulated cars. Credentials are a make, `MAKE~word` for cars of one's own, or `~word` for one of one's
 * own of every model; null for the whole fleet.
 */
export const simulator: Provider = {
  id: 'simulator',
  makes: fleetMakes,
  modes: ['test', 'simulated'],
  signIn: {
    kind: 'form',
    // Any name and any password: the same name finds the same cars again.
    signIn: async ({ username, password, make = '' }) =>
      username === '' || password === ''
        ? { fault: 'CONNECTED_SERVICES_ACCOUNT.AUTHENTICATION_FAILED' }
        : { credentials: `${make}~${seedOf(username.trim().toLowerCase())}` },
  },
  listVehicles: async credentials => {
    const [make, word] = credentials?.split('~', 2) ?? [];
    const cars = fleetIds.flatMap(id => findCar(word === undefined ? id : `${id}~${word}`) ?? []);
    return cars
      .filter(car => make === undefined || make === '' || car.make === make)
      .map(({ id, vin, make, model, year, powertrain }) => ({ vehicle: id, vin, make, model, year, powertrain }));
  },
  read: async ({ vehicle }, signals, now) => {
    const car = findCar(vehicle);
    if (car === null) return missing;
    const recordedAt = new Date(reportedAt(car, now.getTime()));
    // ReadingOf<S> for any one signal is a member of Reading, which TypeScript cannot follow through a generic call.
    return [...new Set(signals)].flatMap(signal => (readSensor(car, signal, now, recordedAt) as Reading | null) ?? []);
  },
  commands: {
    lock_or_unlock: obey(unlessDriving),
    start_or_stop_charge: obey(unlessUnplugged),
    set_charge_limit: obey(ifItHasAPlug),
    send_destination: obey(() => null),
  },
};
