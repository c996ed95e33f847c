// A simulated car's charging with the orders that people gave it. Without any, seed and clock tell it in closed form
// (energy.ts); after one, it is followed day by day until the car's own rhythm has caught up.
import type { Battery, Car } from './car.ts';
import { dayOf, odometerAt, outingOf, startOf } from './car.ts';
import { type Charging, chargesOn, chargingAt, flowsFrom, nightOf, plugsInAt, UNPLUG } from './energy.ts';
import type { ChargeRecord, Orders, Session } from './life.ts';
import { hasSchedule, scheduleAtHome, scheduledFlow } from './schedules.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Below this an owner plugs in, whether it is the day for it or not. */
const LOW = 0.25;
const RECORDS_FOR = 30 * DAY;
const MAX_RECORDS = 30;

export type ChargingNow = Charging & {
  /** Kilowatts that flow while it charges. */
  readonly power: number;
  /** When level, cable or state last took another course, as far as orders are the reason. */
  readonly changedAt: number;
  /** What it was told to draw at most while this cable is in; null without an order. */
  readonly amperes: number | null;
  /** The stay that this is, to go on from when an order is given now. */
  readonly session: () => Session;
  /** Charges since the first order, oldest first. */
  readonly done: readonly ChargeRecord[];
};

/** Volts at home, and over how many phases. */
export const supplyOf = (car: Car, battery: Battery): { readonly volts: number; readonly phases: number } => {
  const isAmerican = car.currency === 'USD' || car.currency === 'CAD';
  return isAmerican ? { volts: 240, phases: 1 } : { volts: 230, phases: battery.charger >= 11 ? 3 : 1 };
};

/** The most that the car draws at home, in amperes per phase. */
export const mostAmperes = (car: Car, battery: Battery): number => {
  const { volts, phases } = supplyOf(car, battery);
  return (battery.charger * 1000) / (volts * phases);
};

/** The battery with the limit that is in force at home now: that of a schedule for the place goes before all others. */
export const batteryInForce = (car: Car, battery: Battery, orders: Orders): Battery => {
  const limit = scheduleAtHome(car, orders)?.limit ?? orders.limit ?? battery.limit;
  return limit === battery.limit ? battery : { ...battery, limit };
};

/** Level, cable and charging of the high-voltage battery at a moment, which is not before the last order. */
export const chargingNow = (car: Car, own: Battery, orders: Orders, moment: number): ChargingNow => {
  const battery = batteryInForce(car, own, orders);
  const { session, charges } = orders;
  if (session === undefined) return byItself(car, battery, moment, []);
  let live: Live = { ...session, now: session.at, changedAt: session.at, done: charges?.done ?? [] };
  for (let day = dayOf(car, live.now); live.now < moment; day++) {
    live = throughDay(car, battery, orders, live, day, Math.min(moment, startOf(car, day + 1)));
    const isInStep = live.isPluggedIn && live.level === battery.limit && chargesOn(car, battery, day);
    if (live.now < moment && isInStep && !hasSchedule(orders)) {
      const since = live.done;
      return byItself(car, battery, moment, [...since, ...nightsBetween(car, battery, day + 1, moment)]);
    }
  }
  return told(car, battery, live);
};

/** Charges of the last 30 days, newest first. */
export const chargeRecords = (
  car: Car,
  own: Battery,
  orders: Orders,
  moment: number,
  now: ChargingNow,
): readonly ChargeRecord[] => {
  const first = dayOf(car, Math.max(car.delivered, moment - RECORDS_FOR));
  const until = orders.charges?.from ?? moment;
  const before = nightsBetween(car, own, first, until).filter(({ endedAt }) => endedAt <= until);
  const all = orders.charges === undefined ? before : [...before, ...now.done];
  return all.filter(({ endedAt }) => endedAt > moment - RECORDS_FOR).toReversed();
};

/** What is kept of the charges when an order is given. */
export const keepCharges = (orders: Orders, { done }: ChargingNow, moment: number): NonNullable<Orders['charges']> => ({
  from: orders.charges?.from ?? moment,
  done: orders.charges === undefined ? [] : done.slice(-MAX_RECORDS),
});

type Live = Omit<Session, 'at'> & {
  readonly now: number;
  readonly changedAt: number;
  readonly done: readonly ChargeRecord[];
};

const powerOf = (car: Car, battery: Battery, amperes: number | null): number => {
  const { volts, phases } = supplyOf(car, battery);
  return amperes === null ? battery.charger : Math.min(battery.charger, (amperes * volts * phases) / 1000);
};

const isFlowing = (battery: Battery, { isPluggedIn, flow, level, flowsFrom: from, now }: Live): boolean =>
  isPluggedIn && level < battery.limit && (flow ?? now >= from);

const told = (car: Car, battery: Battery, live: Live): ChargingNow => {
  const { now, level, isPluggedIn, added, changedAt, done, amperes, ...stay } = live;
  const power = powerOf(car, battery, amperes);
  const session = () => ({ ...stay, at: now, level, isPluggedIn, added, amperes });
  const common = { level, isPluggedIn, changedAt, done, amperes, session };
  if (isFlowing(battery, live))
    return {
      ...common,
      power,
      state: 'CHARGING',
      added,
      doneAt: now + (((battery.limit - level) * battery.capacity) / power) * HOUR,
    };
  const isFull = isPluggedIn && level >= battery.limit - 0.001;
  return { ...common, power, state: isFull ? 'FULLY_CHARGED' : 'NOT_CHARGING', added: 0, doneAt: now };
};

// In step with seed and clock: what an order given now would go on from is read off the night that this is.
const byItself = (car: Car, battery: Battery, moment: number, done: readonly ChargeRecord[]): ChargingNow => {
  const charging = chargingAt(car, battery, moment);
  return {
    ...charging,
    power: battery.charger,
    changedAt: Number.NEGATIVE_INFINITY,
    amperes: null,
    session: () => sessionByItself(car, battery, moment, charging),
    done,
  };
};

const sessionByItself = (car: Car, battery: Battery, moment: number, charging: Charging): Session => {
  const { level, isPluggedIn, added, state } = charging;
  const tonight = isPluggedIn ? nightOf(car, battery, dayOf(car, moment)) : null;
  // In the morning the cable is in from the night before, and tonight's charge says nothing yet.
  const night = tonight !== null && moment >= tonight.plug ? tonight : null;
  return {
    at: moment,
    level,
    isPluggedIn,
    flow: null,
    amperes: null,
    flowsFrom: night?.chargeStart ?? moment,
    since: night !== null && state === 'CHARGING' ? night.chargeStart : moment,
    added,
  };
};

const throughDay = (car: Car, battery: Battery, orders: Orders, from: Live, day: number, end: number): Live => {
  const outing = outingOf(car, day);
  let live = from;
  if (outing !== null && live.now < outing.home) {
    const unplug = outing.depart - UNPLUG;
    live = stand(car, battery, live, Math.min(end, unplug));
    if (end < unplug) return live;
    const until = Math.min(end, outing.home);
    const driven = odometerAt(car, until) - odometerAt(car, live.now);
    const level = Math.max(0.02, live.level - (driven * car.electricShare * battery.perKilometer) / battery.capacity);
    const { isPluggedIn: wasPluggedIn, added, since, changedAt, done } = live;
    const isCut = wasPluggedIn && added > 0 && live.level < battery.limit;
    live = {
      ...live,
      ...unplugged,
      level,
      now: until,
      changedAt: wasPluggedIn ? Math.max(changedAt, unplug) : changedAt,
      done: isCut ? [...done, { startedAt: since, endedAt: unplug, energy: added }] : done,
    };
  }
  const plug = plugsInAt(car, day);
  const isDue = chargesOn(car, battery, day) || live.level < LOW;
  if (!live.isPluggedIn && plug <= end && plug > live.now && isDue) {
    live = { ...live, now: plug, changedAt: plug, isPluggedIn: true, since: plug, added: 0, flow: null, amperes: null };
    const need = (((battery.limit - live.level) * battery.capacity) / battery.charger) * HOUR;
    const planned = scheduledFlow(orders, { car, plug, need }) ?? flowsFrom(car, day, plug);
    live = { ...live, flowsFrom: planned };
  }
  return stand(car, battery, live, end);
};

const unplugged = { isPluggedIn: false, flow: null, amperes: null, added: 0 } as const;

// Parked from `live.now` until `end`, plugged in or not.
const stand = (car: Car, battery: Battery, live: Live, end: number): Live => {
  if (end <= live.now) return live;
  const begin = live.flow === true ? live.now : Math.max(live.now, live.flowsFrom);
  if (!live.isPluggedIn || live.flow === false || live.level >= battery.limit || begin >= end)
    return { ...live, now: end };
  const power = powerOf(car, battery, live.amperes);
  const full = begin + (((battery.limit - live.level) * battery.capacity) / power) * HOUR;
  const since = live.added === 0 ? begin : live.since;
  const added = live.added + (power * (Math.min(full, end) - begin)) / HOUR;
  if (full > end)
    return {
      ...live,
      now: end,
      since,
      added,
      level: Math.min(battery.limit, live.level + (power * (end - begin)) / HOUR / battery.capacity),
      changedAt: Math.max(live.changedAt, begin),
    };
  // The last bit of a level may be less than a millisecond brings.
  const records = added > 0 ? [{ startedAt: since, endedAt: full, energy: added }] : [];
  return { ...live, now: end, since, added, level: battery.limit, changedAt: full, done: [...live.done, ...records] };
};

const nightsBetween = (car: Car, battery: Battery, first: number, until: number): ChargeRecord[] => {
  const records: ChargeRecord[] = [];
  for (let day = first; startOf(car, day) < until; day++) {
    const night = nightOf(car, battery, day);
    if (night === null || night.chargeEnd > until || night.level >= battery.limit - 0.001) continue;
    const energy = (battery.limit - night.level) * battery.capacity;
    records.push({ startedAt: night.chargeStart, endedAt: night.chargeEnd, energy });
  }
  return records;
};
