// One look at a car for an application: every signal that its grant opens, with a line each in the owner's log.
import { type SignalId, signals } from '../../catalog/signals.ts';
import { isVehicleErrorCode, type VehicleErrorCode } from '../../catalog/vehicle-errors.ts';
import type { Application } from '../../core/actor.ts';
import { newUuid } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { isReadings, type Reading, readMany } from '../../vehicles/index.ts';

/** What a car said: a reading of each signal, or why there is none. */
export type CarLook = {
  readonly found: ReadonlyMap<SignalId, Reading | VehicleErrorCode>;
  /** Whether it told anything. */
  readonly hasTold: boolean;
  /** Seconds for which its maker wants to be left alone. */
  readonly retryAfter: number | undefined;
};

/** @param wanted signals that the grant opens, each once */
export async function lookAtCar(
  kernel: Kernel,
  actor: Application,
  vehicle: string,
  wanted: readonly SignalId[],
): Promise<CarLook> {
  const request = newUuid(kernel.random);
  let retryAfter: number | undefined;
  const found = new Map<SignalId, Reading | VehicleErrorCode>();
  const [first, ...others] = wanted.map(signal => ({
    permission: signals[signal].permission,
    signals: [signal] as const,
    hasAge: true,
  }));
  if (!first) return { found, hasTold: false, retryAfter };
  const results = await readMany(kernel, actor, { vehicle, request, isOurs: true }, [first, ...others]);
  for (const [index, signal] of wanted.entries()) {
    const result = results[index];
    if (result === undefined) continue;
    if (isReadings(result)) {
      const reading = result.find(one => one.signal === signal);
      if (reading) found.set(signal, reading);
      continue;
    }
    // Taken back meanwhile, which is no fault of the car.
    if (result.code !== 'vehicle_fault') continue;
    const { fault, retryAfter: seconds } = result.details;
    if (typeof seconds === 'number') retryAfter = Math.max(retryAfter ?? 0, seconds);
    const code = String(fault);
    found.set(signal, isVehicleErrorCode(code) ? code : 'SERVER.INTERNAL');
  }
  return { found, hasTold: [...found.values()].some(one => typeof one !== 'string'), retryAfter };
}
