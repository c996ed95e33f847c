// What a simulated car answers at a real moment: readings, and its papers. Pure.
import type { SignalId, SignalValue } from '../../../catalog/signals.ts';
import type { ProviderFault, ProviderVehicle, Reading, ReadingOf } from '../provider.ts';
import { type Car, dayOf, outingOf, startOf } from './car.ts';
import { lastClosureChange } from './closures.ts';
import { lastChargingChange } from './energy.ts';
import { carMoment, type Life, lastJump, realMoment, untouched } from './life.ts';
import { reportsEvery, type Scene, sceneAt, senseSignal } from './sensors.ts';

/** Told of every car, whatever state it is in: what a maker keeps on its own servers (vehicle-platform §16.1). */
const papers: ReadonlySet<SignalId> = new Set(['vin', 'attributes']);

/** The car as it is in the list of an account. */
export const listed = ({ id, vin, make, model, year, powertrain }: Car): ProviderVehicle => ({
  vehicle: id,
  vin,
  make,
  model,
  year,
  powertrain,
});

/** The car as it was when it last reported before this real moment, which is what it answers with. */
const reportedScene = (car: Car, life: Life, real: number): Scene => {
  const now = sceneAt(car, life.orders, carMoment(life, real));
  return sceneAt(car, life.orders, Math.max(reportedAt(now), lastJump(life, real)));
};

/** Readings of all asked signals that this car has, or the fault that it is told to answer with. */
export const readCar = (
  car: Car,
  life: Life,
  signals: readonly SignalId[],
  now: Date,
): readonly Reading[] | ProviderFault => {
  if (life.refusal !== null && signals.some(signal => !papers.has(signal))) return faultOf(life.refusal);
  const scene = reportedScene(car, life, now.getTime());
  const recordedAt = new Date(realMoment(life, scene.moment));
  // ReadingOf<S> for any one signal is a member of Reading, which TypeScript cannot follow through a generic call.
  return [...new Set(signals)].flatMap(
    signal => (readingIn(scene, life, signal, { recordedAt, fetchedAt: now }) as Reading | null) ?? [],
  );
};

/** One signal of a car to which nothing was ever done; null when it has no such signal. */
export const readSensor = <S extends SignalId>(car: Car, signal: S, now: Date): ReadingOf<S> | null => {
  const scene = reportedScene(car, untouched, now.getTime());
  return readingIn(scene, untouched, signal, { recordedAt: new Date(scene.moment), fetchedAt: now });
};

/** The fault, with the seconds to wait where the API tells them. */
export const faultOf = (fault: ProviderFault['fault']): ProviderFault =>
  fault.startsWith('RATE_LIMIT.') || fault === 'UPSTREAM.RATE_LIMIT' ? { fault, retryAfter: RETRY_AFTER } : { fault };

const RETRY_AFTER = 60;

/**
 * When the car last reported, by its own clock: at its pace, and at once when something changes or it is told something.
 * Never later than the scene's moment, never earlier than for an earlier moment.
 */
export const reportedAt = (scene: Scene): number => {
  const { car, moment, orders, charging } = scene;
  const day = dayOf(car, moment);
  let changed = Math.max(
    startOf(car, day),
    lastClosureChange(outingOf(car, day), moment),
    lastChargingChange(car, day, moment),
    charging?.changedAt ?? Number.NEGATIVE_INFINITY,
  );
  for (const told of [orders.lock, orders.port, orders.destination, orders.session])
    if (told !== undefined && told.at <= moment) changed = Math.max(changed, told.at);
  return Math.floor(Math.max(changed, moment - (moment % reportsEvery(scene))));
};

const readingIn = <S extends SignalId>(
  scene: Scene,
  life: Life,
  signal: S,
  times: Pick<ReadingOf<S>, 'recordedAt' | 'fetchedAt'>,
): ReadingOf<S> | null => {
  const value = senseSignal(scene, signal);
  if (value === undefined) return null;
  return { signal, value: value === null ? null : inRealTime(life, signal, value), ...times };
};

// Moments inside values are the car's own until here.
const inRealTime = <S extends SignalId>(life: Life, signal: S, value: SignalValue<S>): SignalValue<S> => {
  if (life.jumps.length === 0 || !Array.isArray(value)) return value;
  const names = momentsIn[signal];
  if (names === undefined) return value;
  const told = value.map((item: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(item).map(([name, field]) => [
        name,
        names.includes(name) && typeof field === 'number' ? realMoment(life, field) : field,
      ]),
    ),
  );
  // Only numbers were replaced by numbers, so the shape is what it was.
  return told as unknown as SignalValue<S>;
};

const momentsIn: { readonly [S in SignalId]?: readonly string[] } = {
  services: ['at'],
  trouble_codes: ['since'],
  charge_records: ['startedAt', 'endedAt'],
};
