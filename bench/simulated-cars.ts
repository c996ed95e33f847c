// What simulated cars cost: CPU for each car and minute of its life, and memory, with very many of them at once.
import type { SignalId } from '../src/catalog/signals.ts';
import { signalIds } from '../src/catalog/signals.ts';
import { readCar } from '../src/vehicles/providers/simulator/answer.ts';
import type { Car } from '../src/vehicles/providers/simulator/car.ts';
import { findCar, fleetIds } from '../src/vehicles/providers/simulator/fleet.ts';
import { type Life, untouched } from '../src/vehicles/providers/simulator/life.ts';
import type { Figure } from './bench.ts';

const CARS = Number(process.env['BENCH_CARS'] ?? 100_000);
/** Minutes of life that each of them is followed through. */
const MINUTES = Number(process.env['BENCH_MINUTES'] ?? 10);
/** What a car sends each minute in telemetry that is worth its name. */
const telemetry: readonly SignalId[] = [
  'odometer',
  'location',
  'speed',
  'battery_level',
  'fuel_level',
  'charge_state',
  'locked',
  'tires',
];

const MINUTE = 60_000;
const begin = Date.parse('2026-03-03T06:00:00.000Z');

const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/** Bytes in use, after everything that can go has gone. */
const heap = (): number => {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

/** CPU microseconds for each car and minute. */
function follow(
  cars: readonly Car[],
  minutes: number,
  lifeOf: (index: number) => Life,
  signals: readonly SignalId[],
): number {
  const before = cpu();
  let told = 0;
  for (let minute = 0; minute < minutes; minute++) {
    const now = new Date(begin + minute * MINUTE);
    for (const [index, car] of cars.entries()) {
      const answer = readCar(car, lifeOf(index), signals, now);
      if (Array.isArray(answer)) told += answer.length;
    }
  }
  if (told === 0) throw new Error('no car said anything');
  return (cpu() - before) / (cars.length * minutes);
}

/** A car that was told to charge to another limit an hour ago, and to unlock. */
const told: Life = {
  jumps: [{ at: begin - 90 * MINUTE, ahead: 30 * MINUTE }],
  refusal: null,
  orders: {
    limit: 0.7,
    lock: { isLocked: false, at: begin - 40 * MINUTE },
    session: {
      at: begin - 30 * MINUTE,
      level: 0.5,
      isPluggedIn: false,
      flow: null,
      amperes: null,
      flowsFrom: begin - 30 * MINUTE,
      since: begin - 30 * MINUTE,
      added: 0,
    },
  },
};

export const figure: Figure = {
  name: 'simulated-cars',
  about: `${CARS} simulated cars followed through ${MINUTES} minutes of life by one process; we hold ourselves to a tenth of a core`,
  run: async () => {
    const warm = fleetIds.map(id => findCar(`${id}~warm`)).filter(car => car !== null);
    follow(warm, 2000, () => untouched, signalIds);
    const bare = heap();
    const cars: Car[] = [];
    const made = cpu();
    for (let index = 0; index < CARS; index++) {
      const car = findCar(`${fleetIds[index % fleetIds.length]}~bench${index}`);
      if (car !== null) cars.push(car);
    }
    const making = (cpu() - made) / CARS;
    const held = heap();
    const one = follow(cars, MINUTES, () => untouched, ['odometer']);
    const eight = follow(cars, MINUTES, () => untouched, telemetry);
    const eightTold = follow(cars, MINUTES, () => told, telemetry);
    const all = follow(cars.slice(0, CARS / 10), MINUTES, () => untouched, signalIds);
    const lived = heap();
    const us = (value: number) => `${value.toFixed(2)} µs`;
    const bytes = (value: number) => `${(value / CARS).toFixed(0)} bytes`;
    return {
      ok: (eight * CARS) / MINUTE / 1000 <= 0.1,
      rows: [
        ['CPU to make a car', us(making)],
        ['CPU per car and minute, odometer alone', us(one)],
        [`CPU per car and minute, ${telemetry.length} signals`, us(eight)],
        ['the same with orders, clock put ahead', us(eightTold)],
        [`CPU per car and minute, all ${signalIds.length} signals`, us(all)],
        ['part of a core for all, telemetry every minute', `${((eight * CARS) / MINUTE / 10).toFixed(1)} %`],
        ['memory per car that a process keeps at hand', bytes(held - bare)],
        ['the same once its day was asked for', bytes(lived - bare)],
        ['memory per car that it does not keep at hand', '0 bytes: seed and clock make it anew'],
      ],
    };
  },
};
