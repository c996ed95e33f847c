// What a simulated car does when it is told something: new orders that hold from now on, or why it does not. Pure.
import type { Command } from '../../../catalog/vehicle-endpoints.ts';
import type { VehicleErrorCode } from '../../../catalog/vehicle-errors.ts';
import type { CommandInputs, Provider, RunCommand } from '../provider.ts';
import type { Battery, Car } from './car.ts';
import { isAtHome, isDriving, kilometersBetween } from './car.ts';
import { batteryInForce, type ChargingNow, keepCharges, mostAmperes } from './charging.ts';
import { whatIsOpen } from './closures.ts';
import { hasPlug } from './energy.ts';
import type { Orders, Session } from './life.ts';
import { type Habits, habitualRefusal } from './maker-habits.ts';
import type { Scene } from './sensors.ts';

type Outcome = Orders | VehicleErrorCode;
/** How a car takes an order; the input was checked before. */
type Obey<C extends Command> = (scene: Scene, input: CommandInputs[C], habits: Habits) => Outcome;

const moving = 'VEHICLE_STATE.IN_MOTION';
const unplugged = 'VEHICLE_STATE.CHARGING_PLUG_NOT_CONNECTED';
const incapable = 'COMPATIBILITY.VEHICLE_NOT_CAPABLE';

const lockOrUnlock: Obey<'lock_or_unlock'> = ({ car, moment, orders }, { action }) => {
  if (isDriving(car, moment)) return moving;
  const open = action === 'LOCK' ? whatIsOpen(car, moment, orders) : null;
  if (open !== null) return open === 'door' ? 'VEHICLE_STATE.DOOR_OPEN' : 'VEHICLE_STATE.TRUNK_OPEN';
  return { ...orders, lock: { isLocked: action === 'LOCK', at: moment } };
};

type Plugged = Scene & { readonly car: Car & { readonly battery: Battery }; readonly charging: ChargingNow };
const canCharge = (scene: Scene): scene is Plugged => hasPlug(scene.car) && scene.charging !== null;

/** The orders with what holds about charging from now on. */
const charged = (
  { car, orders, moment, charging }: Plugged,
  change: Partial<Session>,
  told: Partial<Orders> = {},
): Orders => {
  const { limit } = batteryInForce(car, car.battery, { ...orders, ...told });
  const charges = keepCharges(orders, charging, moment);
  const stay = charging.session();
  const session = { ...stay, at: moment, ...change };
  const goesOn = session.isPluggedIn && session.flow !== false && session.level < limit;
  const { since, added } = stay;
  // A charge that an order ends is one of its own.
  if (charging.state !== 'CHARGING' || goesOn) return { ...orders, ...told, session, charges };
  const done = [...charges.done, { startedAt: since, endedAt: moment, energy: added }];
  return { ...orders, ...told, session: { ...session, added: 0 }, charges: { ...charges, done } };
};

const startOrStop: Obey<'start_or_stop_charge'> = (scene, { action }, habits) => {
  if (!canCharge(scene)) return incapable;
  const { charging, moment } = scene;
  const { level, isPluggedIn } = charging;
  const refusal = habitualRefusal(habits, { order: action, level, isPluggedIn });
  if (refusal !== null) return refusal;
  if (!isPluggedIn) return unplugged;
  const isCharging = charging.state === 'CHARGING';
  if (action === 'STOP') return isCharging ? charged(scene, { flow: false }) : 'VEHICLE_STATE.NOT_CHARGING';
  if (charging.state === 'FULLY_CHARGED') return 'VEHICLE_STATE.FULLY_CHARGED';
  return isCharging ? charged(scene, { flow: true }) : charged(scene, { flow: true, since: moment, added: 0 });
};

const setLimit: Obey<'set_charge_limit'> = (scene, { limit }, habits) => {
  if (!canCharge(scene)) return incapable;
  const { level, isPluggedIn } = scene.charging;
  return habitualRefusal(habits, { order: 'LIMIT', level, isPluggedIn }) ?? charged(scene, {}, { limit });
};

const setCurrent: Obey<'set_charge_current'> = (scene, { current }) => {
  if (!canCharge(scene)) return incapable;
  if (!scene.charging.isPluggedIn) return unplugged;
  const most = mostAmperes(scene.car, scene.car.battery);
  return charged(scene, { amperes: Math.max(1, Math.min(current, most)) });
};

const movePort: Obey<'move_charge_port_door'> = (scene, { action }) => {
  if (!canCharge(scene)) return incapable;
  const { car, moment, orders, charging } = scene;
  if (isDriving(car, moment)) return moving;
  if (action === 'CLOSE' && charging.isPluggedIn) return 'VEHICLE_STATE.CHARGING_PLUG_CONNECTED';
  return { ...orders, port: { isOpen: action === 'OPEN', at: moment } };
};

const setSchedule: Obey<'set_charge_schedule'> = (scene, { type, enable, time }) => {
  if (!canCharge(scene)) return incapable;
  const [set, off] = [
    { isEnabled: enable, time },
    { isEnabled: false, time: null },
  ];
  // Setting one ends the other.
  const isStart = type === 'START_TIME';
  return charged(scene, {}, { startTime: isStart ? set : off, departureTime: isStart ? off : set });
};

const setLocationSchedule: Obey<'set_location_schedule'> = (scene, input, habits) => {
  if (!canCharge(scene)) return incapable;
  const { latitude, longitude, limit, chargeOnPlugin, weekday, weekend } = input;
  const others = (scene.orders.locations ?? []).filter(
    place => place.schedule !== undefined || kilometersBetween(place, input) > SAME_PLACE,
  );
  const upTo = habits.fillsOnSchedule ? 1 : limit;
  const place = { latitude, longitude, limit: upTo, isOnPlugIn: chargeOnPlugin ?? false, weekday, weekend };
  return charged(scene, {}, { locations: [...others, place] });
};

const addSchedule: Obey<'add_charge_schedule'> = (scene, { id, type, days, latitude, longitude, start, end }) => {
  const { make } = scene.car;
  if (!canCharge(scene) || !(make === 'TESLA' || (make === 'VOLVO' && type === 'daily'))) return incapable;
  const on = (weekend: boolean) => (days.some(day => day.startsWith('S') === weekend) ? [{ start, end }] : []);
  const place = { latitude, longitude, limit: null, isOnPlugIn: false, weekday: on(false), weekend: on(true) };
  const schedule = { id, type, days };
  return charged(scene, {}, { locations: [...(scene.orders.locations ?? []), { ...place, schedule }] });
};

const removeSchedule: Obey<'remove_charge_schedule'> = (scene, { id }) => {
  if (!canCharge(scene)) return incapable;
  const all = scene.orders.locations ?? [];
  const left = all.filter(({ schedule }) => schedule?.id !== id);
  return left.length === all.length ? 'RESOURCE_NOT_FOUND.PATH' : charged(scene, {}, { locations: left });
};

/** Kilometers within which two schedules are for one place. */
const SAME_PLACE = 0.2;

const sendDestination: Obey<'send_destination'> = ({ orders, moment }, { latitude, longitude }) => ({
  ...orders,
  destination: { latitude, longitude, at: moment },
});

const obedience: { readonly [C in Command]: Obey<C> } = {
  lock_or_unlock: lockOrUnlock,
  start_or_stop_charge: startOrStop,
  set_charge_limit: setLimit,
  set_charge_current: setCurrent,
  move_charge_port_door: movePort,
  send_destination: sendDestination,
  set_charge_schedule: setSchedule,
  set_location_schedule: setLocationSchedule,
  add_charge_schedule: addSchedule,
  remove_charge_schedule: removeSchedule,
};

/** What holds after a command, or why the car does not take it. */
export const obey = <C extends Command>(command: C, scene: Scene, input: CommandInputs[C], habits: Habits): Outcome =>
  obedience[command](scene, input, habits);

/** Every command, carried out by `run`: what a provider offers. */
export const allCommands = (run: <C extends Command>(command: C) => RunCommand<C>): Required<Provider['commands']> => ({
  lock_or_unlock: run('lock_or_unlock'),
  start_or_stop_charge: run('start_or_stop_charge'),
  set_charge_limit: run('set_charge_limit'),
  set_charge_current: run('set_charge_current'),
  move_charge_port_door: run('move_charge_port_door'),
  send_destination: run('send_destination'),
  set_charge_schedule: run('set_charge_schedule'),
  set_location_schedule: run('set_location_schedule'),
  add_charge_schedule: run('add_charge_schedule'),
  remove_charge_schedule: run('remove_charge_schedule'),
});

/** Puts the cable in or takes it out where the car stands at home; away from there it finds none. */
export const plugByHand = (scene: Scene, isIn: boolean): Outcome => {
  if (!canCharge(scene)) return incapable;
  const { moment, charging } = scene;
  if (isDriving(scene.car, moment)) return moving;
  if (isIn && !isAtHome(scene.car, moment)) return unplugged;
  if (charging.isPluggedIn === isIn) return scene.orders;
  return charged(scene, { isPluggedIn: isIn, flow: null, amperes: null, flowsFrom: moment, since: moment, added: 0 });
};

/** Sets the battery's level by hand, as no real car can: 0.05 to 1, while it stands. */
export const setLevel = (scene: Scene, level: number): Outcome => {
  if (!canCharge(scene)) return incapable;
  return isDriving(scene.car, scene.moment) ? moving : charged(scene, { level, flowsFrom: scene.moment, added: 0 });
};
