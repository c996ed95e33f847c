// A fleet's batches come in: what some living grant opens of them is kept, durable before anybody is answered.
import { LRUCache } from 'lru-cache';
import { MINUTE } from '../../core/clock.ts';
import { coalesce } from '../../core/coalesce.ts';
import type { Kernel } from '../../core/kernel.ts';
import { findLinked, type OurCar } from '../makers/pushed-value-store.ts';
import { openReporter, type Reporter } from '../makers/tell-reported.ts';
import { keptForNeeds } from '../needs/kept-for-needs.ts';
import { neededBatch } from '../needs/needed-reports.ts';
import { VEHICLE_LINKED } from '../vehicle-store.ts';
import { FLEET } from './fleet.ts';
import type { Batch } from './telemetry.ts';
import { type CarBatch, insertBatches } from './telemetry-store.ts';

export type TelemetryIntake = {
  /** Keeps what is needed of batches. @returns the VINs that nobody has connected, each once: nothing is kept of them */
  readonly take: (batches: readonly Batch[]) => Promise<string[]>;
  /** Tells what is left to tell, then stops. */
  readonly close: () => Promise<void>;
};

/** Batches that one statement carries; what comes meanwhile goes with the next. */
const TOGETHER = 200;

const intakes = new WeakMap<object, TelemetryIntake>();

/** The intake of this process, one for each database. */
export function telemetryIntake(kernel: Kernel): TelemetryIntake {
  const known = intakes.get(kernel.pool);
  if (known) return known;
  const made = openIntake(kernel);
  intakes.set(kernel.pool, made);
  return made;
}

function openIntake(kernel: Kernel): TelemetryIntake {
  const cars = new LRUCache<string, readonly OurCar[]>({ max: 100_000, ttl: 10 * MINUTE });
  kernel.listen(
    VEHICLE_LINKED,
    provider => provider === FLEET && cars.clear(),
    () => cars.clear(),
  );
  const reporter: Reporter = openReporter(kernel);
  const forNeeds = keptForNeeds(kernel);
  const keep = coalesce<CarBatch, boolean>({
    maxInFlight: 2,
    maxBatch: TOGETHER,
    run: batches => insertBatches(kernel, batches),
  });
  const linked = async (vin: string): Promise<readonly OurCar[]> => {
    const known = cars.get(vin);
    if (known) return known;
    const found = await findLinked(kernel, FLEET, vin);
    cars.set(vin, found);
    return found;
  };
  return {
    take: async batches => {
      const unknown = new Set<string>();
      await Promise.all(
        batches.map(async batch => {
          const ours = await linked(batch.vin);
          if (ours.length === 0) unknown.add(batch.vin);
          for (const car of ours)
            await forNeeds(car, async needed => {
              const wanted = neededBatch(batch, needed);
              if (wanted !== undefined && (await keep({ car, batch: wanted }))) reporter.tell(car.vehicle);
            });
        }),
      );
      return [...unknown];
    },
    close: async () => {
      intakes.delete(kernel.pool);
      await reporter.close();
    },
  };
}
