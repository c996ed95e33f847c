// Every signal that a simulated car of its kind has, and what it says at one moment.
import type { SignalId, SignalValue } from '../../../catalog/signals.ts';
import { roundTo } from '../../units.ts';
import type { Battery, Car } from './car.ts';
import { dayOf, isAtHome, isDriving, odometerAt, outingOf, placeAt, speedAt } from './car.ts';
import { chance } from './chance.ts';
import { batteryInForce, type ChargingNow, chargeRecords, chargingNow, mostAmperes, supplyOf } from './charging.ts';
import * as closures from './closures.ts';
import * as condition from './condition.ts';
import { fuelAt, hasPlug, healthAt } from './energy.ts';
import type { Orders } from './life.ts';
import { scheduleAtHome } from './schedules.ts';
import { systemAt, systemSignals } from './systems.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** One car at one moment of its own, with what it was told. */
export type Scene = {
  readonly car: Car;
  readonly orders: Orders;
  readonly moment: number;
  /** Null for a car that cannot be plugged in. */
  readonly charging: ChargingNow | null;
};

/** @param moment not before the last of the orders */
export const sceneAt = (car: Car, orders: Orders, moment: number): Scene => new OneScene(car, orders, moment);

// Most readings never ask for charging, and following a car through its days costs more than all else.
class OneScene implements Scene {
  readonly car: Car;
  readonly orders: Orders;
  readonly moment: number;
  #charging: ChargingNow | null | undefined;

  constructor(car: Car, orders: Orders, moment: number) {
    this.car = car;
    this.orders = orders;
    this.moment = moment;
  }

  get charging(): ChargingNow | null {
    this.#charging ??= hasPlug(this.car) ? chargingNow(this.car, this.car.battery, this.orders, this.moment) : null;
    return this.#charging;
  }
}

/** What the car says; undefined when it has no such signal, null when it has and cannot tell now. */
type Sensor<S extends SignalId> = (scene: Scene) => SignalValue<S> | null | undefined;

type Plugged = Scene & { readonly car: Car & { readonly battery: Battery }; readonly charging: ChargingNow };

const isPlugged = (scene: Scene): scene is Plugged => scene.charging !== null;
const withPlug =
  <T>(value: (scene: Plugged) => T) =>
  (scene: Scene): T | undefined =>
    hasPlug(scene.car) && isPlugged(scene) ? value(scene) : undefined;

// Only while current flows; a car that can charge tells 0 otherwise.
const whileCharging = (amount: (scene: Plugged) => number) =>
  withPlug(scene => (scene.charging.state === 'CHARGING' ? amount(scene) : 0));

const withEngine =
  (value: (car: Car, tank: NonNullable<Car['tank']>, moment: number) => number) =>
  ({ car, moment }: Scene): number | undefined =>
    car.tank === null ? undefined : value(car, car.tank, moment);

const outside = ({ car, moment }: Scene) => condition.outsideTemperatureAt(car, moment);
const drives = ({ car, moment }: Scene) => isDriving(car, moment);
const warmsInTheCold = (below: number) => (scene: Scene) => drives(scene) && outside(scene) < below;
const isTesla = ({ make }: Car) => make === 'TESLA';

const amperesOf = ({ car, charging }: Plugged): number => {
  const { volts, phases } = supplyOf(car, car.battery);
  return (charging.power * 1000) / (volts * phases);
};

const SLEEPS_AFTER = 30 * MINUTE;

// A Tesla that stands and neither charges nor watches falls asleep.
const isAsleep = (scene: Scene): boolean => {
  const { car, moment, charging } = scene;
  if (!isTesla(car) || charging?.state === 'CHARGING' || watches(scene)) return false;
  const outing = outingOf(car, dayOf(car, moment));
  return outing === null || moment < outing.depart - 2 * MINUTE || moment > outing.home + SLEEPS_AFTER;
};

const watches = ({ car, moment }: Scene): boolean => !isDriving(car, moment) && !isAtHome(car, moment);

const starterLevel = (scene: Scene): number => {
  const weak = 0.25 * chance(scene.car.seed, 'starter') ** 4;
  const cold = Math.max(0, 10 - outside(scene)) * 0.006;
  return Math.min(1, Math.max(0.3, (drives(scene) ? 0.99 : 0.93) - weak - cold));
};

const days = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'];

const timersOf = ({ car, orders }: Plugged): SignalValue<'charge_timers'> => {
  const made = (orders.locations ?? []).flatMap(({ schedule, weekday, weekend, latitude, longitude }) => {
    const [hours] = [...weekday, ...weekend];
    if (schedule === undefined || hours === undefined) return [];
    const { days, ...named } = schedule;
    return [{ type: 'location' as const, ...hours, days, place: { latitude, longitude }, schedule: named }];
  });
  if (made.length > 0) return made;
  const place = scheduleAtHome(car, orders);
  const windows = (hours: readonly { start: string; end: string }[], on: readonly string[]) =>
    hours.map(({ start, end }) => ({ type: 'location' as const, start, end, days: on }));
  if (place) return [...windows(place.weekday, days.slice(0, 5)), ...windows(place.weekend, days.slice(5))];
  const { startTime, departureTime } = orders;
  const time = startTime?.isEnabled ? startTime.time : null;
  const until = departureTime?.isEnabled ? departureTime.time : null;
  if (time === null && until === null) return [];
  return [{ type: 'global', start: time ?? '00:00', end: until ?? '23:59', days }];
};

const system = (signal: (typeof systemSignals)[number]) => [
  signal,
  ({ car, moment }: Scene) => systemAt(car, moment, signal),
];

const sensors: { readonly [S in SignalId]?: Sensor<S> } = {
  attributes: ({ car: { make, model, year, powertrain } }) => ({ make, model, year, powertrain }),
  vin: ({ car }) => car.vin,
  odometer: ({ car, moment }) => odometerAt(car, moment),
  location: ({ car, moment }) => {
    const { latitude, longitude, heading } = placeAt(car, moment);
    return { latitude: roundTo(latitude, 6), longitude: roundTo(longitude, 6), heading: roundTo(heading, 1) };
  },
  at_home: ({ car, moment }) => isAtHome(car, moment),
  heading: ({ car, moment }) => roundTo(placeAt(car, moment).heading, 1),
  speed: ({ car, moment }) => speedAt(car, moment),

  battery_level: withPlug(({ charging }) => charging.level),
  battery_range: withPlug(scene => {
    const { car, charging, moment } = scene;
    const cold = Math.max(0, 15 - outside(scene));
    const energy = charging.level * car.battery.capacity * healthAt(car, moment);
    return (energy / car.battery.perKilometer) * (1 - 0.008 * cold);
  }),
  battery_capacity: withPlug(({ car: { battery } }) => ({
    nominal: battery.sizes ? null : battery.capacity,
    source: 'SMARTCAR' as const,
    candidates: battery.sizes ?? [{ capacity: battery.capacity, description: null }],
  })),
  battery_heater: withPlug(scene => outside(scene) < 3 && (drives(scene) || scene.charging.state === 'CHARGING')),
  battery_full_charges: withPlug(({ car, orders }) => (batteryInForce(car, car.battery, orders).limit > 0.99 ? 1 : 0)),
  charge_state: withPlug(({ charging }) => charging.state),
  charging: withPlug(({ charging }) => charging.state === 'CHARGING'),
  plugged_in: withPlug(({ charging }) => charging.isPluggedIn),
  cable_latched: withPlug(({ charging }) => charging.isPluggedIn),
  charge_flap_open: withPlug(({ car, moment, orders, charging }) =>
    closures.isPortOpenAt(car, moment, orders, charging.isPluggedIn),
  ),
  charging_port: withPlug(({ car, moment, orders, charging }) => ({
    isOpen: closures.isPortOpenAt(car, moment, orders, charging.isPluggedIn),
    isLocked: charging.isPluggedIn,
  })),
  fast_charger: withPlug(() => false),
  fast_charger_type: withPlug(({ car }) => (car.powertrain === 'BEV' ? null : undefined)),
  charge_limit: withPlug(({ car, orders }) => batteryInForce(car, car.battery, orders).limit),
  charge_power: whileCharging(({ charging }) => charging.power * 1000),
  charge_current: whileCharging(scene => roundTo(amperesOf(scene), 1)),
  charge_current_max: withPlug(({ car }) => roundTo(mostAmperes(car, car.battery), 1)),
  charge_current_requested: withPlug(({ car, charging }) =>
    roundTo(charging.amperes ?? mostAmperes(car, car.battery), 1),
  ),
  charge_voltage: whileCharging(({ car }) => supplyOf(car, car.battery).volts),
  charge_phases: withPlug(({ car }) => supplyOf(car, car.battery).phases),
  charge_rate: whileCharging(({ car, charging }) => charging.power / car.battery.perKilometer),
  charge_energy_added: whileCharging(({ charging }) => charging.added),
  charge_time_left: withPlug(({ charging, moment }) => Math.ceil((charging.doneAt - moment) / MINUTE)),
  charge_connector: withPlug(({ car }) => car.battery.plug),
  charge_port_color: withPlug(({ car, moment, orders, charging }) => {
    if (charging.state === 'CHARGING') return 'GREEN';
    if (charging.isPluggedIn) return 'BLUE';
    return closures.isPortOpenAt(car, moment, orders, false) ? 'WHITE' : 'OFF';
  }),
  charge_timers: withPlug(timersOf),
  charge_records: withPlug(({ car, orders, moment, charging }) =>
    chargeRecords(car, car.battery, orders, moment, charging),
  ),

  fuel_level: withEngine((car, tank, moment) => fuelAt(car, moment) / tank.liters),
  fuel_amount: withEngine((car, _, moment) => fuelAt(car, moment)),
  fuel_range: withEngine((car, tank, moment) => fuelAt(car, moment) / tank.perKilometer),
  oil_life: withEngine((car, _, moment) => condition.oilLifeAt(car, moment)),
  tires: ({ car, moment }) => condition.tiresAt(car, moment),

  locked: ({ car, moment, orders }) => closures.isLockedAt(car, moment, orders),
  doors: ({ car, moment, orders }) => closures.doorsAt(car, moment, orders),
  windows: ({ car, moment }) => closures.windowsAt(car, moment),
  sunroof: ({ car }) => (car.hasSunroof ? { isOpen: false, isLocked: null } : undefined),
  engine_cover: () => ({ isOpen: false, isLocked: null }),
  front_trunk: ({ car }) => (car.powertrain === 'BEV' ? { isOpen: false, isLocked: true } : undefined),
  rear_trunk: ({ car, moment, orders }) => closures.trunkAt(car, moment, orders),
  tailgate: ({ car, moment, orders }) => (car.body === 'hatch' ? closures.trunkAt(car, moment, orders) : undefined),
  surveillance: scene => (isTesla(scene.car) ? watches(scene) : undefined),

  ...Object.fromEntries(systemSignals.map(system)),
  trouble_codes: ({ car, moment }) => condition.troubleCodesAt(car, moment),
  trouble_code_count: ({ car, moment }) => condition.troubleCodesAt(car, moment).length,
  low_voltage_level: scene => roundTo(starterLevel(scene), 2),
  low_voltage_status: scene => (starterLevel(scene) > 0.65 ? 'GOOD' : starterLevel(scene) > 0.5 ? 'WARN' : 'BAD'),
  drive_mode: ({ car }) => (chance(car.seed, 'pace') < 0.3 ? 'ECO' : 'NORMAL'),
  gear: scene => (drives(scene) ? 'DRIVE' : 'PARK'),

  services: ({ car, moment }) => condition.servicesAt(car, moment),
  in_service: ({ car, moment }) => condition.isInServiceAt(car, moment),
  outside_temperature: scene => roundTo(outside(scene), 1),
  cabin_temperature: ({ car, moment }) => roundTo(condition.cabinTemperatureAt(car, moment), 1),
  cabin_target_temperature: ({ car }) => 20 + Math.round(6 * chance(car.seed, 'pace')) / 2,
  climate_active: drives,
  front_defroster: warmsInTheCold(2),
  rear_defroster: warmsInTheCold(4),
  steering_heater: scene => (scene.car.year >= 2019 ? warmsInTheCold(5)(scene) : undefined),
  firmware: ({ car }) => `${car.year - 2015}.2.${car.seed % 40}`,
  online: () => true,
  asleep: isAsleep,
  digital_key: ({ car }) => (car.year >= 2021 || isTesla(car) ? isTesla(car) || car.seed % 2 === 0 : undefined),
  trim: ({ car }) => car.trim,
  nickname: ({ car }) => car.nickname,
  exterior_color: ({ car }) => car.color,
  packages: ({ car }) => car.packages,
  account_role: () => 'Owner',
  account_permissions: ({ car }) =>
    isTesla(car) ? ['vehicle_device_data', 'vehicle_cmds', 'vehicle_charging_cmds'] : ['read', 'control'],
};

/** The signal's value; undefined when this car has no such signal, null when it cannot tell it now. */
export const senseSignal = <S extends SignalId>(scene: Scene, signal: S): SignalValue<S> | null | undefined => {
  const sensor: Sensor<S> | undefined = sensors[signal];
  return sensor?.(scene);
};

/** How often a car reports: every minute while it drives, every five while it charges, every half hour while it stands. */
export const reportsEvery = (scene: Scene): number =>
  drives(scene) ? MINUTE : scene.charging?.state === 'CHARGING' ? 5 * MINUTE : HOUR / 2;
